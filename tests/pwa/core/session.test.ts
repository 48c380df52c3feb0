/** The rules of the session machine, one by one. */
import { describe, expect, test } from 'vitest';
import { next_cue } from '../../../pwa/src/core/session';
import { left_ms } from '../../../pwa/src/core/state';
import { plan_of, planned_hold, Rig, SMALL_PLAN } from './rig';

describe('time', () => {
  test('[S1] a hold ends at its deadline, however rarely the machine is asked', () => {
    const rig = new Rig().run_to('hold');
    for (let i = 0; i < 27; i += 1) {
      rig.pass(1500);
      rig.send({ type: 'ticked' });
    }
    expect(rig.last_hold).toMatchObject({ held_ms: 40_000, observed_ms: 40_000, ended_by: 'time' });
  });

  test('[S1] a whole plan takes exactly as long as planned', () => {
    const rig = new Rig();
    const began_ms = rig.mono_ms;
    rig.run_to('ended');
    expect(rig.mono_ms - began_ms).toBe(SMALL_PLAN.planned_ms);
    expect(rig.holds.map((hold) => hold.held_ms)).toEqual([40_000, 40_000, 60_000, 60_000]);
  });

  test('an event changes nothing of the session it came to: what was shown or saved of it stays as it was', () => {
    const rig = new Rig().run_to('hold').run(10_000);
    const before = rig.session;
    const as_it_was = structuredClone(before);
    rig.send({ type: 'released' });
    expect(rig.session.held_holds).toEqual([0]);
    expect(before).toEqual(as_it_was);
  });

  test('[S2] the wall clock set back in a hold lengthens nothing', () => {
    const rig = new Rig().run_to('hold').run(10_000);
    rig.wall_ms -= 3_600_000;
    rig.run(30_000);
    expect(rig.last_hold).toMatchObject({ held_ms: 40_000, ended_by: 'time' });
  });

  test('[S2] the wall clock set forward in a hold ends it: nobody can tell that from sleep', () => {
    const rig = new Rig().run_to('hold').run(10_000);
    rig.wall_ms += 3_600_000;
    rig.run(50);
    expect(rig.last_hold).toMatchObject({ held_ms: 40_000, observed_ms: 10_000, ended_by: 'unobserved' });
    expect(rig.mode).toBe('parked');
  });

  test('[S3] a wake-up 1.9 s late ends the hold at its deadline, and the release begins there', () => {
    const rig = new Rig().run_to('hold').run(39_900);
    rig.pass(1900);
    const deadline_at = rig.wall_ms - 1800;
    const [ended] = rig.send({ type: 'ticked' });
    expect(ended).toMatchObject({ at: deadline_at, body: { held_ms: 40_000, ended_by: 'time' } });
    expect(rig.mode).toBe('release');
    expect(left_ms(rig.session)).toBe(4000 - 1800);
  });

  test('[S3] a phase shorter than the delay is still run, from the moment of waking', () => {
    const plan = plan_of([planned_hold({ release_ms: 1000 }), planned_hold({ point: 'hip' })]);
    const rig = new Rig(plan).run_to('hold').run(59_900);
    rig.pass(1900);
    rig.send({ type: 'ticked' });
    expect(rig.mode).toBe('release');
    expect(left_ms(rig.session)).toBe(1000);
  });

  test('[S4] asleep past the deadline, both clocks going on: unobserved, and parked before the next phase', () => {
    const rig = new Rig().run_to('hold').run(10_000);
    rig.sleep(120_000);
    expect(rig.last_hold).toMatchObject({ held_ms: 40_000, observed_ms: 10_000, ended_by: 'unobserved' });
    expect(rig.mode).toBe('parked');
    expect(rig.session.hold).toBe(1);
    expect(rig.session.parked_by).toBe('sleep');
  });

  test('[S4] asleep past the deadline with the monotonic clock stopped: the same, dated at the deadline', () => {
    const rig = new Rig().run_to('hold').run(10_000);
    const deadline_at = rig.wall_ms + 30_000;
    const [ended] = rig.sleep(120_000, 0);
    expect(ended).toMatchObject({
      at: deadline_at,
      body: { held_ms: 40_000, observed_ms: 10_000, ended_by: 'unobserved' },
    });
  });

  test.each(['setup', 'ramp'] as const)('[S4] asleep past the end of %s: the hold does not begin', (phase) => {
    const rig = new Rig().run_to(phase);
    rig.sleep(600_000, 0);
    expect(rig.mode).toBe('parked');
    expect(rig.session.hold).toBe(0);
    expect(rig.holds).toEqual([]);
  });

  test.each(['release', 'rest'] as const)('[S4] asleep past the end of %s: parked before the next hold', (phase) => {
    const rig = new Rig().run_to(phase);
    rig.sleep(600_000);
    expect(rig.mode).toBe('parked');
    expect(rig.session.hold).toBe(1);
    expect(rig.holds).toHaveLength(1);
  });

  test('[S4] a night of sleep runs no phase at all', () => {
    const rig = new Rig().run_to('hold').run(1000);
    rig.sleep(9 * 3_600_000, 0);
    rig.sleep(9 * 3_600_000, 0);
    expect(rig.holds).toHaveLength(1);
    expect(rig.session.reason).toBe('abandoned');
  });

  test('[S4] after the last hold nothing is left to park before: Continue completes', () => {
    const rig = new Rig(plan_of([planned_hold()])).run_to('hold').run(1000);
    rig.sleep(600_000);
    expect(rig.mode).toBe('parked');
    rig.send({ type: 'resumed' });
    expect(rig.session.reason).toBe('completed');
  });

  test('[S5] asleep short of the deadline: the deadline stands, the time asleep is not observed', () => {
    const rig = new Rig().run_to('hold').run(10_000);
    rig.sleep(15_000, 0);
    expect(rig.mode).toBe('hold');
    expect(left_ms(rig.session)).toBe(15_000);
    rig.run_to('release');
    expect(rig.last_hold).toMatchObject({ held_ms: 40_000, observed_ms: 25_000, ended_by: 'time' });
  });

  test('parked, Continue first finds the place again', () => {
    const rig = new Rig().run_to('hold').run(10_000);
    rig.sleep(600_000);
    rig.send({ type: 'resumed' });
    expect(rig.mode).toBe('setup');
    expect(left_ms(rig.session)).toBe(20_000);
  });
});

describe('killed and reopened', () => {
  test('[S6] in a hold: it ends at the saved moment, parked at the same hold, the rest of it to come', () => {
    const rig = new Rig().run_to('hold').run(12_000);
    const seen_at = rig.wall_ms;
    rig.kill(3_600_000);
    expect(rig.last_hold).toMatchObject({ held_ms: 12_000, observed_ms: 12_000, ended_by: 'unobserved', attempt: 1 });
    expect(rig.effects.findLast((effect) => effect.type === 'record')).toMatchObject({ at: seen_at });
    expect([rig.mode, rig.session.hold]).toEqual(['parked', 0]);
    rig.send({ type: 'resumed' });
    rig.run_to('hold');
    expect(rig.session.planned_ms).toBe(28_000);
    rig.run_to('release');
    expect(rig.last_hold).toMatchObject({ planned_ms: 28_000, held_ms: 28_000, attempt: 2 });
  });

  test('[S6] with less than 5 s left of it, the hold is not taken up again', () => {
    const rig = new Rig().run_to('hold').run(36_000).kill(10_000);
    expect([rig.mode, rig.session.hold]).toEqual(['parked', 1]);
  });

  test('[S6] killed twice while parked stays parked and writes nothing more', () => {
    const rig = new Rig().run_to('hold').run(12_000).kill(1000).kill(1000).kill(3_600_000);
    expect(rig.holds).toHaveLength(1);
    expect([rig.mode, rig.session.hold, rig.session.remainder_ms]).toEqual(['parked', 0, 28_000]);
  });

  test('[S6] killed while paused in a hold: the remainder is still there', () => {
    const rig = new Rig().run_to('hold').run(10_000);
    rig.send({ type: 'paused' });
    rig.pass(5000).kill(60_000);
    expect([rig.mode, rig.session.remainder_ms]).toEqual(['parked', 30_000]);
    expect(rig.holds).toHaveLength(1);
  });

  test('[S6] a session that had ended stays ended', () => {
    const rig = new Rig().run_to('ended').kill(1000);
    expect(rig.mode).toBe('ended');
    expect(rig.effects.filter((effect) => effect.type === 'record' && effect.kind === 'session_ended')).toHaveLength(1);
  });
});

describe('pause and presses', () => {
  test('[S7] pause ends the hold; resume sinks in again and holds only the remainder', () => {
    const rig = new Rig().run_to('hold').run(10_000);
    rig.send({ type: 'paused' });
    expect(rig.last_hold).toMatchObject({ held_ms: 10_000, ended_by: 'released', attempt: 1 });
    rig.pass(90_000);
    rig.send({ type: 'resumed' });
    expect(rig.mode).toBe('ramp');
    rig.run_to('hold').run_to('release');
    expect(rig.last_hold).toMatchObject({ planned_ms: 30_000, held_ms: 30_000, paused_ms: 90_000, attempt: 2 });
  });

  test('[S7] a pause near the end leaves no remainder: the session goes on with what follows', () => {
    const rig = new Rig().run_to('hold').run(38_000);
    rig.send({ type: 'paused' });
    rig.pass(1000);
    rig.send({ type: 'resumed' });
    expect(rig.mode).toBe('rest');
  });

  test('[S7] a pause in setup keeps what was left of it', () => {
    const rig = new Rig().run(12_000);
    rig.send({ type: 'paused' });
    rig.pass(60_000);
    rig.send({ type: 'resumed' });
    expect([rig.mode, left_ms(rig.session)]).toEqual(['setup', 8000]);
  });

  test('release in a hold until it eases is called eased; a timed hold is called released', () => {
    const timed = new Rig().run_to('hold').run(10_000);
    timed.send({ type: 'released' });
    expect(timed.last_hold.ended_by).toBe('released');
    const easing = new Rig(plan_of([planned_hold({ hold_kind: 'until-eased' })])).run_to('hold').run(10_000);
    easing.send({ type: 'released' });
    expect(easing.last_hold).toMatchObject({ ended_by: 'eased', held_ms: 10_000 });
  });

  test('[G11] let go in its first 5 s, or by a key that says nothing of it, a hold until it eases is released', () => {
    const let_go = (held_ms: number, is_unsaid?: true) => {
      const rig = new Rig(plan_of([planned_hold({ hold_kind: 'until-eased' })])).run_to('hold').run(held_ms);
      rig.send({ type: 'released', ...(is_unsaid && { is_unsaid }) });
      return rig.last_hold.ended_by;
    };
    expect([let_go(4000), let_go(5000), let_go(10_000, true)]).toEqual(['released', 'eased', 'released']);
  });

  test('a hold until it eases ends at its cap all the same', () => {
    const rig = new Rig(plan_of([planned_hold({ hold_kind: 'until-eased' })])).run_to('hold').run_to('release');
    expect(rig.last_hold).toMatchObject({ ended_by: 'time', held_ms: 60_000 });
  });

  test('[S11] a second tap within 300 ms is the same press', () => {
    const rig = new Rig().run_to('hold').run(10_000);
    rig.send({ type: 'released' });
    rig.pass(120);
    rig.send({ type: 'released' });
    expect(rig.mode).toBe('release');
    rig.pass(400);
    rig.send({ type: 'released' });
    expect(rig.mode).toBe('rest');
  });

  test('begin early ends the setup, and nothing else', () => {
    const rig = new Rig().run(3000);
    rig.send({ type: 'begun_early' });
    expect([rig.mode, left_ms(rig.session)]).toEqual(['ramp', 5000]);
  });
});

describe('standing still', () => {
  test('[S2] a monotonic clock that stops for a moment, again and again, lengthens nothing', () => {
    const rig = new Rig().run_to('hold');
    const began_ms = rig.wall_ms;
    while (rig.mode === 'hold') {
      rig.run(500);
      rig.sleep(1900, 0);
    }
    expect(rig.wall_ms - began_ms).toBeLessThanOrEqual(40_000 + 2400);
    expect(rig.last_hold.observed_ms).toBeLessThan(12_000);
  });

  test('[S2] the grain of the wall clock neither lengthens nor shortens a session', () => {
    const rig = new Rig();
    const began_ms = rig.mono_ms;
    for (let i = 0; rig.mode !== 'ended' && i < 10_000; i += 1) {
      rig.mono_ms += 49.7;
      rig.wall_ms = Math.floor(rig.wall_ms + 49.7 + (i % 2 ? 0.9 : -0.9));
      rig.send({ type: 'ticked' });
    }
    expect(Math.abs(rig.mono_ms - began_ms - SMALL_PLAN.planned_ms)).toBeLessThan(2500);
    expect(rig.holds.map((hold) => hold.ended_by)).toEqual(['time', 'time', 'time', 'time']);
  });

  test('[S13] paused for over two hours, the session is over', () => {
    const rig = new Rig().run_to('hold').run(10_000);
    rig.send({ type: 'paused' });
    for (let i = 0; i < 130; i += 1) rig.sleep(60_000);
    expect(rig.session.reason).toBe('abandoned');
  });

  test('[S13] killed in a hold and opened days later: ended at the moment it was last seen, nothing to go on with', () => {
    const rig = new Rig().run_to('hold').run(12_000);
    const seen_at = rig.wall_ms;
    rig.kill(5 * 86_400_000);
    const records = rig.effects.filter((effect) => effect.type === 'record').slice(-2);
    expect(records).toMatchObject([
      { kind: 'hold_ended', at: seen_at, body: { held_ms: 12_000, ended_by: 'unobserved' } },
      { kind: 'session_ended', at: seen_at, body: { reason: 'abandoned' } },
    ]);
    rig.send({ type: 'resumed' });
    expect(rig.mode).toBe('ended');
  });

  test.each(['setup', 'ramp', 'release', 'rest'] as const)(
    '[S13] killed in %s and opened days later: over',
    (phase) => {
      expect(new Rig().run_to(phase).kill(5 * 86_400_000).session.reason).toBe('abandoned');
    },
  );
});

describe('presses that follow each other', () => {
  test('[S11] a double tap on Pause does not press what took its place', () => {
    for (const type of ['redone', 'skipped'] as const) {
      const rig = new Rig().run_to('hold').run(10_000);
      rig.send({ type: 'paused' });
      rig.pass(150);
      rig.send({ type });
      expect(rig.mode).toBe('paused');
    }
  });

  test('[S11] a double tap on +15 s adds 15 s', () => {
    const rig = new Rig().run_to('hold').run(1000);
    rig.send({ type: 'extended' });
    rig.pass(150);
    rig.send({ type: 'extended' });
    expect(rig.session.planned_ms).toBe(55_000);
  });

  test('a skipped hold comes off slowly too', () => {
    const rig = new Rig().run_to('hold').run(10_000);
    rig.send({ type: 'skipped' });
    expect([rig.last_hold.ended_by, rig.mode]).toEqual(['skipped', 'release']);
  });

  test('[S12] stopped while paused in the ramp, the hold that was reached is written', () => {
    const rig = new Rig().run_to('ramp').run(1000);
    rig.send({ type: 'paused' });
    rig.send({ type: 'stopped' });
    expect(rig.last_hold).toMatchObject({ ended_by: 'stopped', held_ms: 0 });
  });

  test('a reaction at the last hold ends the session: nothing is left to wait for', () => {
    const rig = new Rig(plan_of([planned_hold()])).run_to('hold').run(5000);
    rig.send({ type: 'reacted', reaction: 'numb', scope: 'point' });
    expect(rig.session.reason).toBe('completed');
  });
});

describe('cues', () => {
  test('the next cue is the half of a hold, then its last five seconds, then its end', () => {
    const rig = new Rig().run_to('hold').run(10_000);
    expect(next_cue(rig.plan, rig.session)).toEqual({ cue: 'half', in_ms: 10_000, at_ms: 20_000 });
    rig.run(15_000);
    expect(next_cue(rig.plan, rig.session)).toEqual({ cue: 'last-five', in_ms: 10_000, at_ms: 35_000 });
    rig.run(10_000);
    expect(next_cue(rig.plan, rig.session)).toEqual({ cue: 'release', in_ms: 5000, at_ms: 40_000 });
  });

  test('a hold too short for them has neither half nor last five', () => {
    const rig = new Rig(plan_of([planned_hold({ hold_ms: 10_000 })])).run_to('hold');
    expect(next_cue(rig.plan, rig.session)).toMatchObject({ cue: 'release', in_ms: 10_000 });
  });

  test('the other side of the body is announced as such, by time and by a press', () => {
    const both = [planned_hold({ side: 'left' }), planned_hold({ side: 'right' }), planned_hold({ side: 'right' })];
    const rig = new Rig(plan_of(both)).run_to('release');
    expect(next_cue(rig.plan, rig.session)?.cue).toBe('side-switch');
    rig.send({ type: 'skipped' });
    expect(rig.effects).toContainEqual({ type: 'sound', cue: 'side-switch' });
    rig.run_to('release');
    expect(next_cue(rig.plan, rig.session)?.cue).toBe('setup');
  });

  test('the last release announces the end', () => {
    const rig = new Rig(plan_of([planned_hold()])).run_to('release');
    expect(next_cue(rig.plan, rig.session)?.cue).toBe('end');
  });

  test('nothing sounds while it waits', () => {
    const rig = new Rig().run_to('hold');
    rig.send({ type: 'paused' });
    expect(next_cue(rig.plan, rig.session)).toBeNull();
  });

  test('a press sounds its phase at once, a deadline does not sound twice', () => {
    const rig = new Rig().run_to('hold').run(1000);
    expect(rig.send({ type: 'released' })).toContainEqual({ type: 'sound', cue: 'release' });
    const before = rig.effects.length;
    rig.run_to('rest');
    expect(rig.effects.slice(before).some((effect) => effect.type === 'sound')).toBe(false);
  });
});
