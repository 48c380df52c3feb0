/** A session on a rig: a small plan, clocks that are set by hand, and everything the machine asked for. */
import type { Plan, PlannedHold } from '../../../pwa/src/core/plan';
import { phase_ms } from '../../../pwa/src/core/plan';
import { begin, step } from '../../../pwa/src/core/session';
import {
  type Effect,
  type Event,
  left_ms,
  type Mode,
  mode_of,
  type Outcome,
  type Session,
} from '../../../pwa/src/core/state';
import { step_heard } from '../../../pwa/src/core/timeline';
import type { HoldEnded, ScreeningAnswered } from '../../../pwa/src/wire.gen';

export const START_WALL_MS = 1_800_000_000_000;

export function planned_hold(over: Partial<PlannedHold> = {}): PlannedHold {
  return {
    step: 0,
    point: 'shoulder',
    side: 'left',
    repeat: 1,
    repeats: 1,
    hold_kind: 'time',
    setup_ms: 20_000,
    ramp_ms: 5000,
    hold_ms: 60_000,
    release_ms: 4000,
    rest_ms: 0,
    place_ms: 20_000,
    cap_ms: 90_000,
    target_nrs: [3, 5],
    ceiling_nrs: 6,
    ...over,
  };
}

export function plan_of(holds: PlannedHold[], over: Partial<Plan> = {}): Plan {
  const kinds = ['setup', 'ramp', 'hold', 'release', 'rest'] as const;
  return {
    protocol_id: 'shoulders',
    protocol_digest: 'd'.repeat(64),
    title: 'Shoulders',
    audience: 'therapist',
    holds,
    planned_ms: holds.reduce((sum, hold) => sum + kinds.reduce((s, kind) => s + phase_ms(hold, kind), 0), 0),
    ...over,
  };
}

/** Shoulder left twice with a rest between, then shoulder right until it eases, then the hip. */
export const SMALL_PLAN = plan_of([
  planned_hold({ repeats: 2, rest_ms: 15_000, hold_ms: 40_000 }),
  planned_hold({ repeat: 2, repeats: 2, setup_ms: 0, hold_ms: 40_000 }),
  planned_hold({ side: 'right', hold_kind: 'until-eased' }),
  planned_hold({ step: 1, point: 'hip' }),
]);

type Bare = Event extends infer E ? (E extends Event ? Omit<E, 'at'> : never) : never;

export class Rig {
  session: Session;
  effects: Effect[] = [];
  wall_ms = START_WALL_MS;
  mono_ms = 1000;

  constructor(public plan: Plan = SMALL_PLAN) {
    const { session, effects } = begin(plan, this.at);
    this.session = session;
    this.effects.push(...effects);
  }

  get at() {
    return { wall_ms: this.wall_ms, mono_ms: this.mono_ms };
  }

  get mode(): Mode {
    return mode_of(this.session);
  }

  /** One event, now; gives back what it asked for. */
  send(event: Bare): Effect[] {
    return this.#take(step(this.plan, this.session, { ...event, at: this.at } as Event));
  }

  #take({ plan, session, effects }: Outcome): Effect[] {
    this.plan = plan;
    this.session = session;
    this.effects.push(...effects);
    return effects;
  }

  pass(ms: number): this {
    this.wall_ms += ms;
    this.mono_ms += ms;
    return this;
  }

  /** Somebody sets the clock on the wall. */
  set_wall(by_ms: number): void {
    this.wall_ms += by_ms;
  }

  /** Time goes by with a tick each 50 ms, as the worker does. */
  run(ms: number, tick_ms = 50): this {
    for (let left = ms; left > 0; left -= tick_ms) {
      this.pass(Math.min(tick_ms, left));
      this.send({ type: 'ticked' });
    }
    return this;
  }

  /** Runs until the machine is in this mode. */
  run_to(mode: Mode): this {
    for (let i = 0; i < 10_000 && this.mode !== mode; i += 1)
      this.run(Math.max(50, Math.min(left_ms(this.session), 500)));
    if (this.mode !== mode) throw new Error(`never came to ${mode}`);
    return this;
  }

  /** The app dies and opens again later: another monotonic clock, the same saved session. */
  kill(away_ms: number): this {
    this.session = JSON.parse(JSON.stringify(this.session)) as Session;
    this.wall_ms += away_ms;
    this.mono_ms = 17;
    this.send({ type: 'reloaded' });
    return this;
  }

  /** Wall time passes and no event comes; `mono_ms` says how much of it the monotonic clock counted. */
  sleep(ms: number, mono_ms = ms): Effect[] {
    this.wall_ms += ms;
    this.mono_ms += mono_ms;
    return this.send({ type: 'ticked' });
  }

  /** As `sleep`, but that the track was heard for the first `heard_ms` of it. */
  wake(ms: number, heard_ms: number, mono_ms = ms): Effect[] {
    this.wall_ms += ms;
    this.mono_ms += mono_ms;
    return this.#take(step_heard(this.plan, this.session, { type: 'ticked', at: this.at }, heard_ms));
  }

  get holds(): HoldEnded[] {
    return this.effects.flatMap((effect) =>
      effect.type === 'record' && effect.kind === 'hold_ended' ? [effect.body] : [],
    );
  }

  get answers(): ScreeningAnswered[] {
    return this.effects.flatMap((effect) =>
      effect.type === 'record' && effect.kind === 'screening_answered' ? [effect.body] : [],
    );
  }

  get last_hold(): HoldEnded {
    const hold = this.holds.at(-1);
    if (hold === undefined) throw new Error('no hold has ended');
    return hold;
  }
}
