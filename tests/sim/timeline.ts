/**
 * Time of a simulated world, and the turns of its event loop. What is due is done in the order of its time; what a thing
 * brings about is followed to its end before the next: so that the same seed makes the same world.
 */
import type { Cancel } from '../../pwa/src/shell/clock';

const real_turn = globalThis.setImmediate;
const tasks: (() => void)[] = [];

/** From here on the databases' turns are taken one by one, between which anything may befall a device. */
export function take_over_turns(): void {
  const queue = (call: (...words: unknown[]) => void, ...words: unknown[]) => tasks.push(() => call(...words));
  globalThis.setImmediate = queue as unknown as typeof globalThis.setImmediate;
}

interface Due {
  at_ms: number;
  order: number;
  call: () => void;
  is_cancelled: boolean;
}

export class Timeline {
  now_ms = 0;
  events = 0;
  /** Called after each turn of a database. */
  between: () => void = () => {};
  #due: Due[] = [];
  #order = 0;

  after(ms: number, call: () => void): Cancel {
    this.#order += 1;
    const due: Due = { at_ms: this.now_ms + Math.max(0, ms), order: this.#order, call, is_cancelled: false };
    let place = this.#due.length;
    while (place > 0 && is_later(this.#due[place - 1], due)) place -= 1;
    this.#due.splice(place, 0, due);
    return () => {
      due.is_cancelled = true;
    };
  }

  /** Does what is due until then, each thing to its end. */
  async run_for(ms: number): Promise<void> {
    const end_ms = this.now_ms + ms;
    await this.settle();
    for (;;) {
      const next = this.#due[0];
      if (next === undefined || next.at_ms > end_ms) break;
      this.#due.shift();
      if (next.is_cancelled) continue;
      this.now_ms = Math.max(this.now_ms, next.at_ms);
      this.events += 1;
      next.call();
      await this.settle();
    }
    this.now_ms = end_ms;
  }

  /** Until nothing goes on but waiting. */
  async settle(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => real_turn(resolve));
      const task = tasks.shift();
      if (task === undefined) return;
      task();
      this.between();
    }
  }
}

function is_later(one: Due | undefined, other: Due): boolean {
  return one !== undefined && (one.at_ms > other.at_ms || (one.at_ms === other.at_ms && one.order > other.order));
}
