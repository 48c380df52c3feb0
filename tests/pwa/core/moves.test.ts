/** One step back, to any step, and a step that is added: within every cap, and nothing runs unseen. */
import { describe, expect, test } from 'vitest';
import type { PlannedHold } from '../../../pwa/src/core/plan';
import { plan_of, planned_hold, Rig } from './rig';

function points(...names: string[]): PlannedHold[] {
  return names.map((point, step) => planned_hold({ point, step }));
}

function ended(rig: Rig): string[] {
  return rig.holds.map(({ point, attempt, ended_by }) => `${point} ${attempt} ${ended_by}`);
}

function refusal(rig: Rig, event: Parameters<Rig['send']>[0]): string | undefined {
  return rig.send(event).flatMap((effect) => (effect.type === 'refuse' ? [effect.reason] : []))[0];
}

const ADDED = planned_hold({ step: 9, point: 'forearm', hold_ms: 30_000 });

describe('back one step', () => {
  test('[S16] from the next place: that one keeps its turn, and comes again after the step that is done once more', () => {
    const rig = new Rig(plan_of(points('neck', 'hip', 'calf'))).run_to('release').run_to('setup').run(4000);
    rig.send({ type: 'went_back' });
    expect([rig.mode, rig.session.hold, rig.session.planned_ms]).toEqual(['setup', 0, 20_000]);
    rig.run_to('ended');
    expect(ended(rig)).toEqual(['neck 1 time', 'neck 2 time', 'hip 1 time', 'calf 1 time']);
  });

  test('[S16] out of a hold: off slowly first; the hold that was left is not done again by its turn', () => {
    const rig = new Rig(plan_of(points('neck', 'hip', 'calf'))).run_to('release').run_to('hold').run(10_000);
    rig.send({ type: 'went_back' });
    expect([rig.mode, rig.session.hold, rig.last_hold.held_ms]).toEqual(['release', 1, 10_000]);
    rig.run_to('setup');
    expect(rig.session.hold).toBe(0);
    rig.run_to('ended');
    expect(ended(rig)).toEqual(['neck 1 time', 'hip 1 skipped', 'neck 2 time', 'calf 1 time']);
  });

  test('[S16] refused at the first step, and where the point has had its time', () => {
    expect(refusal(new Rig().run_to('hold'), { type: 'went_back' })).toBe('nothing-before');
    const long = [
      planned_hold({ hold_ms: 90_000 }),
      planned_hold({ point: 'hip' }),
      planned_hold({ hold_ms: 90_000, step: 1 }),
    ];
    const rig = new Rig(plan_of(long)).run_to('release').run_to('setup');
    expect(refusal(rig, { type: 'went_back' })).toBe('point-cap');
  });
});

describe('to any step', () => {
  test('[S16] forward: what lies between is logged as skipped', () => {
    const rig = new Rig(plan_of(points('neck', 'hip', 'calf', 'foot'))).run_to('hold').run(5000);
    rig.send({ type: 'jumped', hold: 3 });
    expect(rig.mode).toBe('release');
    rig.run_to('setup');
    expect(rig.session.hold).toBe(3);
    rig.run_to('ended');
    expect(ended(rig)).toEqual(['neck 1 skipped', 'hip 1 skipped', 'calf 1 skipped', 'foot 1 time']);
    expect(rig.session.reason).toBe('completed');
  });

  test('[S16] killed while coming off, it parks before the step that was chosen', () => {
    const rig = new Rig(plan_of(points('neck', 'hip', 'calf'))).run_to('hold').run(5000);
    rig.send({ type: 'jumped', hold: 2 });
    rig.run(1000).kill(5000);
    expect([rig.mode, rig.session.hold]).toEqual(['parked', 2]);
    rig.send({ type: 'resumed' });
    expect([rig.mode, rig.session.planned_ms]).toEqual(['setup', 20_000]);
  });

  test('[S16] while paused it waits before the step that was chosen', () => {
    const rig = new Rig(plan_of(points('neck', 'hip', 'calf'))).run_to('hold').run(5000);
    rig.send({ type: 'paused' });
    rig.pass(1000).send({ type: 'jumped', hold: 2 });
    expect([rig.mode, rig.session.hold]).toEqual(['paused', 2]);
  });

  test('[S14] [S15] [S16] its question comes first, and the time to turn over', () => {
    const asking = planned_hold({ step: 1, point: 'calf', asks: [{ question: 'clot', action: 'emergency' }] });
    const turned = planned_hold({ step: 2, point: 'hip', body_position: 'supine' });
    const plan = plan_of([planned_hold({ body_position: 'prone' }), asking, turned], { position_change_ms: 20_000 });
    const rig = new Rig(plan).run(2000);
    rig.send({ type: 'jumped', hold: 1 });
    expect(rig.mode).toBe('asking');
    expect(refusal(rig, { type: 'jumped', hold: 2 })).toBe('not-now');
    const other = new Rig(plan).run_to('hold');
    other.send({ type: 'jumped', hold: 2 });
    other.run_to('setup');
    expect(other.session.planned_ms).toBe(40_000);
  });

  test('[S16] in self-care no way through the plan becomes longer than 20 minutes', () => {
    const holds = Array.from({ length: 13 }, (_, step) =>
      planned_hold({ step, point: `point-${step}`, cap_ms: 60_000 }),
    );
    const rig = new Rig(plan_of(holds, { audience: 'self-care' })).run_to('release').run_to('setup');
    expect(refusal(rig, { type: 'went_back' })).toBe('plan-cap');
  });

  test('[S16] a point left for today, the step that runs, and one that is not there are refused', () => {
    const rig = new Rig(plan_of(points('neck', 'hip'))).run_to('hold');
    expect(refusal(rig, { type: 'jumped', hold: 0 })).toBe('not-now');
    expect(refusal(rig, { type: 'jumped', hold: 7 })).toBe('not-now');
    rig.send({ type: 'rated', nrs: 8 });
    rig.run_to('setup');
    expect(refusal(rig, { type: 'jumped', hold: 0 })).toBe('point-closed');
  });

  test('the next place is found anew where another one was pressed in between', () => {
    const again = [
      planned_hold({ repeats: 2 }),
      planned_hold({ repeat: 2, repeats: 2, setup_ms: 0 }),
      planned_hold({ step: 1, point: 'hip' }),
    ];
    const rig = new Rig(plan_of(again)).run(1000);
    rig.send({ type: 'jumped', hold: 2 });
    rig.run_to('hold');
    rig.send({ type: 'jumped', hold: 1 });
    rig.run_to('setup');
    expect([rig.session.hold, rig.session.planned_ms]).toEqual([1, 20_000]);
  });
});

describe('a step that is added', () => {
  test('[S18] comes at the end of the plan, and is logged with all that was planned', () => {
    const rig = new Rig(plan_of(points('neck'))).run_to('hold').run(5000);
    rig.send({ type: 'added', holds: [ADDED, { ...ADDED, side: 'right' }] });
    expect(rig.plan.holds).toHaveLength(3);
    expect(rig.effects).toContainEqual(
      expect.objectContaining({
        kind: 'step_added',
        body: {
          step: 9,
          point: 'forearm',
          sides: ['left', 'right'],
          hold_ms: 30_000,
          planned_ms: 118_000,
          target_nrs: [3, 5],
          ceiling_nrs: 6,
        },
      }),
    );
    rig.run_to('ended');
    expect(ended(rig)).toEqual(['neck 1 time', 'forearm 1 time', 'forearm 1 time']);
  });

  test('[S18] never in self-care, never past a cap, never at a point that is left for today', () => {
    const alone = new Rig(plan_of(points('neck'), { audience: 'self-care' }));
    expect(refusal(alone, { type: 'added', holds: [ADDED] })).toBe('therapist-only');
    const rig = new Rig(plan_of(points('neck', 'hip'))).run_to('hold');
    expect(refusal(rig, { type: 'added', holds: [{ ...ADDED, hold_ms: 91_000 }] })).toBe('hold-cap');
    const again = { ...ADDED, point: 'hip', hold_ms: 90_000 };
    expect(refusal(rig, { type: 'added', holds: [again] })).toBeUndefined();
    expect(refusal(rig, { type: 'added', holds: [again] })).toBe('point-cap');
    const long = new Rig(plan_of(points(...Array.from({ length: 40 }, (_, i) => `point-${i}`))));
    expect(refusal(long, { type: 'added', holds: [ADDED] })).toBe('plan-cap');
    rig.send({ type: 'rated', nrs: 8 });
    expect(refusal(rig, { type: 'added', holds: [{ ...ADDED, point: 'neck' }] })).toBe('point-closed');
    expect(rig.effects.filter((effect) => effect.type === 'record' && effect.kind === 'step_added')).toHaveLength(1);
  });

  test('[S15] [S18] a question that nobody was asked comes before it; a yes that is not grave leaves it out', () => {
    const asks = [{ question: 'veins', action: 'therapist-only' }] as const;
    const rig = new Rig(plan_of(points('neck')));
    rig.send({ type: 'added', holds: [{ ...ADDED, asks }] });
    rig.run_to('asking').run(2000);
    rig.send({ type: 'answered', question: 'veins', answer: 'yes' });
    expect([rig.mode, rig.session.reason]).toEqual(['ended', 'completed']);
    expect(ended(rig)).toEqual(['neck 1 time', 'forearm 1 skipped']);
  });
});
