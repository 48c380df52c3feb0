/** What a parked session says it saw, in words. */
import { expect, test } from 'vitest';
import type { Seen } from '../../../pwa/src/core/state';
import { seen_words } from '../../../pwa/src/view/run/parked';
import { second_text } from '../../../pwa/src/view/time';

const AT = Date.UTC(2026, 10, 22, 19, 5, 7);
const PLACE = 'Top of the shoulder, left';
const SEEN: Seen = {
  hold: 0,
  phase: 'hold',
  planned_ms: 45_000,
  held_ms: 45_000,
  observed_ms: 20_000,
  until_at: AT,
  by_ear: false,
};
const at = second_text(AT);

test.each<[string, Partial<Seen>, string]>([
  [
    'seen in part',
    {},
    `${PLACE}: held for 0:45 of 0:45. Seen until ${at}. That is 0:20 of it; the other 0:25 nobody saw or heard.`,
  ],
  [
    'heard in part',
    { by_ear: true },
    `${PLACE}: held for 0:45 of 0:45. Its tones were heard until ${at}. That is 0:20 of it; the other 0:25 nobody saw or heard.`,
  ],
  ['all of it', { held_ms: 20_200 }, `${PLACE}: held for 0:20 of 0:45. Seen until ${at}. All of it was watched.`],
  ['nothing of it', { observed_ms: 200 }, `${PLACE}: held for 0:45 of 0:45. Nobody saw or heard any of this hold.`],
  [
    'while sinking in',
    { phase: 'ramp', held_ms: 0, observed_ms: 0 },
    `${PLACE}: pressure was sinking in, the hold had not begun. Seen until ${at}. What came after, nobody saw or heard.`,
  ],
])('[S27] %s', (_, change, words) => {
  expect(seen_words({ ...SEEN, ...change }, PLACE).join(' ')).toBe(words);
});
