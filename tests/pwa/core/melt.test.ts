/** Discomfort under the finger over a session, with the last ones of the same person behind it. */
import { expect, test } from 'vitest';
import type { SessionRecord } from '../../../pwa/src/core/history';
import { change_of, melts_of } from '../../../pwa/src/core/melt';
import { session } from '../support/past-sessions';

function rated(at_h: number, nrs: readonly (readonly number[])[], over: Partial<SessionRecord> = {}): SessionRecord {
  const made = session(
    at_h,
    over,
    nrs.map(() => 'shoulder'),
  );
  const holds = made.holds.map((hold, i) => ({
    ...hold,
    ratings: (nrs[i] ?? []).map((each, k) => ({ after_ms: 5000 * (k + 1), nrs: each })),
  }));
  return { ...made, holds };
}

function numbers(lines: readonly (readonly { nrs: number }[])[] | undefined): number[][] | undefined {
  return lines?.map((line) => line.map(({ nrs }) => nrs));
}

test('[ME1] one line for each hold that was rated, one entry for each point', () => {
  const now = rated(0, [[5, 4], [], [4, 3]]);
  const melts = melts_of({ ...now, holds: [...now.holds, { ...now.holds[0]!, point: 'hip' }] }, []);
  expect(melts.map(({ point, lines }) => [point, numbers(lines)])).toEqual([
    [
      'shoulder',
      [
        [5, 4],
        [4, 3],
      ],
    ],
    ['hip', [[5, 4]]],
  ]);
  expect(melts_of(session(0), [])).toEqual([]);
});

test('[ME2] behind it the last three sessions of the same person that rated the point, the latest first', () => {
  const all = [rated(-24, [[6]]), rated(-48, [[]]), rated(-72, [[5]]), rated(-96, [[4]]), rated(-120, [[3]])];
  const now = rated(0, [[5, 4]]);
  const [melt] = melts_of(now, [now, rated(24, [[9]]), ...all]);
  expect(melt?.before.map((lines) => numbers(lines))).toEqual([[[6]], [[5]], [[4]]]);
});

test('[ME2] never anybody else’s: another client’s, a nameless one’s, or what was pressed alone', () => {
  const of = (client_id: string | null, at_h: number) => rated(at_h, [[5]], { audience: 'therapist', client_id });
  const all = [of('client-2', -24), of(null, -48), rated(-72, [[5]]), of('client-1', -96)];
  expect(melts_of(of('client-1', 0), all)[0]?.before).toHaveLength(1);
  expect(melts_of(of(null, 0), all)[0]?.before).toEqual([]);
  expect(melts_of(rated(0, [[5]]), all)[0]?.before).toHaveLength(1);
});

test('[ME3] the change is the first number and the last; one alone is no change', () => {
  const lines = (nrs: readonly (readonly number[])[]) => rated(0, nrs).holds.map(({ ratings }) => ratings);
  expect(change_of(lines([[5, 3], [4]]))).toEqual({ first: 5, last: 4 });
  expect(change_of(lines([[4], [4]]))).toEqual({ first: 4, last: 4 });
  expect(change_of(lines([[4]]))).toEqual({ first: 4, last: null });
});
