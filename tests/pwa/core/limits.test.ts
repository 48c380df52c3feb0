/** The house limits as the app asks them, against the vectors that the server's check is pinned by. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { broken_rules, longest_hold_ms, type RuleId } from '../../../pwa/src/core/limits';
import type { ProtocolVersion } from '../../../pwa/src/wire.gen';

interface Vector {
  name: string;
  /** `protocol`: the rules of a protocol; `content`: those of points, zones and words, which the server keeps. */
  of: string;
  version: ProtocolVersion;
  faults: string[];
}

const VECTORS = JSON.parse(readFileSync(new URL('../../vectors/limits.json', import.meta.url), 'utf8')) as Vector[];
/** The rules that keep a hold safe. The others keep the content tidy and honest; the server alone asks them. */
const MIRRORED: readonly RuleId[] = ['L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7', 'L8', 'L10', 'L11', 'L12', 'L13', 'L24'];

describe('what may be run here', () => {
  test.each(VECTORS.filter((vector) => vector.of === 'protocol'))('$name: $faults', ({ version, faults }) => {
    expect(broken_rules(version)).toEqual(MIRRORED.filter((rule) => faults.includes(rule)));
  });

  test('every mirrored rule is broken somewhere', () => {
    const broken = new Set(VECTORS.flatMap((vector) => vector.faults));
    expect(MIRRORED.filter((rule) => !broken.has(rule))).toEqual([]);
  });
});

describe('the cap of one hold', () => {
  const shipped = VECTORS[0]?.version as ProtocolVersion;
  const point = shipped.points.find((each) => each.therapist.hold_s.max > 30);

  test('[L1] [L4] 90 s at the table, 60 s alone', () => {
    expect(longest_hold_ms('therapist', point)).toBe(90_000);
    expect(longest_hold_ms('self-care', point)).toBe(60_000);
  });

  test('[L3] 30 s on the face, the hand, near a nerve, and wherever the point is not known', () => {
    expect(longest_hold_ms('therapist', undefined)).toBe(30_000);
    expect(longest_hold_ms('therapist', { ...point!, view: 'head' })).toBe(30_000);
    expect(
      longest_hold_ms('therapist', {
        ...point!,
        therapist: { ...point!.therapist, hold_s: { min: 5, default: 20, max: 30 } },
      }),
    ).toBe(30_000);
  });
});
