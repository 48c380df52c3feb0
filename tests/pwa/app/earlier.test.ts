/** A device that comes to another practice: what it had of the one before stays on it, is shown, and never goes along. */
import { beforeEach, expect, test } from 'vitest';
import { type FakeServer, PRACTICE } from '../support/fake-server';
import { clear_storage, Device, one_session, pair, type Tab } from '../support/rig';
import { until } from '../support/until';

beforeEach(clear_storage);

const OTHER = { ...PRACTICE, practice_id: '9a5c0000-0000-4000-8000-000000000002', practice_name: 'Hillside' };

/** The server has lost its data and begins anew, as another practice. */
async function come_to_another(tab: Tab, server: FakeServer): Promise<void> {
  Object.assign(server, { practice: OTHER, rows: [], epoch: 'e2', paired: null, code: 'ABCD-EFGH' });
  tab.send({ type: 'pair_code_entered', code: 'ABCD-EFGH' });
  await until(() => tab.model.pairing.value.state === 'asking');
  tab.send({ type: 'pair_confirmed', device_name: 'Tablet', send: [] });
  await until(() => tab.model.sync.value.paired?.practice_id === OTHER.practice_id);
  await tab.settle();
}

test('sessions of an earlier practice are said and shown, and can be taken away as a file', async () => {
  const device = new Device();
  const tab = await device.open();
  await pair(tab);
  const before = await one_session(tab);
  tab.send({ type: 'sync_wanted' });
  await until(() => tab.model.session_sync.value[before]?.on_server === 7);
  const rows = await tab.rows();
  await come_to_another(tab, device.server);
  expect(tab.model.pairing.value).toMatchObject({
    state: 'paired',
    practice_name: 'Hillside',
    before: { practice_name: 'Riverside', sessions: 1 },
  });
  expect(tab.model.sessions.value).toEqual([]);
  expect(tab.model.earlier.value.sessions.map(({ id }) => id)).toEqual([before]);
  tab.send({ type: 'earlier_export_wanted' });
  await until(() => tab.exporter.files.length === 1);
  expect(tab.exporter.files[0]?.text).toBe(rows.map((row) => `${row.raw}\n`).join(''));
});

test('[D3] nothing of an earlier practice is written to or sent to the one of now', async () => {
  const device = new Device();
  const tab = await device.open();
  await pair(tab);
  const before = await one_session(tab);
  await come_to_another(tab, device.server);
  const rows = await tab.database.rows_of(before);
  tab.send({ type: 'note_written', session_id: before, text: 'late' });
  tab.send({ type: 'sync_wanted' });
  await tab.settle();
  expect(await tab.database.rows_of(before)).toEqual(rows);
  expect(new Set(rows.map((row) => row.practice))).toEqual(new Set([PRACTICE.practice_id]));
  expect(device.server.held).toEqual([]);
});

test('back in the earlier practice its sessions are those of now again', async () => {
  const device = new Device();
  const tab = await device.open();
  await pair(tab);
  const before = await one_session(tab);
  await come_to_another(tab, device.server);
  Object.assign(device.server, { practice: PRACTICE, paired: null, code: 'ABCD-EFGH' });
  tab.send({ type: 'pair_code_entered', code: 'ABCD-EFGH' });
  await until(() => tab.model.pairing.value.state === 'asking');
  tab.send({ type: 'pair_confirmed', device_name: 'Tablet', send: [] });
  await until(() => tab.model.sessions.value?.[0]?.id === before);
  expect(tab.model.earlier.value.sessions).toEqual([]);
  expect(tab.model.pairing.value).toMatchObject({ before: null });
});

test('[C17] it opens nothing: what was pressed here alone before still rests', async () => {
  const device = new Device();
  const tab = await device.open();
  await pair(tab);
  await tab.start_run('back-self');
  tab.run_to('hold');
  tab.clock.pass(3000);
  tab.send({ type: 'stop' }, { type: 'flow_skipped' }, { type: 'flow_continued' });
  await until(() => tab.model.sessions.value?.[0]?.reason === 'stopped');
  await tab.settle();
  await come_to_another(tab, device.server);
  expect(tab.model.sessions.value).toEqual([]);
  tab.send({ type: 'start', protocol_id: 'back-self' });
  await until(() => tab.model.flow.value !== null);
  expect(tab.flow).toMatchObject({ step: 'guard', guard: { is_blocked: true } });
  expect(tab.flow.guard.advice.map(({ id }) => id)).toEqual(['hours-between', 'same-point']);
});
