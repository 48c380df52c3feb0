/** A device of staff that becomes a client's: what it held of others is gone, or it stays what it was. */
import { beforeEach, expect, test } from 'vitest';
import { belonged_key } from '../../../pwa/src/core/becoming';
import type { Paired } from '../../../pwa/src/wire.gen';
import { PRACTICE } from '../support/fake-server';
import { clear_storage, Device, one_session, pair, type Tab } from '../support/rig';
import { until } from '../support/until';

beforeEach(clear_storage);

const A: Paired = { ...PRACTICE, device_id: 'phone-of-a', role: 'client', client_id: 'client-aaaa' };
const B: Paired = { ...A, device_id: 'phone-of-b', client_id: 'client-bbbb' };

function saved(client: string, name: string) {
  return { kind: 'client_saved', subject: client, client_id: client, at: 1, body: { replaces: null, name } };
}

function note(client: string, text: string) {
  return { kind: 'note_written', subject: `session-${client}`, client_id: client, at: 1, body: { text } };
}

const RECORD = [saved('client-aaaa', 'A. A.'), saved('client-bbbb', 'B. B.'), note('client-aaaa', 'of A')];

/** A tablet of the practice with two clients, everything of it handed in. */
async function of_staff(device: Device): Promise<Tab> {
  const tab = await device.open();
  await pair(tab);
  await one_session(tab, 'back-therapist');
  await tab.database.record([...RECORD, note('client-bbbb', 'of B')], 5, []);
  tab.send({ type: 'sync_wanted' });
  await until(async () => (await tab.database.unproven()).length === 0);
  return tab;
}

/** Tries a code of the client; answers with whether the screen said that what is of others leaves. */
async function become(tab: Tab, device: Device, whose: Paired): Promise<boolean> {
  Object.assign(device.server, { practice: whose, code: whose.device_id });
  tab.send({ type: 'pair_code_entered', code: whose.device_id });
  await until(() => tab.model.pairing.value.state === 'asking');
  const asking = tab.model.pairing.value;
  tab.send({ type: 'pair_confirmed', device_name: 'Phone', send: [] });
  await until(() => ['paired', 'failed'].includes(tab.model.pairing.value.state));
  await tab.settle();
  return asking.state === 'asking' && asking.lets_go;
}

/** What the server shows a client's device: its own client's. */
function show_only(device: Device, client: string): void {
  device.server.rows = device.server.rows.filter((row) => row.client_id === client);
}

test('[D8] becoming a client’s, it says that it lets go, and holds and shows nothing but what that client’s device is shown', async () => {
  const device = new Device();
  const tab = await of_staff(device);
  expect(tab.model.clients.value).toHaveLength(2);
  await tab.database.keep_note_draft('session-client-bbbb', 'typed of B');
  tab.database.pair = ((pairing) => async (paired: Paired, sessions: readonly string[]) => {
    show_only(device, 'client-aaaa');
    return pairing(paired, sessions);
  })(tab.database.pair.bind(tab.database));
  expect(await become(tab, device, A)).toBe(true);
  expect(tab.model.pairing.value.state).toBe('paired');
  const held = async () => (await tab.database.rows(PRACTICE.practice_id)).map((row) => row.client_id);
  await until(async () => (await held()).length === 2);
  expect(await held()).toEqual(['client-aaaa', 'client-aaaa']);
  expect(tab.model.clients.value.map(({ id }) => id)).toEqual(['client-aaaa']);
  expect(tab.model.sessions.value).toEqual([]);
  expect(await tab.database.note_drafts()).toEqual({});
});

test('[D8] what is not sent yet is handed in first', async () => {
  const device = new Device();
  const tab = await of_staff(device);
  const [late] = await tab.database.record([note('client-bbbb', 'late')], 6, []);
  expect(await become(tab, device, A)).toBe(true);
  expect(tab.model.pairing.value.state).toBe('paired');
  expect(device.server.held).toContain(late?.raw);
});

test('[D8] [D4] while the server refuses some of it, the code is not used up and nothing is let go', async () => {
  const device = new Device();
  const tab = await of_staff(device);
  const before = (await tab.database.rows(PRACTICE.practice_id)).length;
  device.server.refuses.add('note_written');
  await tab.database.record([note('client-bbbb', 'late')], 6, []);
  await become(tab, device, A);
  expect(tab.model.pairing.value).toMatchObject({ state: 'failed', why: 'not-handed-in', code: A.device_id });
  expect(device.server.codes.asked).toHaveLength(1);
  expect(tab.model.sync.value.paired?.role).toBe('owner');
  expect(await tab.database.rows(PRACTICE.practice_id)).toHaveLength(before + 1);
});

test('[D8] [N15] a log that an older one has replaced is noticed before: what only this device holds is brought back first', async () => {
  const device = new Device();
  const tab = await of_staff(device);
  const all = device.server.held.length;
  device.server.restore_backup(2);
  await become(tab, device, A);
  expect(tab.model.pairing.value.state).toBe('paired');
  expect(device.server.held).toHaveLength(all);
});

test('[D8] where the server no longer knows this device nothing can be proven, and it stays what it was', async () => {
  const device = new Device();
  const tab = await of_staff(device);
  const before = await tab.database.rows(PRACTICE.practice_id);
  device.server.trouble = { status: 401, type: 'not-paired' };
  await become(tab, device, A);
  expect(tab.model.pairing.value).toMatchObject({ state: 'failed', why: 'not-handed-in' });
  expect(await tab.database.rows(PRACTICE.practice_id)).toEqual(before);
});

test('[D8] what is kept of an earlier practice of staff can be proven by nobody: it does not become a client’s', async () => {
  const device = new Device();
  const tab = await of_staff(device);
  const elsewhere = { ...PRACTICE, device_id: 'd-2', practice_id: '9a5c0000-0000-4000-8000-000000000002' };
  Object.assign(device.server, { rows: [], epoch: 'e2' });
  await become(tab, device, elsewhere);
  expect(tab.model.sync.value.paired?.practice_id).toBe(elsewhere.practice_id);
  const kept = await tab.database.rows_elsewhere(elsewhere.practice_id);
  await become(tab, device, { ...elsewhere, device_id: 'd-3', role: 'client', client_id: 'client-aaaa' });
  expect(tab.model.pairing.value).toMatchObject({ state: 'failed', why: 'not-handed-in' });
  expect(await tab.database.rows_elsewhere(elsewhere.practice_id)).toEqual(kept);
});

test('[D8] a client’s device that is paired anew for the same client keeps all, for another it lets go of all', async () => {
  const device = new Device();
  device.server.practice = A;
  const tab = await device.open();
  await pair(tab);
  const alone = await one_session(tab);
  device.server.trouble = { status: 401, type: 'not-paired' };
  expect(await become(tab, device, { ...A, device_id: 'phone-again' })).toBe(false);
  expect(tab.model.pairing.value.state).toBe('paired');
  device.server.trouble = null;
  tab.send({ type: 'sync_wanted' });
  await until(() => tab.model.session_sync.value[alone]?.on_server === 7);
  expect(await become(tab, device, B)).toBe(true);
  expect(tab.model.pairing.value.state).toBe('paired');
  expect(await tab.database.kept(belonged_key(PRACTICE.practice_id))).toMatchObject({ client_id: 'client-bbbb' });
  // All that there is now was read anew.
  expect((await tab.database.rows(PRACTICE.practice_id)).every((row) => row.state === 'held')).toBe(true);
});

test('[D8] whatever lies there, a client’s device shows its own client and what was pressed alone', async () => {
  const device = new Device();
  const tab = await of_staff(device);
  const [mine, theirs] = [await one_session(tab, 'back-therapist'), await one_session(tab, 'back-therapist')];
  const nobodys = await one_session(tab, 'back-therapist');
  device.clock.pass(60_000);
  const alone = await one_session(tab);
  const said = (subject: string, client_id: string) => ({
    ...{ kind: 'session_assigned', subject, client_id, at: 9, body: { client_id } },
  });
  await tab.database.record([said(mine, 'client-aaaa'), said(theirs, 'client-bbbb')], 9, []);
  tab.kill();
  // A database of before: paired as a client's, with all of this in it.
  await tab.database.take_in(async (_, meta) => meta.put(A, 'paired'));
  device.server.is_offline = true;
  const phone = await device.open();
  await until(() => phone.model.sessions.value !== null);
  const shown = phone.model.sessions.value?.map(({ id }) => id) ?? [];
  expect(new Set(shown)).toEqual(new Set([mine, alone]));
  expect(shown).not.toContain(nobodys);
  expect(Object.keys(phone.model.session_sync.value).sort()).toEqual([mine, alone].sort());
  expect(phone.model.clients.value.map(({ id }) => id)).toEqual(['client-aaaa']);
});

test('[D8] nor does it show, or hand out, an earlier practice of which it was a device of staff', async () => {
  const device = new Device();
  const tab = await of_staff(device);
  tab.kill();
  const elsewhere = { ...A, practice_id: '9a5c0000-0000-4000-8000-000000000002' };
  await tab.database.take_in(async (_, meta) => meta.put(elsewhere, 'paired'));
  device.server.is_offline = true;
  const phone = await device.open();
  await phone.settle();
  expect(phone.model.earlier.value).toEqual({ sessions: [], clients: [] });
  phone.send({ type: 'earlier_export_wanted' });
  await phone.settle();
  expect(phone.exporter.files).toEqual([]);
});
