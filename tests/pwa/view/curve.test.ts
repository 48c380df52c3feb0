/** The curve of what was rated tells what the words beside it tell. */
import { expect, test } from 'vitest';
import { placed } from '../../../pwa/src/view/parts/curve';

const BOX = { width: 168, height: 60, margin: 6, dot: 3.6 };

function line(...ratings: (readonly [after_s: number, nrs: number])[]) {
  return ratings.map(([after_s, nrs]) => ({ after_ms: after_s * 1000, nrs }));
}

function numbers(lines: ReturnType<typeof line>[]): number[] {
  const { places } = placed(lines, BOX);
  const from_left = places.flat().sort((a, b) => a.x - b.x);
  return from_left.map(({ y }) => Math.round((10 * (BOX.height - BOX.margin - y)) / (BOX.height - 2 * BOX.margin)));
}

test('[ME4] holds stand one after another: from left to right what was said first, and last', () => {
  expect(numbers([line([5, 5], [25, 2]), line([5, 4])])).toEqual([5, 2, 4]);
  expect(numbers([line([40, 5]), line([5, 4], [6, 3]), line([1, 7])])).toEqual([5, 4, 3, 7]);
});

test('[ME4] it begins at one edge and ends at the other, with a gap from hold to hold', () => {
  const [first, second] = placed([line([5, 5], [25, 2]), line([5, 4], [15, 4])], BOX).places;
  expect(first?.[0]?.x).toBe(BOX.margin);
  expect(second?.[1]?.x).toBeCloseTo(BOX.width - BOX.margin);
  expect((second?.[0]?.x ?? 0) - (first?.[1]?.x ?? 0)).toBeGreaterThan(4 * BOX.dot);
});

test.each([
  ['taps within a second', [line([5, 5], [5.2, 4], [5.4, 3], [80, 2])]],
  ['each hold rated once', [line([5, 5]), line([5, 4]), line([5, 4])]],
  ['more than there is room for', Array.from({ length: 12 }, () => line([5, 5], [6, 4], [50, 3], [51, 3]))],
])('[ME4] no two dots touch: %s', (_, lines) => {
  const { places, dot } = placed(lines, BOX);
  const at = places.flat().map(({ x }) => x);
  for (const [i, x] of at.slice(1).entries()) expect(x - (at[i] ?? 0)).toBeGreaterThan(2.4 * dot);
  expect(Math.max(...at)).toBeLessThanOrEqual(BOX.width - BOX.margin + 0.001);
});
