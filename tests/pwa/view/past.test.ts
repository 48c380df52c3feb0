/** What the summary, a session's page and the history call a session. */
import { expect, test } from 'vitest';
import type { HoldRecord, SessionRecord } from '../../../pwa/src/core/history';
import { outcome_words } from '../../../pwa/src/view/past/history-room';
import { was_left_alone } from '../../../pwa/src/view/past/parts';
import { title_of } from '../../../pwa/src/view/past/session-room';

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
    holds: [HOLD],
    held_ms: 4000,
    pain_before: null,
    pain_after: null,
    made_worse: false,
    reactions: [],
    screening: [],
    notes: [],
    ...over,
  };
}

function answered(action: 'emergency' | 'therapist-only' | 'modify'): SessionRecord['screening'] {
  return [{ question: 'q', answer: 'yes', action }];
}

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

test('stopped before the first hold it was stopped all the same', () => {
  expect(title_of(session({ reason: 'stopped', holds: [] }))).toBe('Session stopped');
});
