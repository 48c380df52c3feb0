/** The question that is asked again right before a hold, and turning over before another. */
import { describe, expect, test } from 'vitest';
import { next_cue } from '../../../pwa/src/core/session';
import { left_ms } from '../../../pwa/src/core/state';
import { plan_of, planned_hold, Rig } from './rig';

const CLOT = { question: 'clot', action: 'emergency' } as const;
const NUMB = { question: 'numb', action: 'refer-first' } as const;
const calf = (over = {}) => planned_hold({ step: 1, point: 'calf', asks: [CLOT], ...over });
/** A shoulder, then a calf on both sides. */
const PLAN = plan_of([planned_hold(), calf(), calf({ side: 'right' })]);
const no = (question = 'clot') => ({ type: 'answered', question, answer: 'no' }) as const;
const yes = (question = 'clot') => ({ type: 'answered', question, answer: 'yes' }) as const;

describe('[S15] a question asked again', () => {
  test('[S15] the session stands still before such a hold, and nothing but an answer leads on', () => {
    const rig = new Rig(PLAN).run_to('asking').run(60_000);
    expect([rig.mode, rig.session.hold, rig.session.ran_ms]).toEqual(['asking', 1, 0]);
    for (const type of ['begun_early', 'released', 'resumed', 'skipped', 'extended', 'paused', 'redone'] as const) {
      rig.pass(2000).send({ type });
      expect(rig.mode).toBe('asking');
    }
    rig.send(no());
    expect(rig.mode).toBe('setup');
    expect(rig.answers).toEqual([{ question: 'clot', answer: 'no', action: 'emergency' }]);
  });

  test('[S15] once a step is enough: the other side goes on without being asked, another step asks anew', () => {
    const twice = plan_of([calf({ step: 0 }), calf({ step: 0, side: 'right' }), calf({ step: 1 })]);
    const rig = new Rig(twice).pass(2000);
    expect(rig.mode).toBe('asking');
    rig.send(no());
    rig.run_to('release').run_to('setup');
    expect([rig.session.hold, rig.mode]).toEqual([1, 'setup']);
    rig.run_to('asking');
    expect(rig.session.hold).toBe(2);
  });

  test('[S15] a yes ends the session, logged before its end', () => {
    const rig = new Rig(PLAN).run_to('asking').run(2000);
    const records = rig.send(yes()).flatMap((effect) => (effect.type === 'record' ? [effect.kind, effect.body] : []));
    expect(records).toEqual([
      'screening_answered',
      { question: 'clot', answer: 'yes', action: 'emergency' },
      'session_ended',
      { reason: 'stopped' },
    ]);
    expect(rig.mode).toBe('ended');
  });

  test('[S15] a press that was on its way when the question came up is no answer', () => {
    const rig = new Rig(PLAN).run_to('asking');
    rig.pass(999 - (rig.session.asking_ms ?? 0)).send(yes());
    expect([rig.mode, rig.answers]).toEqual(['asking', []]);
    rig.pass(1).send(no());
    expect(rig.mode).toBe('setup');
  });

  test('[S15] of two questions each has its own second, and an answer to the first is none to the second', () => {
    const rig = new Rig(plan_of([calf({ asks: [CLOT, NUMB] })])).pass(2000);
    rig.send(no());
    rig.pass(200).send(no('numb'));
    rig.pass(5000).send(no('clot'));
    expect([rig.mode, rig.answers.length]).toEqual(['asking', 1]);
    rig.send(no('numb'));
    expect([rig.mode, rig.answers.length]).toEqual(['setup', 2]);
  });

  test('[S11] [S15] the second tap of an answer presses nothing that came to lie under it', () => {
    const rig = new Rig(PLAN).run_to('asking').run(2000);
    rig.send(no());
    for (const type of ['released', 'begun_early', 'skipped', 'paused', 'extended'] as const)
      rig.pass(150).send({ type });
    expect([rig.mode, rig.holds.length]).toEqual(['setup', 1]);
    rig.pass(1000).send({ type: 'begun_early' });
    expect(rig.mode).toBe('ramp');
    const other = new Rig(PLAN).run_to('asking').run(2000);
    other.send(no());
    other.pass(100).send({ type: 'stopped' });
    expect(other.mode).toBe('ended');
  });

  test('[S6] [S15] killed while it is asked: parked, and asked when somebody continues', () => {
    const rig = new Rig(PLAN).run_to('asking').kill(60_000);
    expect(rig.mode).toBe('parked');
    rig.pass(1000).send({ type: 'resumed' });
    expect(rig.mode).toBe('asking');
  });

  test('[S15] passed over while waiting and done again, it is asked all the same', () => {
    const rig = new Rig(PLAN).run_to('release').run(1000);
    rig.send({ type: 'paused' });
    rig.pass(1000).send({ type: 'skipped' });
    expect([rig.mode, rig.session.hold]).toEqual(['paused', 1]);
    rig.pass(1000).send({ type: 'skipped' });
    rig.pass(1000).send({ type: 'redone' });
    expect([rig.mode, rig.session.hold]).toEqual(['asking', 1]);
    const waited = new Rig(PLAN).run_to('release').run(1000);
    waited.send({ type: 'paused' });
    waited.pass(1000).send({ type: 'skipped' });
    waited.pass(1000).send({ type: 'resumed' });
    expect(waited.mode).toBe('asking');
  });

  test('[S13] a question that nobody answers for two hours is never answered by that', () => {
    const rig = new Rig(PLAN).run_to('asking');
    rig.sleep(2 * 3_600_000 + 1);
    expect([rig.mode, rig.session.reason, rig.answers]).toEqual(['ended', 'abandoned', []]);
  });

  test('[S10] a reaction said while it is asked belongs to the point just left', () => {
    const rig = new Rig(PLAN).run_to('asking').run(2000);
    rig.send({ type: 'reacted', reaction: 'numb', scope: 'point' });
    expect([rig.mode, rig.session.closed]).toEqual(['paused', ['shoulder']]);
    rig.pass(1000).send({ type: 'resumed' });
    expect(rig.mode).toBe('asking');
  });

  test('the tone that leads to it is scheduled like any other', () => {
    const rig = new Rig(PLAN).run_to('release');
    expect(next_cue(rig.plan, rig.session)?.cue).toBe('pause');
  });
});

describe('[S14] turning over', () => {
  const prone = (over = {}) => planned_hold({ body_position: 'prone', ...over });
  const supine = (over = {}) =>
    planned_hold({ step: 1, point: 'hip', body_position: 'supine', setup_ms: 40_000, turn_ms: 20_000, ...over });
  const turned = { position_change_ms: 20_000 };

  test('[S14] takes its time before the first hold of another position, and only there', () => {
    const rig = new Rig(plan_of([prone(), supine(), supine({ step: 2, setup_ms: 20_000, turn_ms: 0 })], turned));
    expect(left_ms(rig.session)).toBe(20_000);
    rig.run_to('release').run_to('setup');
    expect(rig.session.planned_ms).toBe(40_000);
    rig.run_to('release').run_to('setup');
    expect(rig.session.planned_ms).toBe(20_000);
  });

  test('[S14] is not lost with the hold it was planned for', () => {
    const plan = plan_of([prone(), supine(), supine({ step: 2, point: 'knee', setup_ms: 20_000, turn_ms: 0 })], turned);
    const rig = new Rig(plan).run_to('release').run(1000);
    rig.send({ type: 'paused' });
    rig.pass(1000).send({ type: 'skipped' });
    rig.pass(1000).send({ type: 'skipped' });
    rig.pass(1000).send({ type: 'resumed' });
    expect([rig.session.hold, rig.session.planned_ms]).toEqual([2, 40_000]);
  });

  test('[S14] a hold done again from the next setup leaves time to turn back', () => {
    const rig = new Rig(plan_of([prone(), supine()], turned)).run_to('release').run_to('setup').run(10_000);
    rig.send({ type: 'redone' });
    expect([rig.session.hold, rig.session.planned_ms]).toEqual([0, 40_000]);
    rig.run_to('release').run_to('setup');
    expect(rig.session.planned_ms).toBe(40_000);
  });
});

describe('sides that come back later', () => {
  const side = (point: string, step: number, of: 'left' | 'right', over = {}) =>
    planned_hold({ point, step, side: of, hold_ms: 60_000, ...over });
  const ALL_LEFT_FIRST = plan_of([
    side('shoulder', 0, 'left'),
    side('hip', 1, 'left'),
    side('shoulder', 0, 'right'),
    side('hip', 1, 'right'),
  ]);

  test('[S9] [S12] a point that was too much is passed over on its other side, much later, and the log says so', () => {
    const rig = new Rig(ALL_LEFT_FIRST).run_to('hold').run(5000);
    rig.send({ type: 'rated', nrs: 8 });
    rig.run_to('ended');
    expect(rig.holds.map((hold) => [hold.point, hold.side, hold.ended_by])).toEqual([
      ['shoulder', 'left', 'ceiling'],
      ['hip', 'left', 'time'],
      ['shoulder', 'right', 'skipped'],
      ['hip', 'right', 'time'],
    ]);
  });

  test('[S8] what comes back later is counted: +15 s and Redo never take it away', () => {
    const later = plan_of([
      side('shoulder', 0, 'left', { hold_ms: 60_000 }),
      side('hip', 1, 'left'),
      side('shoulder', 2, 'left', { hold_ms: 90_000 }),
    ]);
    const rig = new Rig(later).run_to('hold').run(1000);
    rig.send({ type: 'extended' });
    rig.pass(1000).send({ type: 'extended' });
    rig.pass(1000);
    expect(rig.send({ type: 'extended' })).toEqual([{ type: 'refuse', event: 'extended', reason: 'hold-cap' }]);
    rig.run_to('release');
    expect(rig.send({ type: 'redone' })).toEqual([{ type: 'refuse', event: 'redone', reason: 'point-cap' }]);
  });
});
