/**
 * What is felt during a hold, and just after: ratings and breaths, and what the machine does about them.
 *
 * Transitions of the table in session.ts, whose rules [S..] they keep, and the guide's ceiling. Must never add pressure but
 * by a level that kinds.ts allows.
 */
import { release_word } from './guide';
import { breaths_left, guided, may_raise, raise_due_ms } from './kinds';
import { HOLD_ENDS_ABOVE_NRS } from './limits';
import type { Plan, PlannedHold } from './plan';
import { type Event, type Felt, left_ms, type Session } from './state';
import { come_off, type Draft, end_hold, next_hold_of_closed, raise } from './turns';

/** So long after a hold a rating still belongs to it. */
const FELT_MS = 20_000;
/** A broken-off hold with less than this left is not taken up again. */
export const SHORTEST_ATTEMPT_MS = 5000;

/** [S9] [S19] */
export function rate(draft: Draft, event: Event): void {
  if (event.type !== 'rated') return;
  const { session, hold, plan } = draft;
  session.ratings.push({ after_ms: session.phase === 'hold' ? Math.round(session.ran_ms) : 0, nrs: event.nrs });
  if (event.nrs < hold.ceiling_nrs && event.nrs <= HOLD_ENDS_ABOVE_NRS) return raise_when_due(draft);
  draft.sound('ease-off');
  if (!is_too_much(plan, hold, event.nrs)) return draft.announce({ says: 'ease-off', ceiling_nrs: hold.ceiling_nrs });
  end_hold(draft, 'ceiling', draft.at.wall_ms);
  session.closed.push(hold.point);
  draft.announce({ says: 'hold-ended', ended_by: 'ceiling' });
  come_off(draft);
}

/** A level that waited for this comes now. */
function raise_when_due(draft: Draft): void {
  const { session, hold } = draft;
  const due_ms = raise_due_ms(hold, session);
  if (due_ms === null || due_ms > session.ran_ms || !may_raise(hold, session)) return;
  draft.sound('raise');
  raise(draft);
}

/**
 * [S17] Said while coming off, resting or finding the next place: the hold's record is written, so the rating follows it.
 * [S9] Too much leaves the point for today all the same.
 */
export function rate_late(draft: Draft, event: Event): void {
  if (event.type !== 'rated') return;
  const { session, plan } = draft;
  const felt = session.felt && session.felt.since_ms < FELT_MS ? session.felt : null;
  const pressed = felt ? plan.holds[felt.hold] : session.phase === 'setup' ? undefined : draft.hold;
  const is_much = pressed !== undefined && is_too_much(plan, pressed, event.nrs);
  if (pressed === undefined || (felt === null && !is_much)) return draft.refuse(event.type, 'not-now');
  if (felt) follow_up(draft, felt, pressed, event.nrs);
  if (!is_much) return draft.announce({ says: 'rated' });
  const body = { reaction: 'too-much', during: pressed.point };
  draft.effects.push({ type: 'record', kind: 'reaction_reported', at: Math.round(draft.at.wall_ms), body });
  if (!session.closed.includes(pressed.point)) session.closed.push(pressed.point);
  draft.announce({ says: 'hold-ended', ended_by: 'ceiling' });
  // The place that is being looked for may be one that is left for today now.
  if (session.phase === 'setup' && session.closed.includes(draft.hold.point)) next_hold_of_closed(draft);
}

function follow_up(draft: Draft, felt: Felt, { step, point, side, repeat }: PlannedHold, nrs: number): void {
  const after_ms = Math.round(felt.held_ms + felt.since_ms);
  const body = { step, point, side, repeat, attempt: felt.attempt, after_ms, nrs };
  draft.effects.push({ type: 'record', kind: 'hold_rated', at: Math.round(draft.at.wall_ms), body });
  felt.ratings.push({ after_ms, nrs });
  felt.is_rated = true;
}

function is_too_much(plan: Plan, hold: PlannedHold, nrs: number): boolean {
  return nrs > HOLD_ENDS_ABOVE_NRS || (plan.audience === 'self-care' && nrs > hold.ceiling_nrs);
}

/** [S24] One more breath; the last one ends the hold. */
export function breathe(draft: Draft, event: Event): void {
  const { session, hold } = draft;
  if (breaths_left(hold, session) === null) return draft.refuse(event.type, 'not-now');
  session.breaths = (session.breaths ?? 0) + 1;
  if (breaths_left(hold, session) !== 0) return draft.announce({ says: 'breath' });
  // A count is nobody's word that it eased.
  const word = release_word(hold.hold_kind, guided(hold, session), session.ratings, false);
  const ended_by = word === 'ceiling' ? 'ceiling' : 'released';
  end_hold(draft, ended_by, draft.at.wall_ms);
  draft.announce({ says: 'hold-ended', ended_by });
  come_off(draft);
}

/** What is left of a broken-off hold, in milliseconds and in breaths; null where it is not worth coming back for. */
export function remainder_of(hold: PlannedHold, session: Session): { rest_ms: number; breaths_before: number } | null {
  const rest_ms = Math.floor(left_ms(session));
  if (rest_ms < SHORTEST_ATTEMPT_MS || breaths_left(hold, session) === 0) return null;
  return { rest_ms, breaths_before: (session.breaths_before ?? 0) + (session.breaths ?? 0) };
}
