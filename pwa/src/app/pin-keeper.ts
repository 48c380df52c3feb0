/**
 * The PIN of this device: kept, tried, and waited for after wrong ones.
 *
 * Owns what stands in the database of it, and the count of tries that all tabs share. Must never hold a PIN longer than it
 * takes to judge it.
 */
import { computed, signal } from '@preact/signals';
import {
  free_tries,
  is_pin,
  type KeptPin,
  type LockMinutes,
  NO_TRIES,
  SALT_BYTES,
  type Tries,
  tried,
  wait_left_ms,
  waited,
} from '../core/lock';
import type { Instant } from '../core/state';
import type { Cancel } from '../shell/clock';
import { LOCK, type LockParts, type PinCheck } from './lock-model';
import type { World } from './world';

export interface KeptLock {
  minutes: LockMinutes;
  pin: KeptPin;
}

type Part = Pick<World, 'database' | 'clock' | 'random' | 'tabs' | 'lock_flag'>;

const TRIES = `${LOCK}/tries`;
const LOOK_MS = 1000;

export class PinKeeper {
  readonly kept = signal<KeptLock | null>(null);
  readonly check = signal<PinCheck>('none');
  readonly tries_left = computed(() => free_tries(this.#tries.value));
  readonly wait_s = computed(() => Math.ceil(wait_left_ms(this.#tries.value) / 1000));
  readonly #tries = signal<Tries>(NO_TRIES);
  readonly #world: Part;
  readonly #parts: Pick<LockParts, 'hasher' | 'cost'>;
  /** When this page looked last how much of the wait has passed. */
  #last: Instant | null = null;
  #next_look: Cancel | null = null;

  constructor(world: Part, parts: Pick<LockParts, 'hasher' | 'cost'>) {
    this.#world = world;
    this.#parts = parts;
  }

  /** Reads from the device what another tab, or the last start, has left; false where it cannot be read now. */
  async read(): Promise<boolean> {
    try {
      this.kept.value = ((await this.#world.database.kept(LOCK)) as KeptLock | undefined) ?? null;
    } catch {
      return false;
    }
    await this.#look();
    return true;
  }

  /** Is this the PIN? Counted before it is judged ([LK6]); false too where one has to wait, or it cannot be told. */
  async is_it(pin: string): Promise<boolean> {
    if (this.check.peek() === 'checking') return false;
    this.check.value = 'checking';
    const is_read = await this.read();
    const kept = this.kept.peek();
    if (kept === null || !(await this.#count())) {
      this.check.value = is_read ? 'none' : 'failed';
      return false;
    }
    const { salt, hash, cost } = kept.pin;
    const is_it = await this.#parts.hasher.hash(pin, salt, cost).then(
      (found) => found === hash,
      () => null,
    );
    if (is_it) await this.#alter(() => NO_TRIES);
    else await this.#look();
    this.check.value = is_it === null ? 'failed' : is_it ? 'right' : 'wrong';
    this.#world.tabs.tell('lock');
    return is_it === true;
  }

  /** Sets the PIN, or another one. */
  async set(pin: string): Promise<void> {
    if (!is_pin(pin)) return;
    this.check.value = 'checking';
    const { hasher, cost } = this.#parts;
    const salt = hex_of(this.#world.random.bytes(SALT_BYTES));
    const minutes = this.kept.peek()?.minutes ?? 5;
    const is_kept = await hasher.hash(pin, salt, cost).then(
      (hash) => this.#keep({ minutes, pin: { salt, hash, cost } }),
      () => false,
    );
    this.check.value = is_kept ? 'kept' : 'failed';
  }

  async time(minutes: LockMinutes): Promise<void> {
    const kept = this.kept.peek();
    if (kept !== null) await this.#keep({ ...kept, minutes });
  }

  /** There is no lock on this device any more. */
  async remove(): Promise<void> {
    await this.#alter(() => null);
    this.check.value = (await this.#keep(null)) ? 'kept' : 'failed';
  }

  async #keep(kept: KeptLock | null): Promise<boolean> {
    const { database, lock_flag, tabs } = this.#world;
    const is_kept = await database.keep(LOCK, kept).then(
      () => true,
      () => false,
    );
    // What could not be kept is not so: the next start would know nothing of it.
    if (!is_kept) return false;
    this.kept.value = kept;
    lock_flag.put(kept !== null);
    tabs.tell('lock');
    return true;
  }

  /** Counts one more try; false where one has to wait first. */
  async #count(): Promise<boolean> {
    let may_try = false;
    await this.#alter((tries, now) => {
      may_try = wait_left_ms(tries) === 0;
      return may_try ? tried(tries, now) : tries;
    });
    return may_try;
  }

  /** How much of the wait has passed, and once more in a second. */
  async #look(): Promise<void> {
    this.#next_look?.();
    this.#next_look = null;
    if ((await this.#alter((tries) => tries)) === 0) return;
    this.#next_look ??= this.#world.clock.after(LOOK_MS, () => void this.#look());
  }

  /** Changes the count that all tabs share; answers with what is left of the wait. */
  async #alter(change: (tries: Tries, now: Instant) => Tries | null): Promise<number> {
    const { database, clock } = this.#world;
    const now = clock.now();
    const last = this.#last;
    this.#last = now;
    const next = (before: object | undefined) => {
      const tries = before === undefined ? NO_TRIES : waited(before as Tries, last, now);
      const changed = change(tries, now);
      return changed === null || changed.wrong === 0 ? null : changed;
    };
    // Where nothing can be written it is counted here, for as long as the page lives.
    const kept = await database.alter(TRIES, next).catch(() => next(this.#tries.peek()));
    this.#tries.value = (kept as Tries | null) ?? NO_TRIES;
    return wait_left_ms(this.#tries.peek());
  }
}

function hex_of(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
