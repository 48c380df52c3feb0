/** A note that is typed: kept through a reload until it is saved. */
import { beforeEach, expect, test } from 'vitest';
import { clear_storage, Device, one_session } from '../support/rig';
import { until } from '../support/until';

beforeEach(clear_storage);

async function with_a_session(device: Device) {
  const tab = await device.open();
  return { tab, session_id: await one_session(tab) };
}

test('a note that was typed is there again after a reload, and stays until it is saved', async () => {
  const device = new Device();
  const { tab, session_id } = await with_a_session(device);
  for (const text of ['E', 'Ea', 'Eased at once']) tab.send({ type: 'note_typed', session_id, text });
  await until(async () => (await tab.database.note_drafts())[session_id] === 'Eased at once');
  tab.kill();

  const again = await device.open('/history');
  expect(again.model.note_drafts.value).toEqual({ [session_id]: 'Eased at once' });
  again.send({ type: 'note_written', session_id, text: 'Eased at once' });
  expect(again.model.note_drafts.value[session_id]).toBe('');
  await again.written('note_written');
  await until(async () => Object.keys(await again.database.note_drafts()).length === 0);
  again.kill();
  expect((await device.open()).model.note_drafts.value).toEqual({});
});

test('a note that was saved while the storage was full comes back rather than being lost', async () => {
  const device = new Device();
  const { tab, session_id } = await with_a_session(device);
  tab.send({ type: 'note_typed', session_id, text: 'Eased' });
  await until(async () => (await tab.database.note_drafts())[session_id] === 'Eased');
  tab.database.record = () => Promise.reject(new DOMException('', 'QuotaExceededError'));
  tab.send({ type: 'note_written', session_id, text: 'Eased' });
  await until(() => tab.model.trouble.value === 'storage-full');
  expect(tab.model.note_drafts.value[session_id]).toBe('');
  tab.kill();
  expect((await device.open()).model.note_drafts.value).toEqual({ [session_id]: 'Eased' });
});

test('[D4] a device that is removed keeps no note that was typed for the practice', async () => {
  const device = new Device();
  const { tab, session_id } = await with_a_session(device);
  await tab.database.pair(
    {
      device_id: 'd',
      practice_id: 'p',
      practice_name: 'P',
      role: 'owner',
      client_id: null,
      device_name: 'D',
      is_publicly_trusted: true,
    },
    [session_id],
  );
  await tab.database.keep_note_draft(session_id, 'Eased');
  await tab.database.leave('p', (await tab.database.meta('paired'))?.device_id ?? null);
  expect(await tab.database.note_drafts()).toEqual({});
});
