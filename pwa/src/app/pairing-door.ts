/**
 * The door to pairing (pairing.ts), which is fetched when somebody has a code, or once the library stands in a browser of
 * which nobody knows yet whose it is.
 *
 * Owns what is shown of it from the start, and the fetching. Where its code cannot be had that is said, since a browser
 * asks for it again only in a page that is loaded anew; no code was used up.
 */
import { signal } from '@preact/signals';
import type { Paired } from '../wire.gen';
import type { PairState } from './model';
import type { Pairing, PairingListener, PairingWorld } from './pairing';

export class PairingDoor implements Pick<Pairing, 'look' | 'confirm' | 'cancel' | 'recall'> {
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

  /** Asks the server who this browser is, once for each storage. */
  async recall(): Promise<Paired | null> {
    if (await this.#world.database.meta('recalled').catch(() => true)) return null;
    return (await this.#fetched())?.recall() ?? null;
  }

  async #fetched(): Promise<Pairing | null> {
    const code = await import('./pairing').catch(() => null);
    this.#pairing ??= code && new code.Pairing(this.#world, this.#listener, this.state);
    return this.#pairing;
  }
}
