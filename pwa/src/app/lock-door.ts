/**
 * The door to the lock (lock-side.ts), which is fetched where a PIN is set, or when somebody sets one.
 *
 * Owns what is known before: whether there is a lock at all. Until its code is there a screen with a lock is locked.
 */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Paired } from '../wire.gen';
import { LOCK, LOCK_INTENTS, type LockIntent, type LockState } from './lock-model';
import type { LockSide } from './lock-side';
import type { Flow, Intent, Run } from './model';
import type { PairingDoor } from './pairing-door';
import type { World } from './world';

/** What the lock looks at. */
export interface LockView {
  world: World;
  flow: ReadonlySignal<Flow | null>;
  run: ReadonlySignal<Run | null>;
  paired: ReadonlySignal<Paired | null>;
  pairing: PairingDoor;
}

export const NO_LOCK: LockState = {
  is_locked: false,
  is_set: false,
  minutes: 5,
  check: 'none',
  tries_left: 0,
  wait_s: 0,
  freeing: { state: 'idle' },
};

export class LockDoor {
  readonly lock: ReadonlySignal<LockState>;
  readonly #view: LockView;
  readonly #is_set = signal(false);
  /** Nothing is shown: there is a lock, and its code is not there yet. */
  readonly #is_covered = signal(false);
  /** Its code was needed and could not be had. */
  readonly #is_missed = signal(false);
  readonly #side = signal<LockSide | null>(null);
  #fetching: Promise<LockSide | null> | null = null;

  constructor(view: LockView) {
    const { tabs, lock_flag } = view.world;
    this.#view = view;
    this.#is_covered.value = lock_flag.is_up();
    this.lock = computed(() => this.#side.value?.state.value ?? this.#before());
    tabs.on_told((message) => {
      // Another tab has set one: this tab is open as that one is.
      if (message === 'lock' && this.#side.peek() === null) void this.#read().then(() => this.#open(false));
    });
  }

  /** Before anything of the record is read: is there a lock? Then the app starts locked ([LK1]). */
  async load(): Promise<void> {
    await this.#read();
    this.#is_covered.value = this.#is_set.peek();
    void this.#open(true);
  }

  /** True where the intent was one of these. */
  send(intent: Intent): boolean {
    if (!LOCK_INTENTS.includes(intent.type)) return false;
    void this.#needed(false).then((side) => side?.send(intent as LockIntent));
    return true;
  }

  #before(): LockState {
    const check = this.#is_missed.value ? 'failed' : 'none';
    return { ...NO_LOCK, is_set: this.#is_set.value, is_locked: this.#is_covered.value, check };
  }

  async #read(): Promise<void> {
    const { database, lock_flag } = this.#view.world;
    // A storage that cannot be read now may be in a moment: then it is locked, if it was.
    const kept = await database.kept(LOCK).then((found) => found !== undefined, lock_flag.is_up);
    this.#is_set.value = kept;
    lock_flag.put(kept);
  }

  async #open(is_locked: boolean): Promise<void> {
    if (this.#is_set.peek()) await this.#needed(is_locked);
  }

  /** Null where it cannot be had: then the screen says so, and the next need asks again. */
  async #needed(is_locked: boolean): Promise<LockSide | null> {
    const { world } = this.#view;
    this.#fetching ??= Promise.all([import('./lock-side'), world.fetch_lock_parts()]).then(
      async ([{ LockSide }, parts]) => {
        const side = new LockSide(this.#view, parts, is_locked);
        await side.read();
        this.#side.value = side;
        return side;
      },
      () => {
        this.#fetching = null;
        return null;
      },
    );
    const side = await this.#fetching;
    this.#is_missed.value = side === null;
    return side;
  }
}
