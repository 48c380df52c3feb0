/**
 * The stop rules: what a person may feel during a hold, and what follows (FACTS 4.5).
 *
 * Owns which reaction ends the point and which the session. Words for the eye are in view/strings.ts, by id.
 */

export interface StopRule {
  id: 'too-much' | 'numb' | 'weak-or-pale' | 'pulse' | 'sharp' | 'asked' | 'dizzy' | 'chest' | 'swelling' | 'distress';
  /** `point`: stop and leave this point for today. `session`: stop everything. */
  scope: 'point' | 'session';
  /** What the advice leads to. */
  action: 'leave-point' | 'stop-and-rest' | 'emergency';
}

/** The commonest first: the card is read under stress. */
export const STOP_RULES: readonly StopRule[] = [
  { id: 'sharp', scope: 'point', action: 'leave-point' },
  { id: 'numb', scope: 'point', action: 'leave-point' },
  { id: 'pulse', scope: 'point', action: 'leave-point' },
  { id: 'too-much', scope: 'point', action: 'leave-point' },
  { id: 'weak-or-pale', scope: 'point', action: 'leave-point' },
  { id: 'dizzy', scope: 'session', action: 'stop-and-rest' },
  { id: 'chest', scope: 'session', action: 'emergency' },
  { id: 'swelling', scope: 'session', action: 'emergency' },
  { id: 'distress', scope: 'session', action: 'stop-and-rest' },
  { id: 'asked', scope: 'session', action: 'stop-and-rest' },
];

/** The rule of a reaction. Throws a RangeError for an id that is none. */
export function stop_rule(id: string): StopRule {
  const rule = STOP_RULES.find((each) => each.id === id);
  if (rule === undefined) throw new RangeError(`no stop rule is called ${id}`);
  return rule;
}
