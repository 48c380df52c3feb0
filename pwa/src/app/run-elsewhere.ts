/**
 * A session that another tab runs: where that tab is gone, it goes on in the tab that somebody looks at.
 *
 *  [R9] Nobody has to leave a tab and come back to it: once no tab runs the session any more, the one in sight takes it up,
 *       parked. A tab that is loaded anew comes first.
 */
import { effect, untracked } from '@preact/signals';
import type { FlowKeeper } from './flow';
import type { World } from './world';

/** A page that is loaded anew has its session back within this. */
const ANEW_MS = 3000;

type ElsewhereWorld = Pick<World, 'tabs' | 'clock' | 'presence'>;

export class RunElsewhere {
  readonly #world: ElsewhereWorld;
  readonly #flow: FlowKeeper;
  /** It goes on here. */
  readonly #taken_up: () => void;
  #is_waiting = false;

  constructor(world: ElsewhereWorld, flow: FlowKeeper, taken_up: () => void) {
    this.#world = world;
    this.#flow = flow;
    this.#taken_up = taken_up;
    effect(() => {
      if (flow.is_running_elsewhere.value) untracked(() => void this.#wait());
    });
    world.presence.on((event) => {
      if (event === 'visible' && flow.is_running_elsewhere.peek()) void this.#wait();
    });
  }

  async #wait(): Promise<void> {
    if (this.#is_waiting) return;
    this.#is_waiting = true;
    await this.#world.tabs.when_free('run');
    await new Promise<void>((resolve) => this.#world.clock.after(ANEW_MS, resolve));
    this.#is_waiting = false;
    // Out of sight it is left where it stands: on the way back it is asked for again.
    if (!this.#world.presence.is_visible() || !this.#flow.is_running_elsewhere.peek()) return;
    await this.#flow.restore();
    if (this.#flow.is_running_elsewhere.peek()) return this.#wait();
    this.#taken_up();
  }
}
