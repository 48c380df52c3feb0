/**
 * The clock: the only reader of time in the app, the beat of a run, and every timer.
 *
 * Owns the worker that beats while a run is on: a page's own timers are throttled when it is hidden, a worker's are not.
 * Must never decide anything: a beat only says that time has passed.
 */
import type { Instant } from '../core/state';

export type Cancel = () => void;

export interface Clock {
  /** Both clocks now. */
  now(): Instant;
  /** The IANA name of the time zone people live by here, such as Europe/Vienna. */
  time_zone(): string;
  /** Calls once, after so many milliseconds. */
  after(ms: number, call: () => void): Cancel;
  /** Calls soon, then again after as many milliseconds as each call answers with, until cancelled. */
  beating(call: () => number): Cancel;
  /** The worker could not start or has failed: what beats now is slow while the page is hidden. */
  on_worker_lost(call: () => void): void;
}

const FIRST_BEAT_MS = 50;
/** So much later the page beats by itself: where no worker can start, or it has fallen silent. */
const PAGE_LATER_MS = 30;

export function now(): Instant {
  return { wall_ms: Date.now(), mono_ms: performance.now() };
}

export function after(ms: number, call: () => void): Cancel {
  const timer = setTimeout(call, ms);
  return () => clearTimeout(timer);
}

export class BrowserClock implements Clock {
  /** Made at once, while the files of this version are surely there; it beats only when it is told to. */
  readonly #worker = worker_made();
  #is_lost = this.#worker === null;
  #lost: () => void = () => {};

  constructor() {
    // A file that is missing, or a policy, is told only by this event; the page's own timer goes on.
    this.#worker?.addEventListener('error', () => {
      this.#is_lost = true;
      this.#lost();
    });
  }

  now(): Instant {
    return now();
  }

  time_zone(): string {
    return new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
  }

  after(ms: number, call: () => void): Cancel {
    return after(ms, call);
  }

  on_worker_lost(call: () => void): void {
    this.#lost = call;
    if (this.#is_lost) call();
  }

  beating(call: () => number): Cancel {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let is_over = false;
    const wait = (ms: number) => {
      clearTimeout(timer);
      timer = setTimeout(beat, ms + PAGE_LATER_MS);
      this.#worker?.postMessage(ms);
    };
    const beat = () => {
      const next_ms = call();
      if (!is_over) wait(next_ms);
    };
    this.#worker?.addEventListener('message', beat);
    wait(FIRST_BEAT_MS);
    return () => {
      is_over = true;
      clearTimeout(timer);
      this.#worker?.removeEventListener('message', beat);
      this.#worker?.postMessage(null);
    };
  }
}

function worker_made(): Worker | null {
  try {
    return new Worker(new URL('./clock-worker.ts', import.meta.url), { type: 'module' });
  } catch {
    return null;
  }
}
