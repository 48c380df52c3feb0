/** A tablet with a lock, and what a person does to it. */
import type { LockState } from '../../../pwa/src/app/lock-model';
import { Device, pair, type Tab } from './rig';
import { turns, until } from './until';

export const MINUTE = 60_000;
export const PIN = '271828';

export function lock_of(tab: Tab): LockState {
  return tab.model.lock.value;
}

export async function judged(tab: Tab): Promise<void> {
  await turns(10);
  await until(() => lock_of(tab).check !== 'checking', 'the PIN was never judged');
}

export async function type_pin(tab: Tab, pin: string): Promise<void> {
  tab.send({ type: 'pin_typed', pin });
  await judged(tab);
}

export async function set_lock(tab: Tab): Promise<void> {
  tab.send({ type: 'pin_chosen', pin: PIN });
  await until(() => lock_of(tab).check === 'kept', 'no PIN was kept');
  tab.send({ type: 'lock_left' });
  await turns(10);
}

/** A paired tablet of the practice with a PIN, open. */
export async function tablet(device = new Device()): Promise<Tab> {
  const tab = await device.open();
  await pair(tab);
  await set_lock(tab);
  return tab;
}

/** The app is closed, and started anew. */
export async function restart(device: Device, tab: Tab, path = '/'): Promise<Tab> {
  tab.kill();
  return device.open(path);
}
