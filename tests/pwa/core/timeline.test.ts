import { describe, expect, test } from 'vitest';
import { next_cue } from '../../../pwa/src/core/session';
import { cues_ahead } from '../../../pwa/src/core/timeline';
import { plan_of, planned_hold, Rig, SMALL_PLAN } from './rig';

describe('[M1] the cues ahead', () => {
  test('are those that the run itself comes to, at the moments at which it comes to them', () => {
    const rig = new Rig();
    const ahead = cues_ahead(rig.plan, rig.session);
    const met: { cue: string; at_ms: number }[] = [];
    const begun_ms = rig.mono_ms;
    for (let next = next_cue(rig.plan, rig.session); next; next = next_cue(rig.plan, rig.session)) {
      rig.run(next.in_ms);
      met.push({ cue: next.cue, at_ms: rig.mono_ms - begun_ms });
    }
    expect(ahead.map(({ cue, in_ms }) => ({ cue, at_ms: in_ms }))).toEqual(met);
    expect(ahead.at(-1)).toMatchObject({ cue: 'end', in_ms: SMALL_PLAN.planned_ms });
  });

  test('go on from the middle of a hold, each told once', () => {
    const rig = new Rig(plan_of([planned_hold()])).run_to('hold').run(30_000);
    const ahead = cues_ahead(rig.plan, rig.session);
    expect(ahead.map(({ cue, in_ms }) => [cue, in_ms])).toEqual([
      ['last-five', 25_000],
      ['release', 30_000],
      ['end', 34_000],
    ]);
  });

  test('end where the session stands still by itself', () => {
    const asks = [{ question: 'clot', action: 'emergency' as const }];
    const rig = new Rig(plan_of([planned_hold(), planned_hold({ step: 1, asks })])).run_to('release');
    expect(cues_ahead(rig.plan, rig.session).map(({ cue }) => cue)).toEqual(['pause']);
  });

  test('are none while it waits', () => {
    const rig = new Rig().run_to('hold');
    rig.send({ type: 'paused' });
    expect(cues_ahead(rig.plan, rig.session)).toEqual([]);
  });
});

describe('[M2] waking after the track was heard', () => {
  test('all along: the run is where its deadlines have led it, and every hold was observed', () => {
    const rig = new Rig(plan_of([planned_hold(), planned_hold({ side: 'right' })])).run_to('hold');
    rig.wake(60_000 + 4000 + 20_000 + 5000 + 10_000, 99_000);
    expect(rig.mode).toBe('hold');
    expect(rig.session.ran_ms).toBe(10_000);
    expect(rig.session.observed_ms).toBe(10_000);
    expect(rig.last_hold).toMatchObject({ held_ms: 60_000, observed_ms: 60_000, ended_by: 'time' });
  });

  test('up to a moment: what lies beyond is as if nobody had been there', () => {
    const rig = new Rig(plan_of([planned_hold(), planned_hold({ side: 'right' })])).run_to('hold');
    rig.wake(150_000, 70_000);
    expect(rig.mode).toBe('parked');
    expect(rig.last_hold).toMatchObject({ held_ms: 60_000, observed_ms: 60_000, ended_by: 'time' });
  });

  test('into a hold that ended unheard: what was heard of it counts as observed', () => {
    const rig = new Rig(plan_of([planned_hold()])).run_to('hold');
    rig.wake(90_000, 40_000);
    expect(rig.mode).toBe('parked');
    expect(rig.last_hold).toMatchObject({ held_ms: 60_000, ended_by: 'unobserved' });
    expect(rig.last_hold?.observed_ms).toBe(40_000);
  });

  test('the records are dated at the deadlines, not at the waking', () => {
    const rig = new Rig(plan_of([planned_hold(), planned_hold({ side: 'right' })])).run_to('hold');
    const begun_ms = rig.wall_ms;
    rig.wake(80_000, 80_000);
    const ended = rig.effects.find((effect) => effect.type === 'record');
    expect(ended).toMatchObject({ at: begun_ms + 60_000 });
  });

  test('on a device whose other clock stood still in sleep, too', () => {
    const rig = new Rig(plan_of([planned_hold(), planned_hold({ side: 'right' })])).run_to('hold');
    rig.wake(70_000, 70_000, 0);
    expect(rig.mode).toBe('setup');
    expect(rig.last_hold).toMatchObject({ held_ms: 60_000, observed_ms: 60_000 });
    expect(rig.session.last).toEqual(rig.at);
  });
});

describe('[M3] the track', () => {
  test('witnesses no more than the time that passed', () => {
    const rig = new Rig(plan_of([planned_hold()])).run_to('hold');
    rig.wake(10_000, 500_000);
    expect(rig.mode).toBe('hold');
    expect(rig.session.ran_ms).toBe(10_000);
  });

  test('that ran slow ends no hold later: the deadline stands', () => {
    const rig = new Rig(plan_of([planned_hold()])).run_to('hold');
    rig.wake(61_000, 58_000);
    expect(rig.last_hold).toMatchObject({ held_ms: 60_000 });
    expect(rig.last_hold?.observed_ms).toBeGreaterThanOrEqual(58_000);
  });
});
