/**
 * The service worker from the page's side: registering it, and offering a newer app.
 *
 * A newer app waits until somebody asks for it; when, is the flow's business. Where another tab asked, this page is told,
 * and the flow says when it follows. Must never reload a page by itself.
 */
import type { Presence } from './presence';

export type OfflineState = 'ready' | 'preparing' | 'absent';

export interface Updates {
  start(): void;
  /** A newer app is there and waits. */
  on_waiting(call: () => void): void;
  on_offline_change(call: (state: OfflineState) => void): void;
  /** Another tab let a newer app take over: this page is of the older one. */
  on_taken_over(call: () => void): void;
  /** The waiting app takes over and the page loads anew. */
  apply(): void;
  reload(): void;
}

/** The message with which a waiting worker is told to take over. Shipped is for ever. */
const TAKE_OVER = 'take-over';

export class WorkerUpdates implements Updates {
  readonly #presence: Presence;
  #registration: ServiceWorkerRegistration | null = null;
  #is_asked = false;
  #waiting: () => void = () => {};
  #taken_over: () => void = () => {};
  #offline: (state: OfflineState) => void = () => {};

  constructor(presence: Presence) {
    this.#presence = presence;
  }

  start(): void {
    if (!('serviceWorker' in navigator)) return this.#offline('absent');
    this.#offline('preparing');
    let has_controller = navigator.serviceWorker.controller !== null;
    navigator.serviceWorker.addEventListener('controllerchange', () => {
      if (this.#is_asked) return this.reload();
      // The very first worker takes over a page of its own version.
      if (has_controller) this.#taken_over();
      has_controller = true;
    });
    navigator.serviceWorker.ready.then(() => this.#offline('ready'));
    navigator.serviceWorker
      .register('/sw.js', { updateViaCache: 'none' })
      .then((registration) => this.#watch(registration))
      .catch(() => this.#offline('absent'));
  }

  on_waiting(call: () => void): void {
    this.#waiting = call;
  }

  on_offline_change(call: (state: OfflineState) => void): void {
    this.#offline = call;
  }

  on_taken_over(call: () => void): void {
    this.#taken_over = call;
  }

  reload(): void {
    location.reload();
  }

  apply(): void {
    this.#is_asked = true;
    this.#registration?.waiting?.postMessage(TAKE_OVER);
  }

  #watch(registration: ServiceWorkerRegistration): void {
    this.#registration = registration;
    if (registration.waiting !== null) this.#waiting();
    registration.addEventListener('updatefound', () => {
      const worker = registration.installing;
      worker?.addEventListener('statechange', () => {
        // The very first worker replaces nobody: it is no update.
        if (worker.state === 'installed' && navigator.serviceWorker.controller !== null) this.#waiting();
      });
    });
    this.#presence.on((event) => {
      // Without a network the check fails, which changes nothing.
      if (event === 'visible') registration.update().catch(() => {});
    });
  }
}
