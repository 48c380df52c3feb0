import { beforeEach, describe, expect, test } from 'vitest';
import { FakeServer, PRACTICE } from '../support/fake-server';
import { clear_storage, Device, pair, type Tab } from '../support/rig';
import { until } from '../support/until';

beforeEach(clear_storage);

/** A session that was begun and stopped; its id. */
async function one_session(tab: Tab, protocol_id = 'back-self'): Promise<string> {
  await tab.start_run(protocol_id);
  const { session_id } = tab.flow;
  tab.send({ type: 'stop' }, { type: 'flow_skipped' }, { type: 'flow_continued' });
  await until(() => tab.model.sessions.value?.find(({ id }) => id === session_id)?.reason === 'stopped');
  await tab.settle();
  return session_id;
}

function sync_of(tab: Tab): [number, number] {
  const { written, on_server } = tab.model.sync.value;
  return [on_server, written];
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
    await pair(tab, [sent]);
    await until(() => tab.model.session_sync.value[sent]?.on_server === 7);
    expect(tab.model.session_sync.value[kept]).toEqual({ written: 7, on_server: 0, refused: 0 });
    expect(device.server.held.every((raw) => raw.includes(sent))).toBe(true);
    expect(sync_of(tab)).toEqual([7, 7]);
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
    expect(tab.model.pairing.value).toMatchObject({ why });
    expect(tab.model.sync.value.paired).toBeNull();
  });

  test('a code whose redeeming was never answered has paired this browser all the same', async () => {
    const device = new Device();
    const tab = await device.open();
    const session_id = await one_session(tab);
    device.server.lost_replies = 1;
    await pair(tab, [session_id]);
    expect(tab.model.pairing.value).toEqual({ state: 'paired', practice_name: 'Riverside' });
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
    expect(tab.model.pairing.value).toMatchObject({ why: 'code-not-valid' });
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

describe('sync as it is shown', () => {
  test('every fact of a session is proven while it runs and after it', async () => {
    const device = new Device();
    const tab = await device.open();
    await pair(tab);
    await tab.start_run();
    tab.clock.pass(500);
    await until(() => tab.model.sync.value.on_server === 6);
    device.server.is_offline = true;
    tab.clock.pass(120_000);
    tab.send({ type: 'flow_skipped' });
    await until(() => tab.model.sync.value.written === 9);
    tab.clock.pass(500);
    await until(() => tab.model.sync.value.activity === 'waiting' && tab.model.sync.value.written === 9);
    expect(sync_of(tab)).toEqual([6, 9]);
    device.server.is_offline = false;
    tab.presence.become('online');
    await until(() => tab.model.sync.value.on_server === 9);
    await until(() => tab.model.sync.value.activity === 'idle');
    expect(tab.model.sync.value.network).toBe('online');
  });

  test('a second browser shows the same history, with the version it was run with', async () => {
    const server = new FakeServer();
    const first = await new Device(server, 1).open();
    await pair(first);
    const session_id = await one_session(first, 'back-therapist');
    first.clock.pass(500);
    await until(() => first.model.sync.value.on_server === first.model.sync.value.written);
    const second = await new Device(server, 2).open();
    await until(() => second.model.sessions.value?.length === 1);
    expect(second.model.sessions.value).toEqual(first.model.sessions.value);
    expect(second.model.session_sync.value[session_id]).toEqual(first.model.session_sync.value[session_id]);
    second.send({ type: 'go', route: { screen: 'session', id: session_id } });
    const digest = second.model.sessions.value?.[0]?.protocol_digest ?? '';
    await until(() => typeof second.model.versions.value[digest] === 'object');
  });

  test('a version that is no longer in the library is fetched, and believed by its digest only', async () => {
    const server = new FakeServer();
    const first = await new Device(server, 1).open();
    await pair(first);
    const session_id = await one_session(first);
    first.clock.pass(500);
    await until(() => first.model.sync.value.on_server === first.model.sync.value.written);
    const digest = first.model.sessions.value?.[0]?.protocol_digest ?? '';
    const text = server.texts[digest] ?? '';
    server.library_shown = { ...server.library_shown, digest: '0'.repeat(64), protocols: [] };
    server.texts[digest] = `${text} `;
    const second = await new Device(server, 2).open(`/sessions/${session_id}`);
    await until(() => second.model.versions.value[digest] === 'unknown');
    server.texts[digest] = text;
    second.send({ type: 'go', route: { screen: 'history' } });
    second.send({ type: 'go', route: { screen: 'session', id: session_id } });
    await until(() => typeof second.model.versions.value[digest] === 'object');
  });

  test('a refused fact is shown with the reason, and tried again when somebody asks', async () => {
    const device = new Device();
    device.server.refuses.add('note_written');
    const tab = await device.open();
    await pair(tab);
    const session_id = await one_session(tab);
    tab.send({ type: 'note_written', session_id, text: 'Left shoulder better.' });
    await tab.written('note_written');
    tab.clock.pass(500);
    await until(() => tab.model.sync.value.refused.length === 1);
    expect(tab.model.sync.value).toMatchObject({ written: 8, on_server: 7 });
    expect(tab.model.session_sync.value[session_id]).toEqual({ written: 8, on_server: 7, refused: 1 });
    tab.send({ type: 'export_wanted' });
    await until(() => tab.exporter.files.length === 1);
    expect(tab.exporter.files[0]?.text.trim().split('\n')).toHaveLength(1);
    expect(tab.exporter.files[0]?.text).toContain('Left shoulder better.');
    device.server.refuses.clear();
    tab.send({ type: 'sync_wanted' });
    await until(() => tab.model.sync.value.on_server === 8);
    expect(tab.model.sync.value.refused).toEqual([]);
  });

  test('a 401 keeps everything and says signed out', async () => {
    const device = new Device();
    const tab = await device.open();
    await pair(tab);
    await one_session(tab);
    device.server.trouble = { status: 401, type: 'not-paired' };
    tab.send({ type: 'sync_wanted' });
    await until(() => tab.model.sync.value.activity === 'signed-out');
    expect(await tab.rows()).toHaveLength(7);
    expect(tab.model.sync.value.paired?.practice_name).toBe('Riverside');
  });

  test('a revoked device forgets what the server holds and keeps what was never sent', async () => {
    const device = new Device();
    const tab = await device.open();
    await pair(tab);
    await one_session(tab);
    tab.clock.pass(500);
    await until(() => tab.model.sync.value.on_server === 7);
    device.server.is_offline = true;
    const unsent = await one_session(tab);
    device.server.is_offline = false;
    device.server.trouble = { status: 401, type: 'device-revoked' };
    tab.send({ type: 'sync_wanted' });
    await until(() => tab.model.sync.value.activity === 'revoked' && tab.model.sync.value.paired === null);
    expect(tab.model.sessions.value).toEqual([]);
    await until(() => tab.model.sync.value.unsent === 7);
    tab.send({ type: 'export_wanted' });
    await until(() => tab.exporter.files.length === 1);
    const lines = tab.exporter.files[0]?.text.trim().split('\n') ?? [];
    expect(lines).toHaveLength(7);
    expect(lines.every((line) => line.includes(unsent))).toBe(true);
    const again = await device.open();
    expect(again.model.sync.value).toMatchObject({ activity: 'revoked', unsent: 7 });
  });
});

test('a device revoked in the middle of a session finishes it, and forgets it at the next start', async () => {
  const device = new Device();
  const tab = await device.open();
  await pair(tab);
  await tab.start_run();
  tab.clock.pass(500);
  await until(() => tab.model.sync.value.on_server === 6);
  device.server.trouble = { status: 401, type: 'device-revoked' };
  tab.send({ type: 'sync_wanted' });
  await until(() => tab.model.sync.value.activity === 'revoked' && tab.model.sync.value.paired === null);
  tab.send({ type: 'stop' }, { type: 'flow_skipped' });
  // The summary shows the session that has just run, though this device belongs to no practice any more.
  const { session_id } = tab.flow;
  await until(() => tab.model.sessions.value?.find(({ id }) => id === session_id)?.reason === 'stopped');
  expect(tab.flow.step).toBe('summary');
  await until(() => tab.model.sync.value.unsent === 1);
  tab.send({ type: 'flow_left' });
  expect(tab.model.flow.value).toBeNull();
  await until(async () => (await tab.database.unproven()).some((row) => row.kind === 'session_ended'));
  expect((await tab.database.rows(PRACTICE.practice_id)).map((row) => row.practice)).toEqual(
    Array.from({ length: 7 }, () => PRACTICE.practice_id),
  );
  tab.kill();
  const again = await device.open();
  expect((await again.database.rows(PRACTICE.practice_id)).map((row) => row.kind)).toEqual(['session_ended']);
});

test('what is written while the device is being read is not lost from the screen', async () => {
  const tab = await new Device().open();
  const session_id = await one_session(tab);
  tab.tabs.tell('facts');
  for (let i = 0; i < 5; i += 1) {
    // Another tab has written: this one reads everything again while it writes itself.
    tab.presence.become('visible');
    tab.send({ type: 'note_written', session_id, text: `${i}` });
  }
  await until(() => tab.model.sessions.value?.[0]?.notes.length === 5);
});

describe('after a session', () => {
  test('it can be given to another client, and later facts follow', async () => {
    const tab = await new Device().open();
    const session_id = await one_session(tab, 'back-therapist');
    tab.send({ type: 'client_added', name: 'D. E.' });
    await until(() => tab.model.clients.value.length === 1);
    const client_id = tab.model.clients.value[0]?.id ?? '';
    tab.send({ type: 'session_reassigned', session_id, client_id });
    await until(() => tab.model.sessions.value?.[0]?.client_id === client_id);
    tab.send({ type: 'note_written', session_id, text: 'Again next week.' });
    await tab.written('note_written');
    const facts = await tab.facts();
    expect(facts.find((fact) => fact.kind === 'session_assigned')).toMatchObject({ client_id, body: { client_id } });
    expect(facts.at(-1)).toMatchObject({ kind: 'note_written', client_id, subject: session_id });
  });

  test('given to somebody new in one step, it is with them', async () => {
    const tab = await new Device().open();
    const session_id = await one_session(tab, 'back-therapist');
    tab.send({ type: 'client_added_for_session', session_id, name: ' F. G. ' });
    await until(() => tab.model.sessions.value?.[0]?.client_id != null);
    expect(tab.model.clients.value).toEqual([expect.objectContaining({ name: 'F. G.' })]);
    expect(tab.model.sessions.value?.[0]?.client_id).toBe(tab.model.clients.value[0]?.id);
    tab.send({ type: 'client_added_for_session', session_id, name: '   ' });
    await tab.settle();
    expect(tab.model.clients.value).toHaveLength(1);
  });

  test('half a character typed or cut is mended before it becomes a fact', async () => {
    const tab = await new Device().open();
    const session_id = await one_session(tab);
    tab.send({ type: 'note_written', session_id, text: 'odd \ud83d here, whole \ud83d\ude00' });
    // The 80th unit is the first half of a pair.
    tab.send({ type: 'client_added', name: `${'a'.repeat(79)}\ud83d\ude00` });
    await tab.written('client_saved');
    const bodies = (await tab.facts()).slice(-2).map((fact) => fact.body);
    expect(bodies).toEqual([
      { text: 'odd \ufffd here, whole \ud83d\ude00' },
      { replaces: null, name: `${'a'.repeat(79)}\ufffd` },
    ]);
  });

  test('an update is offered between sessions only', async () => {
    const tab = await new Device().open();
    await tab.start_run();
    tab.updates.arrive();
    expect(tab.model.has_update.value).toBe(false);
    tab.send({ type: 'update_applied' });
    await tab.settle();
    expect(tab.updates.applied).toBe(0);
    tab.send({ type: 'stop' }, { type: 'flow_skipped' }, { type: 'flow_continued' });
    expect(tab.model.has_update.value).toBe(true);
    tab.send({ type: 'update_applied' });
    await until(() => tab.updates.applied === 1);
  });

  test('an update is not applied under the session of another tab', async () => {
    const device = new Device();
    const tab = await device.open();
    await tab.start_run();
    const other = await device.open();
    other.updates.arrive();
    other.send({ type: 'update_applied' });
    await other.settle();
    expect(other.updates.applied).toBe(0);
  });
});

describe('another tab let a newer app take over', () => {
  test('an idle page follows at once', async () => {
    const tab = await new Device().open();
    tab.updates.take_over();
    await until(() => tab.updates.reloads === 1);
  });

  test('a page with a flow follows after it, and never while facts wait in memory', async () => {
    const tab = await new Device().open();
    await tab.start_run();
    tab.updates.take_over();
    await tab.settle();
    expect(tab.updates.reloads).toBe(0);
    const { record } = tab.database;
    tab.database.record = () => Promise.reject(new DOMException('', 'QuotaExceededError'));
    tab.send({ type: 'stop' }, { type: 'flow_skipped' }, { type: 'flow_left' });
    await until(() => tab.model.trouble.value !== null);
    await tab.settle();
    tab.send({ type: 'update_applied' });
    await tab.settle();
    expect([tab.updates.reloads, tab.updates.applied]).toEqual([0, 0]);
    tab.database.record = record;
    tab.clock.pass(4000);
    await until(() => tab.updates.reloads > 0);
    expect(await tab.kinds()).toContain('session_ended');
  });
});

describe('what this browser can do', () => {
  test('tones keep to the mute switch unless somebody wants otherwise', async () => {
    const device = new Device();
    const tab = await device.open();
    expect(tab.mute_switch.is_passed).toBe(false);
    tab.send({ type: 'settings_changed', settings: { passes_mute_switch: true } });
    expect(tab.mute_switch.is_passed).toBe(true);
    await tab.settle();
    tab.kill();
    expect((await device.open()).mute_switch.is_passed).toBe(true);
  });

  test('a worker that failed is said', async () => {
    const tab = await new Device().open();
    expect(tab.model.platform.value.ticks).toBe('steady');
    tab.clock.lose_worker();
    expect(tab.model.platform.value.ticks).toBe('when-seen');
  });
});

describe('offline', () => {
  test('the library is there at once from the device, and a session runs without any server', async () => {
    const device = new Device();
    const first = await device.open();
    first.kill();
    device.server.is_offline = true;
    const tab = await device.open();
    expect(tab.model.library.value.state).toBe('ready');
    await one_session(tab);
    expect(tab.model.sessions.value).toHaveLength(1);
  });

  test('never loaded and no network: it says so, and loads when the network comes', async () => {
    const device = new Device();
    device.server.is_offline = true;
    const tab = await device.open();
    expect(tab.model.library.value.state).toBe('missing');
    device.server.is_offline = false;
    tab.presence.become('online');
    await until(() => tab.model.library.value.state === 'ready');
  });

  test('never loaded: asked once more, it loads', async () => {
    const device = new Device();
    device.server.is_offline = true;
    const tab = await device.open();
    tab.send({ type: 'library_wanted' });
    expect(tab.model.library.value.state).toBe('loading');
    await until(() => tab.model.library.value.state === 'missing');
    device.server.is_offline = false;
    tab.send({ type: 'library_wanted' });
    await until(() => tab.model.library.value.state === 'ready');
  });

  test('an unchanged library is not downloaded again', async () => {
    const device = new Device();
    const tab = await device.open();
    device.server.requests = [];
    tab.presence.become('online');
    await tab.settle();
    expect(device.server.requests.filter((request) => request.startsWith('version'))).toEqual([]);
  });
});
