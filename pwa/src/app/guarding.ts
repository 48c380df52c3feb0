/**
 * The door to the dose guard: what a first load needs of it. The guard itself is fetched once there is a past, and before any
 * flow begins.
 *
 * Owns the wait for it. Must never let a flow begin without it.
 */
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { CheckInAnswer } from '../core/check-in';
import type { Plan } from '../core/plan';
import type { Paired, ProtocolVersion } from '../wire.gen';
import type { GuardingWork } from './guarding-work';
import type { LibraryKeeper } from './library';
import type { DayAfter, Flow, Intent } from './model';
import type { Recorder } from './recorder';
import type { Sessions } from './sessions';
import type { World } from './world';

/** The part of a flow that is decided here. */
export type Looked = Pick<Flow, 'check_in' | 'review' | 'guard' | 'instead'>;

export interface GuardingParts {
  world: Pick<World, 'clock'>;
  recorder: Recorder;
  sessions: Sessions;
  library: LibraryKeeper;
  paired: () => Paired | null;
}

export class Guarding {
  /** What can be said now of the day after. */
  readonly day_after: ReadonlySignal<DayAfter>;
  readonly #parts: GuardingParts;
  readonly #work = signal<GuardingWork | null>(null);
  /** Rises when somebody looks: time has gone by since. */
  readonly #looks = signal(0);

  constructor(
    world: Pick<World, 'clock' | 'presence'>,
    recorder: Recorder,
    sessions: Sessions,
    library: LibraryKeeper,
    paired: () => Paired | null,
  ) {
    this.#parts = { world, recorder, sessions, library, paired };
    this.day_after = computed(() => {
      void this.#looks.value;
      return this.#work.value?.day_after() ?? { due: null, open: [], now_ms: world.clock.now().wall_ms };
    });
    effect(() => {
      if (sessions.sessions.value?.length) void this.open();
    });
    world.presence.on((event) => {
      if (event === 'visible') this.look_again();
    });
  }

  /** Fetches the guard and waits for the past; false where it cannot be had: then nothing may begin. */
  async open(): Promise<boolean> {
    await this.#parts.sessions.known();
    if (this.#work.peek() !== null) return true;
    const module = await import('./guarding-work').catch(() => null);
    if (module !== null) this.#work.value ??= new module.GuardingWork(this.#parts);
    return module !== null;
  }

  /** The clock has moved on: what may be asked is worked out again. */
  look_again(): void {
    this.#looks.value += 1;
  }

  /** Whether this may be run here, whatever it says of itself: what was kept may be older than a rule, or forged. */
  may_run(version: ProtocolVersion, plan: Plan | null = null): Promise<boolean> {
    return this.#parts.library.may_run(version, plan);
  }

  /** What this flow meets before its questions. Throws where the guard was not opened: a flow must not begin without it. */
  look(flow: Flow): Looked {
    const work = this.#work.peek();
    if (work === null) throw new Error('a flow began before its guard was there');
    return work.look(flow);
  }

  /** Carries out an answer to what is asked here; null where the intent is none of these. */
  answer(intent: Intent, flow: Flow): Promise<Flow> | null {
    return this.#work.peek()?.answer(intent, flow) ?? null;
  }

  /** Writes what was said of the day after; false where it may not be said now, or not everything is. */
  async check_in(session_id: string, answer: CheckInAnswer): Promise<boolean> {
    return (await this.open()) && (this.#work.peek()?.check_in(session_id, answer) ?? false);
  }

  /** The reason why a therapist goes on against this advice; null where none was given, or nothing leads past it. */
  set_aside(flow: Flow, why: string): Flow['set_aside'] {
    return this.#work.peek()?.set_aside(flow, why) ?? null;
  }
}
