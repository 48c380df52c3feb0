/**
 * Presence: is there a network, does somebody look at the page. The browser's word for "online" is a hint only: the
 * truth is an answer of the server.
 */

export type PresenceEvent = 'online' | 'offline' | 'visible' | 'hidden';

export interface Presence {
  is_online(): boolean;
  is_visible(): boolean;
  on(call: (event: PresenceEvent) => void): void;
}

export class BrowserPresence implements Presence {
  is_online(): boolean {
    return navigator.onLine;
  }

  is_visible(): boolean {
    return document.visibilityState === 'visible';
  }

  on(call: (event: PresenceEvent) => void): void {
    window.addEventListener('online', () => call('online'));
    window.addEventListener('offline', () => call('offline'));
    document.addEventListener('visibilitychange', () => call(this.is_visible() ? 'visible' : 'hidden'));
    window.addEventListener('pageshow', (event) => {
      if (event.persisted) call('visible');
    });
  }
}
