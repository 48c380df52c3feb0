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
  /** Whether it would be given: asked for, and given back at once unless it is held anyway. */
  probe(): Promise<'kept' | 'refused' | 'absent'>;
}

export class BrowserWakeLock implements WakeLock {
  #is_wanted = false;
  #was_refused = false;
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
    // What was refused the last time, or is not there at all, is not promised for the next.
    if (!this.#was_refused && 'wakeLock' in navigator) this.#call('unasked');
    this.#held = null;
  }

  on_change(call: (state: WakeLockState) => void): void {
    this.#call = call;
    if (!('wakeLock' in navigator)) call('absent');
  }

  async probe(): Promise<'kept' | 'refused' | 'absent'> {
    if (!('wakeLock' in navigator)) return 'absent';
    if (this.#held !== null) return 'kept';
    try {
      await (await navigator.wakeLock.request('screen')).release();
      return 'kept';
    } catch {
      return 'refused';
    }
  }

  async #ask(): Promise<void> {
    if (!this.#is_wanted || this.#held !== null) return;
    // Plain http and old browsers have none.
    if (!('wakeLock' in navigator)) return this.#call('absent');
    try {
      const lock = await navigator.wakeLock.request('screen');
      if (!this.#is_wanted || this.#held !== null) return void lock.release();
      this.#held = lock;
      this.#was_refused = false;
      lock.addEventListener('release', () => {
        if (this.#held !== lock) return;
        this.#held = null;
        if (this.#is_wanted) this.#call('refused');
      });
      this.#call('held');
    } catch {
      this.#was_refused = true;
      this.#call('refused');
    }
  }
}
