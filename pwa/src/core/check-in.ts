/**
 * The next-day check-in: what is asked of a session the day after, and when (FACTS 4.8, 4.10.10).
 *
 * Owns the signs and the times of asking; what an answer closes is in dose-guard.ts. Must never be asked to remind, count
 * or praise: it is there when somebody comes back. Ids of signs are shipped for ever: they stand in logs.
 *
 *  [C14] It is asked from 12 hours after the last press, of the last session only; after worse or sore again a day later,
 *        as long as nothing waits for a clinician.
 */
import type { Feeling } from '../wire.gen';
import type { SessionRecord } from './history';

const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** Earlier than this it is no day after. */
export const DAY_AFTER_MS = 12 * HOUR_MS;

export interface Sign {
  id: 'numb' | 'bruise' | 'lasting-pain' | 'dark-urine' | 'swelling' | 'chest' | 'headache' | 'sight-or-speech';
  action: 'clinician' | 'emergency';
}

export const SIGNS: readonly Sign[] = [
  { id: 'numb', action: 'clinician' },
  { id: 'bruise', action: 'clinician' },
  { id: 'lasting-pain', action: 'clinician' },
  { id: 'dark-urine', action: 'emergency' },
  { id: 'swelling', action: 'emergency' },
  { id: 'chest', action: 'emergency' },
  { id: 'headache', action: 'emergency' },
  { id: 'sight-or-speech', action: 'emergency' },
];

/** The answer as it is being given. `is_none`: none of the signs, said as such. */
export interface CheckInAnswer {
  feeling: Feeling | null;
  is_sore: boolean | null;
  signs: Sign['id'][];
  is_none: boolean;
  /** Pain now, 0 to 10; null: not given. */
  pain_nrs: number | null;
}

export const NO_ANSWER: CheckInAnswer = { feeling: null, is_sore: null, signs: [], is_none: false, pain_nrs: null };

/** The same with nothing left open. */
export type CompleteCheckIn = CheckInAnswer & { feeling: Feeling; is_sore: boolean };

/** True when everything is said that has to be. Pain may stay unsaid. */
export function is_complete(answer: CheckInAnswer): answer is CompleteCheckIn {
  return answer.feeling !== null && answer.is_sore !== null && (answer.is_none || answer.signs.length > 0);
}

/** The gravest of what these signs call for, or null. A sign that is not known here calls for a clinician. */
export function gravest(signs: readonly string[]): Sign['action'] | null {
  const actions = signs.map((id) => SIGNS.find((sign) => sign.id === id)?.action ?? 'clinician');
  return actions.includes('emergency') ? 'emergency' : (actions[0] ?? null);
}

/** [C14] May it be said now how this session was the day after? `now_ms`: epoch milliseconds. */
export function may_check_in(session: SessionRecord, now_ms: number): boolean {
  const { last_pressed_at, check_ins } = session;
  if (last_pressed_at === null) return false;
  const last = check_ins.at(-1);
  if (last === undefined) return now_ms - last_pressed_at >= DAY_AFTER_MS;
  const is_open = !last.is_cleared && last.signs.length === 0 && (last.feeling === 'worse' || last.is_sore);
  const was_worse_before = last.feeling === 'worse' && check_ins.at(-2)?.feeling === 'worse';
  return is_open && !was_worse_before && now_ms - last.at >= DAY_MS;
}
