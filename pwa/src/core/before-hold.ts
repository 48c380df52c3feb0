/**
 * What must come before a hold: a question that is asked again, the time to turn over, the time to find the place. Pure.
 *
 * Must never be passed over by a transition: whatever leads to a hold, by its turn, by Redo or after waiting, goes this way.
 */
import type { AskedAgain, Plan, PlannedHold } from './plan';
import type { Session } from './state';

/** [S15] The question that has no answer yet and must have one before this hold; null when there is none. */
export function open_question(session: Session, hold: PlannedHold | undefined): AskedAgain | null {
  if (hold === undefined) return null;
  const answered = session.answered ?? [];
  return (hold.asks ?? []).find(({ question }) => !answered.includes(answer_key(hold, question))) ?? null;
}

/** Once a step is enough, for both its sides: the answer is about the person, not about one hold. */
export function answer_key(hold: PlannedHold, question: string): string {
  return `${hold.step}/${question}`;
}

/** [S14] Whether finding the place of this hold begins with turning over. */
export function is_turning(session: Session, hold: PlannedHold): boolean {
  const { lying, phase } = session;
  const { body_position } = hold;
  return phase === 'setup' && !!lying && !!body_position && lying !== body_position;
}

/**
 * [S14] The time to find the place of this hold, in milliseconds, with turning over where one lies otherwise. `is_in_turn`:
 * it comes right after the hold before it, so that within a run the hand is there already.
 */
export function find_ms(plan: Plan, session: Session, hold: PlannedHold, is_in_turn: boolean): number {
  const turn_ms = is_turning(session, hold) ? (plan.position_change_ms ?? 0) : 0;
  const is_there = is_in_turn && hold.setup_ms === 0 && turn_ms === 0;
  if (is_there) return 0;
  const place_ms = is_in_turn && hold.setup_ms > 0 ? hold.setup_ms - (hold.turn_ms ?? 0) : hold.place_ms;
  return place_ms + turn_ms;
}

/** The time to turn back for a hold that is done again, where the next one had already asked for another position. */
export function turn_back_ms(plan: Plan, session: Session, hold: PlannedHold): number {
  const next = session.phase === 'setup' ? plan.holds[session.hold] : undefined;
  const now = next?.body_position ?? session.lying;
  return now && hold.body_position && now !== hold.body_position ? (plan.position_change_ms ?? 0) : 0;
}
