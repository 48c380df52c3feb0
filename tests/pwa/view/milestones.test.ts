/** What the live region says, and what may interrupt. */
import { expect, test } from 'vitest';
import type { Run } from '../../../pwa/src/app/model';
import type { Milestone } from '../../../pwa/src/core/state';
import { is_urgent, words_of } from '../../../pwa/src/view/run/said';

const RUN = {
  plan: { holds: [{ step: 0, point: 'upper-trapezius-top', side: 'left', hold_ms: 60_000, hold_kind: 'until-eased' }] },
  version: {
    protocol: { steps: [{ cue: 'Let the arm hang.' }] },
    points: [
      {
        id: 'upper-trapezius-top',
        muscle: { plain: 'Top of the shoulder' },
        search_area: 'Midway between neck and shoulder tip.',
      },
    ],
  },
} as unknown as Run;

test.each<[Milestone, string]>([
  [
    { says: 'phase', phase: 'setup', hold: 0 },
    'Find the place. Top of the shoulder, left. Midway between neck and shoulder tip.',
  ],
  [{ says: 'phase', phase: 'hold', hold: 0 }, 'Hold until it eases, 60 seconds at most. Let the arm hang.'],
  [{ says: 'ease-off', ceiling_nrs: 6 }, 'Lighter. Six is the ceiling here.'],
  [{ says: 'asking' }, 'One question first. Nothing runs until it is answered.'],
  [{ says: 'parked' }, 'Paused while you were away. Come off the point.'],
  [{ says: 'ended', reason: 'completed' }, 'Session complete.'],
])('%o is said in words', (milestone, words) => {
  expect(words_of(milestone, RUN)).toBe(words);
});

test('a phase of a hold that nobody knows is still named', () => {
  expect(words_of({ says: 'phase', phase: 'rest', hold: 9 }, RUN)).toBe('Rest');
  expect(words_of({ says: 'phase', phase: 'rest', hold: 0 }, null)).toBe('Rest');
});

test('turning over is said before the place', () => {
  const hold = { ...RUN.plan.holds[0], body_position: 'prone' };
  const turning = { ...RUN, plan: { holds: [hold] }, is_turning: true } as unknown as Run;
  expect(words_of({ says: 'phase', phase: 'setup', hold: 0 }, turning)).toBe(
    'Now face down. Find the place. Top of the shoulder, left. Midway between neck and shoulder tip.',
  );
});

test('only easing off, stopping and a question interrupt', () => {
  expect(is_urgent({ says: 'ease-off', ceiling_nrs: 6 })).toBe(true);
  expect(is_urgent({ says: 'ended', reason: 'stopped' })).toBe(true);
  expect(is_urgent({ says: 'asking' })).toBe(true);
  expect(is_urgent({ says: 'hold-ended', ended_by: 'ceiling' })).toBe(true);
  expect(is_urgent({ says: 'hold-ended', ended_by: 'time' })).toBe(false);
  expect(is_urgent({ says: 'phase', phase: 'hold', hold: 0 })).toBe(false);
  expect(is_urgent({ says: 'ended', reason: 'completed' })).toBe(false);
});
