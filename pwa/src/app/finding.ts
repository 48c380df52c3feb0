/**
 * "Where does it hurt?" as far as the first load needs it: fetches app/finder.ts when somebody first goes there.
 *
 * The service worker keeps it with everything else. Must never hold what was answered beyond the way to a session.
 */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { FinderKeeper } from './finder';
import type { Finder } from './finder-model';
import type { LibraryKeeper } from './library';
import type { Intent, Route } from './model';
import type { Answers } from './screening';
import type { World } from './world';

export class Finding {
  readonly finder: ReadonlySignal<Finder | 'fetching' | 'failed'> = computed(() => {
    const keeper = this.#keeper.value;
    return typeof keeper === 'string' ? keeper : keeper.finder.value;
  });
  readonly #keeper = signal<FinderKeeper | 'fetching' | 'failed'>('fetching');
  readonly #make: () => Promise<FinderKeeper>;
  #screen: Route['screen'] = 'library';

  constructor(world: Pick<World, 'clock'>, library: LibraryKeeper, go: (route: Route) => void) {
    this.#make = async () => new (await import('./finder')).FinderKeeper(world, library, go);
  }

  /** Somebody is here now. From the library one begins anew; from a protocol that was offered one comes back. */
  async show(route: Route): Promise<void> {
    this.#screen = route.screen;
    let keeper = this.#keeper.peek();
    if (route.screen === 'finder') {
      if (typeof keeper === 'string') keeper = await this.#make().catch(() => 'failed' as const);
      if (typeof keeper === 'object') keeper.look_again(route);
      this.#keeper.value = keeper;
    } else if (typeof keeper === 'object' && route.screen !== 'protocol' && route.screen !== 'flow') keeper.forget();
  }

  send(intent: Intent): boolean {
    const keeper = this.#keeper.peek();
    return this.#screen === 'finder' && typeof keeper === 'object' && keeper.send(intent);
  }

  /** The answers that go along to a session of this protocol. */
  carried(protocol_id: string): Answers {
    const keeper = this.#keeper.peek();
    return typeof keeper === 'object' ? keeper.carried(protocol_id) : {};
  }
}
