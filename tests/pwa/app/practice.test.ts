import { beforeEach, describe, expect, test } from 'vitest';
import { digest_of } from '../../../pwa/src/core/fact';
import { LIBRARY, SELF_CARE, THERAPIST, version_of } from '../support/content';
import { FakeServer, PRACTICE } from '../support/fake-server';
import { clear_storage, Device, one_session, pair, Tab } from '../support/rig';
import { until } from '../support/until';

beforeEach(clear_storage);

function sync_of(tab: Tab): [number, number] {
  const { written, on_server } = tab.model.sync.value;
  return [on_server, written];
}

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
    tab.send({ type: 'go', route: { screen: 'devices' } });
    await until(() => tab.model.devices.value.state === 'signed-out');
    // Trying once more is no news: what is said does not flicker.
    tab.send({ type: 'sync_wanted' });
    expect(tab.model.sync.value.activity).toBe('signed-out');
    device.server.trouble = null;
    tab.send({ type: 'sync_wanted' });
    await until(() => tab.model.sync.value.activity === 'idle');
  });

  test.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['holdwell.local', false],
  ])('a code made at %s works on this computer only: %s', async (machine, is_local_only) => {
    const tab = await new Device().open();
    await pair(tab);
    tab.place.machine = machine;
    tab.send({ type: 'go', route: { screen: 'devices' } });
    await until(() => tab.model.devices.value.state === 'ready');
    // Known before a code is made: why none is made for a client's phone is said by it.
    expect(tab.model.devices.value.is_local_only).toBe(is_local_only);
    tab.send({ type: 'code_wanted', role: 'therapist' });
    await until(() => tab.model.devices.value.code !== null);
    expect(tab.model.devices.value.is_local_only).toBe(is_local_only);
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
    await until(() => tab.model.sessions.value?.length === 0);
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
  device.server.takes_handovers = true;
  const again = await device.open();
  await until(async () => (await again.database.rows(PRACTICE.practice_id)).length === 0);
  expect(device.server.handed_over.map((raw) => JSON.parse(raw).kind)).toEqual(['session_ended']);
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

  test('the versions are put together from the library, and the server is not asked for what it has said', async () => {
    const device = new Device();
    const tab = await device.open();
    await until(async () => (await tab.database.proven_versions()).size === LIBRARY.protocols.length);
    expect(device.server.requests.filter((request) => request.startsWith('version'))).toEqual([]);
    for (const { digest } of LIBRARY.protocols)
      expect((await tab.database.version(digest))?.text).toBe(device.server.texts[digest]);
  });

  test('a version that is not what its digest says is fetched, and the others are not', async () => {
    const device = new Device();
    const text = JSON.stringify({ ...version_of(SELF_CARE), of_a_later_server: 1 });
    const digest = digest_of(text);
    device.server.texts[digest] = text;
    const [, ...others] = LIBRARY.protocols;
    device.server.library_shown = { ...LIBRARY, protocols: [{ digest, protocol: SELF_CARE }, ...others] };
    const tab = await device.open();
    await until(async () => (await tab.database.proven_versions()).size === LIBRARY.protocols.length);
    expect(device.server.requests.filter((request) => request.startsWith('version'))).toEqual([
      `version ${digest.slice(0, 6)}`,
    ]);
    expect((await tab.database.version(digest))?.text).toBe(text);
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

test('on a client’s own device a therapist’s protocol is not there: not listed, not opened, not begun', async () => {
  const device = new Device();
  device.server.practice = { ...PRACTICE, role: 'client', client_id: 'client-1' };
  const tab = await device.open();
  tab.send({ type: 'audience_chosen', audience: 'therapist' });
  expect(tab.model.browsing.value.audience).toBe('therapist');
  await pair(tab);
  expect(tab.model.browsing.value.audience).toBe('self-care');
  tab.send({ type: 'go', route: { screen: 'protocol', id: THERAPIST.id } });
  expect(tab.model.page.value).toBe('unknown');
  tab.send({ type: 'start', protocol_id: THERAPIST.id });
  await tab.settle();
  expect(tab.model.flow.value).toBeNull();
  tab.send({ type: 'start', protocol_id: SELF_CARE.id });
  await until(() => tab.model.flow.value !== null);
});

test('[C16] what a client presses alone on their own device is filed under them, so that their therapist is told', async () => {
  const server = new FakeServer();
  server.practice = { ...PRACTICE, role: 'client', client_id: 'client-1' };
  const own = await new Device(server, 1).open();
  await pair(own);
  await own.start_run(SELF_CARE.id);
  own.run_to('hold');
  own.clock.pass(3000);
  own.send({ type: 'stop' }, { type: 'flow_skipped' }, { type: 'flow_continued' });
  await until(() => own.model.sessions.value?.[0]?.reason === 'stopped');
  const facts = (await own.facts()).filter(({ kind }) => kind !== 'client_saved');
  expect(new Set(facts.map(({ client_id }) => client_id))).toEqual(new Set(['client-1']));
  // Alone it still counts as one's own.
  own.send({ type: 'start', protocol_id: SELF_CARE.id });
  await until(() => own.model.flow.value !== null);
  expect(own.flow).toMatchObject({ step: 'guard', guard: { is_blocked: true } });
});

describe('for whom the library is shown', () => {
  async function opened_again(device: Device): Promise<string> {
    const tab = await device.open();
    await until(() => tab.model.library.value.state === 'ready');
    return tab.model.browsing.value.audience;
  }

  test('a device of staff opens for whom it was shown last', async () => {
    const device = new Device();
    const tab = await device.open();
    await pair(tab);
    tab.send({ type: 'audience_chosen', audience: 'therapist' });
    await until(() => tab.model.settings.value.audience === 'therapist');
    expect(await opened_again(device)).toBe('therapist');
    tab.send({ type: 'audience_chosen', audience: 'self-care' });
    expect(await opened_again(device)).toBe('self-care');
  });

  test('who taps before the device has said whose it is, is not overruled by what was chosen last', async () => {
    const device = new Device();
    const first = await device.open();
    await pair(first);
    first.send({ type: 'audience_chosen', audience: 'therapist' });
    await until(() => first.model.settings.value.audience === 'therapist');
    first.kill();
    const tab = new Tab(device, '/', '');
    tab.send({ type: 'audience_chosen', audience: 'self-care' });
    await tab.app.start();
    expect(tab.model.sync.value.paired).not.toBeNull();
    expect(tab.model.browsing.value.audience).toBe('self-care');
    expect(tab.model.settings.value.audience).toBe('self-care');
  });

  test('a device that is not paired opens for whoever holds it', async () => {
    const device = new Device();
    const tab = await device.open();
    tab.send({ type: 'audience_chosen', audience: 'therapist' });
    expect(tab.model.browsing.value.audience).toBe('therapist');
    expect(await opened_again(device)).toBe('self-care');
  });
});
