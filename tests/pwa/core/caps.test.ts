/** What ends a hold and its point, and what no press makes longer. */
import { describe, expect, test } from 'vitest';
import { planned_now_ms } from '../../../pwa/src/core/dose';
import { next_cue } from '../../../pwa/src/core/session';
import { plan_of, planned_hold, Rig } from './rig';

describe('caps', () => {
  test('[S8] what was held before a pause counts towards the cap of the hold', () => {
    const rig = new Rig(plan_of([planned_hold({ hold_ms: 30_000, cap_ms: 30_000 })])).run_to('hold').run(20_000);
    rig.send({ type: 'paused' });
    rig.pass(1000);
    rig.send({ type: 'resumed' });
    rig.run_to('hold');
    expect(rig.send({ type: 'extended' })).toEqual([{ type: 'refuse', event: 'extended', reason: 'hold-cap' }]);
    rig.run_to('release');
    expect(rig.holds.map((hold) => hold.held_ms)).toEqual([20_000, 10_000]);
  });

  test('[S8] late in the next setup, Redo counts that setup once more', () => {
    const plan = plan_of([planned_hold(), planned_hold({ point: 'hip' })], { audience: 'self-care' });
    const rig = new Rig({ ...plan, planned_ms: 1_200_000 - 89_000 - 10_000 })
      .run_to('release')
      .run_to('setup')
      .run(15_000);
    expect(rig.send({ type: 'redone' })).toEqual([{ type: 'refuse', event: 'redone', reason: 'plan-cap' }]);
  });

  test('[S8] +15 s up to the cap of the hold, then refused with the reason', () => {
    const rig = new Rig(plan_of([planned_hold({ hold_ms: 60_000, cap_ms: 90_000 })])).run_to('hold');
    rig.send({ type: 'extended' });
    rig.run(500);
    rig.send({ type: 'extended' });
    rig.run(500);
    expect(rig.session.planned_ms).toBe(90_000);
    expect(rig.send({ type: 'extended' })).toEqual([{ type: 'refuse', event: 'extended', reason: 'hold-cap' }]);
    rig.run_to('release');
    expect(rig.last_hold).toMatchObject({ planned_ms: 90_000, held_ms: 90_000 });
  });

  test('[S8] the steps say how long a hold is now: with what was added, and what was held of it before a pause', () => {
    const rig = new Rig(plan_of([planned_hold({ hold_ms: 45_000, cap_ms: 90_000 }), planned_hold({ side: 'right' })]));
    const now_s = () => [0, 1].map((index) => planned_now_ms(rig.session, rig.plan, index) / 1000);
    const other_s = (rig.plan.holds[1]?.hold_ms ?? 0) / 1000;
    // Looking for the place longer makes no hold longer.
    rig.send({ type: 'extended' });
    expect(now_s()).toEqual([45, other_s]);
    rig.run_to('hold');
    rig.send({ type: 'extended' });
    expect(now_s()).toEqual([60, other_s]);
    rig.run(20_000);
    rig.send({ type: 'paused' });
    expect(now_s()).toEqual([60, other_s]);
    rig.pass(1000);
    rig.send({ type: 'resumed' });
    expect(now_s()).toEqual([60, other_s]);
    rig.run_to('hold');
    expect(now_s()).toEqual([60, other_s]);
  });

  test('[S8] a hold until it eases is so long at most: +15 s does not pass what the protocol says', () => {
    const plan = plan_of([planned_hold({ hold_kind: 'until-eased', hold_ms: 30_000, cap_ms: 90_000 })]);
    const rig = new Rig(plan).run_to('hold');
    expect(rig.send({ type: 'extended' })).toEqual([{ type: 'refuse', event: 'extended', reason: 'hold-cap' }]);
    rig.run_to('release');
    expect(rig.last_hold).toMatchObject({ planned_ms: 30_000, held_ms: 30_000, ended_by: 'time' });
  });

  test('[S8] +15 s never takes what later repeats of the same point still need', () => {
    const three = [1, 2, 3].map((repeat) => planned_hold({ repeat, repeats: 3, setup_ms: repeat === 1 ? 20_000 : 0 }));
    const rig = new Rig(plan_of(three)).run_to('hold');
    expect(rig.send({ type: 'extended' })).toEqual([{ type: 'refuse', event: 'extended', reason: 'point-cap' }]);
  });

  test('[S8] Redo is refused where 180 s a point and side would be passed', () => {
    const rig = new Rig(plan_of([planned_hold({ hold_ms: 90_000 })])).run_to('release');
    rig.send({ type: 'redone' });
    rig.run_to('setup').run_to('release');
    expect(rig.send({ type: 'redone' })).toEqual([{ type: 'refuse', event: 'redone', reason: 'point-cap' }]);
    expect(rig.holds.map((hold) => hold.held_ms)).toEqual([90_000, 90_000]);
  });

  test('[S8] self-care never passes 20 minutes, whatever is asked for', () => {
    const plan = plan_of([planned_hold({ cap_ms: 60_000, hold_ms: 30_000 })], {
      audience: 'self-care',
      planned_ms: 1_190_000,
    });
    const rig = new Rig(plan);
    expect(rig.send({ type: 'extended' })).toEqual([{ type: 'refuse', event: 'extended', reason: 'plan-cap' }]);
  });

  test('[S8] with nothing done yet there is nothing to redo', () => {
    expect(new Rig().send({ type: 'redone' })).toEqual([
      { type: 'refuse', event: 'redone', reason: 'nothing-to-redo' },
    ]);
  });

  test('[S9] at the ceiling: ease off, and the hold goes on', () => {
    const rig = new Rig().run_to('hold').run(10_000);
    const effects = rig.send({ type: 'rated', nrs: 6 });
    expect(effects).toEqual([
      { type: 'sound', cue: 'ease-off' },
      { type: 'announce', milestone: { says: 'ease-off', ceiling_nrs: 6 } },
    ]);
    expect(rig.mode).toBe('hold');
    rig.run(1000);
    rig.send({ type: 'released' });
    expect(rig.last_hold.ended_by).toBe('ceiling');
  });

  test('[S9] above 7 the hold ends everywhere, and its point is left for today on both sides', () => {
    const rig = new Rig().run_to('hold').run(10_000);
    rig.send({ type: 'rated', nrs: 8 });
    expect(rig.last_hold).toMatchObject({
      ended_by: 'ceiling',
      held_ms: 10_000,
      ratings: [{ after_ms: 10_000, nrs: 8 }],
    });
    rig.run_to('setup');
    expect(rig.session.hold).toBe(3);
    expect(rig.holds.map((hold) => hold.ended_by)).toEqual(['ceiling', 'skipped', 'skipped']);
  });

  test('[S9] a therapist goes on at 7; alone, above the ceiling ends the hold', () => {
    const at_table = new Rig().run_to('hold').run(1000);
    at_table.send({ type: 'rated', nrs: 7 });
    expect(at_table.mode).toBe('hold');
    const alone = new Rig(plan_of([planned_hold({ ceiling_nrs: 4 })], { audience: 'self-care' }))
      .run_to('hold')
      .run(1000);
    alone.send({ type: 'rated', nrs: 5 });
    expect(alone.last_hold.ended_by).toBe('ceiling');
  });

  test('[S10] a reaction at a point leaves that point for today and waits', () => {
    const rig = new Rig().run_to('hold').run(10_000);
    rig.send({ type: 'paused' });
    expect(rig.last_hold).toMatchObject({ ended_by: 'released', held_ms: 10_000 });
    rig.send({ type: 'reacted', reaction: 'numb', scope: 'point' });
    expect([rig.mode, rig.session.hold]).toEqual(['paused', 3]);
    rig.pass(1000);
    expect(rig.send({ type: 'redone' })).toEqual([{ type: 'refuse', event: 'redone', reason: 'point-closed' }]);
    expect(rig.effects).toContainEqual(
      expect.objectContaining({ kind: 'reaction_reported', body: { reaction: 'numb', during: 'shoulder' } }),
    );
  });

  test('[S8] a hold that is done again as it runs is asked about once: what was held of it counts once (walk 19349)', () => {
    const rig = new Rig(plan_of([planned_hold({ hold_ms: 60_000 }), planned_hold({ point: 'hip' })])).run_to('hold');
    rig.run(50_000);
    rig.send({ type: 'redone' });
    expect([rig.mode, rig.last_hold.ended_by]).toEqual(['release', 'redone']);
    rig.run_to('hold').run(50_000);
    // 100 s so far: 60 s more are within three minutes, though not if the last 50 s counted twice.
    expect(rig.send({ type: 'redone' })).not.toContainEqual(expect.objectContaining({ type: 'refuse' }));
    expect([rig.mode, rig.holds.map(({ held_ms }) => held_ms)]).toEqual(['release', [50_000, 50_000]]);
  });

  test('[S9] said while coming off, 8 leaves the point for today all the same', () => {
    const rig = new Rig().run_to('release').run(1000);
    expect(rig.send({ type: 'rated', nrs: 8 })).toContainEqual(
      expect.objectContaining({ kind: 'reaction_reported', body: { reaction: 'too-much', during: 'shoulder' } }),
    );
    rig.run_to('setup');
    expect(rig.session.hold).toBe(3);
    // A hold that was left before it began has nothing that a rating could belong to.
    const left = new Rig().run_to('ramp');
    left.send({ type: 'released' });
    expect(left.send({ type: 'rated', nrs: 4 })).toEqual([{ type: 'refuse', event: 'rated', reason: 'not-now' }]);
  });

  test('[S10] what is felt belongs to the point that was pressed, not to one that was skipped or passed over', () => {
    const plan = plan_of(['shoulder', 'hip', 'jaw'].map((point, step) => planned_hold({ point, step })));
    const rig = new Rig(plan).run_to('release').run_to('setup').run(3000);
    rig.send({ type: 'skipped' });
    rig.run(1000);
    rig.send({ type: 'reacted', reaction: 'numb', scope: 'point' });
    expect(rig.session.closed).toEqual(['shoulder']);
  });

  test('[S28] done again as it is pressed, pressure comes off first and the place is found again', () => {
    const two = [1, 2].map((repeat) => planned_hold({ repeat, repeats: 2, setup_ms: repeat === 1 ? 20_000 : 0 }));
    for (const pressed of ['hold', 'release'] as const) {
      const rig = new Rig(plan_of(two)).run_to('hold').run_to('release').run_to('hold').run(10_000);
      if (pressed === 'release') rig.send({ type: 'released' });
      rig.run(1000);
      const ran_ms = rig.session.phase === 'release' ? rig.session.ran_ms : 0;
      rig.send({ type: 'redone' });
      // Coming off is neither left out nor begun anew, and what is heard at its end is that a place is looked for.
      expect([rig.mode, rig.session.ran_ms]).toEqual(['release', ran_ms]);
      expect(next_cue(rig.plan, rig.session)?.cue).toBe('setup');
      const { extra_ms } = rig.session;
      rig.pass(1000).send({ type: 'redone' });
      expect([rig.mode, rig.session.extra_ms]).toEqual(['release', extra_ms]);
      rig.run_to('setup');
      expect([rig.session.hold, rig.session.planned_ms]).toEqual([1, rig.plan.holds[1]?.place_ms]);
      rig.run_to('hold').run_to('release');
      expect(rig.holds.map(({ repeat, attempt }) => [repeat, attempt])).toEqual([
        [1, 1],
        [2, 1],
        [2, 2],
      ]);
    }
  });

  test('[S28] nor is contact kept while sinking in, and looking for its place is asked for once', () => {
    const two = ['shoulder', 'hip'].map((point, step) => planned_hold({ point, step }));
    const rig = new Rig(plan_of(two)).run_to('hold').run(10_000);
    rig.send({ type: 'redone' });
    rig.run_to('setup').run(1000);
    const { extra_ms, planned_ms } = rig.session;
    rig.send({ type: 'redone' });
    expect([rig.mode, rig.session.extra_ms, rig.session.planned_ms]).toEqual(['setup', extra_ms, planned_ms]);
    rig.run_to('ramp').run(1000).send({ type: 'redone' });
    expect([rig.mode, rig.session.hold]).toEqual(['release', 0]);
    rig.run_to('setup').run_to('hold').run_to('release');
    expect(rig.holds.map(({ point, attempt }) => [point, attempt])).toEqual([
      ['shoulder', 1],
      ['shoulder', 2],
    ]);
    // Sinking in at the next point: it comes off, what is felt then is felt there, and it keeps its turn.
    rig.run_to('setup').run_to('ramp').run(1000).send({ type: 'redone' });
    expect([rig.mode, rig.session.hold]).toEqual(['release', 1]);
    rig.run_to('setup');
    expect(rig.session.hold).toBe(0);
    rig.run_to('hold').run_to('release').run_to('setup').run_to('release');
    expect(rig.holds.map(({ point, attempt }) => [point, attempt]).slice(2)).toEqual([
      ['shoulder', 3],
      ['hip', 1],
    ]);
  });

  test('[S28] what was counted of a hold is not counted of it once more, whatever comes between', () => {
    const one = planned_hold({ hold_ms: 60_000, breaths: 5 });
    for (const way of ['kill', 'sleep', 'pause'] as const) {
      const rig = new Rig(plan_of([one, planned_hold({ point: 'hip', step: 1 })])).run_to('hold').run(2000);
      for (let breath = 0; breath < 3; breath += 1) rig.run(2000).send({ type: 'breathed' });
      rig.run(1000).send({ type: 'redone' });
      if (way === 'kill') rig.kill(1000);
      else if (way === 'sleep') rig.sleep(60_000);
      else rig.run(1000).send({ type: 'paused' });
      expect(rig.session.breaths ?? 0, way).toBe(way === 'pause' ? 3 : 0);
      rig.pass(1000).send({ type: 'resumed' });
      rig.run_to('hold');
      expect([rig.session.hold, rig.session.breaths, rig.session.breaths_before], way).toEqual([0, 0, 0]);
    }
  });

  test('[S16] after a step back the tone at the end of a hold is that of finding the place, where it has to be found', () => {
    const hip = { point: 'hip', step: 1, repeats: 2, rest_ms: 10_000 };
    const holds = [
      planned_hold({ rest_ms: 10_000 }),
      planned_hold({ ...hip, repeat: 1 }),
      planned_hold({ ...hip, repeat: 2, setup_ms: 0 }),
    ];
    const rig = new Rig(plan_of(holds)).run_to('rest').run_to('hold').run_to('rest').run(1000);
    expect(rig.session.hold).toBe(1);
    rig.send({ type: 'went_back' });
    rig.run_to('hold').run_to('rest');
    expect([rig.session.hold, next_cue(rig.plan, rig.session)?.cue]).toEqual([0, 'setup']);
    rig.run_to('setup');
    expect([rig.session.hold, rig.session.planned_ms]).toEqual([2, holds[2]?.place_ms]);
  });

  test('Redo repeats the hold that was pressed, whatever was passed over since', () => {
    const points = ['shoulder', 'hip', 'shoulder', 'jaw'];
    const rig = new Rig(plan_of(points.map((point, step) => planned_hold({ point, step })))).run_to('hold').run(5000);
    rig.send({ type: 'rated', nrs: 8 });
    rig.run_to('setup').run_to('hold').run_to('release').run_to('setup');
    expect(rig.session.hold).toBe(3);
    rig.send({ type: 'redone' });
    expect(rig.session.hold).toBe(1);
  });

  test('[S10] felt while the next place is looked for, it belongs to the point just left', () => {
    const rig = new Rig(plan_of([planned_hold(), planned_hold({ point: 'hip' })]))
      .run_to('release')
      .run_to('setup')
      .run(3000);
    rig.send({ type: 'reacted', reaction: 'numb', scope: 'point' });
    expect(rig.session.closed).toEqual(['shoulder']);
    expect([rig.mode, rig.session.hold]).toEqual(['paused', 1]);
  });

  test('[S10] dizzy or chest: the session ends at once', () => {
    const rig = new Rig().run_to('hold').run(10_000);
    rig.send({ type: 'reacted', reaction: 'chest', scope: 'session' });
    expect(rig.session.reason).toBe('stopped');
    expect(rig.last_hold.ended_by).toBe('reaction');
  });

  test('[S12] stopped mid-hold: the hold is written, then the end', () => {
    const rig = new Rig().run_to('hold').run(10_000);
    const kinds = rig.send({ type: 'stopped' }).flatMap((effect) => (effect.type === 'record' ? [effect.kind] : []));
    expect(kinds).toEqual(['hold_ended', 'session_ended']);
    expect(rig.last_hold.ended_by).toBe('stopped');
  });
});
