/** From opening a protocol to its run: what answers take out, today's steps and sides, and the question asked again. */
import { beforeEach, describe, expect, test } from 'vitest';
import { change_of } from '../../../pwa/src/app/leaving-out';
import type { Intent } from '../../../pwa/src/app/model';
import type { SessionStarted } from '../../../pwa/src/wire.gen';
import { ASKED, opened_device } from '../support/opened';
import { clear_storage, type Device, type Tab } from '../support/rig';
import { until } from '../support/until';

beforeEach(clear_storage);

async function begun(protocol_id: string, device: Device = opened_device()): Promise<Tab> {
  const tab = await device.open();
  tab.send({ type: 'start', protocol_id });
  await until(() => tab.model.flow.value !== null);
  if (tab.flow.step === 'who')
    tab.send({ type: 'training_confirmed', is_trained: true }, { type: 'who_chosen', client_id: null });
  return tab;
}

function yes(...questions: string[]): Intent[] {
  const answers = questions.map((question) => ({ type: 'answered', question, answer: 'yes' }) as const);
  return [{ type: 'none_apply' }, ...answers, { type: 'flow_continued' }];
}

const NO: Intent[] = [{ type: 'none_apply' }, { type: 'flow_continued' }];

async function run(tab: Tab): Promise<SessionStarted> {
  tab.send({ type: 'flow_skipped' });
  await until(() => tab.flow.step === 'run');
  await tab.written('session_started');
  return (await tab.facts()).find((fact) => fact.kind === 'session_started')?.body as SessionStarted;
}

/** The calf's question is on the screen. */
async function asking(): Promise<Tab> {
  const tab = await begun('legs-alone');
  tab.send(...NO, { type: 'sides_chosen', sides: 'both' }, { type: 'flow_continued' });
  await run(tab);
  tab.run_to('asking');
  return tab;
}

describe('what answers take out', () => {
  test('[Q7] points near the zones of a yes are out by themselves, and alone nobody puts them back', async () => {
    const tab = await begun('legs-alone');
    expect(tab.flow.questions.map(({ id }) => id)).toContain('heart-history');
    tab.send(...yes('heart-history'));
    expect(tab.flow).toMatchObject({ step: 'modify', left_out: ['neck-front'] });
    tab.send({ type: 'left_out', point: 'neck-front', is_left_out: false });
    expect(tab.flow.left_out).toEqual(['neck-front']);
    tab.send({ type: 'none_affected', is_so: true });
    expect(tab.flow.left_out).toEqual(['neck-front']);
    tab.send({ type: 'flow_continued' }, { type: 'sides_chosen', sides: 'both' }, { type: 'flow_continued' });
    const started = await run(tab);
    expect(started.left_out).toEqual(['neck-front']);
    expect(tab.run.plan.holds.some((hold) => hold.point === 'neck-front')).toBe(false);
  });

  test('[Q7] a therapist sees them out, and may decide otherwise', async () => {
    const tab = await begun('legs-client');
    tab.send(...yes('heart-history'));
    expect(tab.flow.left_out).toEqual(['neck-front']);
    tab.send({ type: 'left_out', point: 'neck-front', is_left_out: false }, { type: 'flow_continued' });
    expect(tab.flow).toMatchObject({ step: 'steps', left_out: [] });
  });

  test('[Q4] [Q7] beside what is out by itself, a person still has to name the sites', async () => {
    const tab = await begun('legs-alone');
    tab.send(...yes('heart-history', 'skin'), { type: 'flow_continued' });
    expect(tab.flow.step).toBe('modify');
    tab.send({ type: 'left_out', point: 'thigh', is_left_out: true }, { type: 'flow_continued' });
    expect(tab.flow).toMatchObject({ step: 'side', left_out: ['neck-front', 'thigh'] });
  });

  test('[Q8] a step that names a question goes with its yes; the log says which', async () => {
    const tab = await begun('legs-alone');
    tab.send(...yes('knee-new'), { type: 'none_affected', is_so: true }, { type: 'flow_continued' });
    tab.send({ type: 'sides_chosen', sides: 'left' }, { type: 'flow_continued' });
    const started = await run(tab);
    expect(started.left_out_steps).toEqual([1]);
    expect(tab.run.plan.holds.map((hold) => hold.point)).toEqual(['thigh', 'neck-front']);
    expect(started.planned_ms).toBe(tab.run.plan.planned_ms);
  });

  test('[Q9] what a yes changes stands in the question; one kept by an older app asks for the sites', () => {
    const old = { id: 'old', group: 'all', ask: 'Old?', if_yes: 'modify' } as const;
    expect(ASKED.slice(1, 4).map(change_of)).toEqual(['leave-out-zones', 'leave-out-sites', 'halve']);
    expect(change_of(old)).toBe('leave-out-sites');
    expect(change_of({ ...old, id: 'widespread-pain' })).toBe('halve');
    expect(change_of({ ...old, id: 'widespread-pain', change: 'leave-out-sites' })).toBe('leave-out-sites');
  });

  test('[Q5] a question whose yes halves does so, and asks for no sites', async () => {
    const tab = await begun('legs-alone');
    tab.send(...yes('flare'), { type: 'flow_continued' });
    expect(tab.flow.step).toBe('side');
    tab.send({ type: 'sides_chosen', sides: 'both' }, { type: 'flow_continued' });
    expect((await run(tab)).halved).toBe(true);
    expect(tab.run.plan.holds.every((hold) => hold.hold_ms === 10_000)).toBe(true);
  });

  test('[Q3] where an answer takes everything out, the session ends kindly and is kept as never begun', async () => {
    const tab = await begun('neck-alone');
    tab.send(...yes('heart-history'));
    expect(tab.flow.step).toBe('modify');
    tab.send({ type: 'flow_continued' });
    expect(tab.flow).toMatchObject({ step: 'blocked', blocked_by: null });
    await tab.written('session_ended');
    const facts = await tab.facts();
    expect(facts.some((fact) => fact.kind === 'hold_ended')).toBe(false);
    expect(facts.at(-1)?.body).toEqual({ reason: 'abandoned' });
    tab.send({ type: 'flow_continued' });
    expect(tab.model.flow.value).toBeNull();
  });
});

describe('what is chosen for today', () => {
  test('[Q10] a therapist leaves out steps that may be; the log says which, and one has to stay', async () => {
    const tab = await begun('legs-client');
    tab.send(...NO);
    expect(tab.flow.step).toBe('steps');
    tab.send({ type: 'step_left_out', step: 0, is_left_out: true });
    expect(tab.flow.left_out_steps).toEqual([]);
    tab.send(
      { type: 'step_left_out', step: 3, is_left_out: true },
      { type: 'step_left_out', step: 2, is_left_out: true },
    );
    tab.send({ type: 'flow_continued' });
    expect(tab.flow.step).toBe('pain-before');
    const started = await run(tab);
    expect(started.left_out_steps).toEqual([2, 3]);
    // All left sides first, and nobody turns over for what was left out.
    expect(tab.run.plan.holds.map((hold) => `${hold.point} ${hold.side}`)).toEqual([
      'thigh left',
      'calf left',
      'thigh right',
      'calf right',
    ]);
    expect(tab.run.plan.holds.some((hold) => (hold.turn_ms ?? 0) > 0)).toBe(false);
  });

  test('[Q10] what an answer took out stays out there, and alone nobody is asked', async () => {
    const tab = await begun('legs-client');
    tab.send(...yes('knee-new'), { type: 'none_affected', is_so: true }, { type: 'flow_continued' });
    tab.send({ type: 'step_left_out', step: 1, is_left_out: false });
    expect(tab.flow.left_out_steps).toEqual([1]);
    const alone = await begun('legs-alone');
    alone.send(...NO);
    expect(alone.flow.step).toBe('side');
  });

  test('[Q11] alone, both sides ask which one today: the plan, its length and the log follow', async () => {
    const lengths: number[] = [];
    for (const sides of ['both', 'right'] as const) {
      const tab = await begun('legs-alone');
      tab.send(...NO, { type: 'flow_continued' });
      expect(tab.flow).toMatchObject({ step: 'side', sides: null });
      tab.send({ type: 'sides_chosen', sides }, { type: 'flow_continued' });
      const started = await run(tab);
      expect(started.sides).toBe(sides);
      lengths.push(started.planned_ms);
      clear_storage();
    }
    expect(lengths[1]).toBeLessThan(lengths[0] ?? 0);
    const with_client = await begun('legs-client');
    with_client.send(...NO, { type: 'flow_continued' });
    expect(with_client.flow.step).toBe('pain-before');
    expect((await run(with_client)).sides).toBeUndefined();
  });

  test('what was chosen comes back with a page that was killed', async () => {
    const device = opened_device();
    const tab = await begun('legs-client', device);
    tab.send(...NO, { type: 'step_left_out', step: 2, is_left_out: true });
    await tab.settle();
    tab.kill();
    const again = await device.open();
    await until(() => again.model.flow.value !== null);
    expect(again.flow).toMatchObject({ step: 'steps', left_out_steps: [2] });
  });
});

describe('the question asked again', () => {
  test('[S15] it stands before the calf, once, and No leads on', async () => {
    const tab = await asking();
    expect(tab.run.question?.id).toBe('clot-signs');
    tab.clock.pass(2000);
    tab.send({ type: 'answered_again', question: 'clot-signs', answer: 'no' });
    expect(tab.mode).toBe('setup');
    expect(tab.run.question).toBeNull();
    await tab.written('screening_answered', tab.flow.questions.length + 1);
    tab.run_to('ramp');
    expect(tab.run.hold?.point).toBe('calf');
  });

  test('[S15] Yes stops the session; the advice stays until it was read, over a kill', async () => {
    const tab = await asking();
    tab.clock.pass(2000);
    tab.send({ type: 'answered_again', question: 'clot-signs', answer: 'yes' });
    expect(tab.run.session).toMatchObject({ stage: 'ended', reason: 'stopped' });
    expect(tab.run.advice).toMatchObject({ id: 'answered-emergency', action: 'emergency' });
    await tab.written('session_ended');
    const last = (await tab.facts()).slice(-2).map((fact) => fact.body);
    expect(last).toEqual([{ question: 'clot-signs', answer: 'yes', action: 'emergency' }, { reason: 'stopped' }]);
    tab.send({ type: 'release' });
    expect(tab.flow.step).toBe('run');
    tab.send({ type: 'card_closed' });
    expect(tab.flow.step).toBe('summary');
  });

  test('[R5] a press that was meant for what stood there before answers nothing, and no time does', async () => {
    const tab = await asking();
    tab.send({ type: 'answered_again', question: 'clot-signs', answer: 'yes' });
    tab.send({ type: 'release' }, { type: 'skip' }, { type: 'begin_early' }, { type: 'resume' });
    expect(tab.mode).toBe('asking');
    tab.clock.pass(30 * 60_000);
    expect(tab.mode).toBe('asking');
  });
});
