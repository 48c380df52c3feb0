/** [Q12] What was a yes at an earlier start. */
import { expect, test } from 'vitest';
import { session_from } from '../../../pwa/src/core/history';
import { said_before } from '../../../pwa/src/core/said-before';
import type { Action } from '../../../pwa/src/wire.gen';

type Said = [question: string, answer: 'yes' | 'no', action: Action];

/** Session `n`, at minute n, with these answers. */
function session(n: number, ...said: Said[]) {
  const of = { subject: `s${n}`, client_id: null, origin: 'o', seq: 1, at: n * 60_000 };
  const body = { protocol_id: 'p', protocol_digest: 'd', audience: 'self-care', planned_holds: 1, planned_ms: 1 };
  const answers = said.map(([question, answer, action], i) => ({
    ...of,
    id: `f${n}${i + 1}`,
    kind: 'screening_answered',
    body: { question, answer, action },
  }));
  const made = session_from([{ ...of, id: `f${n}0`, kind: 'session_started', body }, ...answers]);
  if (made === null) throw new Error('no session');
  return made;
}

test('[Q12] a grave yes stands until a later no, with the day on which it was said', () => {
  const first = session(1, ['chest', 'yes', 'emergency'], ['fever', 'yes', 'refer-first'], ['skin', 'yes', 'modify']);
  expect(said_before([first])).toEqual([
    { question: 'chest', at: 60_000 },
    { question: 'fever', at: 60_000 },
  ]);
  const later = session(2, ['chest', 'no', 'emergency'], ['fever', 'yes', 'refer-first']);
  expect(said_before([first, later])).toEqual([{ question: 'fever', at: 120_000 }]);
  expect(said_before([first, later, session(3, ['fever', 'no', 'refer-first'])])).toEqual([]);
});

test('[Q12] a clinician’s word covers what was said until then, and nothing later', () => {
  const first = session(1, ['chest', 'yes', 'emergency'], ['seen-by-clinician', 'yes', 'refer-first']);
  expect(said_before([first])).toEqual([]);
  expect(said_before([first, session(2, ['chest', 'yes', 'emergency'])])).toEqual([{ question: 'chest', at: 120_000 }]);
});
