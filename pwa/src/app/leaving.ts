/** A device that was removed from its practice: what the server is proven to hold goes, the rest goes to the owner first. */
import { signal } from '@preact/signals';
import type { World } from './world';

export class Leaving {
  readonly is_revoked = signal(false);
  /** How many facts this device, removed, has handed over to the owner. */
  readonly handed_over = signal(0);
  readonly #world: Pick<World, 'database' | 'server'>;

  constructor(world: Pick<World, 'database' | 'server'>) {
    this.#world = world;
  }

  /** Reads from the device what became of it. */
  async read(): Promise<void> {
    const { database } = this.#world;
    this.is_revoked.value = (await database.meta('revoked').catch(() => undefined)) !== undefined;
    this.handed_over.value = (await database.meta('handed_over').catch(() => 0)) ?? 0;
  }

  /**
   * Whatever cannot be done now (no network, storage that is blocked, a session that is on and still writes) is tried
   * again at the next start. False where not even that could be kept: then this device still counts as the practice's.
   * `device_id`: which of the practice's devices was told so; where it is another one by now, nothing is done ([D10]).
   */
  async leave(practice: string, device_id: string | null, is_session_on: boolean): Promise<boolean> {
    const { database } = this.#world;
    const is_left = await database.leave(practice, device_id).catch(() => null);
    if (!is_left) return is_left !== null;
    const handing_over = await import('./handing-over').catch(() => null);
    await handing_over?.let_proven_go(this.#world, practice).catch(() => {});
    if (!is_session_on) await handing_over?.hand_over(this.#world, practice).catch(() => {});
    return true;
  }

  /** What the last start could not do; false where nothing was left to do. */
  async leave_again(): Promise<boolean> {
    const practice = await this.#world.database.meta('revoked').catch(() => undefined);
    if (practice === undefined) return false;
    await this.leave(practice, null, false);
    return true;
  }
}
