/** The guide, its words by rating and phase. */
import { expect, test } from 'vitest';
import { type Guided, guide, release_word } from '../../../pwa/src/core/guide';
import { STOP_RULES, stop_rule } from '../../../pwa/src/core/stop-rules';

function hold(...nrs: number[]): Guided {
  return {
    phase: 'hold',
    hold_kind: 'time',
    target_nrs: [3, 5],
    ceiling_nrs: 6,
    ratings: nrs.map((each, i) => ({ after_ms: i * 1000, nrs: each })),
  };
}

test.each([
  ['[G1] silence is fine', hold(), 'stay'],
  ['[G2] at the ceiling: ease off', hold(4, 6), 'ease-off'],
  ['[G2] above the band, below the ceiling: ease off too', { ...hold(5), target_nrs: [2, 4] }, 'ease-off'],
  ['[G3] within the band: stay', hold(4), 'stay'],
  ['[G4] a little less than at first: follow', hold(5, 4), 'follow'],
  ['[G5] half of the first: it eased', hold(6, 3), 'end'],
  ['[G5] two or less: it eased', hold(3, 2), 'end'],
  ['[G6] low from the start is no easing, and never a reason to press harder', hold(1), 'stay'],
  ['[G6] low and unchanged: still stay', hold(2, 2), 'stay'],
] as const)('%s', (_, now, word) => {
  expect(guide(now)).toBe(word);
});

test('every phase has its word', () => {
  const words = (['setup', 'ramp', 'hold', 'release', 'rest'] as const).map((phase) => guide({ ...hold(), phase }));
  expect(words).toEqual(['find', 'sink-in', 'stay', 'let-go', 'rest']);
});

test('[G2] the ceiling counts while sinking in', () => {
  expect(guide({ ...hold(7), phase: 'ramp' })).toBe('ease-off');
});

test('every stop rule is found by its id, and another id is refused', () => {
  for (const rule of STOP_RULES) expect(stop_rule(rule.id)).toBe(rule);
  expect(() => stop_rule('tired')).toThrow(RangeError);
});

test.each([
  ['a timed hold is released', { ...hold(4), hold_kind: 'time' }, 'released'],
  ['until it eases, without a rating: the person says that it eased', { ...hold(), hold_kind: 'until-eased' }, 'eased'],
  ['until it eases, within the band', { ...hold(4), hold_kind: 'until-eased' }, 'eased'],
  [
    'until it eases, above the band: it did not',
    { ...hold(5), hold_kind: 'until-eased', target_nrs: [2, 4] },
    'released',
  ],
  ['at the ceiling, whatever the kind', { ...hold(4, 6), hold_kind: 'until-eased' }, 'ceiling'],
] as const)('what releasing is called: %s', (_, now, word) => {
  expect(release_word(now, now.ratings)).toBe(word);
});
