/** The plan, against the vectors that the server reads too. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { minutes_of } from '../../../pwa/src/core/format';
import { is_side_asked, type Phase, phases_of, plan_from, remaining_ms } from '../../../pwa/src/core/plan';
import type { Protocol, ProtocolVersion } from '../../../pwa/src/wire.gen';

interface Vector {
  name: string;
  protocol: Protocol;
  affected_side: 'left' | 'right' | null;
  planned_ms: number;
  planned_holds: number;
  planned_minutes: number;
  phases: Phase[];
}

const VECTORS = JSON.parse(readFileSync(new URL('../../vectors/plan.json', import.meta.url), 'utf8')) as Vector[];

/** The vectors carry the protocol alone: the plan's length needs nothing else. */
function version_of(protocol: Protocol): ProtocolVersion {
  return {
    protocol,
    points: [],
    screening: [],
    zones: [],
    condition: { id: protocol.condition },
  } as unknown as ProtocolVersion;
}

describe('the plan both languages compute', () => {
  test.each(VECTORS)('[P1] $name', (vector) => {
    const plan = plan_from(version_of(vector.protocol), 'd', { affected_side: vector.affected_side, left_out: [] });
    expect(plan.planned_ms).toBe(vector.planned_ms);
    expect(plan.holds.length).toBe(vector.planned_holds);
    expect(minutes_of(plan.planned_ms)).toBe(vector.planned_minutes);
    expect(remaining_ms(plan, 0)).toBe(vector.planned_ms);
    // A phase of no length is written down and never run.
    expect(phases_of(plan)).toEqual(vector.phases.filter((phase) => phase.ms > 0));
  });
});

describe('choices before a run', () => {
  const sided = VECTORS.find((vector) => vector.affected_side === 'left')?.protocol as Protocol;

  test('[P2] a protocol that says `affected` asks which side, and cannot be planned without', () => {
    expect(is_side_asked(sided)).toBe(true);
    expect(() => plan_from(version_of(sided), 'd')).toThrow(RangeError);
  });

  test('[P3] points left out are in no hold, and the plan is shorter by them', () => {
    const whole = plan_from(version_of(sided), 'd', { affected_side: 'left', left_out: [] });
    const point = sided.steps[0]?.point as string;
    const less = plan_from(version_of(sided), 'd', { affected_side: 'left', left_out: [point] });
    expect(less.holds.some((hold) => hold.point === point)).toBe(false);
    expect(less.planned_ms).toBeLessThan(whole.planned_ms);
    // The log names steps by their place in the protocol, whatever was left out.
    expect(less.holds[0]?.step).toBeGreaterThan(0);
  });

  test('[P4] halved, a hold takes half its time at half the pressure, and nothing becomes more', () => {
    const choices = { affected_side: 'left', left_out: [] } as const;
    for (const { protocol } of VECTORS) {
      const whole = plan_from(version_of(protocol), 'd', choices);
      const half = plan_from(version_of(protocol), 'd', { ...choices, is_halved: true });
      expect(half.holds).toHaveLength(whole.holds.length);
      half.holds.forEach((hold, i) => {
        const was = whole.holds[i];
        if (was === undefined) throw new Error('a hold too many');
        const half_ms = Math.max(5000, Math.round(was.hold_ms / 2000) * 1000);
        expect(hold.hold_ms).toBe(Math.min(was.hold_ms, half_ms));
        expect(hold.target_nrs).toEqual(was.target_nrs.map((nrs) => Math.ceil(nrs / 2)));
        expect(hold.ceiling_nrs).toBeGreaterThan(hold.target_nrs[1]);
        expect(hold.ceiling_nrs).toBeLessThanOrEqual(was.ceiling_nrs);
        expect(hold.cap_ms).toBeLessThanOrEqual(hold.hold_ms);
      });
    }
    const step = { ...(sided.steps[0] as Protocol['steps'][number]), target_nrs: [3, 5] as [number, number] };
    const bands = [
      { hold_s: 45, ceiling_nrs: 6, expected: [23_000, [2, 3], 4] },
      { hold_s: 8, ceiling_nrs: 8, expected: [5000, [2, 3], 4] },
      { hold_s: 3, ceiling_nrs: 10, expected: [3000, [2, 3], 5] },
    ];
    for (const { expected, ...over } of bands) {
      const plan = plan_from(version_of({ ...sided, steps: [{ ...step, ...over }] }), 'd', {
        ...choices,
        is_halved: true,
      });
      const { hold_ms, target_nrs, ceiling_nrs } = plan.holds[0] as (typeof plan.holds)[number];
      expect([hold_ms, target_nrs, ceiling_nrs]).toEqual(expected);
    }
  });

  test('a point the version does not carry gets the shortest cap', () => {
    const plan = plan_from(version_of(sided), 'd', { affected_side: 'left', left_out: [] });
    expect(plan.holds.every((hold) => hold.cap_ms === 30_000)).toBe(true);
  });
});
