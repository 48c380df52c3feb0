/** The plan, against the vectors that the server reads too. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { minutes_of } from '../../../pwa/src/core/format';
import {
  hold_ms_by_step,
  longest_plan_ms,
  PHASES,
  type PhaseKind,
  type Plan,
  phase_ms,
  plan_from,
} from '../../../pwa/src/core/plan';
import type { BodyPosition, Protocol, ProtocolVersion, SideOrder } from '../../../pwa/src/wire.gen';
import { point, protocol, step } from '../support/content';

/** One timed phase, as the vectors write it. */
interface Phase {
  kind: PhaseKind;
  step: number;
  point: string;
  side: string;
  repeat: number;
  ms: number;
}

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

/** Every timed phase of a plan in order. */
function phases_of(plan: Plan): Phase[] {
  return plan.holds.flatMap((hold) =>
    PHASES.filter((kind) => phase_ms(hold, kind) > 0).map((kind) => ({
      kind,
      step: hold.step,
      point: hold.point,
      side: hold.side,
      repeat: hold.repeat,
      ms: phase_ms(hold, kind),
    })),
  );
}

describe('the plan both languages compute', () => {
  test.each(VECTORS)('[P1] $name', (vector) => {
    const plan = plan_from(version_of(vector.protocol), 'd', { affected_side: vector.affected_side, left_out: [] });
    expect(plan.planned_ms).toBe(vector.planned_ms);
    expect(plan.holds.length).toBe(vector.planned_holds);
    expect(minutes_of(plan.planned_ms)).toBe(vector.planned_minutes);
    // A phase of no length is written down and never run.
    expect(phases_of(plan)).toEqual(vector.phases.filter((phase) => phase.ms > 0));
  });
});

describe('choices before a run', () => {
  const sided = VECTORS.find((vector) => vector.affected_side === 'left')?.protocol as Protocol;

  test('[P2] a protocol that says `affected` cannot be planned without the side', () => {
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

describe('the order of sides and positions', () => {
  const steps = [
    step({ point: 'a', side: 'both', reps: 2, rest_s: 10, body_position: 'prone' }),
    step({ point: 'b', side: 'midline' }),
    step({ point: 'c', side: 'both', body_position: 'supine' }),
  ];
  const orders: SideOrder[] = ['by-step', 'all-left-first', 'alternate'];
  const planned = (side_order: SideOrder, over: Partial<Protocol> = {}) =>
    plan_from(version_of(protocol('p', { steps, side_order, ...over })), 'd');
  const order_of = ({ holds }: ReturnType<typeof planned>) =>
    holds.map((hold) => `${hold.point}${hold.side.charAt(0)}${hold.repeat}`).join(' ');

  test('[P5] sides go by step, all left ones first, or alternate hold by hold', () => {
    expect(order_of(planned('by-step'))).toBe('al1 al2 ar1 ar2 bm1 cl1 cr1');
    expect(order_of(planned('all-left-first'))).toBe('al1 al2 bm1 cl1 ar1 ar2 cr1');
    expect(order_of(planned('alternate'))).toBe('al1 ar1 al2 ar2 bm1 cl1 cr1');
    const all = orders.map((order) => order_of(planned(order)).split(' ').sort());
    expect(all[1]).toEqual(all[0]);
    expect(all[2]).toEqual(all[0]);
  });

  test('[P5] alternating, the place is found before every hold, and the other side is the rest', () => {
    const alternating = planned('alternate').holds.slice(0, 4);
    expect(alternating.map(({ setup_ms }) => setup_ms)).toEqual([10_000, 10_000, 10_000, 10_000]);
    expect(alternating.map(({ rest_ms }) => rest_ms)).toEqual([0, 0, 0, 0]);
  });

  test('[P6] turning over takes its time, wherever another position comes; nobody turns for a step that names none', () => {
    const turns = (side_order: SideOrder) => planned(side_order).holds.map(({ turn_ms }) => turn_ms);
    expect(turns('by-step')).toEqual([0, 0, 0, 0, 0, 20_000, 0]);
    expect(turns('all-left-first')).toEqual([0, 0, 0, 20_000, 20_000, 0, 20_000]);
    const brief = planned('by-step', { position_change_s: 35 });
    expect(brief.holds[5]).toMatchObject({ setup_ms: 45_000, place_ms: 10_000, body_position: 'supine' });
    // The step between is left out: one still has to turn.
    const less = plan_from(version_of(protocol('p', { steps })), 'd', {
      affected_side: null,
      left_out: [],
      left_out_steps: [1],
    });
    expect(less.holds.map(({ turn_ms }) => turn_ms)).toEqual([0, 0, 0, 0, 20_000, 0]);
  });

  test('[P6] before a side is chosen, the length shown is that of the longer way', () => {
    const lie = (body_position: BodyPosition) => ({ body_position });
    const chosen = protocol('p', {
      side_order: 'all-left-first',
      steps: [
        step({ point: 'a', side: 'left', ...lie('prone') }),
        step({ point: 'b', side: 'affected', ...lie('supine') }),
        step({ point: 'c', side: 'right', ...lie('prone') }),
        step({ point: 'd', side: 'right', ...lie('supine') }),
      ],
    });
    const ms = (affected_side: 'left' | 'right') =>
      plan_from(version_of(chosen), 'd', { affected_side, left_out: [] }).planned_ms;
    expect(longest_plan_ms(version_of(chosen))).toBe(Math.max(ms('left'), ms('right')));
  });

  test('[P3] a step left out is in no hold, though its point is in another', () => {
    const twice = protocol('p', { steps: [step({ point: 'a' }), step({ point: 'b' }), step({ point: 'a' })] });
    const choices = { affected_side: null, left_out: [], left_out_steps: [0] };
    expect(plan_from(version_of(twice), 'd', choices).holds.map((hold) => hold.step)).toEqual([1, 2]);
    expect(hold_ms_by_step(twice, choices)).toEqual([[], [20_000], [20_000]]);
  });

  test('[P7] the side chosen for today is the side of every step for both, and of no other', () => {
    const sides = [
      step({ point: 'a', side: 'both' }),
      step({ point: 'b', side: 'left' }),
      step({ point: 'c', side: 'midline' }),
    ];
    const chosen = (today: 'left' | 'right' | 'both' | null) =>
      order_of(
        plan_from(version_of(protocol('p', { steps: sides })), 'd', {
          affected_side: null,
          left_out: [],
          sides: today,
        }),
      );
    expect(chosen('right')).toBe('ar1 bl1 cm1');
    expect(chosen('left')).toBe('al1 bl1 cm1');
    expect(chosen('both')).toBe('al1 ar1 bl1 cm1');
    expect(chosen(null)).toBe('al1 ar1 bl1 cm1');
  });

  test('[P8] a hold carries what is asked again before it; a question that did not come along is taken for the strictest', () => {
    const calf = point('calf', { ask_again: ['clot', 'unknown'] });
    const version = {
      ...version_of(protocol('p', { steps: [step({ point: 'calf' }), step({ point: 'hip' })] })),
      points: [calf, point('hip')],
      screening: [{ id: 'clot', group: 'all', ask: 'Clot?', if_yes: 'refer-first' as const }],
    };
    const [first, second] = plan_from(version, 'd').holds;
    expect(first?.asks).toEqual([
      { question: 'clot', action: 'refer-first' },
      { question: 'unknown', action: 'emergency' },
    ]);
    expect(second?.asks).toEqual([]);
  });
});
