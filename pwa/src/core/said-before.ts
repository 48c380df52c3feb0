/**
 * What somebody answered yes to at an earlier start that sends to a clinician or to emergency care, and has not answered
 * with no since. Pure.
 */
import type { SessionRecord } from './history';

export interface SaidBefore {
  question: string;
  /** When the session began that it was said before, or in. */
  at: number;
}

/** [Q12] By the last answer to each question. `history`: in the order in which the sessions began. */
export function said_before(history: readonly SessionRecord[]): SaidBefore[] {
  const said = new Map<string, SaidBefore>();
  for (const session of history) {
    for (const { question, answer, action } of session.screening) {
      said.delete(question);
      const is_grave = action === 'emergency' || action === 'refer-first';
      if (answer === 'yes' && is_grave) said.set(question, { question, at: session.started_at });
    }
    // A clinician has looked at what was said until then.
    if (session.cleared_at !== null) said.clear();
  }
  return [...said.values()];
}
