/**
 * The door to pairing (pairing.ts), which is fetched when somebody has a code.
 *
 * Owns what is shown of it from the start, the fetching, and whose a browser is whose storage was cleared: that is asked
 * before anybody can begin, since what is begun by nobody's device never leaves it. Where pairing's code cannot be had
 * that is said, since a browser asks for it again only in a page that is loaded anew; no code was used up.
 */
import { signal } from '@preact/signals';
import { NotHandedIn } from '../core/becoming';
import type { Paired } from '../wire.gen';
import type { PairState } from './model';
import type { Pairing, PairingListener, PairingWorld } from './pairing';

export class PairingDoor implements Pick<Pairing, 'look' | 'confirm' | 'cancel'> {
  readonly state = signal<PairState>({ state: 'idle' });
  readonly #world: PairingWorld;
  readonly #listener: PairingListener;
  #pairing: Pairing | null = null;

  constructor(world: PairingWorld, listener: PairingListener) {
    this.#world = world;
    this.#listener = listener;
  }

  /** Whose code is this? */
  async look(typed: string): Promise<void> {
    const code = typed.trim();
    if (code === '') return;
    const looking: PairState = { state: 'looking', code };
    this.state.value = looking;
    const pairing = await this.#fetched();
    // Somebody may have thought better of it, or typed another one.
    if (this.state.peek() !== looking) return;
    if (pairing === null) this.state.value = { state: 'failed', why: 'not-fetched', detail: '', code };
    else await pairing.look(code);
  }

  /** Redeems the code that was looked up. */
  async confirm(device_name: string, sessions: readonly string[]): Promise<void> {
    await this.#pairing?.confirm(device_name, sessions);
  }

  cancel(): void {
    this.state.value = { state: 'idle' };
  }

  /**
   * Asks the server who this browser is: a cookie outlives storage that the browser has cleared. Once for each storage,
   * since a browser that was never paired would ask in vain at every start.
   */
  async recall(): Promise<Paired | null> {
    const { database, server } = this.#world;
    if (await database.meta('recalled').catch(() => true)) return null;
    const reply = await server.me();
    if (reply.kind === 'offline' || reply.kind === 'unchanged') return null;
    await database.note_recalled().catch(() => {});
    if (reply.kind === 'problem') return null;
    const fault: unknown = await database.pair(reply.value, []).then(
      () => null,
      (error: unknown) => error,
    );
    return fault instanceof NotHandedIn ? null : reply.value;
  }

  async #fetched(): Promise<Pairing | null> {
    const code = await import('./pairing').catch(() => null);
    this.#pairing ??= code && new code.Pairing(this.#world, this.#listener, this.state);
    return this.#pairing;
  }
}
