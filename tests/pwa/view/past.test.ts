/** What the summary, a session's page and the history call a session. */
import { expect, test } from 'vitest';
import type { Model } from '../../../pwa/src/app/model';
import type { HoldRecord, SessionRecord } from '../../../pwa/src/core/history';
import { holds_of_plan } from '../../../pwa/src/view/parts/score';
import { after_words } from '../../../pwa/src/view/past/day-after';
import { held_words, outcome_words } from '../../../pwa/src/view/past/history-room';
import { end_words } from '../../../pwa/src/view/past/holds';
import { blocking_answer, was_left_alone, whom_words } from '../../../pwa/src/view/past/parts';
import { ending_rule, title_of } from '../../../pwa/src/view/past/session-room';
import { name_of } from '../../../pwa/src/view/run/names';
import { SMALL_PLAN } from '../core/rig';
import { protocol, step } from '../support/content';

const HOLD: HoldRecord = {
  step: 0,
  point: 'hip',
  side: 'left',
  repeat: 1,
  attempt: 1,
  planned_ms: 20_000,
  held_ms: 4000,
  observed_ms: 4000,
  paused_ms: 0,
  ended_by: 'unobserved',
  ratings: [],
};

function session(over: Partial<SessionRecord>): SessionRecord {
  return {
    id: 's',
    origin: 'o',
    begun_as: 'f',
    protocol_id: 'p',
    protocol_digest: 'd',
    title: 'Hip',
    audience: 'self-care',
    started_at: 0,
    time_zone: 'UTC',
    ended_at: 1,
    reason: 'completed',
    planned_holds: 2,
    planned_ms: 60_000,
    client_id: null,
    left_out: [],
    is_halved: false,
    left_out_steps: [],
    sides: null,
    holds: [HOLD],
    held_ms: 4000,
    last_pressed_at: null,
    pain_before: null,
    pain_after: null,
    pain_next_day: null,
    made_worse: false,
    reactions: [],
    screening: [],
    notes: [],
    check_ins: [],
    reviews: [],
    set_aside: [],
    cleared_at: null,
    ...over,
  };
}

function answered(action: 'emergency' | 'therapist-only' | 'modify'): SessionRecord['screening'] {
  return [{ question: 'q', answer: 'yes', action }];
}

test('a session in which something felt wrong says so in the list, complete or not', () => {
  expect(after_words(session({ reactions: [{ reaction: 'numb', during: 'hip' }] }))).toEqual(['something felt wrong']);
  expect(after_words(session({}))).toEqual([]);
});

test('a session that an answer stopped was not started, wherever it is shown', () => {
  const blocked = session({ reason: 'abandoned', holds: [], held_ms: 0, screening: answered('emergency') });
  expect(title_of(blocked)).toBe('Not started');
  expect(outcome_words(blocked)).toBe('Not started: emergency care');
  expect(was_left_alone(blocked)).toBe(false);
});

test('[S13] a session that was left alone was stopped, and says that nobody was there', () => {
  const alone = session({ reason: 'abandoned' });
  expect(title_of(alone)).toBe('Session stopped');
  expect(outcome_words(alone)).toBe('stopped early');
  expect(was_left_alone(alone)).toBe(true);
});

test('an answer that stopped nobody is not what kept a session from starting', () => {
  const over: Partial<SessionRecord> = { reason: 'abandoned', holds: [], held_ms: 0, audience: 'therapist' };
  const alone = session({ ...over, screening: answered('therapist-only') });
  expect(outcome_words(alone)).toBe('Not started');
  expect(was_left_alone(alone)).toBe(true);
});

test('a session whose first hold is still looked for elsewhere has begun: it is not ended, and nothing kept it from starting', () => {
  const begun = session({ reason: null, ended_at: null, holds: [], held_ms: 0, screening: answered('modify') });
  expect(title_of(begun)).toBe('Session not ended');
  expect(outcome_words(begun)).not.toContain('Not started');
  expect(blocking_answer(begun)).toBeUndefined();
});

test('stopped before the first hold it was stopped all the same', () => {
  expect(title_of(session({ reason: 'stopped', holds: [] }))).toBe('Session stopped');
});

test('[H5] stopped early, it was held of the whole plan; where the plan is not known, only what was held is said', () => {
  const steps = [step({ point: 'hip', side: 'affected', reps: 2 }), step({ point: 'neck', side: 'both', hold_s: 30 })];
  const planned = protocol('hip', { steps });
  const cut = session({ reason: 'stopped', planned_holds: 4 });
  expect(held_words(cut, planned)).toBe('0:04 held of 1:40');
  expect(held_words(cut, undefined)).toBe('0:04 held');
  // Done again it is still the same hold of the plan.
  const again = session({ ...cut, held_ms: 39_000, holds: [HOLD, { ...HOLD, attempt: 2, planned_ms: 35_000 }] });
  expect(held_words(again, planned)).toBe('0:39 held of 1:40');
  const halved = session({ ...cut, planned_holds: 2, left_out: ['neck'], is_halved: true, holds: [] });
  expect(held_words(halved, planned)).toBe('0:04 held of 0:20');
  // Another text than the one it was begun with.
  expect(held_words({ ...cut, planned_holds: 5 }, planned)).toBe('0:04 held');
});

test('[S12] what was passed over after its point was closed is left for today, not skipped', () => {
  const closing: HoldRecord = { ...HOLD, ended_by: 'ceiling' };
  const passed: HoldRecord = { ...HOLD, side: 'right', held_ms: 0, ended_by: 'skipped' };
  const elsewhere: HoldRecord = { ...passed, point: 'neck' };
  const after_ceiling = session({ holds: [closing, passed, elsewhere] });
  expect(after_ceiling.holds.map((hold) => end_words(after_ceiling, hold))).toEqual([
    'too much, ended',
    'rested that day',
    'skipped',
  ]);
  const by_reaction = session({ holds: [passed], reactions: [{ reaction: 'numb', during: 'hip' }] });
  expect(end_words(by_reaction, passed)).toBe('rested that day');
  const before = session({ holds: [passed, closing] });
  expect(end_words(before, passed)).toBe('skipped');
});

test('the score of a run leaves what was passed over empty', () => {
  const filled = (session: { hold: number; held_holds?: number[] }) =>
    holds_of_plan(SMALL_PLAN.holds, session).map((bar) => bar.filled);
  expect(filled({ hold: 2, held_holds: [0] }).slice(0, 3)).toEqual([1, 0, 0.5]);
  // A session that an older app had saved.
  expect(filled({ hold: 2 }).slice(0, 3)).toEqual([1, 1, 0.5]);
});

test('[S10] the summary repeats the advice of the gravest reaction that ended the session', () => {
  const met = (...ids: string[]) => session({ reactions: ids.map((reaction) => ({ reaction, during: null })) });
  expect(ending_rule(met('dizzy'))?.action).toBe('stop-and-rest');
  expect(ending_rule(met('dizzy', 'chest'))?.action).toBe('emergency');
  expect(ending_rule(met('numb'))).toBeUndefined();
});

test('what a client pressed alone bears their name on a device of staff, and on their own phone nobody’s', () => {
  const of = (role: 'owner' | 'client') =>
    ({
      sync: { value: { paired: { role } } },
      clients: { value: [{ id: 'client-aa', name: 'C. D.' }] },
      earlier: { value: { clients: [] } },
    }) as unknown as Model;
  expect(whom_words(of('owner'), session({ client_id: 'client-aa' }))).toBe('C. D., alone');
  expect(whom_words(of('client'), session({ client_id: 'client-aa' }))).toBe('For myself');
  expect(whom_words(of('owner'), session({}))).toBe('For myself');
  expect(whom_words(of('owner'), session({ client_id: 'client-aa', audience: 'therapist' }))).toBe('with C. D.');
});

test('a point that nothing here knows is told in words, and never by its id', () => {
  expect(name_of(undefined, 'upper-trapezius-top', 'left')).toBe('A point of a version not kept here, left');
  expect(name_of({ points: [] }, 'hip', 'midline')).toBe('A point of a version not kept here, middle');
});
