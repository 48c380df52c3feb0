import { beforeEach, describe, expect, test } from 'vitest';
import type { Intent } from '../../../pwa/src/app/model';
import { entry, LIBRARY } from '../support/content';
import { clear_storage, Device, pair, type Tab } from '../support/rig';
import { until } from '../support/until';

beforeEach(clear_storage);

async function begun(protocol_id: string, device = new Device()): Promise<Tab> {
  const tab = await device.open();
  tab.send({ type: 'start', protocol_id });
  await until(() => tab.model.flow.value !== null);
  return tab;
}

function yes(question: string): Intent[] {
  return [{ type: 'none_apply' }, { type: 'answered', question, answer: 'yes' }, { type: 'flow_continued' }];
}

describe('the order of the steps', () => {
  test('self-care asks the questions, then pain, then runs', async () => {
    const tab = await begun('back-self');
    expect(tab.flow.step).toBe('screening');
    expect(tab.model.route.value).toEqual({ screen: 'flow' });
    tab.send({ type: 'none_apply' }, { type: 'flow_continued' });
    expect(tab.flow.step).toBe('pain-before');
    tab.send({ type: 'pain_chosen', nrs: 6 }, { type: 'flow_continued' });
    await until(() => tab.flow.step === 'run');
    expect(tab.mode).toBe('setup');
  });

  test('with a client it asks who, and which side hurts', async () => {
    const tab = await begun('back-therapist');
    expect(tab.flow).toMatchObject({ step: 'who', asks_training: true });
    tab.send({ type: 'training_confirmed', is_trained: true }, { type: 'client_added', name: '  A. B. ' });
    expect(tab.flow.step).toBe('screening');
    tab.send({ type: 'none_apply' }, { type: 'flow_continued' });
    expect(tab.flow.step).toBe('side');
    tab.send({ type: 'side_chosen', side: 'right' }, { type: 'flow_continued' });
    expect(tab.flow.step).toBe('pain-before');
    tab.send({ type: 'flow_skipped' });
    await until(() => tab.flow.step === 'run');
    await until(() => tab.run.client_name === 'A. B.');
    expect(tab.run.plan.holds.map((hold) => hold.side)).toEqual(['right', 'left', 'right']);
  });

  test('the way back leads through the same steps, and out at the first', async () => {
    const tab = await begun('back-therapist');
    tab.send({ type: 'training_confirmed', is_trained: true }, { type: 'who_chosen', client_id: null });
    tab.send({ type: 'none_apply' }, { type: 'flow_continued' });
    tab.send({ type: 'flow_backed' });
    expect(tab.flow.step).toBe('screening');
    tab.send({ type: 'flow_backed' }, { type: 'flow_backed' });
    expect(tab.model.flow.value).toBeNull();
    expect(tab.model.route.value).toEqual({ screen: 'library' });
    expect(await tab.rows()).toEqual([]);
  });

  test('what was said of one client is never taken for the answers of another', async () => {
    const tab = await begun('back-therapist');
    tab.send({ type: 'training_confirmed', is_trained: true }, { type: 'client_added', name: 'A. B.' });
    tab.send({ type: 'none_apply' }, { type: 'flow_backed' });
    tab.send({ type: 'who_chosen', client_id: tab.flow.client_id });
    expect(Object.keys(tab.flow.answers).length).toBe(tab.flow.questions.length);
    tab.send({ type: 'flow_backed' }, { type: 'client_added', name: 'C. D.' });
    expect(tab.flow).toMatchObject({ step: 'screening', affected_side: null, drawn_before: [] });
    expect(tab.flow.answers).toEqual({});
  });

  test('nothing leads on while a question has no answer', async () => {
    const tab = await begun('back-self');
    tab.send({ type: 'flow_continued' });
    expect(tab.flow.step).toBe('screening');
    for (const { id } of tab.flow.questions.slice(1)) tab.send({ type: 'answered', question: id, answer: 'no' });
    tab.send({ type: 'flow_continued' });
    expect(tab.flow.step).toBe('screening');
    tab.send({ type: 'answered', question: tab.flow.questions[0]?.id ?? '', answer: 'no' }, { type: 'flow_continued' });
    expect(tab.flow.step).toBe('pain-before');
  });

  test('None of these apply answers no to every question', async () => {
    const tab = await begun('back-self');
    tab.send({ type: 'none_apply' });
    expect(tab.flow.answers).toEqual({ chest: 'no', fever: 'no', pregnant: 'no', bruise: 'no' });
    expect(tab.flow.blocked_by).toBeNull();
  });

  test('[Q1] None of these apply leaves a yes alone: a block stays a block', async () => {
    const tab = await begun('back-self');
    tab.send({ type: 'answered', question: 'chest', answer: 'yes' }, { type: 'none_apply' });
    expect(tab.flow.answers).toEqual({ chest: 'yes', fever: 'no', pregnant: 'no', bruise: 'no' });
    tab.send({ type: 'flow_continued' });
    expect(tab.flow).toMatchObject({ step: 'blocked', blocked_by: 'emergency' });
  });
});

describe('answers that stop', () => {
  test.each([
    ['back-self', 'chest', 'emergency'],
    ['back-self', 'fever', 'refer-first'],
    ['back-self', 'pregnant', 'therapist-only'],
    ['back-therapist', 'chest', 'emergency'],
    ['back-therapist', 'fever', 'refer-first'],
  ])('[Q1] %s with a yes to %s is stopped by %s', async (protocol_id, question, action) => {
    const tab = await begun(protocol_id);
    tab.send({ type: 'training_confirmed', is_trained: true });
    if (tab.flow.step === 'who') tab.send({ type: 'who_chosen', client_id: null });
    tab.send(...yes(question));
    expect(tab.flow).toMatchObject({ step: 'blocked', blocked_by: action });
    tab.send({ type: 'answered', question, answer: 'no' }, { type: 'none_apply' });
    expect(tab.flow.step).toBe('blocked');
    tab.send({ type: 'flow_continued' });
    expect(tab.model.flow.value).toBeNull();
    expect(tab.model.run.value).toBeNull();
  });

  test('[Q6] a yes that calls for emergency care needs no other answer; a lesser one does', async () => {
    const tab = await begun('back-self');
    tab.send({ type: 'answered', question: 'fever', answer: 'yes' }, { type: 'flow_continued' });
    expect(tab.flow.step).toBe('screening');
    tab.send({ type: 'answered', question: 'chest', answer: 'yes' }, { type: 'flow_continued' });
    expect(tab.flow).toMatchObject({ step: 'blocked', blocked_by: 'emergency' });
  });

  test('[Q1] what stopped it is kept: the start, every answer, and the end', async () => {
    const tab = await begun('back-self');
    tab.send(...yes('fever'));
    await tab.written('session_ended');
    expect(await tab.kinds()).toEqual([
      'session_started',
      ...Array.from({ length: 4 }, () => 'screening_answered'),
      'session_ended',
    ]);
    const [record] = tab.model.sessions.value ?? [];
    expect(record).toMatchObject({ reason: 'abandoned', held_ms: 0 });
    expect(record?.screening).toContainEqual({ question: 'fever', answer: 'yes', action: 'refer-first' });
  });

  test('[Q2] a therapist goes on with therapist-only, after it was shown', async () => {
    const tab = await begun('back-therapist');
    tab.send({ type: 'training_confirmed', is_trained: true }, { type: 'who_chosen', client_id: null });
    tab.send(...yes('pregnant'));
    expect(tab.flow).toMatchObject({ step: 'modify', blocked_by: null });
    expect(tab.flow.raised.map(({ action }) => action)).toEqual(['therapist-only']);
    tab.send({ type: 'flow_continued' });
    expect(tab.flow.step).toBe('modify');
    tab.send({ type: 'none_affected', is_so: true }, { type: 'flow_continued' });
    expect(tab.flow.step).toBe('side');
  });

  test('[Q2] modify leaves points out, and the plan has them no more', async () => {
    const tab = await begun('back-self');
    tab.send(...yes('bruise'));
    expect(tab.flow.step).toBe('modify');
    tab.send({ type: 'left_out', point: 'hip', is_left_out: true }, { type: 'flow_continued' });
    tab.send({ type: 'flow_skipped' });
    await until(() => tab.flow.step === 'run');
    expect(tab.run.plan.holds.map((hold) => hold.point)).toEqual(['shoulder']);
    await tab.written('session_started');
    const start = (await tab.facts()).find((fact) => fact.kind === 'session_started');
    expect(start?.body).toMatchObject({ planned_holds: 1, left_out: ['hip'] });
  });

  test('[Q4] nothing leads on before a point was left out, or somebody said that none is affected', async () => {
    const tab = await begun('back-self');
    tab.send(...yes('bruise'), { type: 'flow_continued' });
    expect(tab.flow.step).toBe('modify');
    tab.send({ type: 'left_out', point: 'hip', is_left_out: true }, { type: 'none_affected', is_so: true });
    expect(tab.flow.left_out).toEqual([]);
    tab.send({ type: 'left_out', point: 'hip', is_left_out: true });
    expect(tab.flow.is_none_affected).toBe(false);
    tab.send({ type: 'left_out', point: 'hip', is_left_out: false }, { type: 'flow_continued' });
    expect(tab.flow.step).toBe('modify');
    tab.send({ type: 'none_affected', is_so: true }, { type: 'flow_continued' });
    expect(tab.flow.step).toBe('pain-before');
    // Answered otherwise, what was left out is asked anew.
    tab.send({ type: 'flow_backed' }, { type: 'left_out', point: 'hip', is_left_out: true }, { type: 'flow_backed' });
    tab.send({ type: 'answered', question: 'bruise', answer: 'no' });
    expect(tab.flow).toMatchObject({ left_out: [], is_none_affected: false });
  });

  test('[Q5] widespread pain halves pressure and holds, and the log says so', async () => {
    const device = new Device();
    const ask = { id: 'widespread-pain', group: 'all', ask: 'Pain all over?', if_yes: 'modify' } as const;
    device.server.library_shown = { ...LIBRARY, digest: 'e'.repeat(64), screening: [...LIBRARY.screening, ask] };
    device.server.texts = {};
    const tab = await begun('back-self', device);
    tab.send(...yes('widespread-pain'), { type: 'none_affected', is_so: true }, { type: 'flow_continued' });
    tab.send({ type: 'flow_skipped' });
    await until(() => tab.flow.step === 'run');
    const hold = { hold_ms: 10_000, target_nrs: [2, 3], ceiling_nrs: 4 };
    expect(tab.run.plan.holds).toEqual([expect.objectContaining(hold), expect.objectContaining(hold)]);
    await tab.written('session_started');
    const start = (await tab.facts()).find((fact) => fact.kind === 'session_started');
    expect(start?.body).toMatchObject({ halved: true, planned_ms: tab.run.plan.planned_ms });
  });

  test('[Q3] with every point left out, Continue ends the session kindly', async () => {
    const tab = await begun('back-self');
    tab.send(...yes('bruise'));
    tab.send({ type: 'left_out', point: 'hip', is_left_out: true });
    tab.send({ type: 'left_out', point: 'shoulder', is_left_out: true }, { type: 'flow_continued' });
    expect(tab.flow).toMatchObject({ step: 'blocked', blocked_by: null });
    await tab.written('session_ended');
    expect((await tab.kinds()).includes('hold_ended')).toBe(false);
  });
});

describe('who may run what', () => {
  test('an unpaired device asks each time for training, and logs the answer', async () => {
    const tab = await begun('back-therapist');
    tab.send({ type: 'who_chosen', client_id: null });
    expect(tab.flow.step).toBe('who');
    tab.send({ type: 'flow_left' });
    await tab.start_run('back-therapist');
    const answers = (await tab.facts()).filter((fact) => fact.kind === 'screening_answered').map((fact) => fact.body);
    expect(answers).toContainEqual({ question: 'trained', answer: 'yes', action: 'therapist-only' });
  });

  test('a device of the practice is not asked', async () => {
    const device = new Device();
    const tab = await device.open();
    await pair(tab);
    tab.send({ type: 'start', protocol_id: 'back-therapist' });
    await until(() => tab.model.flow.value !== null);
    expect(tab.flow.asks_training).toBe(false);
  });

  test('a protocol that breaks a limit is listed with the rule and never starts', async () => {
    const tab = await new Device().open();
    const library = tab.model.library.value;
    const card = library.state === 'ready' ? library.cards.find(({ id }) => id === 'too-long') : undefined;
    expect(card?.barred).toBe('L1');
    tab.send({ type: 'start', protocol_id: 'too-long' });
    await tab.settle();
    expect(tab.model.flow.value).toBeNull();
  });
});

test('the opening facts are one session of one client, and name the version by its digest', async () => {
  const tab = await begun('back-therapist');
  tab.send({ type: 'training_confirmed', is_trained: true }, { type: 'client_added', name: 'C.' });
  tab.send({ type: 'none_apply' }, { type: 'flow_continued' });
  tab.send({ type: 'side_chosen', side: 'left' }, { type: 'flow_continued' });
  tab.send({ type: 'pain_chosen', nrs: 7 }, { type: 'flow_continued' });
  await tab.written('session_started');
  const [client, ...session] = await tab.facts();
  const { client_id, session_id } = tab.flow;
  expect(client).toMatchObject({ kind: 'client_saved', subject: client_id, client_id, body: { name: 'C.' } });
  expect(session.map((fact) => [fact.subject, fact.client_id])).toEqual(session.map(() => [session_id, client_id]));
  const digest = LIBRARY.protocols.find(({ protocol }) => protocol.id === 'back-therapist')?.digest;
  expect(session[0]?.body).toEqual({
    protocol_id: 'back-therapist',
    protocol_digest: digest,
    audience: 'therapist',
    planned_holds: 3,
    planned_ms: tab.run.plan.planned_ms,
    time_zone: 'Europe/Vienna',
    title: 'Protocol back-therapist',
  });
  expect(session.at(-1)).toMatchObject({ kind: 'pain_rated', body: { when: 'before', nrs: 7, region: 'back-pain' } });
});

describe('killed before the run', () => {
  async function killed_at(step: string, device: Device): Promise<Tab> {
    const tab = await begun('back-therapist', device);
    tab.send({ type: 'training_confirmed', is_trained: true });
    if (step !== 'who') tab.send({ type: 'who_chosen', client_id: null });
    if (step === 'screening') tab.send({ type: 'answered', question: 'chest', answer: 'yes' });
    if (['modify', 'side', 'pain-before'].includes(step)) tab.send(...yes('bruise'));
    if (step === 'modify') tab.send({ type: 'left_out', point: 'hip', is_left_out: true });
    if (['side', 'pain-before'].includes(step)) leave_hip_out(tab);
    if (step === 'pain-before') tab.send({ type: 'side_chosen', side: 'right' }, { type: 'flow_continued' });
    expect(tab.flow.step).toBe(step);
    await tab.settle();
    tab.kill();
    return tab;
  }

  function leave_hip_out(tab: Tab): void {
    tab.send({ type: 'left_out', point: 'hip', is_left_out: true }, { type: 'flow_continued' });
  }

  test.each(['who', 'screening', 'modify', 'side', 'pain-before'])(
    'in %s it comes back to the same step with the same answers',
    async (step) => {
      const device = new Device();
      const tab = await killed_at(step, device);
      device.clock.sleep(29 * 60_000);
      const again = await device.open('/run');
      expect(again.model.route.value).toEqual({ screen: 'flow' });
      expect(again.flow).toEqual(tab.flow);
      expect(await again.rows()).toEqual([]);
    },
  );

  test('half an hour later the answers say nothing about now: it is dropped', async () => {
    const device = new Device();
    await killed_at('screening', device);
    device.clock.sleep(30 * 60_000);
    const again = await device.open('/run');
    expect(again.model.flow.value).toBeNull();
    expect(again.model.route.value).toEqual({ screen: 'library' });
    expect(await again.database.draft()).toBeUndefined();
  });

  test('nothing comes back of a flow that was left, blocked or begun', async () => {
    const device = new Device();
    const tab = await begun('back-self', device);
    tab.send({ type: 'flow_left' });
    await until(async () => (await tab.database.draft()) === undefined);
    tab.send({ type: 'start', protocol_id: 'back-self' });
    await until(() => tab.model.flow.value !== null);
    tab.send(...yes('chest'));
    await until(async () => (await tab.database.draft()) === undefined);
    tab.send({ type: 'flow_left' }, { type: 'start', protocol_id: 'back-self' });
    await until(() => tab.model.flow.value !== null);
    // [Q12] It was a yes: no key for several answers takes it back.
    tab.send({ type: 'none_apply' });
    expect(tab.flow).toMatchObject({ said_before: [{ question: 'chest' }], answers: { fever: 'no' } });
    expect(tab.flow.answers.chest).toBeUndefined();
    tab.send({ type: 'answered', question: 'chest', answer: 'no' }, { type: 'flow_continued' });
    tab.send({ type: 'pain_chosen', nrs: 4 }, { type: 'flow_continued' });
    await until(() => tab.model.run.value !== null);
    await until(async () => (await tab.database.draft()) === undefined);
  });

  test('a draft whose session has begun is never taken up again', async () => {
    const device = new Device();
    const tab = await begun('back-self', device);
    await tab.settle();
    const draft = await tab.database.draft();
    tab.send({ type: 'none_apply' }, { type: 'flow_continued' }, { type: 'flow_skipped' });
    await until(() => tab.model.run.value !== null);
    tab.send({ type: 'stop' }, { type: 'flow_skipped' }, { type: 'flow_left' });
    await tab.settle();
    await tab.database.keep_draft(draft ?? null);
    tab.kill();
    const again = await device.open();
    expect(again.model.flow.value).toBeNull();
    expect(await again.database.draft()).toBeUndefined();
  });

  test('whoever opens the address of something else gets that', async () => {
    const device = new Device();
    await killed_at('side', device);
    const again = await device.open('/history');
    expect(again.model.route.value).toEqual({ screen: 'history' });
    expect(again.model.flow.value).toBeNull();
  });

  test('a second tab leaves the first one to its questions', async () => {
    const device = new Device();
    const tab = await begun('back-self', device);
    await tab.settle();
    const second = await device.open();
    expect(second.model.flow.value).toBeNull();
    expect(await tab.database.draft()).toBeDefined();
  });

  test('a device that is no longer staff asks for training before it goes on', async () => {
    const device = new Device();
    const first = await device.open();
    await pair(first);
    first.send({ type: 'start', protocol_id: 'back-therapist' });
    await until(() => first.model.flow.value !== null);
    first.send({ type: 'who_chosen', client_id: null });
    await first.settle();
    const draft = await first.database.draft();
    device.server.trouble = { status: 401, type: 'device-revoked' };
    first.send({ type: 'sync_wanted' });
    await until(() => first.model.sync.value.activity === 'revoked');
    // What a revoked device had begun is gone with its pairing.
    await until(async () => (await first.database.draft()) === undefined);
    await first.database.keep_draft(draft ?? null);
    first.kill();
    const again = await device.open();
    expect(again.flow).toMatchObject({ step: 'who', asks_training: true });
  });
});

test('a library that changes under a session does not touch it', async () => {
  const device = new Device();
  const tab = await device.open();
  await tab.start_run('back-self');
  const before = tab.run.version;
  const changed = { ...before.protocol, title: 'Quite another', steps: before.protocol.steps.slice(0, 1) };
  device.server.library_shown = { ...LIBRARY, digest: 'f'.repeat(64), protocols: [entry(changed)] };
  tab.presence.become('visible');
  await until(() => {
    const library = tab.model.library.value;
    return library.state === 'ready' && library.cards[0]?.title === 'Quite another';
  });
  expect(tab.run.version).toEqual(before);
  tab.kill();
  const again = await device.open();
  expect(again.run.version).toEqual(before);
  expect(again.run.plan.title).toBe('Protocol back-self');
});
