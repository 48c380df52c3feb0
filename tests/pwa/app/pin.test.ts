import { beforeEach, describe, expect, test, vi } from 'vitest';
import { PRACTICE } from '../support/fake-server';
import { lock_of, MINUTE, PIN, restart, tablet, type_pin } from '../support/locking';
import { clear_storage, Device, one_session, Tab } from '../support/rig';
import { turns, until } from '../support/until';

beforeEach(clear_storage);

describe('the PIN', () => {
  /** Everything that the device keeps, as text. */
  async function all_kept(tab: Tab): Promise<string> {
    const found: unknown[] = [await tab.database.kept_under(''), await tab.database.settings()];
    found.push(await tab.database.unproven(), await tab.facts(), await tab.database.draft());
    return JSON.stringify(found);
  }

  test('[LK8] is kept as scrypt on this device and nowhere else: no fact, no setting, no export, no log', async () => {
    const logged = ['log', 'info', 'warn', 'error', 'debug'] as const;
    const spies = logged.map((name) => vi.spyOn(console, name));
    const device = new Device();
    const tab = await tablet(device);
    await type_pin(tab, '314159');
    await one_session(tab);
    tab.send({ type: 'export_wanted' });
    await until(() => tab.exporter.files.length === 1);
    const kept = (await tab.database.kept('lock')) as { minutes: number; pin: { salt: string; hash: string } };
    expect(Object.keys(kept).sort()).toEqual(['minutes', 'pin']);
    expect(kept.pin).toMatchObject({ salt: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(kept.pin.hash).toMatch(/^[0-9a-f]{64}$/);
    const elsewhere = [
      tab.exporter.files[0]?.text,
      device.server.held.join(''),
      JSON.stringify(tab.model.settings.value),
    ];
    for (const text of elsewhere) expect(text).not.toContain(kept.pin.hash);
    for (const secret of [PIN, '314159']) expect(await all_kept(tab)).not.toContain(secret);
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });

  test('[LK6] wrong ones are counted before they are judged, over a restart, and then have to wait', async () => {
    const device = new Device();
    let tab = await restart(device, await tablet(device));
    for (const left of [4, 3]) {
      await type_pin(tab, '1111');
      expect(lock_of(tab)).toMatchObject({ check: 'wrong', tries_left: left, is_locked: true, wait_s: 0 });
    }
    // Killed while it was judged.
    tab.send({ type: 'pin_typed', pin: '1111' });
    await until(async () => JSON.stringify(await tab.database.kept('lock/tries')).includes('"wrong":3'));
    tab = await restart(device, tab);
    await type_pin(tab, '1111');
    await type_pin(tab, '1111');
    expect(lock_of(tab)).toMatchObject({ tries_left: 0, wait_s: 30 });
    // The right one is not even looked at meanwhile.
    await type_pin(tab, PIN);
    expect(lock_of(tab)).toMatchObject({ is_locked: true, check: 'none', wait_s: 30 });
    for (let second = 0; second < 30; second += 1) {
      device.clock.pass(1000);
      await turns(5);
    }
    await until(() => lock_of(tab).wait_s === 0);
    await type_pin(tab, PIN);
    expect(lock_of(tab)).toMatchObject({ is_locked: false, check: 'none' });
    expect(await tab.database.kept('lock/tries')).toBeUndefined();
  });

  test('[LK7] a clock set forward over a restart saves half a wait at most', async () => {
    const device = new Device();
    let tab = await restart(device, await tablet(device));
    for (let i = 0; i < 6; i += 1) {
      await type_pin(tab, '1111');
      for (let s = 0; s < 31 && lock_of(tab).wait_s > 0 && i < 5; s += 1) {
        device.clock.pass(1000);
        await turns(5);
      }
    }
    expect(lock_of(tab).wait_s).toBe(60);
    device.clock.sleep(24 * 60 * MINUTE, 0);
    tab = await restart(device, tab);
    await until(() => lock_of(tab).wait_s === 30);
  });

  test('only who has just typed it changes it or takes the lock off', async () => {
    const device = new Device();
    const tab = await tablet(device);
    const kept = await tab.database.kept('lock');
    tab.send({ type: 'pin_chosen', pin: '9999' }, { type: 'lock_removed' });
    await type_pin(tab, '1111');
    tab.send({ type: 'pin_chosen', pin: '9999' }, { type: 'lock_removed' });
    await type_pin(tab, PIN);
    tab.send({ type: 'lock_left' }, { type: 'pin_chosen', pin: '9999' }, { type: 'lock_removed' });
    await turns();
    expect(await tab.database.kept('lock')).toEqual(kept);
    await type_pin(tab, PIN);
    expect(lock_of(tab).check).toBe('right');
    tab.send({ type: 'pin_chosen', pin: '9999' });
    await until(() => lock_of(tab).check === 'kept');
    tab.send({ type: 'lock_wanted' });
    await until(() => lock_of(tab).is_locked);
    tab.send({ type: 'pin_chosen', pin: '1234' }, { type: 'lock_removed' });
    await type_pin(tab, PIN);
    expect(lock_of(tab).is_locked).toBe(true);
    await type_pin(tab, '9999');
    expect(lock_of(tab).is_locked).toBe(false);
  });

  test('what is too short or too long is never kept', async () => {
    const device = new Device();
    const tab = await device.open();
    for (const pin of ['123', '123456789', 'abcd']) tab.send({ type: 'pin_chosen', pin });
    await turns();
    expect(lock_of(tab).is_set).toBe(false);
    expect(await tab.database.kept('lock')).toBeUndefined();
  });

  test('where the storage cannot be read it stays locked, says so, and opens once it can', async () => {
    const device = new Device();
    (await tablet(device)).kill();
    const tab = new Tab(device, '/', '');
    const reading = vi.spyOn(tab.database, 'kept').mockRejectedValue(new Error('blocked'));
    await tab.app.start();
    await type_pin(tab, PIN);
    expect(lock_of(tab)).toMatchObject({ is_locked: true, check: 'failed' });
    reading.mockRestore();
    await type_pin(tab, PIN);
    expect(lock_of(tab).is_locked).toBe(false);
  });
});

describe('forgotten', () => {
  const AGAIN = { ...PRACTICE, device_id: '0d5c0000-0000-4000-8000-000000000002' };

  async function type_code(tab: Tab, code: string): Promise<void> {
    tab.send({ type: 'lock_code_typed', code, device_name: 'Shared screen' });
    await turns(10);
    await until(() => lock_of(tab).freeing.state !== 'asking', 'no word of the code');
  }

  /** Locked, with a fact that the server does not have; `code` would pair it with `practice`. */
  async function locked_tablet(device: Device, practice = AGAIN): Promise<Tab> {
    const tab = await tablet(device);
    device.server.is_offline = true;
    await tab.database.record([{ kind: 'note_written', subject: 's', client_id: null, at: 1, body: {} }], 1, []);
    tab.send({ type: 'lock_wanted' });
    await until(() => lock_of(tab).is_locked);
    device.server.is_offline = false;
    Object.assign(device.server, { code: 'FRSH-CODE', practice });
    return tab;
  }

  test('[LK9] a fresh code of the practice takes the lock off, and what was not sent is sent', async () => {
    const device = new Device();
    const tab = await locked_tablet(device);
    await type_code(tab, ' FRSH-CODE ');
    expect(lock_of(tab)).toMatchObject({ is_locked: true, is_set: false, freeing: { state: 'freed' } });
    tab.send({ type: 'lock_gone_on' });
    await until(() => !lock_of(tab).is_locked);
    expect(tab.model.sync.value.paired).toEqual(AGAIN);
    expect(device.server.paired?.device_name).toBe('Tablet');
    await until(() => device.server.held.length === 1);
    const again = await restart(device, tab);
    expect(lock_of(again)).toMatchObject({ is_set: false, is_locked: false });
    expect(device.lock_flag.up).toBe(false);
  });

  test.each([
    ['another practice', { ...AGAIN, practice_id: '9a5c0000-0000-4000-8000-000000000009' }, 'other-practice'],
    ['the phone of a client', { ...AGAIN, role: 'client' as const, client_id: 'client-1' }, 'client-code'],
  ])('[LK9] a code for %s is not even redeemed', async (_, practice, why) => {
    const device = new Device();
    const tab = await locked_tablet(device, practice);
    await type_code(tab, 'FRSH-CODE');
    expect(lock_of(tab)).toMatchObject({ is_locked: true, is_set: true, freeing: { state: 'failed', why } });
    expect(device.server.code).toBe('FRSH-CODE');
    expect(tab.model.sync.value.paired).toEqual(PRACTICE);
  });

  test.each([
    ['offline', 'FRSH-CODE', true, 'offline'],
    ['with a wrong code', 'XXXX-XXXX', false, 'code-not-valid'],
  ])('[LK9] %s the lock stays, and says why', async (_, code, is_offline, why) => {
    const device = new Device();
    const tab = await locked_tablet(device);
    device.server.is_offline = is_offline;
    await type_code(tab, code);
    expect(lock_of(tab)).toMatchObject({ is_locked: true, is_set: true, freeing: { state: 'failed', why } });
    await type_pin(tab, PIN);
    expect(lock_of(tab)).toMatchObject({ is_locked: false, freeing: { state: 'idle' } });
  });

  test('[LK9] an answer that was lost takes it off all the same: the server has paired it', async () => {
    const device = new Device();
    const tab = await locked_tablet(device);
    device.server.lost_replies = 1;
    await type_code(tab, 'FRSH-CODE');
    expect(lock_of(tab).freeing.state).toBe('freed');
  });

  test('[LK9] a device that was removed is freed by a code of the practice that removed it', async () => {
    const device = new Device();
    const tab = await locked_tablet(device);
    device.server.trouble = { status: 401, type: 'device-revoked' };
    await tab.sync.now();
    await until(() => tab.model.sync.value.activity === 'revoked' && tab.model.sync.value.paired === null);
    device.server.trouble = null;
    await type_code(tab, 'FRSH-CODE');
    expect(lock_of(tab).freeing.state).toBe('freed');
  });
});
