import { beforeEach, expect, test, vi } from 'vitest';
import { clear_storage, Device, pair } from '../support/rig';
import { until } from '../support/until';

beforeEach(clear_storage);

test('a device that comes by the code is listed while the code is shown, and the code is over', async () => {
  const device = new Device();
  const tab = await device.open();
  await pair(tab);
  const row = { role: 'therapist', client_id: null, created_at: 1, last_seen_at: 1, is_this: false } as const;
  device.server.listed = { ...device.server.listed, devices: [{ ...row, device_id: 'a', device_name: 'Desk' }] };
  tab.send({ type: 'go', route: { screen: 'devices' } });
  await until(() => tab.model.devices.value.state === 'ready');
  tab.send({ type: 'code_wanted', role: 'therapist' });
  await until(() => tab.model.devices.value.code !== null);
  const lists = vi.spyOn(device.server, 'devices');
  const asked = () => lists.mock.calls.length;
  const before = asked();
  // Nobody looks: nothing is asked.
  tab.presence.become('hidden');
  tab.clock.pass(5000);
  expect(asked()).toBe(before);
  tab.presence.become('visible');
  tab.clock.pass(5000);
  await until(() => asked() === before + 1);
  expect(tab.model.devices.value).toMatchObject({ came: '', code: { role: 'therapist' } });
  const { devices } = device.server.listed;
  const come = { ...row, device_id: 'b', device_name: 'Tablet' };
  // An owner's device is not what this code was for.
  const other = { ...row, role: 'owner', device_id: 'c', device_name: 'Phone' } as const;
  device.server.listed = { ...device.server.listed, devices: [...devices, other] };
  await until(() => {
    tab.clock.pass(5000);
    return tab.model.devices.value.devices.length === 2;
  });
  expect(tab.model.devices.value).toMatchObject({ came: '', code: { role: 'therapist' } });
  device.server.listed = { ...device.server.listed, devices: [...devices, other, come] };
  await until(() => {
    tab.clock.pass(5000);
    return tab.model.devices.value.code === null;
  });
  expect(tab.model.devices.value.came).toBe('Tablet');
  expect(tab.model.devices.value.devices).toHaveLength(3);
  const after = asked();
  tab.clock.pass(20_000);
  expect(asked()).toBe(after);
  tab.send({ type: 'go', route: { screen: 'library' } });
  expect(tab.model.devices.value.came).toBe('');
});
