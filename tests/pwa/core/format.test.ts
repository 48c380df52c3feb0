import { expect, test } from 'vitest';
import { clock_text, minutes_of, seconds_left } from '../../../pwa/src/core/format';

test.each([
  [0, '0:00'],
  [9, '0:09'],
  [42, '0:42'],
  [60, '1:00'],
  [75, '1:15'],
  [-3, '0:00'],
])('%d s stand on the clock as %s', (seconds, text) => {
  expect(clock_text(seconds)).toBe(text);
});

test('the clock shows nought only when the time is over', () => {
  expect([60_000, 59_999, 59_000, 1, 0].map(seconds_left)).toEqual([60, 60, 59, 1, 0]);
});

test.each([
  [1, 1],
  [89_999, 1],
  [90_000, 2],
  [966_000, 16],
])('%d ms are shown as %d minutes', (ms, minutes) => {
  expect(minutes_of(ms)).toBe(minutes);
});
