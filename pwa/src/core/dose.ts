/**
 * How much pressure a point has had, may still get, and whether more may be asked for.
 *
 * Owns the arithmetic behind the caps of limits.ts during a run. Must never be asked after the fact: a transition asks
 * before it adds anything.
 */
import { turn_back_ms } from './before-hold';
import { LONGEST_PLAN_MS, LONGEST_POINT_SIDE_MS, LONGEST_SELF_CARE_PLAN_MS } from './limits';
import type { Plan, PlannedHold } from './plan';
import type { Refusal, Session } from './state';

export const EXTENSION_MS = 15_000;

/** What a session's time at one point and side is kept under. */
export function key_of(hold: PlannedHold): string {
  return `${hold.point}/${hold.side}`;
}

/** Milliseconds held so far at this hold's point and side, over all attempts that ended. */
export function pressed_ms(session: Session, hold: PlannedHold): number {
  return session.pressed_ms[key_of(hold)] ?? 0;
}

/** Length of the next attempt at a hold: what is left of a broken-off one, or all of it, within every cap. */
export function attempt_ms(session: Session, hold: PlannedHold): number {
  const wanted_ms = session.remainder_ms ?? hold.hold_ms;
  return Math.max(0, Math.min(wanted_ms, hold.cap_ms, LONGEST_POINT_SIDE_MS - pressed_ms(session, hold)));
}

/**
 * How long hold `index` is to be held in all, as it is now: the one that runs, or was broken off, with what was added and what
 * was held of it before.
 */
export function planned_now_ms(
  { hold, phase, planned_ms, broken_ms, remainder_ms }: Session,
  plan: Plan,
  index: number,
): number {
  if (index === hold && phase === 'hold') return broken_ms + planned_ms;
  if (index === hold && remainder_ms !== null) return broken_ms + remainder_ms;
  return plan.holds[index]?.hold_ms ?? 0;
}

/** Why the hold that ended last (or runs now) may not be done again; null when it may. */
export function redo_refusal(plan: Plan, session: Session): Refusal | null {
  const index = session.phase === 'hold' && session.stage === 'running' ? session.hold : session.last_hold;
  const hold = index === null ? undefined : plan.holds[index];
  if (index === null || hold === undefined) return 'nothing-to-redo';
  if (session.closed.includes(hold.point)) return 'point-closed';
  const running_ms = index === session.hold && session.phase === 'hold' ? session.ran_ms : 0;
  const total_ms = pressed_ms(session, hold) + running_ms + hold.hold_ms + due_ms(plan, session, index);
  if (total_ms > LONGEST_POINT_SIDE_MS) return 'point-cap';
  return plan_refusal(plan, session, redo_ms(plan, session, hold));
}

/** Why the running phase may not become 15 s longer; null when it may. */
export function extension_refusal(plan: Plan, session: Session): Refusal | null {
  const hold = plan.holds[session.hold];
  if (hold === undefined || session.stage !== 'running') return 'not-now';
  if (session.phase === 'ramp' || session.phase === 'release') return 'not-now';
  if (session.phase === 'hold') {
    const longer_ms = session.planned_ms + EXTENSION_MS;
    // A hold until it eases is planned as "so long at most": that is its cap.
    const most_ms = hold.hold_kind === 'until-eased' ? hold.hold_ms : hold.cap_ms;
    if (session.broken_ms + longer_ms > most_ms) return 'hold-cap';
    const total_ms = pressed_ms(session, hold) + longer_ms + due_ms(plan, session, session.hold);
    if (total_ms > LONGEST_POINT_SIDE_MS) return 'point-cap';
  }
  return plan_refusal(plan, session, EXTENSION_MS);
}

/** What doing a hold again adds to the plan at most: the hold, and what ran of a phase that will run again. */
export function redo_ms(plan: Plan, session: Session, hold: PlannedHold): number {
  const again_ms = session.stage === 'running' && session.phase !== 'hold' ? session.ran_ms : 0;
  const around_ms = hold.place_ms + turn_back_ms(plan, session, hold) + hold.ramp_ms + hold.release_ms;
  return around_ms + hold.hold_ms + again_ms;
}

/**
 * Why hold `index` may not be gone to out of its turn; null when it may. What the plan still asks of the same point and side
 * after it counts, so that going there never takes a hold away later.
 */
export function visit_refusal(plan: Plan, session: Session, index: number): Refusal | null {
  const hold = plan.holds[index];
  const is_left = session.phase === 'hold' && session.stage === 'running';
  if (hold === undefined || index === session.hold || session.stage === 'ended') return 'not-now';
  if (session.closed.includes(hold.point)) return 'point-closed';
  const now = plan.holds[session.hold];
  const running_ms = is_left && now && key_of(now) === key_of(hold) ? session.ran_ms : 0;
  const total_ms = pressed_ms(session, hold) + running_ms + hold.hold_ms + due_ms(plan, session, index);
  if (total_ms > LONGEST_POINT_SIDE_MS) return 'point-cap';
  return plan_refusal(plan, session, visit_ms(plan, session, index));
}

/** What going there adds to the plan at most: the hold where it was done before, finding its place, and coming back. */
export function visit_ms(plan: Plan, session: Session, index: number): number {
  const [hold, now] = [plan.holds[index], plan.holds[session.hold]];
  if (hold === undefined) return 0;
  const again_ms = session.attempts[index] ? hold.ramp_ms + hold.hold_ms + hold.release_ms + hold.rest_ms : 0;
  const back_ms = index < session.hold ? (now?.place_ms ?? 0) + (now?.ramp_ms ?? 0) : 0;
  const turn_ms = 2 * turn_back_ms(plan, session, hold);
  const ran_ms = session.stage === 'running' && session.phase !== 'hold' ? session.ran_ms : 0;
  return again_ms + hold.place_ms + back_ms + turn_ms + ran_ms;
}

/** [S18] Why these holds may not be added to the plan; null when they may. */
export function added_refusal(plan: Plan, session: Session, holds: readonly PlannedHold[]): Refusal | null {
  if (plan.audience !== 'therapist') return 'therapist-only';
  if (session.stage === 'ended' || holds.length === 0) return 'not-now';
  if (holds.some(({ point }) => session.closed.includes(point))) return 'point-closed';
  if (holds.some((hold) => !(hold.hold_ms <= hold.cap_ms))) return 'hold-cap';
  const now = plan.holds[session.hold];
  const is_running = session.stage === 'running' && session.phase === 'hold';
  for (const hold of holds) {
    const is_same = now !== undefined && key_of(now) === key_of(hold);
    const running_ms = is_running && is_same ? session.planned_ms : 0;
    const waiting_ms = !is_running && is_same && session.attempts[session.hold] ? attempt_ms(session, now) : 0;
    const added_ms = holds.filter((each) => key_of(each) === key_of(hold)).reduce((sum, each) => sum + each.hold_ms, 0);
    const all_ms = due_at_ms(plan, session, hold, is_running ? session.hold : null);
    if (pressed_ms(session, hold) + running_ms + waiting_ms + all_ms + added_ms > LONGEST_POINT_SIDE_MS)
      return 'point-cap';
  }
  const more_ms = holds.reduce((sum, each) => sum + each.setup_ms + each.ramp_ms + each.hold_ms + each.release_ms, 0);
  return plan.planned_ms + session.extra_ms + more_ms > LONGEST_PLAN_MS ? 'plan-cap' : null;
}

/** What the plan still asks of a point and side, wherever in it, but for the hold that runs. */
function due_at_ms(plan: Plan, session: Session, of: PlannedHold, running: number | null): number {
  return plan.holds
    .filter((hold, i) => i !== running && !session.attempts[i] && key_of(hold) === key_of(of))
    .reduce((sum, hold) => sum + hold.hold_ms, 0);
}

/** What the plan still asks of the point and side of hold `index`, after that hold. */
function due_ms(plan: Plan, session: Session, index: number): number {
  const of = plan.holds[index];
  if (of === undefined) return 0;
  return plan.holds
    .filter((hold, i) => i > index && !session.attempts[i] && key_of(hold) === key_of(of))
    .reduce((sum, hold) => sum + hold.hold_ms, 0);
}

function plan_refusal(plan: Plan, session: Session, more_ms: number): Refusal | null {
  const is_capped = plan.audience === 'self-care';
  return is_capped && plan.planned_ms + session.extra_ms + more_ms > LONGEST_SELF_CARE_PLAN_MS ? 'plan-cap' : null;
}
