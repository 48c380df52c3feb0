/** A session that is given to another client: in the history and the dose guard of a tablet, and of both clients' phones. */
import { beforeEach, expect, test } from 'vitest';
import { PRACTICE } from '../support/fake-server';
import { clear_storage, Device, pair, type Tab } from '../support/rig';
import { until } from '../support/until';

const HOUR = 3_600_000;

beforeEach(clear_storage);

interface Given {
  device: Device;
  tab: Tab;
  session_id: string;
  /** With whom it was first, and who it is with now. */
  first: string;
  then: string;
}

/** A session in which something was pressed, given to another client while no server can be reached. */
async function given(): Promise<Given> {
  const device = new Device();
  const tab = await device.open();
  await pair(tab);
  tab.send({ type: 'client_added', name: 'A. B.' }, { type: 'client_added', name: 'C. D.' });
  await until(() => tab.model.clients.value.length === 2);
  const [first = '', then = ''] = tab.model.clients.value.map(({ id }) => id);
  await begin(tab, 'back-therapist');
  tab.send({ type: 'who_chosen', client_id: first });
  const { session_id } = tab.flow;
  tab.send({ type: 'none_apply' }, { type: 'flow_continued' }, { type: 'side_chosen', side: 'left' });
  tab.send({ type: 'flow_continued' }, { type: 'flow_skipped' });
  await until(() => tab.model.run.value !== null);
  tab.run_to('hold');
  tab.clock.pass(3000);
  tab.send({ type: 'stop' }, { type: 'flow_skipped' }, { type: 'flow_continued' });
  await until(() => whose(tab, session_id)?.reason === 'stopped');
  await synced(tab);
  device.server.is_offline = true;
  tab.send({ type: 'session_reassigned', session_id, client_id: then });
  await until(() => whose(tab, session_id)?.client_id === then);
  await tab.written('session_assigned');
  return { device, tab, session_id, first, then };
}

function whose(tab: Tab, session_id: string) {
  return tab.model.sessions.value?.find(({ id }) => id === session_id);
}

async function begin(tab: Tab, protocol_id: string): Promise<void> {
  tab.send({ type: 'start', protocol_id });
  await until(() => tab.model.flow.value !== null, 'no flow began');
}

async function synced(tab: Tab): Promise<void> {
  tab.send({ type: 'sync_wanted' });
  await until(async () => (await tab.database.unsent(PRACTICE.practice_id)).length === 0);
  await until(() => tab.model.sync.value.activity === 'idle');
}

/** Their own phone, which is shown what of that log is filed under them. */
async function phone_of(client_id: string, rows: Device['server']['rows'], from: Device): Promise<[Device, Tab]> {
  const phone = new Device();
  phone.clock.sleep(from.clock.wall_ms - phone.clock.wall_ms);
  phone.server.practice = { ...PRACTICE, role: 'client', client_id };
  phone.server.rows = rows.map((row, at) => ({ ...row, pos: at + 1, client_id }));
  const tab = await phone.open();
  await pair(tab);
  await until(async () => (await tab.database.fact_count(PRACTICE.practice_id)) === rows.length);
  await until(() => tab.model.sync.value.activity === 'idle');
  return [phone, tab];
}

function advice(tab: Tab): string[] {
  return tab.flow.guard.advice.map(({ id }) => id);
}

test('[H3] [C16] on the tablet it is the other’s at once, in the history and the dose guard, with no server in reach', async () => {
  const { device, tab, session_id, first, then } = await given();
  expect((await tab.database.unsent(PRACTICE.practice_id)).map((row) => row.kind)).toEqual(['session_assigned']);
  tab.clock.pass(HOUR);
  await begin(tab, 'back-therapist');
  tab.send({ type: 'who_chosen', client_id: first });
  expect(advice(tab)).toEqual([]);
  tab.send({ type: 'flow_left' });
  await begin(tab, 'back-therapist');
  tab.send({ type: 'who_chosen', client_id: then });
  expect(advice(tab)).toEqual(['hours-between', 'same-point']);
  tab.kill();
  // The same after a start.
  const again = await device.open();
  expect(whose(again, session_id)?.client_id).toBe(then);
});

test('[Y19] [C16] the phone of the one lets go of it, with nothing of it in history and dose guard', async () => {
  const { device, session_id, first } = await given();
  const of_first = device.server.rows.filter((row) => row.client_id === first);
  const [phone, tab] = await phone_of(first, of_first, device);
  expect(whose(tab, session_id)?.client_id).toBe(first);
  await begin(tab, 'back-self');
  expect(advice(tab)).toContain('hours-between');
  tab.send({ type: 'flow_left' });
  // From now on the server shows the rest only, lets the phone begin anew, and says of what it offers that it is not theirs.
  const moved = of_first.filter((row) => JSON.parse(row.raw).subject === session_id);
  expect(moved.length).toBeGreaterThan(2);
  for (const { id } of moved) phone.server.erased_ids.add(id);
  phone.server.rows = of_first.filter((row) => !moved.includes(row)).map((row, at) => ({ ...row, pos: at + 1 }));
  phone.server.epoch += "'";
  await synced(tab);
  await until(() => whose(tab, session_id) === undefined);
  const left = await tab.database.rows(PRACTICE.practice_id);
  expect(left.map(({ kind, state }) => [kind, state])).toEqual([['client_saved', 'held']]);
  await begin(tab, 'back-self');
  expect(advice(tab)).toEqual([]);
});

test('[Y18] [H3] [C16] the phone of the other has it whole, whomever its facts name, and its dose guard counts it', async () => {
  const { device, tab: tablet, session_id, first, then } = await given();
  device.server.is_offline = false;
  await synced(tablet);
  const of_session = device.server.rows.filter((row) => JSON.parse(row.raw).subject === session_id);
  expect(new Set(of_session.map(({ raw }) => JSON.parse(raw).client_id))).toEqual(new Set([first, then]));
  const [, tab] = await phone_of(then, of_session, device);
  expect(whose(tab, session_id)).toMatchObject({ client_id: then, reason: 'stopped' });
  expect(whose(tab, session_id)?.held_ms).toBeGreaterThan(0);
  await begin(tab, 'back-self');
  expect(advice(tab)).toContain('hours-between');
});

/** A phone in the middle of a hold, whose session is given to somebody else: what it holds and offers of it is not theirs. */
async function given_while_it_runs(): Promise<{ phone: Device; tab: Tab; session_id: string }> {
  const phone = new Device();
  phone.server.practice = { ...PRACTICE, role: 'client', client_id: 'client-aa' };
  const tab = await phone.open();
  await pair(tab);
  await tab.start_run('back-self');
  const { session_id } = tab.flow;
  tab.run_to('hold');
  tab.clock.pass(3000);
  await synced(tab);
  expect(phone.server.rows.length).toBeGreaterThan(2);
  give_away(phone);
  tab.send({ type: 'sync_wanted' });
  await until(
    async () => (await tab.database.cursor(PRACTICE.practice_id))?.startsWith(`${phone.server.epoch}.`) ?? false,
  );
  await until(() => tab.model.sync.value.activity !== 'syncing');
  return { phone, tab, session_id };
}

/** From now on the server shows none of it, lets the phone begin anew, and says of what it offers that it is not theirs. */
function give_away(phone: Device): void {
  phone.server.given_away = [];
  phone.server.rows = [];
  phone.server.epoch += "'";
}

test('[Y19] [D9] a run that is on stays whole on the phone: the hold, its guide, Stop, and what is asked after it', async () => {
  const { phone, tab, session_id } = await given_while_it_runs();
  expect([tab.mode, tab.run.session.hold]).toEqual(['hold', 0]);
  const { left_s } = tab.model.dial.value;
  tab.clock.pass(2000);
  expect(tab.model.dial.value.left_s).toBe(Number(left_s) - 2);
  // It is still the session that is on: what was said and held before stands with what comes.
  expect(whose(tab, session_id)).toBeDefined();
  tab.send({ type: 'rate', nrs: 5 }, { type: 'release' });
  await tab.written('hold_ended');
  expect(await tab.kinds()).toContain('session_started');
  tab.send({ type: 'stop' }, { type: 'pain_chosen', nrs: 3 }, { type: 'flow_continued' });
  await until(() => whose(tab, session_id)?.reason === 'stopped');
  expect(tab.flow.step).toBe('summary');
  expect(whose(tab, session_id)?.held_ms).toBeGreaterThan(4000);
  // Once it is over it goes where it belongs: handed in, and let go of.
  await synced(tab);
  expect(whose(tab, session_id)?.pain_after).toBe(3);
  expect((await tab.rows()).filter((row) => row.subject === session_id)).toEqual([]);
  tab.send({ type: 'note_written', session_id, text: 'It let go at once.' });
  await tab.settle();
  await synced(tab);
  expect(whose(tab, session_id)?.pain_after).toBe(3);
  tab.send({ type: 'flow_left' });
  await until(() => whose(tab, session_id) === undefined, 'it is shown for ever');
  expect((await tab.rows()).filter((row) => row.subject === session_id)).toEqual([]);
  const offered = (phone.server.given_away ?? []).map((raw) => JSON.parse(raw).kind);
  expect(offered).toEqual(expect.arrayContaining(['hold_ended', 'session_ended', 'pain_rated', 'note_written']));
});

test('[Y19] [D9] killed in the middle it comes back parked, with what was pressed, and is let go of once it is over', async () => {
  const { phone, tab, session_id } = await given_while_it_runs();
  tab.kill();
  const again = await phone.open();
  expect(again.mode).toBe('parked');
  expect(again.flow.session_id).toBe(session_id);
  expect(await again.kinds()).toContain('session_started');
  again.send({ type: 'stop' }, { type: 'flow_skipped' }, { type: 'flow_continued' });
  await synced(again);
  await until(async () => (await again.rows()).every((row) => row.subject !== session_id));
});

test('[D9] a client who is erased in the middle of their session is let go of once it is over, and not before', async () => {
  const device = new Device();
  const tab = await device.open();
  await pair(tab);
  tab.send({ type: 'client_added', name: 'A. B.' });
  await until(() => tab.model.clients.value.length === 1);
  const [client_id = ''] = tab.model.clients.value.map(({ id }) => id);
  await begin(tab, 'back-therapist');
  tab.send({ type: 'who_chosen', client_id });
  const { session_id } = tab.flow;
  tab.send({ type: 'none_apply' }, { type: 'flow_continued' }, { type: 'side_chosen', side: 'left' });
  tab.send({ type: 'flow_continued' }, { type: 'flow_skipped' });
  await until(() => tab.model.run.value !== null);
  tab.run_to('hold');
  await synced(tab);
  await device.server.erase_client(client_id);
  // Whatever names them, or is of that session, is refused as erased from now on.
  device.server.given_away = [];
  tab.send({ type: 'sync_wanted' });
  await until(() => tab.model.clients.value.length === 0, 'the client is still there');
  expect(tab.mode).toBe('hold');
  expect(await tab.kinds()).toContain('session_started');
  tab.send({ type: 'stop' }, { type: 'flow_skipped' }, { type: 'flow_continued' }, { type: 'flow_left' });
  await synced(tab);
  await until(() => whose(tab, session_id) === undefined, 'it is still shown');
  expect(
    (await tab.rows()).filter(({ subject }) => [session_id, client_id].includes(subject)).map(({ kind }) => kind),
  ).toEqual(['client_erased']);
});

/** A session that was pressed and stopped; its questions of afterwards are open. */
async function stopped(): Promise<{ device: Device; tab: Tab; session_id: string }> {
  const device = new Device();
  const tab = await device.open();
  await pair(tab);
  await tab.start_run();
  const { session_id } = tab.flow;
  tab.run_to('hold');
  tab.clock.pass(3000);
  tab.send({ type: 'stop' });
  await until(() => whose(tab, session_id)?.reason === 'stopped');
  return { device, tab, session_id };
}

test('[D9] what went from under a summary is listed no more once that is left, nor what was typed, whoever heard of it', async () => {
  const { device, tab, session_id } = await stopped();
  tab.send({ type: 'flow_skipped' });
  await synced(tab);
  expect(tab.flow.step).toBe('summary');
  await tab.database.take_in(async (facts) => {
    for (const { id } of await facts.index('by_state').getAll([PRACTICE.practice_id, 'held'])) await facts.delete(id);
  });
  device.browser.tab().tell('facts');
  await tab.settle();
  expect(whose(tab, session_id)).toBeDefined();
  tab.send({ type: 'note_typed', session_id, text: 'It let' });
  await until(async () => Object.keys(await tab.database.note_drafts()).length === 1);
  tab.send({ type: 'flow_left' });
  await until(() => whose(tab, session_id) === undefined, 'it is shown for ever');
  await until(async () => Object.keys(await tab.database.note_drafts()).length === 0, 'it is kept for ever');
});

test('[N5] [D9] removed while what is asked afterwards is open, a device hands the session over whole once that is done', async () => {
  const { device, tab, session_id } = await stopped();
  device.server.takes_handovers = true;
  device.server.trouble = { status: 401, type: 'device-revoked' };
  tab.send({ type: 'sync_wanted' });
  await until(() => tab.model.sync.value.activity === 'revoked' && tab.model.sync.value.paired === null);
  await tab.settle();
  expect(device.server.handed_over).toEqual([]);
  tab.send({ type: 'pain_chosen', nrs: 2 }, { type: 'flow_continued' }, { type: 'flow_left' });
  await until(() => device.server.handed_over.length > 0, 'it stays for ever');
  const over = device.server.handed_over.map((raw) => JSON.parse(raw));
  expect(new Set(over.map(({ subject }) => subject))).toEqual(new Set([session_id]));
  expect(over.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['pain_rated']));
});
