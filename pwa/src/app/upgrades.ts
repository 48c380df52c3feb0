/**
 * Newer versions of the app: offered between sessions only, and followed where another tab let one take over.
 *
 * Must never load a page anew under a flow, or while facts wait in its memory.
 */
import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { Flow } from './model';
import type { Recorder } from './recorder';
import type { World } from './world';

export class Upgrades {
  readonly has_update = computed(() => this.#is_waiting.value && this.#flow.value === null);
  readonly #is_waiting = signal(false);
  /** Another tab let a newer app take over: this page is of the older one. */
  readonly #is_outdated = signal(false);
  readonly #world: Pick<World, 'updates' | 'tabs'>;
  readonly #recorder: Recorder;
  readonly #flow: ReadonlySignal<Flow | null>;

  constructor(world: Pick<World, 'updates' | 'tabs'>, recorder: Recorder, flow: ReadonlySignal<Flow | null>) {
    this.#world = world;
    this.#recorder = recorder;
    this.#flow = flow;
    world.updates.on_waiting(() => {
      this.#is_waiting.value = true;
    });
    world.updates.on_taken_over(() => {
      this.#is_outdated.value = true;
    });
    effect(() => {
      const is_free = flow.value === null && recorder.trouble.value === null;
      if (this.#is_outdated.value && is_free) untracked(() => void this.#follow());
    });
  }

  /** Somebody asked for it. */
  async apply(): Promise<void> {
    const { tabs, updates } = this.#world;
    if ((await this.#is_free()) && !(await tabs.is_taken('run'))) updates.apply();
  }

  async #follow(): Promise<void> {
    if (await this.#is_free()) this.#world.updates.reload();
  }

  /** Nobody is in the middle of anything, and everything is on disk. */
  async #is_free(): Promise<boolean> {
    await this.#recorder.record([]);
    return this.#flow.peek() === null && this.#recorder.trouble.peek() === null;
  }
}
