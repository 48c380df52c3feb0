/** Moments as a person reads them: no line ends within a date. */
import { expect, test } from 'vitest';
import { day_text, moment_text, since_text, until_text } from '../../../pwa/src/view/time';

const NOW = Date.UTC(2026, 10, 22, 12);
const LONG_AGO = Date.UTC(2026, 2, 12, 12);
/** The pieces that may stand on lines of their own. */
const pieces = (words: string) => words.split(' ').map((each) => each.replaceAll('\u00a0', ' '));

test('a day is its weekday, and the date on one line, also in a zone where it is another', () => {
  expect(pieces(day_text(NOW, 'UTC'))).toEqual(['Sunday', '22 November 2026']);
  expect(pieces(day_text(NOW, 'Pacific/Kiritimati'))).toEqual(['Monday', '23 November 2026']);
});

test('a moment is not broken, nor the date of one that is seen from another', () => {
  expect(pieces(moment_text(NOW))).toEqual([expect.stringMatching(/^22 Nov, \d\d:00$/)]);
  expect(pieces(since_text(LONG_AGO, NOW))).toEqual(['on', '12 March', expect.stringMatching(/^at \d\d:00$/)]);
  expect(pieces(until_text(LONG_AGO, NOW))).toEqual([expect.stringMatching(/^12 March \d\d:00$/)]);
  expect(pieces(since_text(NOW - 60_000, NOW))[0]).toBe('today');
});
