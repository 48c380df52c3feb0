/** From picked points to a protocol of the practice: saved as a fact, listed, started, edited, put away; for staff only. */
import { beforeEach, expect, test } from 'vitest';
import type { BuildState } from '../../../pwa/src/app/build-model';
import type { Intent } from '../../../pwa/src/app/model';
import type { BuildChange } from '../../../pwa/src/core/build';
import { digest_of } from '../../../pwa/src/core/fact';
import type { ProtocolSaved } from '../../../pwa/src/wire.gen';
import { FakeServer, PRACTICE } from '../support/fake-server';
import { clear_storage, Device, one_session, pair, type Tab } from '../support/rig';
import { until } from '../support/until';

beforeEach(clear_storage);

const BUILD = { screen: 'build', points: [], from: null } as const;

function change(made: BuildChange): Intent {
  return { type: 'build_changed', change: made };
}

function built(tab: Tab): BuildState {
  const state = tab.model.build.value;
  if (state === null) throw new Error('nothing is built');
  return state;
}

/** A session of one point, saved under this name; its document. */
async function save(tab: Tab, name: string): Promise<string> {
  tab.send({ type: 'go', route: { ...BUILD, points: ['shoulder'] } });
  await until(() => tab.model.build.value?.draft.steps.length === 1, 'nothing was begun');
  const { subject } = built(tab).draft;
  tab.send(change({ to: 'name', name }), { type: 'build_saved' });
  await until(() => named(tab).includes(name), 'it is not listed');
  return subject;
}

function named(tab: Tab): string[] {
  return (tab.model.own.value ?? []).filter((own) => !own.is_put_away).map(({ card }) => card.title);
}

async function synced(tab: Tab): Promise<void> {
  tab.clock.pass(500);
  const { sync } = tab.model;
  await until(() => sync.value.on_server === sync.value.written && sync.value.written > 0, 'not on the server');
}

test('[B10] what staff built is one fact with its digest, is listed and run here, and on a second device of the practice', async () => {
  const server = new FakeServer();
  const first = await new Device(server, 1).open();
  await pair(first);
  const subject = await save(first, 'Ours');
  expect(first.model.route.value).toEqual({ screen: 'protocol', id: subject });
  expect(first.model.page.value).toMatchObject({ barred: null, version: { protocol: { title: 'Ours' } } });
  const [fact] = (await first.facts()).filter(({ kind }) => kind === 'protocol_saved');
  const body = fact?.body as ProtocolSaved;
  expect(fact).toMatchObject({ subject, client_id: null, body: { replaces: null } });
  expect(digest_of(body.version)).toBe(body.digest);
  await synced(first);

  const second = await new Device(server, 2).open();
  await until(() => named(second).length === 1, 'not on the second device');
  server.is_offline = true;
  const session_id = await one_session(second, subject);
  const session = second.model.sessions.value?.find(({ id }) => id === session_id);
  expect(session).toMatchObject({ protocol_digest: body.digest, audience: 'therapist', title: 'Ours' });
  // The version of that session is known without asking anybody.
  second.send({ type: 'flow_left' }, { type: 'go', route: { screen: 'session', id: session_id } });
  await until(() => typeof second.model.versions.value[body.digest] === 'object', 'its version is not known');
});

test('[B6] what breaks a rule, or has no name, is not saved whatever is pressed', async () => {
  const tab = await new Device().open();
  await pair(tab);
  tab.send({ type: 'go', route: { ...BUILD, points: ['shoulder', 'shoulder'] } });
  await until(() => tab.model.build.value !== null);
  tab.send({ type: 'build_saved' }, change({ to: 'name', name: 'It heals' }), { type: 'build_saved' });
  for (let i = 0; i < 8; i += 1) tab.send(change({ to: 'reps', key: 0, by: 1 }));
  tab.send(change({ to: 'name', name: 'Shoulder' }), { type: 'build_saved' });
  await until(() => built(tab).broken.length > 0);
  await tab.settle();
  expect(built(tab).broken).toContainEqual({ rule: 'L2', steps: [0, 1] });
  expect(await tab.kinds()).not.toContain('protocol_saved');
});

test('[B10] a device that is not staff builds nothing, lists nothing and starts nothing of it', async () => {
  const server = new FakeServer();
  const staff = await new Device(server, 1).open();
  await pair(staff);
  const subject = await save(staff, 'Ours');
  await synced(staff);
  server.practice = { ...PRACTICE, role: 'client', client_id: 'client-1' };
  server.paired = null;
  server.code = 'ABCD-EFGH';
  for (const is_paired of [false, true]) {
    const tab = await new Device(server, is_paired ? 3 : 2).open('/build');
    if (is_paired) await pair(tab);
    tab.send({ type: 'go', route: { ...BUILD, points: ['shoulder'] } });
    tab.send(change({ to: 'name', name: 'Mine' }), { type: 'build_saved' });
    tab.send({ type: 'own_put_away', id: subject }, { type: 'start', protocol_id: subject });
    await tab.settle();
    expect(tab.model.route.value.screen).toBe('library');
    expect(tab.model.is_staff.value).toBe(false);
    expect([tab.model.own.value, tab.model.build.value, tab.model.flow.value]).toEqual([[], null, null]);
    expect(await tab.kinds()).not.toContain('protocol_put_away');
  }
});

test('[K7] where it hurts, what the practice made is offered too: to therapists, while it is not put away, and never alone', async () => {
  const server = new FakeServer();
  const candidates = [{ point: 'shoulder', how: 'lies-here' as const, why: 'Lies here.' }];
  const complaints = [{ id: 'tight', area: 'shoulder' as const, words: 'Tight shoulder', candidates }];
  server.library_shown = { ...server.library_shown, complaints };
  const tab = await new Device(server, 1).open();
  await pair(tab);
  const subject = await save(tab, 'Ours');
  const offered = async (audience: 'therapist' | 'self-care') => {
    tab.send({ type: 'go', route: { screen: 'finder' } }, { type: 'audience_chosen', audience });
    await until(() => typeof tab.model.finder.value === 'object', 'it is not there');
    tab.send({ type: 'area_chosen', area: 'shoulder' }, { type: 'complaint_chosen', complaint_id: 'tight' });
    tab.send({ type: 'none_apply' }, { type: 'flow_continued' });
    const finder = tab.model.finder.value;
    if (typeof finder !== 'object' || finder.step !== 'answer') throw new Error('no answer');
    return finder.offered.map(({ id }) => id);
  };
  expect(await offered('therapist')).toContain(subject);
  expect(await offered('self-care')).not.toContain(subject);
  tab.send({ type: 'own_put_away', id: subject });
  await until(() => !named(tab).includes('Ours'), 'it is still listed');
  expect(await offered('therapist')).not.toContain(subject);
});

test('[B7] an edit replaces its version; sessions run with the earlier one still know it', async () => {
  const tab = await new Device().open();
  await pair(tab);
  const subject = await save(tab, 'First');
  const session_id = await one_session(tab, subject);
  tab.send({ type: 'flow_left' }, { type: 'go', route: { ...BUILD, from: subject } });
  await until(() => tab.model.build.value?.is_edit === true);
  tab.send(change({ to: 'name', name: 'Second' }), { type: 'build_saved' });
  await until(() => named(tab).includes('Second'));
  expect(named(tab)).toEqual(['Second']);
  tab.send({ type: 'go', route: { screen: 'session', id: session_id } });
  const digest = tab.model.sessions.value?.[0]?.protocol_digest ?? '';
  await until(() => typeof tab.model.versions.value[digest] === 'object');
  expect(tab.model.versions.value[digest]).toMatchObject({ protocol: { title: 'First' } });
});

test('[B8] put away it is listed apart and cannot be started, and is brought back as it was; nothing is deleted', async () => {
  const tab = await new Device().open();
  await pair(tab);
  const subject = await save(tab, 'Ours');
  const digest = tab.model.own.value?.[0]?.digest;
  tab.send({ type: 'own_put_away', id: subject }, { type: 'own_put_away', id: subject });
  await until(() => named(tab).length === 0);
  tab.send({ type: 'start', protocol_id: subject });
  await tab.settle();
  expect(tab.model.flow.value).toBeNull();
  tab.send({ type: 'own_brought_back', id: subject });
  await until(() => named(tab).length === 1);
  expect(tab.model.own.value?.[0]).toMatchObject({ digest, is_put_away: false });
  const kinds = (await tab.kinds()).filter((kind) => kind.startsWith('protocol_'));
  expect(kinds).toEqual(['protocol_saved', 'protocol_put_away', 'protocol_saved']);
});

test('a page that was killed comes back to what was built; starting over lets it go', async () => {
  const device = new Device();
  const first = await device.open();
  await pair(first);
  first.send({ type: 'go', route: { ...BUILD, points: ['shoulder'] } });
  await until(() => first.model.build.value?.draft.steps.length === 1);
  first.send(change({ to: 'name', name: 'Half-way' }));
  await until(async () => ((await first.database.draft('build')) as { draft: { name: string } })?.draft.name !== '');
  first.kill();
  const second = await device.open('/build');
  await until(() => second.model.build.value?.draft.name === 'Half-way');
  second.send({ type: 'build_dropped' });
  await until(() => built(second).draft.steps.length === 0);
});

test('what was begun from points or from another protocol is led back to after a reload, as it is by then', async () => {
  for (const begun of [{ points: ['shoulder'] }, { from: 'back-therapist' }]) {
    const device = new Device();
    const first = await device.open();
    await pair(first);
    first.send({ type: 'go', route: { ...BUILD, ...begun } });
    await until(() => first.place.path() === '/build', 'the address begins anew');
    first.send(change({ to: 'way', key: 0, way: 'pulse' }));
    await until(async () => JSON.stringify(await first.database.draft('build')).includes('"pulse":{'));
    first.kill();
    const second = await device.open('/build');
    await until(() => second.model.build.value?.draft.steps[0]?.step.pulse !== undefined, 'it began anew');
  }
});

test('[B13] a draft that an earlier app kept, without what was left, goes on', async () => {
  const device = new Device();
  const first = await device.open();
  await pair(first);
  first.send({ type: 'go', route: { ...BUILD, points: ['shoulder'] } });
  await until(() => first.place.path() === '/build');
  const kept = (await first.database.draft('build')) as { draft: { steps: object[] } };
  expect(Object.keys(kept.draft.steps[0] ?? {})).toEqual(['key', 'step']);
  first.kill();
  const second = await device.open('/build');
  await until(() => second.model.build.value?.draft.steps.length === 1);
  second.send(change({ to: 'way', key: 0, way: 'raise-and-hold' }), change({ to: 'way', key: 0, way: 'time' }));
  await until(() => built(second).draft.steps[0]?.left?.['raise-and-hold'] !== undefined, 'nothing was left');
  expect(built(second).draft.steps[0]?.step).toMatchObject({ hold_kind: 'time' });
});
