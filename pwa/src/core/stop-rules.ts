/**
 * The stop rules: what a person may feel during a hold, and what follows (FACTS 4.5).
 *
 * Owns which reaction ends the point and which the session, where help is fetched, and what stays closed until a clinician
 * has looked at it. Words for the eye are in view/strings, by id. Ids are shipped for ever: they stand in logs.
 */

export interface StopRule {
  id:
    | 'too-much'
    | 'numb'
    | 'weak-or-pale'
    | 'pulse'
    | 'sharp'
    | 'asked'
    | 'dizzy'
    | 'chest'
    | 'swelling'
    | 'distress'
    | 'lasting';
  /** `point`: stop and leave this point for today. `session`: stop everything. */
  scope: 'point' | 'session';
  /** What the advice leads to. */
  action: 'leave-point' | 'stop-and-rest' | 'emergency';
  /** Where it is said: on the card, or as an answer to the advice of another rule. */
  said_on: 'card' | 'advice';
  /** Nerves, vessels, heart: the point (or with scope `session` everything) stays closed until a clinician has looked. */
  needs_clinician: boolean;
}

/** The gravest first, as the card shows them: it is read under stress, and what cannot wait must not be looked for. */
export const STOP_RULES: readonly StopRule[] = [
  rule('chest', 'session', 'emergency', { needs_clinician: true }),
  rule('swelling', 'session', 'emergency', { needs_clinician: true }),
  rule('dizzy', 'session', 'stop-and-rest'),
  rule('weak-or-pale', 'point', 'leave-point', { needs_clinician: true }),
  rule('numb', 'point', 'leave-point', { needs_clinician: true }),
  rule('pulse', 'point', 'leave-point', { needs_clinician: true }),
  rule('sharp', 'point', 'leave-point'),
  rule('too-much', 'point', 'leave-point'),
  rule('distress', 'session', 'stop-and-rest'),
  rule('asked', 'session', 'stop-and-rest'),
  // What made one stop and rest has not passed after a few minutes.
  rule('lasting', 'session', 'emergency', { said_on: 'advice', needs_clinician: true }),
];

/** Rules after whose advice "it has not passed" leads on to emergency care. */
export const MAY_LAST: readonly string[] = ['dizzy'];

/** The rule of a reaction. Throws a RangeError for an id that is none. */
export function stop_rule(id: string): StopRule {
  const found = STOP_RULES.find((each) => each.id === id);
  if (found === undefined) throw new RangeError(`no stop rule is called ${id}`);
  return found;
}

function rule(
  id: StopRule['id'],
  scope: StopRule['scope'],
  action: StopRule['action'],
  more: Partial<Pick<StopRule, 'said_on' | 'needs_clinician'>> = {},
): StopRule {
  return { id, scope, action, said_on: 'card', needs_clinician: false, ...more };
}
