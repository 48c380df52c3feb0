/**
 * The door to sync (sync.ts), which nothing that the library needs waits for: it is fetched once that stands (`begin`), or
 * when somebody needs it before: a new fact, a pairing, older sessions.
 *
 * Owns the fetching and what is asked of it until then. Where it cannot be had it is asked for again when the network is
 * back or somebody looks; a browser that remembers a part which failed has it in the page that is loaded next. What was
 * recorded waits. Must never sync.
 */
import type { Paired } from '../wire.gen';
import type { OlderReply } from './older';
import type { Sync, SyncListener, SyncWorld } from './sync';

/** What the app asks of sync. */
export interface Syncing extends Pick<Sync, 'listen' | 'pair_with' | 'nudge' | 'now' | 'older'> {
  /** The library stands, or is known to be missing: from here on sync takes nothing from it. */
  begin(): void;
}

export class LaterSync implements Syncing {
  readonly #world: SyncWorld;
  readonly #fetch: () => Promise<typeof import('./sync')>;
  #fetching: Promise<Sync | null> | null = null;
  #listener: SyncListener | null = null;
  #pairing: [Paired | null, (number | null)?] | null = null;
  #has_begun = false;

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

  begin(): void {
    this.#has_begun = true;
    void this.#fetched();
  }

  pair_with(...pairing: [Paired | null, (number | null)?]): void {
    // One that is waiting learns it from here.
    void this.#fetching?.then((sync) => sync?.pair_with(...pairing));
    this.#pairing = pairing;
    if (this.#has_begun && this.#fetching === null) void this.#fetched();
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
