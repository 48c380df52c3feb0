/**
 * The screen stays on while a run is on.
 *
 * The browser takes the lock away whenever the page is hidden, and refuses it on low battery: it is asked for again each
 * time the page is seen, and a refusal is said.
 */
import type { Presence } from './presence';

export type WakeLockState = 'unasked' | 'held' | 'refused' | 'absent';

export interface WakeLock {
  keep_awake(): void;
  let_sleep(): void;
  on_change(call: (state: WakeLockState) => void): void;
}

export class BrowserWakeLock implements WakeLock {
  #is_wanted = false;
  #held: WakeLockSentinel | null = null;
  #call: (state: WakeLockState) => void = () => {};

  constructor(presence: Presence) {
    presence.on((event) => {
      if (event === 'visible') void this.#ask();
    });
  }

  keep_awake(): void {
    this.#is_wanted = true;
    void this.#ask();
  }

  let_sleep(): void {
    this.#is_wanted = false;
    void this.#held?.release();
    this.#held = null;
    this.#call('unasked');
  }

  on_change(call: (state: WakeLockState) => void): void {
    this.#call = call;
  }

  async #ask(): Promise<void> {
    if (!this.#is_wanted || this.#held !== null) return;
    // Plain http and old browsers have none.
    if (!('wakeLock' in navigator)) return this.#call('absent');
    try {
      const lock = await navigator.wakeLock.request('screen');
      if (!this.#is_wanted || this.#held !== null) return void lock.release();
      this.#held = lock;
      lock.addEventListener('release', () => {
        if (this.#held !== lock) return;
        this.#held = null;
        if (this.#is_wanted) this.#call('refused');
      });
      this.#call('held');
    } catch {
      this.#call('refused');
    }
  }
}
