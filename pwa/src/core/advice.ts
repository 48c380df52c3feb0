/**
 * What is said when something ended a point or the session, until it was read: by a stop rule, or by a yes to a question
 * that was asked again. Pure.
 */

import type { Action } from '../wire.gen';
import { STOP_RULES, type StopRule } from './stop-rules';

export type Advice =
  | Pick<StopRule, 'id' | 'scope' | 'action'>
  | { id: 'answered-emergency'; scope: 'session'; action: 'emergency' }
  | { id: 'answered-refer-first'; scope: 'session'; action: 'refer-first' };

export type AfterAnswer = 'answered-emergency' | 'answered-refer-first';

/** Whatever else a question leads to: a session that stopped for it goes on with a clinician's word only. */
const AFTER_ANSWERS: readonly Advice[] = [
  { id: 'answered-emergency', scope: 'session', action: 'emergency' },
  { id: 'answered-refer-first', scope: 'session', action: 'refer-first' },
];

/** The advice that was kept under this id; null where there is none. */
export function advice_from(id: Advice['id'] | null | undefined): Advice | null {
  return STOP_RULES.find((rule) => rule.id === id) ?? AFTER_ANSWERS.find((each) => each.id === id) ?? null;
}

/** Help is fetched, or a clinician comes first: nothing is asked before that. */
export function is_grave({ action }: Advice): boolean {
  return action === 'emergency' || action === 'refer-first';
}

/** What a yes to a question with this action advises. */
export function advice_after(action: Action): AfterAnswer {
  return action === 'emergency' ? 'answered-emergency' : 'answered-refer-first';
}
