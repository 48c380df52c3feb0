/**
 * The clock: the only reader of time in the app, the ticks of a run, and every timer.
 *
 * Owns the worker that ticks while a run is on: a page's own timers are throttled when it is hidden, a worker's are not.
 * Must never decide anything: a tick only says that time has passed.
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
  /** Calls about every 50 ms until cancelled. */
  ticking(call: () => void): Cancel;
  /** The worker could not start or has failed: what ticks now is slow while the page is hidden. */
  on_worker_lost(call: () => void): void;
}

/** The page's own beat beside the worker's: it goes on where no worker can start. */
const PAGE_TICK_MS = 250;

export class BrowserClock implements Clock {
  /** Made at once, while the files of this version are surely there; it ticks only when it is told to. */
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
    return { wall_ms: Date.now(), mono_ms: performance.now() };
  }

  time_zone(): string {
    return new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
  }

  after(ms: number, call: () => void): Cancel {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  }

  on_worker_lost(call: () => void): void {
    this.#lost = call;
    if (this.#is_lost) call();
  }

  ticking(call: () => void): Cancel {
    const timer = setInterval(call, PAGE_TICK_MS);
    this.#worker?.addEventListener('message', call);
    this.#worker?.postMessage('tick');
    return () => {
      clearInterval(timer);
      this.#worker?.removeEventListener('message', call);
      this.#worker?.postMessage('stop');
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
