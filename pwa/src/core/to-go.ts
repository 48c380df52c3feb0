/**
 * What a session still has before it if nobody presses anything: which holds, and how long with each. Pure.
 *
 * The one answer to how long it still takes: the time left on the screen and the minutes that a rest is fitted into are both
 * read off it. It goes the way of turns.ts without running it, since it is asked at every step of the dial.
 *
 *  [E7] To go is what would run, and nothing else: no hold of a point left for today, none that was done, none that is jumped
 *       over; of what runs only the rest; finding a place out of turn and turning over with it.
 */
import { answer_key, find_ms, open_question } from './before-hold';
import { attempt_ms, key_of, pressed_ms } from './dose';
import { PHASES, type PhaseKind, type Plan, type PlannedHold, phase_ms } from './plan';
import { left_ms, type Session } from './state';
import { is_in_turn, is_rest_left, next_open } from './turns';

export interface ToGo {
  /** Index into the plan. */
  hold: number;
  ms: number;
}

/** [E7] The hold that runs or comes next, and those after it, in the order in which they would run. */
export function to_go(plan: Plan, session: Session): ToGo[] {
  const running = plan.holds[session.hold];
  if (running === undefined || session.stage === 'ended') return [];
  const found = [{ hold: session.hold, ms: rest_ms(plan, session, running) }];
  let behind = left_behind(session, running);
  let at = next_open(plan, session);
  for (let hold = plan.holds[at]; hold !== undefined; hold = plan.holds[at]) {
    const before = plan.holds[behind.hold];
    // Whoever is asked first has to find it.
    const is_near = is_in_turn(behind, before, at, hold) && open_question(behind, hold) === null;
    const find = find_ms(plan, behind, hold, is_near);
    const coming: Session = { ...behind, hold: at, going_to: null, remainder_ms: null };
    found.push({ hold: at, ms: find + after_ms(coming, hold, 'setup') });
    behind = left_behind(coming, hold);
    at = next_open(plan, behind);
  }
  return found;
}

export function to_go_ms(plan: Plan, session: Session): number {
  return to_go(plan, session).reduce((sum, { ms }) => sum + ms, 0);
}

/** A session that was shown a while ago, at the moment at which so much of its phase is left. */
export function at_left(session: Session, phase_left_ms: number): Session {
  return { ...session, ran_ms: Math.max(session.ran_ms, session.planned_ms - phase_left_ms) };
}

/** What is left of the hold that runs. */
function rest_ms(plan: Plan, session: Session, hold: PlannedHold): number {
  const { stage, phase } = session;
  const is_still = stage !== 'running';
  const after = after_ms(session, hold, phase);
  if (is_still && phase === 'setup' && open_question(session, hold)) return find_ms(plan, session, hold, false) + after;
  // Sinking in starts again from the surface.
  return (is_still && phase === 'ramp' ? session.planned_ms : left_ms(session)) + after;
}

/** Everything of this hold that follows this phase. */
function after_ms(session: Session, hold: PlannedHold, phase: PhaseKind): number {
  const following = PHASES.slice(PHASES.indexOf(phase) + 1);
  return following.reduce((sum, kind) => {
    if (kind === 'rest' && is_rest_left(session, hold)) return sum;
    return sum + (kind === 'hold' ? attempt_ms(session, hold) : phase_ms(hold, kind));
  }, 0);
}

/** The session once this hold is over: about to look for the next place. */
function left_behind(session: Session, hold: PlannedHold): Session {
  const { phase, planned_ms, answered, lying } = session;
  const is_ahead = phase === 'setup' || phase === 'ramp';
  const held_ms = is_ahead ? attempt_ms(session, hold) : phase === 'hold' ? planned_ms : 0;
  const noes = (hold.asks ?? []).map(({ question }) => answer_key(hold, question));
  return {
    ...session,
    phase: 'setup',
    pressed_ms: { ...session.pressed_ms, [key_of(hold)]: pressed_ms(session, hold) + held_ms },
    answered: [...(answered ?? []), ...noes],
    lying: hold.body_position ?? lying ?? null,
  };
}
