/** Before the questions: the day after, the review, the dose guard, over a whole device with a clock that is moved. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Flow } from '../../../pwa/src/app/model';
import { type CheckInAnswer, NO_ANSWER } from '../../../pwa/src/core/check-in';
import { library_of, protocol, SELF_CARE, step } from '../support/content';
import { clear_storage, Device, one_session, pair, type Tab } from '../support/rig';
import { until } from '../support/until';

const HOUR = 3_600_000;
/** As in the facts: a day between sessions, two for the same point. */
const DAILY = { ...SELF_CARE.frequency, min_hours_between: 24 };

beforeEach(clear_storage);

/** A session in which the first hold was pressed for a while. */
async function pressed(tab: Tab, protocol_id = 'back-self'): Promise<string> {
  await tab.start_run(protocol_id);
  const { session_id } = tab.flow;
  tab.run_to('hold');
  tab.clock.pass(3000);
  await stopped(tab, session_id);
  return session_id;
}

async function stopped(tab: Tab, session_id: string): Promise<void> {
  tab.send({ type: 'stop' }, { type: 'flow_skipped' }, { type: 'flow_continued' });
  await until(() => tab.model.sessions.value?.find(({ id }) => id === session_id)?.reason === 'stopped');
  await tab.settle();
}

async function begin(tab: Tab, protocol_id = 'back-self'): Promise<void> {
  tab.send({ type: 'start', protocol_id });
  await until(() => tab.model.flow.value !== null, 'no flow began');
}

function answer(over: Partial<CheckInAnswer> = {}): CheckInAnswer {
  return { ...NO_ANSWER, feeling: 'same', is_sore: false, is_none: true, ...over };
}

async function say(tab: Tab, session_id: string, over: Partial<CheckInAnswer> = {}): Promise<void> {
  tab.send({ type: 'checked_in', session_id, answer: answer(over) });
  await until(() => tab.flow.step !== 'check-in', 'the day after was not taken');
}

/** How often it was written that a clinician has looked. */
async function asked_clinician(tab: Tab): Promise<number> {
  const said = JSON.stringify((await tab.facts()).map(({ body }) => body));
  return said.split('"seen-by-clinician"').length - 1;
}

function advice(tab: Tab): string[] {
  return tab.flow.guard.advice.map(({ id }) => id);
}

describe('alone', () => {
  test('[C3] [C4] again the same day it is blocked, with until when it rests, and nothing leads past it', async () => {
    const tab = await new Device().open();
    await pressed(tab);
    await begin(tab);
    expect(tab.flow).toMatchObject({ step: 'guard', guard: { is_blocked: true } });
    expect(advice(tab)).toEqual(['hours-between', 'same-point']);
    const before = await tab.kinds();
    tab.send({ type: 'flow_continued' }, { type: 'flow_skipped' }, { type: 'clinician_agreed' });
    tab.send(
      { type: 'advice_set_aside', why: 'I want to' },
      { type: 'none_apply' },
      { type: 'review_answered', change: 'better' },
    );
    await tab.settle();
    expect(tab.flow).toMatchObject({ step: 'guard', set_aside: null });
    expect(tab.model.run.value).toBeNull();
    expect(await tab.kinds()).toEqual(before);
    tab.send({ type: 'flow_backed' });
    expect(tab.model.route.value).toEqual({ screen: 'library' });
  });

  test('[C1] a session abandoned before anything was pressed leaves everything open', async () => {
    const tab = await new Device().open();
    await one_session(tab);
    await begin(tab);
    expect(tab.flow).toMatchObject({ step: 'screening', check_in: null });
  });

  test('[C14] two days later the day after comes first; the same, and on to the questions', async () => {
    const tab = await new Device().open();
    const session_id = await pressed(tab);
    tab.clock.sleep(50 * HOUR);
    await begin(tab);
    const began_at = (await tab.facts()).find(({ kind }) => kind === 'session_started')?.at;
    // Named by when it began, as in the history.
    expect(tab.flow).toMatchObject({ step: 'check-in', check_in: { session_id, at: began_at } });
    tab.send({ type: 'flow_skipped' }, { type: 'flow_continued' });
    tab.send({ type: 'checked_in', session_id, answer: answer({ feeling: null }) });
    tab.send({ type: 'checked_in', session_id, answer: answer({ is_none: false }) });
    await tab.settle();
    expect(tab.flow.step).toBe('check-in');
    await say(tab, session_id, { feeling: 'better', pain_nrs: 3 });
    expect(tab.flow.step).toBe('screening');
    const facts = (await tab.facts()).filter(({ subject }) => subject === session_id).slice(-2);
    expect(facts.map(({ kind, body }) => [kind, body])).toEqual([
      ['checked_in', { feeling: 'better', is_sore: false, signs: [] }],
      ['pain_rated', { when: 'next-day', nrs: 3, region: 'back-pain' }],
    ]);
    expect(tab.model.day_after.value.due).toBeNull();
    tab.send({ type: 'flow_backed' });
    expect(tab.model.flow.value).toBeNull();
  });

  test('an answer pressed twice is written once', async () => {
    const tab = await new Device().open();
    const session_id = await pressed(tab);
    tab.clock.sleep(50 * HOUR);
    await begin(tab);
    tab.send(
      { type: 'checked_in', session_id, answer: answer() },
      { type: 'checked_in', session_id, answer: answer() },
    );
    await until(() => tab.flow.step === 'screening');
    await tab.settle();
    expect((await tab.kinds()).filter((kind) => kind === 'checked_in')).toHaveLength(1);
  });

  test('[C7] [C8] [C15] worse blocks today, worse again stops the course, and a clinician’s word opens it', async () => {
    const tab = await new Device().open();
    const session_id = await pressed(tab);
    tab.clock.sleep(50 * HOUR);
    await begin(tab);
    await say(tab, session_id, { feeling: 'worse' });
    expect(tab.flow).toMatchObject({ step: 'guard', guard: { is_blocked: true, clinician_from_at: null } });
    expect(advice(tab)).toEqual(['worse']);
    tab.send({ type: 'flow_left' });

    tab.clock.sleep(23 * HOUR);
    await begin(tab);
    expect(tab.flow.step).toBe('guard');
    tab.send({ type: 'flow_left' });

    tab.clock.sleep(2 * HOUR);
    await begin(tab);
    expect(tab.flow.step).toBe('check-in');
    await say(tab, session_id, { feeling: 'worse' });
    expect(advice(tab)).toEqual(['worse-twice', 'worse']);
    tab.send({ type: 'clinician_agreed' });
    await tab.settle();
    expect(await asked_clinician(tab)).toBe(0);
    expect(tab.flow.guard.is_blocked).toBe(true);
    tab.send({ type: 'flow_left' });

    tab.clock.sleep(25 * HOUR);
    await begin(tab);
    expect(tab.flow.step).toBe('guard');
    tab.send({ type: 'clinician_agreed' });
    await until(() => tab.flow.step === 'screening', 'a clinician’s word opens nothing');
    const last = (await tab.facts()).at(-1);
    expect(last).toMatchObject({
      kind: 'screening_answered',
      subject: session_id,
      body: { question: 'seen-by-clinician', answer: 'yes', action: 'refer-first' },
    });
  });

  test('[C2] a clock set back does not open it', async () => {
    const tab = await new Device().open();
    await pressed(tab);
    tab.clock.wall_ms -= 100 * 24 * HOUR;
    await begin(tab);
    expect(tab.flow).toMatchObject({ step: 'guard', guard: { is_blocked: true, is_clock_behind: true } });
  });

  test('[C4] rested points go on without the others, in the plan and in the log', async () => {
    const device = new Device();
    const wide = protocol('wide-self', {
      frequency: DAILY,
      steps: [step({ point: 'hip' }), step({ point: 'shoulder' })],
    });
    const narrow = protocol('hip-self', { frequency: DAILY, steps: [step({ point: 'hip' })] });
    device.server.library_shown = library_of(wide, narrow);
    const tab = await device.open();
    const session_id = await pressed(tab, 'hip-self');
    tab.clock.sleep(30 * HOUR);
    await begin(tab, 'hip-self');
    await say(tab, session_id);
    expect(tab.flow).toMatchObject({ step: 'guard', guard: { is_blocked: true } });
    expect(tab.flow.instead).toEqual([]);
    tab.send({ type: 'flow_left' });
    await begin(tab, 'wide-self');
    expect(tab.flow).toMatchObject({ step: 'guard', guard: { is_blocked: false, left_out: ['hip'] } });
    tab.send({ type: 'flow_continued' }, { type: 'none_apply' }, { type: 'flow_continued' }, { type: 'flow_skipped' });
    await until(() => tab.model.run.value !== null);
    expect(tab.run.plan.holds.map((hold) => hold.point)).toEqual(['shoulder']);
    await until(async () => (await tab.facts()).filter(({ kind }) => kind === 'session_started').length === 2);
    const started = (await tab.facts()).findLast(({ kind }) => kind === 'session_started');
    expect(started?.body).toMatchObject({ left_out: ['hip'], planned_holds: 1 });
  });

  test('what is rested is offered where only these points are not', async () => {
    const device = new Device();
    const [hip, shoulder] = ['hip', 'shoulder'].map((id) =>
      protocol(`${id}-self`, { frequency: DAILY, steps: [step({ point: id })] }),
    );
    if (hip === undefined || shoulder === undefined) throw new Error('no protocols');
    device.server.library_shown = library_of(hip, shoulder);
    const tab = await device.open();
    const session_id = await pressed(tab, 'hip-self');
    await begin(tab, 'hip-self');
    expect(tab.flow.instead).toEqual([]);
    tab.send({ type: 'flow_left' });
    tab.clock.sleep(30 * HOUR);
    await begin(tab, 'hip-self');
    await say(tab, session_id);
    expect(tab.flow.instead).toEqual([{ id: 'shoulder-self', title: 'Protocol shoulder-self' }]);
  });

  test('a press in another tab meanwhile is met before the run', async () => {
    const device = new Device();
    const [first, second] = [await device.open(), await device.open()];
    await begin(second);
    second.send({ type: 'none_apply' }, { type: 'flow_continued' });
    expect(second.flow.step).toBe('pain-before');
    await pressed(first);
    await second.settle();
    second.send({ type: 'flow_skipped' });
    await until(() => second.flow.step === 'guard', 'it went on');
    expect(second.model.run.value).toBeNull();
  });

  test('[C13] [C12] after its weeks the review comes first; no change ends the course', async () => {
    const device = new Device();
    const short = { ...SELF_CARE.frequency, review_after_weeks: 2, stop_if_no_change_after_weeks: 2 };
    device.server.library_shown = library_of(protocol('back-self', { frequency: short }));
    const tab = await device.open();
    const session_id = await pressed(tab);
    tab.clock.sleep(14 * 24 * HOUR);
    await begin(tab);
    await say(tab, session_id);
    expect(tab.flow).toMatchObject({ step: 'review', review: { session_id } });
    tab.send({ type: 'flow_skipped' }, { type: 'flow_continued' });
    await tab.settle();
    expect(tab.flow.step).toBe('review');
    tab.send({ type: 'review_answered', change: 'same' });
    await until(() => tab.flow.step === 'guard');
    expect(advice(tab)).toEqual(['no-change']);
    const last = (await tab.facts()).at(-1);
    expect(last).toMatchObject({ kind: 'review_answered', body: { protocol_id: 'back-self', change: 'same' } });
  });

  test('the library knows of the day after from twelve hours on, and of no session of a client', async () => {
    const device = new Device();
    const tab = await device.open();
    const session_id = await pressed(tab);
    expect(tab.model.day_after.value).toMatchObject({ due: null, open: [] });
    tab.clock.sleep(13 * HOUR);
    tab.send({ type: 'go', route: { screen: 'library' } });
    expect(tab.model.day_after.value).toMatchObject({ due: { session_id }, open: [session_id] });
    tab.send({ type: 'checked_in', session_id, answer: answer({ is_sore: true }) });
    await tab.written('checked_in');
    await tab.settle();
    expect(tab.model.day_after.value).toMatchObject({ due: null, open: [] });
    expect(tab.model.sessions.value?.[0]?.check_ins).toMatchObject([{ feeling: 'same', is_sore: true }]);
    tab.send({ type: 'export_wanted' });
    await until(() => tab.exporter.files.length > 0);
    expect(tab.exporter.files.at(-1)?.text).toContain('"kind":"checked_in"');
  });

  test('a flow that was kept by an older app is looked at before its run', async () => {
    const device = new Device();
    const tab = await device.open();
    await pressed(tab);
    await begin(tab);
    const older: Partial<Flow> = { ...tab.flow, step: 'pain-before' };
    for (const later of ['check_in', 'review', 'guard', 'passed', 'instead', 'set_aside'] as const) delete older[later];
    await tab.settle();
    await tab.database.keep_draft({ flow: older, at: tab.clock.wall_ms });
    tab.kill();
    const again = await device.open();
    await until(() => again.model.flow.value?.step === 'pain-before', 'it did not come back');
    again.send({ type: 'flow_skipped' });
    await until(() => again.flow.step === 'guard', 'it went on');
    expect(again.model.run.value).toBeNull();
  });
});

describe('with a client', () => {
  async function with_client(felt?: string): Promise<{ tab: Tab; client_id: string; session_id: string }> {
    const tab = await new Device().open();
    await pair(tab);
    await begin(tab, 'back-therapist');
    tab.send({ type: 'client_added', name: 'A. B.' });
    const { client_id, session_id } = tab.flow;
    tab.send({ type: 'none_apply' }, { type: 'flow_continued' }, { type: 'side_chosen', side: 'left' });
    tab.send({ type: 'flow_continued' }, { type: 'flow_skipped' });
    await until(() => tab.model.run.value !== null);
    tab.run_to('hold');
    tab.clock.pass(3000);
    if (felt) tab.send({ type: 'react', reaction: felt }, { type: 'card_closed' });
    await stopped(tab, session_id);
    if (client_id === null) throw new Error('no client');
    return { tab, client_id, session_id };
  }

  async function again(tab: Tab, client_id: string | null): Promise<void> {
    await begin(tab, 'back-therapist');
    tab.send({ type: 'who_chosen', client_id });
  }

  test('[C16] it is advice, set aside with a reason that stands with the session', async () => {
    const { tab, client_id } = await with_client();
    await again(tab, client_id);
    expect(tab.flow).toMatchObject({ step: 'guard', guard: { is_blocked: false, left_out: [] } });
    expect(advice(tab)).toEqual(['hours-between', 'same-point']);
    tab.send({ type: 'flow_continued' }, { type: 'advice_set_aside', why: '  ' });
    expect(tab.flow.step).toBe('guard');
    tab.send({ type: 'advice_set_aside', why: ' Lighter today ' });
    expect(tab.flow.step).toBe('screening');
    const { session_id } = tab.flow;
    tab.send({ type: 'none_apply' }, { type: 'flow_continued' }, { type: 'side_chosen', side: 'left' });
    tab.send({ type: 'flow_continued' }, { type: 'flow_skipped' });
    await until(() => tab.model.run.value !== null);
    await tab.written('advice_set_aside');
    const aside = (await tab.facts()).find(({ kind }) => kind === 'advice_set_aside');
    expect(aside).toMatchObject({
      subject: session_id,
      client_id,
      body: { advice: ['hours-between', 'same-point'], why: 'Lighter today' },
    });
    const record = tab.model.sessions.value?.find(({ id }) => id === session_id);
    expect(record?.set_aside).toMatchObject([{ why: 'Lighter today' }]);
  });

  test('[C18] a point closed by what was felt is left out the same day, whatever is said, and not added by hand', async () => {
    const { tab, client_id } = await with_client('numb');
    tab.clock.sleep(HOUR / 6);
    await again(tab, client_id);
    expect([tab.flow.step, tab.flow.guard.left_out, advice(tab)]).toEqual(['guard', ['shoulder'], ['hours-between']]);
    tab.send({ type: 'advice_set_aside', why: 'Another area than last time' }, { type: 'none_apply' });
    tab.send({ type: 'flow_continued' }, { type: 'flow_skipped' });
    await until(() => tab.model.run.value !== null);
    expect(tab.run.plan.holds.map(({ point }) => point)).toEqual(['hip', 'hip']);
    expect(tab.run.addable.map(({ id }) => id)).not.toContain('shoulder');
    tab.send({ type: 'add_step', point: 'shoulder', sides: ['left'] });
    await tab.written('session_started');
    expect(tab.run.plan.holds).toHaveLength(2);
    expect(tab.model.sessions.value?.find(({ id }) => id === tab.flow.session_id)?.left_out).toEqual(['shoulder']);
  });

  test('[C16] another client, or none, has another history', async () => {
    const { tab } = await with_client();
    await again(tab, null);
    expect(tab.flow.step).toBe('screening');
    tab.send({ type: 'flow_backed' }, { type: 'client_added', name: 'C. D.' });
    expect(tab.flow.step).toBe('screening');
  });

  test('the day after may be skipped, and is asked again next time', async () => {
    const { tab, client_id, session_id } = await with_client();
    tab.clock.sleep(50 * HOUR);
    await again(tab, client_id);
    expect(tab.flow).toMatchObject({ step: 'check-in', check_in: { session_id } });
    tab.send({ type: 'flow_skipped' });
    await until(() => tab.flow.step === 'screening');
    tab.send({ type: 'flow_left' });
    await again(tab, client_id);
    await say(tab, session_id, { feeling: 'worse' });
    expect(tab.flow).toMatchObject({ step: 'guard', guard: { is_blocked: false } });
    expect((await tab.facts()).find(({ kind }) => kind === 'checked_in')).toMatchObject({ client_id });
    expect(tab.model.day_after.value.due).toBeNull();
  });

  test('[C10] a sign for emergency care stops a therapist too', async () => {
    const { tab, client_id, session_id } = await with_client();
    tab.clock.sleep(50 * HOUR);
    await again(tab, client_id);
    await say(tab, session_id, { signs: ['swelling'], is_none: false });
    expect(tab.flow).toMatchObject({ step: 'guard', guard: { is_blocked: true } });
    tab.send({ type: 'advice_set_aside', why: 'It is nothing' });
    expect(tab.flow).toMatchObject({ step: 'guard', set_aside: null });
  });
});

test('what was to pass and has not leads to emergency care, and closes everything until a clinician has looked', async () => {
  const tab = await new Device().open();
  await tab.start_run();
  const { session_id } = tab.flow;
  tab.run_to('hold');
  tab.clock.pass(3000);
  tab.send({ type: 'react', reaction: 'lasting' });
  expect(tab.run.advice).toBeNull();
  tab.send({ type: 'react', reaction: 'dizzy' });
  expect(tab.run.advice).toMatchObject({ action: 'stop-and-rest' });
  tab.send({ type: 'react', reaction: 'lasting' });
  expect(tab.run.advice).toMatchObject({ id: 'lasting', action: 'emergency' });
  tab.send({ type: 'card_closed' }, { type: 'flow_skipped' }, { type: 'flow_continued' });
  await until(() => tab.model.sessions.value?.find(({ id }) => id === session_id)?.reactions.length === 2);
  tab.clock.sleep(80 * HOUR);
  await tab.settle();
  await begin(tab);
  await say(tab, session_id);
  expect(advice(tab)).toEqual(['stop-reason']);
  expect(tab.flow.guard.is_blocked).toBe(true);
});
