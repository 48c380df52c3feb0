/**
 * The cues that lie ahead of a session if nobody presses anything: what a track is made of, and what it witnesses. Pure.
 *
 * Rules:
 *  [M1] The cues ahead are found by the machine itself, deadline by deadline: a track says what the run would have said.
 *  [M2] What a track played while the screen was locked was heard: on waking, its position witnesses the phases up to there, and
 *       only time beyond it is unobserved.
 *  [M3] The track's clock never moves a deadline: it witnesses at most the time that passed.
 */

import type { Plan } from './plan';
import { next_cue, step } from './session';
import type { Cue, Effect, Event, Outcome, Session } from './state';

export interface CueAhead {
  /** Milliseconds after the session's last event. */
  in_ms: number;
  cue: Cue;
  /** Index of the hold that the cue belongs to; the plan's length at the end. */
  hold: number;
}

/** No plan of an hour has as many. */
const MOST_CUES = 5000;
/** One and the same cue, told twice by the grain of numbers. */
const SAME_MS = 0.5;
/** Short enough to be awake (state.ts, SLEEP_MS). */
const TICK_MS = 1000;

/** [M1] Up to the end, or to where the session stands still by itself. */
export function cues_ahead(plan: Plan, from: Session): CueAhead[] {
  const cues: CueAhead[] = [];
  let session = from;
  let in_ms = 0;
  for (let next = next_cue(plan, session); next !== null && cues.length < MOST_CUES; next = next_cue(plan, session)) {
    in_ms += next.in_ms;
    session = run_by(plan, session, next.in_ms);
    const before = cues.at(-1);
    if (before?.cue !== next.cue || in_ms - before.in_ms > SAME_MS)
      cues.push({ in_ms, cue: next.cue, hold: session.hold });
  }
  return cues;
}

/** The session at the moment of its next cue, seen all along. */
function run_by(plan: Plan, session: Session, ms: number): Session {
  const last = { wall_ms: session.last.wall_ms + ms, mono_ms: session.last.mono_ms + ms };
  const ran = { ...session, ran_ms: session.ran_ms + ms, observed_ms: session.observed_ms + ms, last };
  return step(plan, ran, { type: 'ticked', at: last }).session;
}

/** [M2] [M3] One event after a silence in which the track was heard for `heard_ms`. */
export function step_heard(plan: Plan, before: Session, event: Event, heard_ms: number): Outcome {
  const { last } = before;
  const passed_ms = Math.max(event.at.mono_ms - last.mono_ms, event.at.wall_ms - last.wall_ms);
  const witnessed_ms = Math.min(heard_ms, passed_ms);
  const effects: Effect[] = [];
  let session = before;
  for (let ms = TICK_MS; ms - TICK_MS < witnessed_ms; ms += TICK_MS) {
    const by_ms = Math.min(ms, witnessed_ms);
    const at = { wall_ms: last.wall_ms + by_ms, mono_ms: last.mono_ms + by_ms };
    const outcome = step(plan, session, { type: 'ticked', at });
    session = outcome.session;
    effects.push(...outcome.effects);
  }
  const outcome = step(plan, session, event);
  const { seen } = outcome.session;
  // [S27] Until then it was heard, and not seen.
  if (seen && !session.seen && witnessed_ms >= TICK_MS) outcome.session.seen = { ...seen, by_ear: true };
  return { ...outcome, effects: [...effects, ...outcome.effects] };
}
