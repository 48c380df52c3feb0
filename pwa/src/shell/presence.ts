/**
 * Presence: is there a network, does somebody look at the page, does the page run at all. The browser's word for "online"
 * is a hint only: the truth is an answer of the server.
 */

/** `frozen`: nothing of the page runs until it is `thawed`. */
export type PresenceEvent = 'online' | 'offline' | 'visible' | 'hidden' | 'frozen' | 'thawed';

export interface Presence {
  is_online(): boolean;
  is_visible(): boolean;
  on(call: (event: PresenceEvent) => void): void;
  /** Resolves once what was drawn is on the screen; where nobody looks, once somebody does. */
  painted(): Promise<void>;
  /** Lets what waits go first, such as a finger or a frame: between two parts of work that nobody waits for. */
  turn(): Promise<void>;
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
    document.addEventListener('freeze', () => call('frozen'));
    document.addEventListener('resume', () => call('thawed'));
    // Kept for the way back: not every browser calls that frozen.
    window.addEventListener('pagehide', (event) => {
      if (event.persisted) call('frozen');
    });
    window.addEventListener('pageshow', (event) => {
      if (!event.persisted) return;
      call('thawed');
      call('visible');
    });
  }

  painted(): Promise<void> {
    // A frame is asked for before it is painted: the turn after it comes with the picture.
    return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  }

  turn(): Promise<void> {
    // No timer: those of a hidden page come once a second.
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
  }
}
