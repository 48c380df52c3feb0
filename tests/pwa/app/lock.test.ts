import { effect } from '@preact/signals';
import { beforeEach, describe, expect, test } from 'vitest';
import { lock_of, MINUTE, PIN, restart, set_lock, tablet, type_pin } from '../support/locking';
import { clear_storage, Device, one_session, pair, Tab } from '../support/rig';
import { turns, until } from '../support/until';

beforeEach(clear_storage);

/** Two tabs of one browser, both open. */
async function two_tabs(device: Device): Promise<[Tab, Tab]> {
  const [one, other] = [await tablet(device), await device.open()];
  await type_pin(other, PIN);
  expect([lock_of(one).is_locked, lock_of(other).is_locked]).toEqual([false, false]);
  return [one, other];
}

describe('when it locks', () => {
  test('without a PIN nothing is ever locked, and no code for it is fetched', async () => {
    const device = new Device();
    const tab = await device.open();
    device.clock.pass(30 * MINUTE);
    await turns();
    expect(lock_of(tab)).toMatchObject({ is_set: false, is_locked: false });
    expect(device.lock_flag.up).toBe(false);
  });

  test('[LK1] the app starts locked, from the first moment on', async () => {
    const device = new Device();
    (await tablet(device)).kill();
    expect(new Tab(device, '/history', '').model.lock.value.is_locked).toBe(true);
    const started = await device.open('/history');
    expect(lock_of(started)).toMatchObject({ is_locked: true, is_set: true });
    // What waits to be handed in does not wait for the PIN.
    expect(started.begun).toBeGreaterThan(0);
    await type_pin(started, PIN);
    expect(lock_of(started).is_locked).toBe(false);
    expect(started.model.route.value.screen).toBe('history');
  });

  test('[LK1] also where the browser has lost the flag: nothing of the record is read before', async () => {
    const device = new Device();
    const tab = await tablet(device);
    await one_session(tab);
    tab.kill();
    device.lock_flag.up = false;
    const started = new Tab(device, '/history', '');
    const seen: boolean[] = [];
    effect(() => {
      if (started.model.sessions.value !== null) seen.push(started.model.lock.value.is_locked);
    });
    await started.app.start();
    await until(() => (started.model.sessions.value?.length ?? 0) > 0);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.every((is_locked) => is_locked)).toBe(true);
    expect(device.lock_flag.up).toBe(true);
  });

  test('[LK2] after the minutes that were chosen, from the last touch on', async () => {
    const device = new Device();
    const tab = await tablet(device);
    tab.send({ type: 'lock_timed', minutes: 1 });
    await until(() => lock_of(tab).minutes === 1);
    device.clock.pass(50_000);
    tab.touches.touch();
    device.clock.pass(59_000);
    expect(lock_of(tab).is_locked).toBe(false);
    device.clock.pass(1000);
    expect(lock_of(tab).is_locked).toBe(true);
  });

  test('[LK2] back from being hidden for longer it is locked before the curtain is lifted', async () => {
    const device = new Device();
    const tab = await tablet(device);
    tab.presence.become('hidden');
    expect(tab.curtain.is_drawn).toBe(true);
    device.clock.sleep(4 * MINUTE);
    tab.presence.become('visible');
    expect([lock_of(tab).is_locked, tab.curtain.is_drawn]).toEqual([false, false]);
    tab.presence.become('hidden');
    device.clock.sleep(5 * MINUTE);
    tab.presence.become('visible');
    expect([lock_of(tab).is_locked, tab.curtain.is_drawn]).toEqual([true, true]);
    await until(() => !tab.curtain.is_drawn);
  });

  test('at once where that is asked for; sync goes on behind it', async () => {
    const device = new Device();
    const tab = await tablet(device);
    tab.send({ type: 'lock_wanted' });
    await until(() => lock_of(tab).is_locked);
    await tab.database.record([{ kind: 'note_written', subject: 's', client_id: null, at: 1, body: {} }], 1, []);
    tab.sync.nudge();
    await until(() => {
      device.clock.pass(1000);
      return device.server.held.length === 1;
    });
    expect(lock_of(tab).is_locked).toBe(true);
  });
});

describe('a session', () => {
  test('[LK3] [LK4] is never locked, and what was asked for meanwhile falls at its summary', async () => {
    const device = new Device();
    const tab = await tablet(device);
    await tab.start_run('back-self');
    tab.send({ type: 'lock_wanted' });
    device.clock.pass(20 * MINUTE);
    await turns();
    expect(lock_of(tab).is_locked).toBe(false);
    tab.send({ type: 'stop' });
    expect(lock_of(tab).is_locked).toBe(false);
    tab.send({ type: 'flow_skipped' });
    expect(tab.flow.step).toBe('summary');
    expect(lock_of(tab).is_locked).toBe(true);
  });

  test('[LK3] [LK4] comes back after a kill without the PIN, which its summary asks for', async () => {
    const device = new Device();
    const tab = await tablet(device);
    await tab.start_run('back-self');
    const back = await restart(device, tab);
    await until(() => back.model.run.value !== null);
    expect(lock_of(back).is_locked).toBe(false);
    back.send({ type: 'stop' }, { type: 'flow_skipped' });
    expect([back.flow.step, lock_of(back).is_locked]).toEqual(['summary', true]);
    await type_pin(back, PIN);
    expect(lock_of(back).is_locked).toBe(false);
  });

  test('[LK3] the look around before Start waits half an hour, and a flow is still there behind the lock', async () => {
    const device = new Device();
    const tab = await tablet(device);
    tab.send({ type: 'start', protocol_id: 'back-self' });
    await until(() => tab.model.flow.value !== null);
    device.clock.pass(5 * MINUTE);
    expect([tab.flow.step, lock_of(tab).is_locked]).toEqual(['screening', true]);
    await type_pin(tab, PIN);
    tab.send({ type: 'none_apply' }, { type: 'flow_continued' });
    expect(tab.flow.step).toBe('pain-before');
    tab.touches.touch();
    device.clock.pass(29 * MINUTE);
    expect(lock_of(tab).is_locked).toBe(false);
    device.clock.pass(MINUTE);
    expect(lock_of(tab).is_locked).toBe(true);
  });
});

describe('tabs', () => {
  test('[LK10] lock and unlock together, and one that is opened locks them all', async () => {
    const device = new Device();
    const [one, other] = await two_tabs(device);
    other.send({ type: 'lock_wanted' });
    await until(() => lock_of(one).is_locked);
    await type_pin(one, PIN);
    await until(() => !lock_of(other).is_locked);
    const third = await device.open();
    expect([one, other, third].map((tab) => lock_of(tab).is_locked)).toEqual([true, true, true]);
  });

  test('[LK10] a touch in one counts in all', async () => {
    const device = new Device();
    const [one, other] = await two_tabs(device);
    for (let i = 0; i < 10; i += 1) {
      device.clock.pass(MINUTE);
      one.touches.touch();
    }
    expect([lock_of(one).is_locked, lock_of(other).is_locked]).toEqual([false, false]);
    device.clock.pass(5 * MINUTE);
    expect([lock_of(one).is_locked, lock_of(other).is_locked]).toEqual([true, true]);
  });

  test('[LK10] a run in one keeps the others open, and is not locked by them', async () => {
    const device = new Device();
    const [one, other] = await two_tabs(device);
    await one.start_run('back-self');
    device.clock.pass(8 * MINUTE);
    expect([lock_of(one).is_locked, lock_of(other).is_locked]).toEqual([false, false]);
    other.send({ type: 'lock_wanted' });
    await until(() => lock_of(other).is_locked);
    expect(lock_of(one).is_locked).toBe(false);
    one.send({ type: 'stop' }, { type: 'flow_skipped' });
    expect(lock_of(one).is_locked).toBe(true);
  });

  test('[LK10] a PIN that is set or taken off in one is so in all', async () => {
    const device = new Device();
    const other = await device.open();
    device.clock.pass(60 * MINUTE);
    const one = await device.open();
    await pair(one);
    await set_lock(one);
    await until(() => lock_of(other).is_set);
    expect(lock_of(other).is_locked).toBe(false);
    other.send({ type: 'lock_wanted' });
    await until(() => lock_of(one).is_locked);
    await type_pin(one, PIN);
    await type_pin(one, PIN);
    one.send({ type: 'lock_removed' });
    await until(() => !lock_of(other).is_set && !lock_of(one).is_set);
    await set_lock(one);
    await until(() => lock_of(other).is_set);
    expect(lock_of(other).is_locked).toBe(false);
  });
});
