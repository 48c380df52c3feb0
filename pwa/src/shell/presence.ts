/**
 * Presence: is there a network, does somebody look at the page. The browser's word for "online" is a hint only: the
 * truth is an answer of the server.
 */

export type PresenceEvent = 'online' | 'offline' | 'visible' | 'hidden';

export interface Presence {
  is_online(): boolean;
  is_visible(): boolean;
  on(call: (event: PresenceEvent) => void): void;
  /** Resolves once what was drawn is on the screen; where nobody looks, once somebody does. */
  painted(): Promise<void>;
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

  painted(): Promise<void> {
    // A frame is asked for before it is painted: the turn after it comes with the picture.
    return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  }
}
