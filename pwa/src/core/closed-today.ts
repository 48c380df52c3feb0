/**
 * What was felt at a point closes it for that day, whoever presses (FACTS 4.5). Pure.
 *
 *  [C18] A point at which a stop reason was named, its own or one of the whole body, or whose hold ended above its ceiling, is left out for a day
 *        since that session's last press: for a therapist too, with no way to put it back. Self-care rests it longer ([C4]).
 */
import { DAY_MS } from './check-in';
import type { HoldRecord, SessionRecord } from './history';
import { HOLD_ENDS_ABOVE_NRS } from './limits';
import { STOP_RULES, type StopRule } from './stop-rules';

export interface Closed {
  point: string;
  /** What was felt there. */
  reaction: StopRule['id'];
}

/** [C18] In a history of one person, each point once, with what was said of it last. */
export function closed_today(history: readonly SessionRecord[], now_ms: number): Closed[] {
  const today = history.filter((session) => now_ms < (session.last_pressed_at ?? session.started_at) + DAY_MS);
  const closed = new Map(today.flatMap(closed_in).map((each) => [each.point, each]));
  return [...closed.values()];
}

function closed_in({ audience, holds, reactions }: SessionRecord): Closed[] {
  // A therapist may let go at the ceiling, and that closes nothing; above 7 the hold ended by itself ([S9]).
  const is_above = ({ ratings }: HoldRecord) => ratings.some(({ nrs }) => nrs > HOLD_ENDS_ABOVE_NRS);
  const above = holds.filter((hold) => hold.ended_by === 'ceiling' && (audience === 'self-care' || is_above(hold)));
  const felt = reactions.flatMap(({ reaction, during }): Closed[] => {
    const rule = STOP_RULES.find(({ id }) => id === reaction);
    return rule !== undefined && during !== null ? [{ point: during, reaction: rule.id }] : [];
  });
  return [...above.map(({ point }): Closed => ({ point, reaction: 'too-much' })), ...felt];
}
