/** The house limits as the app asks them, against the vectors that the server's check is pinned by. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { longest_hold_ms } from '../../../pwa/src/core/limits';
import { broken_rules } from '../../../pwa/src/core/rules';
import type { ProtocolVersion, Step } from '../../../pwa/src/wire.gen';

interface Vector {
  name: string;
  version: ProtocolVersion;
  faults: string[];
}

const VECTORS = JSON.parse(readFileSync(new URL('../../vectors/limits.json', import.meta.url), 'utf8')) as Vector[];
/** Of one library, of single questions, and of words: the server alone judges by them. */
const OF_FILES_ALONE = ['L20', 'L21', 'L22', 'L32'];

describe('what may be run here', () => {
  test.each(VECTORS)('$name: $faults', ({ version, faults }) => {
    expect(broken_rules(version)).toEqual(faults.filter((rule) => !OF_FILES_ALONE.includes(rule)));
  });

  test('[L25] a kind of hold that this app does not know is refused', () => {
    expect(broken_rules(changed({ hold_kind: 'vibrate' }))).toEqual(['L25']);
  });

  test('[L24] a copy that cannot be judged is refused, whatever is missing', () => {
    for (const part of ['protocol', 'points', 'zones', 'condition', 'screening'] as const) {
      const { [part]: _, ...rest } = shipped;
      expect(broken_rules(rest as ProtocolVersion).length).toBeGreaterThan(0);
    }
    expect(broken_rules(null as unknown as ProtocolVersion)).toEqual(['L24']);
  });

  test('[L1] [L2] [L8] [L12] numbers that are none are broken rules, never kept ones', () => {
    for (const field of ['hold_s', 'reps', 'ceiling_nrs', 'target_nrs', 'rest_s']) {
      for (const value of [Number.NaN, undefined, 'many']) {
        expect(broken_rules(changed({ [field]: value })).length, `${field}: ${value}`).toBeGreaterThan(0);
      }
    }
  });
});

const shipped = VECTORS[0]?.version as ProtocolVersion;

/** The first version of the vectors with its first step (three repeats) changed. */
function changed(fields: Record<string, unknown>): ProtocolVersion {
  const [first, ...rest] = shipped.protocol.steps;
  return { ...shipped, protocol: { ...shipped.protocol, steps: [{ ...first!, ...fields } as Step, ...rest] } };
}

describe('the cap of one hold', () => {
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
