import { expect, test } from 'vitest';
import { hand_over, let_proven_go } from '../../../pwa/src/app/handing-over';
import type { Handover } from '../../../pwa/src/wire.gen';
import { PRACTICE } from '../support/fake-server';
import { Device, type Tab } from '../support/rig';
import { until } from '../support/until';

const NAMED = { replaces: null, name: 'A. B.' };

async function paired_tab(device: Device): Promise<Tab> {
  const tab = await device.open();
  device.server.paired = PRACTICE;
  await tab.database.pair(PRACTICE, []);
  tab.kill();
  return device.open();
}

function note(text: string, client_id: string | null = null, subject = 'session-0001') {
  return { kind: 'note_written', subject, client_id, at: 1, body: { text } };
}

test('[N5] a removed device hands over what it had not sent, and lets go of it upon a receipt', async () => {
  const device = new Device();
  const tab = await paired_tab(device);
  device.server.is_offline = true;
  const [first, second] = await tab.database.record([note('one'), note('two')], 5, []);
  device.server.is_offline = false;
  device.server.takes_handovers = true;
  device.server.trouble = { status: 401, type: 'device-revoked' };
  tab.send({ type: 'sync_wanted' });
  await until(() => tab.model.sync.value.handed_over === 2 && tab.model.sync.value.paired === null);
  await until(() => tab.model.sync.value.unsent === 0);
  expect(device.server.handed_over).toEqual([first?.raw, second?.raw]);
  expect(tab.model.sync.value.activity).toBe('revoked');
  expect(await tab.database.unproven()).toEqual([]);
});

test('[N5] without a receipt over exactly that, or without a network, everything stays for the next start', async () => {
  const device = new Device();
  const tab = await paired_tab(device);
  device.server.is_offline = true;
  await tab.database.record([note('one'), note('two')], 5, []);
  await tab.database.leave(PRACTICE.practice_id, PRACTICE.device_id);
  const world = { database: tab.database, server: device.server };
  device.server.takes_handovers = true;
  await hand_over(world, PRACTICE.practice_id);
  device.server.is_offline = false;
  device.server.receipts_lie = true;
  await hand_over(world, PRACTICE.practice_id);
  expect(await tab.database.unsent(PRACTICE.practice_id)).toHaveLength(2);
  device.server.receipts_lie = false;
  await hand_over(world, PRACTICE.practice_id);
  expect(await tab.database.unsent(PRACTICE.practice_id)).toEqual([]);
});

test('[D10] [N5] paired anew while it hands over, a device keeps all that it has', async () => {
  const device = new Device();
  const tab = await paired_tab(device);
  const { practice_id, device_id } = PRACTICE;
  device.server.is_offline = true;
  const [about, other] = await tab.database.record([note('one', 'client-aa'), note('two')], 5, []);
  if (about) device.server.erased_ids.add(about.id);
  device.server.is_offline = false;
  device.server.takes_handovers = true;
  await tab.database.leave(practice_id, device_id);
  const server = {
    hand_over: async (request: Handover) => {
      const reply = await device.server.hand_over(request);
      await tab.database.pair({ ...PRACTICE, device_id: 'dddddddd-2' }, []);
      return reply;
    },
  };
  await hand_over({ database: tab.database, server } as never, practice_id);
  expect(device.server.handed_over).toEqual([other?.raw]);
  expect((await tab.database.unsent(practice_id)).map(({ id }) => id)).toEqual([about?.id, other?.id]);
  expect(await tab.database.meta('handed_over')).toBeUndefined();
});

test('[N14] what it left of one practice a device hands over to no other, though its cookie is that one’s by now', async () => {
  const device = new Device();
  const tab = await paired_tab(device);
  const { practice_id, device_id } = PRACTICE;
  device.server.is_offline = true;
  await tab.database.record([note('one')], 5, []);
  await tab.database.leave(practice_id, device_id);
  // Paired with another practice, it was killed before it could keep that; removed there as well, before it was opened again.
  device.server.is_offline = false;
  device.server.takes_handovers = true;
  device.server.paired = { ...PRACTICE, practice_id: 'another-practice', device_id: 'another-device' };
  const world = { database: tab.database, server: device.server };
  await hand_over(world, practice_id);
  expect(device.server.handed_over).toEqual([]);
  expect(await tab.database.unsent(practice_id)).toHaveLength(1);
  device.server.paired = PRACTICE;
  await hand_over(world, practice_id);
  expect(device.server.handed_over).toHaveLength(1);
});

test('[N5] what went from here while it was handed over is not brought back by a refusal', async () => {
  const device = new Device();
  const tab = await paired_tab(device);
  const { practice_id, device_id } = PRACTICE;
  device.server.is_offline = true;
  const [about] = await tab.database.record([note('one', 'client-aa')], 5, []);
  if (about) device.server.erased_ids.add(about.id);
  device.server.is_offline = false;
  device.server.takes_handovers = true;
  await tab.database.leave(practice_id, device_id);
  const server = {
    hand_over: async (request: Handover) => {
      const reply = await device.server.hand_over(request);
      // It was asked before the client was erased; another tab has heard of that meanwhile.
      if (reply.kind === 'ok') for (const refused of reply.value.refused) refused.type = 'invalid';
      await tab.database.take_in(async (facts) => facts.delete(about?.id ?? ''));
      return reply;
    },
  };
  await hand_over({ database: tab.database, server } as never, practice_id);
  expect(await tab.database.rows(practice_id)).toEqual([]);
});

test('[D4] who was erased on the server is gone from this device, name, sessions and all', async () => {
  const device = new Device();
  const tab = await paired_tab(device);
  const named = { kind: 'client_saved', subject: 'client-aa', client_id: 'client-aa', at: 1, body: NAMED };
  await tab.database.record([named, note('of them', 'client-aa'), note('of nobody', null, 'session-0002')], 5, []);
  tab.send({ type: 'sync_wanted' });
  await until(() => device.server.rows.length === 3);
  await until(async () => (await tab.database.unsent(PRACTICE.practice_id)).length === 0);
  tab.send({ type: 'client_erased', client_id: 'client-aa' });
  await until(() => tab.model.erasing.value.state === 'erased');
  await until(() => tab.model.clients.value.length === 0);
  const left = await tab.database.rows(PRACTICE.practice_id);
  expect(left.map((row) => row.kind).sort()).toEqual(['client_erased', 'note_written']);
  expect(tab.model.audit.value.map((entry) => entry.kind)).toEqual(['client_erased']);
});

test('[D4] a fact that is refused as erased goes, and no other refusal does that', async () => {
  const device = new Device();
  const tab = await paired_tab(device);
  const [about, other] = await tab.database.record([note('one', 'client-aa'), note('two')], 5, []);
  if (about) device.server.erased_ids.add(about.id);
  tab.send({ type: 'sync_wanted' });
  await until(() => device.server.rows.length === 1);
  await until(async () => (await tab.database.unsent(PRACTICE.practice_id)).length === 0);
  expect((await tab.database.rows(PRACTICE.practice_id)).map((row) => row.id)).toEqual([other?.id]);
});

test('the owner renames and removes devices, and decides what becomes of what they left', async () => {
  const device = new Device();
  const row = { role: 'therapist', client_id: null, created_at: 1, last_seen_at: 1, is_this: false } as const;
  const listed = [
    { ...row, device_id: 'd1', device_name: 'Tablet' },
    { ...row, device_id: 'd2', device_name: 'Phone' },
  ];
  device.server.listed = {
    devices: listed,
    removed: [{ device_id: 'd3', device_name: 'Lost', removed_at: 1, facts: 4 }],
    is_publicly_trusted: false,
  };
  const tab = await paired_tab(device);
  const { devices } = tab.model;
  tab.send({ type: 'go', route: { screen: 'devices' } });
  await until(() => devices.value.removed.length === 1);
  expect(devices.value.is_for_clients).toBe(false);
  tab.send({ type: 'device_renamed', device_id: 'd1', device_name: 'Room 2' });
  await until(() => devices.value.devices[0]?.device_name === 'Room 2');
  tab.send({ type: 'device_removed', device_id: 'd2' });
  await until(() => devices.value.devices.length === 1);
  tab.send({ type: 'device_removed', device_id: 'd1' });
  await until(() => devices.value.failure === 'about invalid');
  tab.send({ type: 'handover_decided', device_id: 'd3', take: true });
  await until(() => devices.value.removed.length === 0 && devices.value.failure === '');
  device.server.says = '$.role: codes for clients need a trusted address';
  tab.send({ type: 'device_removed', device_id: 'd1' });
  await until(() => devices.value.failure === 'Codes for clients need a trusted address');
  tab.send({ type: 'code_wanted', role: 'client', client_id: 'client-aa' });
  await until(() => devices.value.code?.client_id === 'client-aa');
});

test('[N5] what was refused of somebody who was erased since goes from a removed device, the rest goes to the owner', async () => {
  const device = new Device();
  const tab = await paired_tab(device);
  device.server.refuses.add('note_written');
  const [about, other] = await tab.database.record([note('one', 'client-aa'), note('two')], 5, []);
  tab.send({ type: 'sync_wanted' });
  await until(() => tab.model.sync.value.refused.length === 2);
  if (about) device.server.erased_ids.add(about.id);
  device.server.takes_handovers = true;
  await tab.database.leave(PRACTICE.practice_id, PRACTICE.device_id);
  await hand_over({ database: tab.database, server: device.server }, PRACTICE.practice_id);
  expect(device.server.handed_over).toEqual([other?.raw]);
  expect(await tab.database.rows(PRACTICE.practice_id)).toEqual([]);
});

test('[N15] [D4] a removed device asks whether the log is still the one that proved what it holds', async () => {
  const device = new Device();
  const tab = await paired_tab(device);
  const world = { database: tab.database, server: device.server };
  const { practice_id, device_id } = PRACTICE;
  const [kept, lost] = await tab.database.record([note('one'), note('two')], 5, []);
  tab.send({ type: 'sync_wanted' });
  await until(async () => (await tab.database.unsent(practice_id)).length === 0);
  // The file of before the second fact is put back, in which this device is removed: it never hears of that as one that syncs.
  device.server.restore_backup(1);
  await tab.database.leave(practice_id, device_id);
  await let_proven_go(world, practice_id);
  expect(await tab.database.rows(practice_id)).toHaveLength(2);
  device.server.takes_handovers = true;
  await let_proven_go(world, practice_id);
  expect((await tab.database.unsent(practice_id)).map((row) => row.id)).toEqual([kept?.id, lost?.id]);
  await hand_over(world, practice_id);
  expect(device.server.handed_over).toEqual([lost?.raw]);
  expect(await tab.database.rows(practice_id)).toEqual([]);
});

test('[N15] a removed device whose log is still the one offers nothing of what it held', async () => {
  const device = new Device();
  const tab = await paired_tab(device);
  await tab.database.record([note('one'), note('two')], 5, []);
  tab.send({ type: 'sync_wanted' });
  await until(async () => (await tab.database.unsent(PRACTICE.practice_id)).length === 0);
  device.server.takes_handovers = true;
  device.server.trouble = { status: 401, type: 'device-revoked' };
  tab.send({ type: 'sync_wanted' });
  await until(async () => (await tab.database.rows(PRACTICE.practice_id)).length === 0);
  expect(tab.model.sync.value).toMatchObject({ activity: 'revoked', handed_over: 0 });
  expect(device.server.handed_over).toEqual([]);
});

test('a therapist is not offered a code for a client where the server makes none', async () => {
  const device = new Device();
  const tab = await paired_tab(device);
  device.server.paired = { ...PRACTICE, role: 'therapist', is_publicly_trusted: false };
  device.server.listed = { devices: [], removed: [], is_publicly_trusted: true };
  tab.send({ type: 'go', route: { screen: 'client', id: 'client-aa' } });
  await until(() => !tab.model.devices.value.is_for_clients);
});

test('[N15] a removed device whose storage takes nothing asks the server once, and tries again at its next start', async () => {
  const device = new Device();
  const tab = await paired_tab(device);
  await tab.database.record([note('one')], 5, []);
  tab.send({ type: 'sync_wanted' });
  await until(async () => (await tab.database.unsent(PRACTICE.practice_id)).length === 0);
  const { leave } = tab.database;
  tab.database.leave = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
  device.server.takes_handovers = true;
  device.server.trouble = { status: 401, type: 'device-revoked' };
  device.server.requests = [];
  tab.send({ type: 'sync_wanted' });
  await until(() => tab.model.sync.value.activity === 'revoked');
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(device.server.requests).toEqual(['pull']);
  expect(await tab.database.rows(PRACTICE.practice_id)).toHaveLength(1);
  tab.database.leave = leave;
  tab.kill();
  const again = await device.open();
  await until(async () => (await again.database.rows(PRACTICE.practice_id)).length === 0);
});
