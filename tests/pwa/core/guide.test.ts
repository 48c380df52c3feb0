/** The guide, its words by rating and phase. */
import { expect, test } from 'vitest';
import { GUIDE, type Guided, guide, release_word } from '../../../pwa/src/core/guide';
import { STOP_RULES, stop_rule } from '../../../pwa/src/core/stop-rules';

/** Ratings 5 s apart in a hold of 60 s. */
function hold(...nrs: number[]): Guided {
  return {
    phase: 'hold',
    target_nrs: [3, 5],
    ceiling_nrs: 6,
    ratings: nrs.map((each, i) => ({ after_ms: 5000 * (i + 1), nrs: each })),
    half_ms: 30_000,
    is_raising: false,
    beat: null,
  };
}

/** Rated once pressure was steady, and at mid-hold. */
function by_half(first: number, latest: number): Guided {
  return {
    ...hold(),
    ratings: [
      { after_ms: 2000, nrs: first },
      { after_ms: 31_000, nrs: latest },
    ],
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
  ['[G6] low and unchanged at mid-hold: there is nothing to lower', by_half(2, 2), 'stay'],
  ['[G7] rising while pressure is steady: ease off, within the band too', hold(3, 4), 'ease-off'],
  ['[G7] rising again after it had fallen', hold(5, 3, 4), 'ease-off'],
  [
    '[G7] more than while sinking in is no rise',
    {
      ...hold(),
      ratings: [
        { after_ms: 0, nrs: 2 },
        { after_ms: 3000, nrs: 4 },
      ],
    },
    'stay',
  ],
  ['[G8] no drop by mid-hold: lower by a step', by_half(4, 4), 'ease-off'],
  [
    '[G8] the first rating at mid-hold has nothing to compare with',
    { ...hold(), ratings: [{ after_ms: 31_000, nrs: 4 }] },
    'stay',
  ],
  ['[G9] a level that has just begun', { ...hold(), is_raising: true }, 'raise'],
  ['[G9] rated in it: what was rated counts', { ...hold(6), is_raising: true }, 'ease-off'],
  ['[G10] the press of a pulse', { ...hold(), beat: 'press' }, 'press'],
  ['[G10] letting up in a pulse', { ...hold(4), beat: 'ease' }, 'ease'],
  ['[G10] at the ceiling no beat is said', { ...hold(6), beat: 'press' }, 'ease-off'],
  ['[G10] eased: the rhythm is over', { ...hold(4, 2), beat: 'press' }, 'end'],
] as const)('%s', (_, now, word) => {
  expect(guide(now)).toBe(word);
});

test('the guide is one table: every rule of it says a word in some moment, and the last one in every other', () => {
  expect(new Set(GUIDE.map(([id]) => id))).toEqual(
    new Set(['G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G7', 'G8', 'G9', 'G10']),
  );
  expect(GUIDE.at(-1)?.[2](hold(), null)).toBe(true);
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
  ['[G7] until it eases, but more than before', { ...hold(4, 5), hold_kind: 'until-eased' }, 'released'],
  ['[G8] until it eases, but no drop by half way', { ...by_half(4, 4), hold_kind: 'until-eased' }, 'released'],
  ['a timed hold that eased is eased as well', { ...hold(5, 2), hold_kind: 'time' }, 'eased'],
  ['at the ceiling, whatever the kind', { ...hold(4, 6), hold_kind: 'until-eased' }, 'ceiling'],
] as const)('what releasing is called: %s', (_, now, word) => {
  expect(release_word(now.hold_kind, now, now.ratings, true)).toBe(word);
});

test('[G11] until it eases, with nobody saying so, it is released; ratings and the ceiling speak for themselves', () => {
  const word = (...nrs: number[]) => release_word('until-eased', hold(...nrs), hold(...nrs).ratings, false);
  expect([word(), word(4), word(5, 2), word(4, 6)]).toEqual(['released', 'released', 'eased', 'ceiling']);
});
