/** A client's own device: what only staff may say is never in its outbox. */
import { beforeEach, expect, test } from 'vitest';
import { PRACTICE } from '../support/fake-server';
import { clear_storage, Device, one_session } from '../support/rig';
import { until } from '../support/until';

beforeEach(clear_storage);

/** A device whose pairing code is a client's. */
function of_a_client(): Device {
  const device = new Device();
  device.server.practice = { ...PRACTICE, role: 'client', client_id: 'client-1' };
  return device;
}

test('[Y10] a client’s device takes along what was pressed alone, and nothing of a session with somebody', async () => {
  const device = of_a_client();
  const tab = await device.open();
  const with_somebody = await one_session(tab, 'back-therapist');
  device.clock.pass(60_000);
  const alone = await one_session(tab);
  tab.send({ type: 'pair_code_entered', code: 'ABCD-EFGH' });
  await until(() => tab.model.pairing.value.state === 'asking');
  const asking = tab.model.pairing.value;
  expect(asking.state === 'asking' && asking.unbound.map(({ id }) => id)).toEqual([alone]);
  expect(tab.model.sessions.value?.map(({ id }) => id)).toEqual([alone, with_somebody]);
});

test('[C16] [Y10] what a therapist began is not gone on with once the device is a client’s, nor can it say whose a session was', async () => {
  const device = of_a_client();
  const tab = await device.open();
  const before = await one_session(tab, 'back-therapist');
  tab.send({ type: 'start', protocol_id: 'back-therapist' });
  await until(() => tab.model.flow.value !== null, 'no flow began');
  const advised = { ...tab.flow, is_trained: true, step: 'pain-before' as const, client_id: 'client-2' };
  await tab.settle();
  tab.kill();
  // The link of a pairing code is opened while the questions of a session stand in a draft.
  const again = await device.open('/pair', 'ABCD-EFGH');
  const set_aside = { advice: ['same-point'], why: 'Lighter today' };
  await again.database.keep_draft({ flow: { ...advised, set_aside }, at: again.clock.wall_ms });
  await until(() => again.model.pairing.value.state === 'asking');
  again.send({ type: 'pair_confirmed', device_name: 'Phone', send: [] });
  await until(() => again.model.sync.value.paired !== null);
  again.kill();
  const own = await device.open();
  await own.settle();
  expect(own.model.flow.value).toBeNull();
  expect(await own.database.draft()).toBeUndefined();
  const kinds = await own.kinds();
  own.send({ type: 'client_added', name: 'A. B.' });
  own.send({ type: 'client_added_for_session', session_id: before, name: 'A. B.' });
  own.send({ type: 'session_reassigned', session_id: before, client_id: 'client-2' });
  await own.settle();
  expect(await own.kinds()).toEqual(kinds);
  expect(kinds).not.toContain('advice_set_aside');
});
