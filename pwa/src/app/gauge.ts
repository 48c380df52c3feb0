/** What the run screen shows of a session: pure, from the machine's state to the model's. */

import { is_turning, open_question } from '../core/before-hold';
import { extension_refusal, redo_refusal } from '../core/dose';
import { seconds_left } from '../core/format';
import { guide } from '../core/guide';
import { asked_for, band_of, beat_of, guided, level_of, melted, part_of } from '../core/kinds';
import type { Plan, PlannedHold } from '../core/plan';
import { left_ms, mode_of, type Session } from '../core/state';
import { to_go_ms } from '../core/to-go';
import { cue_of, next_open } from '../core/turns';
import type { Running } from '../shell/schema';
import type { Dial, Run } from './model';

/**
 * The ring is stepped, not animated, and with the seconds, which fall together: what a run costs is its repaints
 * (measured). Twenty steps a round or more, but four a second at most.
 */
export function dial_step_ms({ planned_ms }: Pick<Session, 'planned_ms'>): number {
  if (planned_ms >= 30_000) return 1000;
  return planned_ms >= 10_000 ? 500 : 250;
}

export function run_from(
  { plan, version, session }: Pick<Running, 'plan' | 'version' | 'session'>,
  around: Pick<Run, 'card' | 'advice' | 'refusal' | 'client_name' | 'addable'>,
): Run {
  const hold = plan.holds[session.hold] ?? null;
  const mode = mode_of(session);
  return {
    plan,
    version,
    session,
    hold,
    next: plan.holds[next_open(plan, session)] ?? null,
    number: Math.min(session.hold + 1, plan.holds.length),
    ...inside(session, hold),
    rating: rating_of(session),
    melted: melted(session),
    question: session.stage === 'asking' ? asked_now(version, session, hold) : null,
    is_turning: hold !== null && is_turning(session, hold),
    part: hold && part_of(hold, session),
    is_other_side: cue_of(session.phase, plan.holds[session.last_hold ?? -1], hold ?? undefined) === 'side-switch',
    ...around,
    can: {
      redo: mode !== 'ended' && mode !== 'asking' && redo_refusal(plan, session) === null,
      extend: extension_refusal(plan, session) === null,
      begin_early: mode === 'setup',
      rate: mode === 'ramp' || mode === 'hold' || (hold !== null && asked_for(hold, session) === 'release'),
      back: mode !== 'ended' && mode !== 'asking' && session.hold > 0,
    },
  };
}

/** What is said and shown of a hold as it runs: the guide's word, the band of now, level, beat, breaths, what is asked. */
function inside(
  session: Session,
  hold: PlannedHold | null,
): Pick<Run, 'guide' | 'band' | 'level' | 'beat' | 'breaths' | 'asked'> {
  if (hold === null) return { guide: 'rest', band: [0, 0], level: null, beat: null, breaths: null, asked: null };
  const is_held = session.stage === 'running' && session.phase === 'hold';
  const { levels, breaths } = hold;
  const done = (session.breaths_before ?? 0) + (session.breaths ?? 0);
  return {
    guide: guide(guided(hold, session)),
    band: band_of(hold, session),
    level: is_held && levels && levels.length > 1 ? { number: level_of(session) + 1, count: levels.length } : null,
    beat: is_held ? beat_of(hold, session) : null,
    breaths: is_held && breaths !== undefined ? { done, count: breaths } : null,
    asked: asked_for(hold, session),
  };
}

/** The last rating of the hold that runs, or of the one that has just ended. */
function rating_of({ ratings, phase, felt }: Session): number | null {
  const of_felt = phase === 'ramp' || phase === 'hold' ? undefined : felt?.is_rated && felt.ratings.at(-1);
  return ratings.at(-1)?.nrs ?? (of_felt || undefined)?.nrs ?? null;
}

function asked_now(version: Running['version'], session: Session, hold: PlannedHold | null): Run['question'] {
  const open = open_question(session, hold ?? undefined);
  return version.screening.find(({ id }) => id === open?.question) ?? null;
}

/** Changes when the dial must be painted anew. */
export function dial_key({ planned_ms }: Plan, session: Session): string {
  const steps_left = Math.ceil(left_ms(session) / dial_step_ms(session));
  const to_go = [planned_ms, session.closed.length];
  return [session.hold, mode_of(session), session.planned_ms, steps_left, ...to_go].join('/');
}

/** The second of its phase that a session is in, counted down: what stands on the clock. */
export function second_of(session: Session): number {
  return seconds_left(left_ms(session));
}

export function dial_from(plan: Plan, session: Session): Dial {
  return {
    left_s: second_of(session),
    share: session.planned_ms === 0 ? 1 : Math.min(1, session.ran_ms / session.planned_ms),
    plan_left_s: seconds_left(to_go_ms(plan, session)),
  };
}
