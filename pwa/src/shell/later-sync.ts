/**
 * The door to sync (sync.ts), which nothing that the library needs waits for: it is fetched once that is painted.
 *
 * Owns the fetching and what is asked of it until then. Where it cannot be had it is tried again when the network is back
 * or somebody looks. Must never sync.
 */
import type { Paired } from '../wire.gen';
import type { OlderReply } from './older';
import type { Sync, SyncListener, SyncWorld } from './sync';

/** What the app asks of sync. */
export type Syncing = Pick<Sync, 'listen' | 'pair_with' | 'nudge' | 'now' | 'older'>;

export class LaterSync implements Syncing {
  readonly #world: SyncWorld;
  readonly #fetch: () => Promise<typeof import('./sync')>;
  #fetching: Promise<Sync | null> | null = null;
  #listener: SyncListener | null = null;
  #pairing: [Paired | null, (number | null)?] | null = null;

  constructor(world: SyncWorld, fetch: () => Promise<typeof import('./sync')> = () => import('./sync')) {
    this.#world = world;
    this.#fetch = fetch;
    world.presence.on((event) => {
      if (event === 'online' || event === 'visible') void this.#fetched();
    });
  }

  listen(listener: SyncListener): void {
    this.#listener = listener;
  }

  pair_with(...pairing: [Paired | null, (number | null)?]): void {
    // One that is waiting learns it from here.
    if (this.#pairing === null) void this.#world.presence.painted().then(() => this.#fetched());
    else void this.#fetching?.then((sync) => sync?.pair_with(...pairing));
    this.#pairing = pairing;
  }

  nudge(): void {
    void this.#fetched().then((sync) => sync?.nudge());
  }

  async now(is_pressed?: boolean): Promise<void> {
    await (await this.#fetched())?.now(is_pressed);
  }

  async older(client_id: string | null): Promise<OlderReply> {
    return (await this.#fetched())?.older(client_id) ?? { kind: 'offline' };
  }

  /** Null where it cannot be had now, or nobody knows yet whose device this is. */
  #fetched(): Promise<Sync | null> {
    if (this.#pairing === null) return Promise.resolve(null);
    this.#fetching ??= this.#fetch().then(
      ({ Sync }) => this.#open(new Sync(this.#world)),
      () => {
        this.#fetching = null;
        return null;
      },
    );
    return this.#fetching;
  }

  #open(sync: Sync): Sync {
    if (this.#listener !== null) sync.listen(this.#listener);
    if (this.#pairing !== null) sync.pair_with(...this.#pairing);
    return sync;
  }
}
