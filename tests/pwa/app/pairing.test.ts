import { beforeEach, describe, expect, test } from 'vitest';
import { PRACTICE } from '../support/fake-server';
import { clear_storage, Device, one_session, pair, Tab } from '../support/rig';
import { turns, until } from '../support/until';

beforeEach(clear_storage);

/** Pairing is tried with this code, and not answered. */
async function tried(tab: Tab, code: string): Promise<void> {
  tab.send({ type: 'pair_code_entered', code });
  await until(() => tab.model.pairing.value.state === 'asking');
  tab.send({ type: 'pair_confirmed', device_name: 'Tablet', send: [] });
  await until(() => tab.model.pairing.value.state === 'failed');
}

describe('pairing', () => {
  test('an unpaired app keeps its sessions and says that none is on a server', async () => {
    const tab = await new Device().open();
    await one_session(tab);
    expect(tab.model.sync.value).toMatchObject({ paired: null, written: 7, on_server: 0 });
  });

  test('a link redeems nothing, and its code leaves the address bar', async () => {
    const device = new Device();
    const tab = await device.open('/pair', 'ABCD-EFGH');
    expect(tab.place.fragment()).toBe('');
    await until(() => tab.model.pairing.value.state === 'asking');
    expect(tab.model.pairing.value).toMatchObject({ practice_name: 'Riverside', role: 'owner' });
    expect(device.server.paired).toBeNull();
    tab.send({ type: 'pair_cancelled' });
    expect(tab.model.pairing.value.state).toBe('idle');
  });

  test('asks which sessions go along, and sends these only', async () => {
    const device = new Device();
    const tab = await device.open();
    const kept = await one_session(tab);
    device.clock.pass(60_000);
    const sent = await one_session(tab);
    tab.send({ type: 'pair_code_entered', code: 'ABCD-EFGH' });
    await until(() => tab.model.pairing.value.state === 'asking');
    const asking = tab.model.pairing.value;
    expect(asking.state === 'asking' && asking.unbound.map(({ id }) => id)).toEqual([sent, kept]);
    expect(asking.state === 'asking' && asking.unbound.every(({ was_begun }) => was_begun)).toBe(true);
    await pair(tab, [sent]);
    await until(() => tab.model.session_sync.value[sent]?.on_server === 7);
    expect(tab.model.session_sync.value[kept]).toEqual({ written: 7, on_server: 0, refused: 0 });
    expect(device.server.held.every((raw) => raw.includes(sent))).toBe(true);
    expect(tab.model.sync.value).toMatchObject({ on_server: 7, written: 7 });
    expect(tab.model.sessions.value).toHaveLength(2);
  });

  test.each([
    ['a wrong code', 'XXXX-XXXX', false, 'code-not-valid'],
    ['no network', 'ABCD-EFGH', true, 'offline'],
  ])('%s is said and changes nothing', async (_, code, is_offline, why) => {
    const device = new Device();
    const tab = await device.open();
    device.server.is_offline = is_offline;
    tab.send({ type: 'pair_code_entered', code });
    await until(() => tab.model.pairing.value.state === 'failed');
    expect(tab.model.pairing.value).toMatchObject({ why, code });
    expect(tab.model.sync.value.paired).toBeNull();
  });

  test('a code whose redeeming was never answered has paired this browser all the same', async () => {
    const device = new Device();
    const tab = await device.open();
    const session_id = await one_session(tab);
    device.server.lost_replies = 1;
    await pair(tab, [session_id]);
    expect(tab.model.pairing.value).toEqual({ state: 'paired', practice_name: 'Riverside', before: null });
    await until(() => tab.model.session_sync.value[session_id]?.on_server === 7);
  });

  test('with the network gone at that moment, the same code finds it paired later', async () => {
    const device = new Device();
    const tab = await device.open();
    tab.send({ type: 'pair_code_entered', code: 'ABCD-EFGH' });
    await until(() => tab.model.pairing.value.state === 'asking');
    device.server.is_offline = true;
    tab.send({ type: 'pair_confirmed', device_name: 'Tablet', send: [] });
    await until(() => tab.model.pairing.value.state === 'failed');
    // The server had redeemed it before the line broke.
    Object.assign(device.server, { is_offline: false, paired: PRACTICE, code: 'used up' });
    tab.send({ type: 'pair_code_entered', code: 'ABCD-EFGH' });
    await until(() => tab.model.pairing.value.state === 'paired');
    expect(tab.model.sync.value.paired?.practice_name).toBe('Riverside');
  });

  test('[A16] with the whole answer lost the same code is tried again, and becomes the one device', async () => {
    const device = new Device();
    const tab = await device.open();
    const session_id = await one_session(tab);
    Object.assign(device.server, { lost_replies: 1, loses_cookies: true });
    await tried(tab, 'ABCD-EFGH');
    // What was typed stands there, to be tried again.
    expect(tab.model.pairing.value).toMatchObject({ state: 'failed', why: 'offline', code: 'ABCD-EFGH' });
    expect(tab.model.sync.value.paired).toBeNull();
    await pair(tab, [session_id]);
    await until(() => tab.model.session_sync.value[session_id]?.on_server === 7);
    const [first, second] = device.server.codes.asked;
    expect(first?.claim).toMatch(/^[0-9a-f]{64}$/);
    expect(second).toMatchObject({ claim: first?.claim, attempt: 2 });
    expect(device.server.codes.devices).toBe(1);
  });

  test('[A16] also after a kill, as often as it takes, and with a claim of its own for the next pairing', async () => {
    const device = new Device();
    for (const attempt of [1, 2, 3]) {
      const tab = await device.open();
      Object.assign(device.server, { lost_replies: 1, loses_cookies: true });
      await tried(tab, 'ABCD-EFGH');
      expect(device.server.codes.asked).toHaveLength(attempt);
      tab.kill();
    }
    const tab = await device.open();
    await pair(tab);
    expect(device.server.codes.devices).toBe(1);
    device.server.code = 'NEXT-CODE';
    tab.send({ type: 'pair_code_entered', code: 'NEXT-CODE' });
    await until(() => tab.model.pairing.value.state === 'asking');
    tab.send({ type: 'pair_confirmed', device_name: 'Tablet', send: [] });
    await until(() => tab.model.pairing.value.state === 'paired');
    const claims = device.server.codes.asked.map(({ claim }) => claim);
    expect(new Set(claims.slice(0, 4)).size).toBe(1);
    expect(claims[4]).not.toBe(claims[0]);
    expect(device.server.codes.asked.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 1]);
  });

  test('[A16] killed between the answer and the database, it is the same device too', async () => {
    const device = new Device();
    const tab = await device.open();
    tab.database.pair = () => new Promise(() => {});
    tab.send({ type: 'pair_code_entered', code: 'ABCD-EFGH' });
    await until(() => tab.model.pairing.value.state === 'asking');
    tab.send({ type: 'pair_confirmed', device_name: 'Tablet', send: [] });
    await until(() => device.server.paired !== null);
    tab.kill();
    const again = await device.open();
    await pair(again);
    expect(device.server.codes.devices).toBe(1);
  });

  test('storage that takes nothing uses up no code', async () => {
    const device = new Device();
    const tab = await device.open();
    tab.send({ type: 'pair_code_entered', code: 'ABCD-EFGH' });
    await until(() => tab.model.pairing.value.state === 'asking');
    tab.database.alter = () => Promise.reject(new DOMException('', 'QuotaExceededError'));
    tab.send({ type: 'pair_confirmed', device_name: 'Tablet', send: [] });
    await until(() => tab.model.pairing.value.state === 'failed');
    expect(tab.model.pairing.value).toMatchObject({ why: 'storage', code: 'ABCD-EFGH' });
    expect(device.server.codes.asked).toEqual([]);
  });

  test('a paired browser that tries a used-up code is not paired anew', async () => {
    const device = new Device();
    const tab = await device.open();
    await pair(tab);
    device.server.code = 'NEXT-CODE';
    tab.send({ type: 'pair_code_entered', code: 'NEXT-CODE' });
    await until(() => tab.model.pairing.value.state === 'asking');
    device.server.code = 'used up';
    tab.send({ type: 'pair_confirmed', device_name: 'Tablet', send: [] });
    await until(() => tab.model.pairing.value.state === 'failed');
    expect(tab.model.pairing.value).toMatchObject({ why: 'code-not-valid', code: expect.any(String) });
  });

  test('a link opened while a session is parked keeps its code until the session is over', async () => {
    const device = new Device();
    const tab = await device.open();
    await tab.start_run();
    await tab.settle();
    tab.kill();
    const again = await device.open('/pair', 'ABCD-EFGH');
    expect(again.mode).toBe('parked');
    expect(again.place.fragment()).toBe('');
    expect(again.model.pairing.value.state).toBe('idle');
    again.send({ type: 'stop' }, { type: 'flow_skipped' });
    expect(again.flow.step).toBe('summary');
    again.send({ type: 'flow_left' });
    expect(again.model.route.value).toEqual({ screen: 'pair' });
    await until(() => again.model.pairing.value.state === 'asking');
  });

  test('a link opened in the tab of a running session waits too, wherever one goes afterwards', async () => {
    const tab = await new Device().open();
    await tab.start_run();
    tab.place.arrive('/pair', 'ABCD-EFGH');
    expect(tab.model.route.value).toEqual({ screen: 'flow' });
    tab.send({ type: 'stop' }, { type: 'flow_skipped' }, { type: 'go', route: { screen: 'history' } });
    expect(tab.model.route.value).toEqual({ screen: 'pair' });
    await until(() => tab.model.pairing.value.state === 'asking');
  });

  test('a cookie that outlives the storage is recognised', async () => {
    const device = new Device();
    device.server.paired = PRACTICE;
    const tab = await device.open();
    await until(() => tab.model.sync.value.paired !== null);
    expect(tab.model.sync.value.paired?.practice_name).toBe('Riverside');
  });

  test('whose it is, is known before anybody can begin, however long it takes to keep the library', async () => {
    const device = new Device();
    device.server.paired = { ...PRACTICE, role: 'client', client_id: 'client-aa' };
    const tab = new Tab(device, '/', '');
    // The library is written down for as long as the disk takes.
    tab.database.keep_library = () => new Promise(() => {});
    void tab.app.start();
    await until(() => tab.model.library.value.state === 'ready');
    await turns(5);
    expect(tab.model.sync.value.paired?.role).toBe('client');
  });

  test('a browser that was never paired asks in vain once', async () => {
    const device = new Device();
    (await device.open()).kill();
    device.server.paired = PRACTICE;
    const tab = await device.open();
    expect(tab.model.sync.value.paired).toBeNull();
  });

  test('the other tab of the browser knows', async () => {
    const device = new Device();
    const tab = await device.open();
    const other = await device.open();
    await pair(tab);
    await until(() => other.model.sync.value.paired !== null);
  });
});
