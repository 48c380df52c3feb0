/** A record in two parts, on a device that began with the newer one. */
import { beforeEach, expect, test } from 'vitest';
import { older_key } from '../../../pwa/src/shell/belonging';
import { FakeServer, PRACTICE } from '../support/fake-server';
import { FakeBrowser } from '../support/fakes';
import { Peer } from '../support/peer';
import { clear_storage } from '../support/rig';
import { until } from '../support/until';

beforeEach(clear_storage);

const CLIENT = 'client-aa';

/** Six old sessions of two facts each, two of them with a client; one of last week; a server that calls the first old. */
async function with_old_and_new(): Promise<FakeServer> {
  const server = new FakeServer();
  const writer = await new Peer(server).join();
  for (let i = 0; i < 6; i += 1) await writer.write(2, `session-old-${i}`, i % 3 === 1 ? CLIENT : null);
  await writer.sync.now();
  server.older_rows = server.rows.length;
  await writer.write(3, 'session-new');
  await writer.sync.now();
  return server;
}

async function subjects(peer: Peer): Promise<string[]> {
  return [...new Set((await peer.database.rows(PRACTICE.practice_id)).map((row) => row.subject))].sort();
}

const kept = (peer: Peer) => peer.database.kept(older_key(PRACTICE.practice_id));

test('[N9] a new device begins with the newer part, and keeps where the older one begins', async () => {
  const server = await with_old_and_new();
  const tablet = await new Peer(server).join();
  expect(await subjects(tablet)).toEqual(['session-new']);
  expect(await kept(tablet)).toMatchObject({ clients: {} });
  expect(tablet.report).toMatchObject({ activity: 'idle', progress: null });
});

test('[N9] a short record, and that of a device that holds something already, is read whole', async () => {
  const server = await with_old_and_new();
  const older_rows = server.older_rows;
  server.older_rows = 0;
  const all = await new Peer(server).join();
  expect(await all.proven()).toBe(15);
  server.older_rows = older_rows;
  // Paired as somebody else, it reads from the beginning again, and holds what it held.
  await all.database.pair({ ...PRACTICE, role: 'therapist' }, []);
  all.sync.pair_with({ ...PRACTICE, role: 'therapist' }, null);
  await all.sync.now();
  expect(await all.proven()).toBe(15);
  expect(await kept(all)).toBeUndefined();
});

test('[N9] what was written here before it was paired is handed in after the first answer, and proven', async () => {
  const server = await with_old_and_new();
  const tablet = new Peer(server);
  await tablet.write(2, 'session-own');
  await tablet.database.pair(PRACTICE, ['session-own']);
  tablet.sync.pair_with(PRACTICE, null);
  server.requests = [];
  await tablet.sync.now();
  expect(server.requests.slice(0, 2)).toEqual(['pull', 'pull']);
  expect(await subjects(tablet)).toEqual(['session-new', 'session-own']);
  expect((await tablet.states()).every((state) => state === 'held')).toBe(true);
});

test('[N10] older sessions come a page at a time when somebody asks, until there are none', async () => {
  const tablet = await new Peer(await with_old_and_new()).join();
  expect(await tablet.sync.older(null)).toMatchObject({ kind: 'read', is_all: false });
  expect(await subjects(tablet)).toEqual(['session-new', 'session-old-5']);
  expect(tablet.changed.some((row) => row.subject === 'session-old-5')).toBe(true);
  for (let i = 0; i < 4; i += 1) expect(await tablet.sync.older(null)).toMatchObject({ is_all: false });
  expect(await tablet.sync.older(null)).toMatchObject({ is_all: true });
  expect(await tablet.proven()).toBe(15);
  expect(await kept(tablet)).toBeUndefined();
  expect(await tablet.sync.older(null)).toMatchObject({ kind: 'read', rows: [], is_all: true });
});

test('[N10] of one client only theirs are read; those of everybody go on from where they were', async () => {
  const tablet = await new Peer(await with_old_and_new()).join();
  await tablet.sync.older(null);
  expect(await tablet.sync.older(CLIENT)).toMatchObject({ is_all: false });
  expect(await tablet.sync.older(CLIENT)).toMatchObject({ is_all: true });
  expect(await subjects(tablet)).toEqual(['session-new', 'session-old-1', 'session-old-4', 'session-old-5']);
  expect(await kept(tablet)).toMatchObject({ clients: { [CLIENT]: null } });
  while (((await tablet.sync.older(null)) as { is_all: boolean }).is_all === false);
  expect(await tablet.proven()).toBe(15);
});

test('[N10] killed or cut off in the middle, it goes on from there; nothing is lost or left half', async () => {
  const server = await with_old_and_new();
  const browser = new FakeBrowser();
  const before = await new Peer(server, browser, 'tablet').join();
  await before.sync.older(null);
  // The answer never comes: what was asked for is asked again.
  server.lost_replies = 1;
  expect((await before.sync.older(null)).kind).toBe('offline');
  server.on_older = () => new Promise(() => {});
  server.requests = [];
  void before.sync.older(null);
  await until(() => server.requests.includes('older'));
  before.close();
  server.on_older = async () => {};
  const after = new Peer(server, browser, 'tablet');
  after.sync.pair_with(PRACTICE, null);
  await after.sync.now();
  expect(await subjects(after)).toEqual(['session-new', 'session-old-5']);
  for (let i = 0; i < 5; i += 1) await after.sync.older(null);
  expect(await after.proven()).toBe(15);
  expect(server.held).toHaveLength(15);
});

test('[N10] without a network that is said, and nothing changes', async () => {
  const server = await with_old_and_new();
  const tablet = await new Peer(server).join();
  server.is_offline = true;
  const place = await kept(tablet);
  expect(await tablet.sync.older(null)).toEqual({ kind: 'offline' });
  expect(await kept(tablet)).toEqual(place);
});

test('[N11] [D7] what was erased while a page was on its way does not come with it', async () => {
  const server = await with_old_and_new();
  const browser = new FakeBrowser();
  const tablet = await new Peer(server, browser, 'tablet').join();
  let answer = () => {};
  server.on_older = () => new Promise((resolve) => (answer = resolve));
  const asked = tablet.sync.older(CLIENT);
  await until(() => server.requests.includes(`older of ${CLIENT}`));
  // Another installation of the same place in the log has read on, as a tab without locks would.
  await server.erase_client(CLIENT);
  const cursor = (await tablet.database.cursor(PRACTICE.practice_id)) ?? '';
  await tablet.database.take_in((_, meta) => meta.put(`${cursor}+`, `cursor/${PRACTICE.practice_id}`));
  answer();
  expect(await asked).toMatchObject({ kind: 'read', rows: [], is_all: false });
  expect(await subjects(tablet)).toEqual(['session-new']);
});

test('[N12] a log that was put back is read whole, and healed by what is here', async () => {
  const server = await with_old_and_new();
  const tablet = await new Peer(server).join();
  await tablet.sync.older(null);
  server.restore_backup(8);
  await tablet.sync.older(null);
  await tablet.sync.now();
  expect(await kept(tablet)).toBeUndefined();
  // Eight of the copy, two of the older session that was read, three of last week.
  expect(server.held).toHaveLength(13);
  expect(await tablet.proven()).toBe(13);
});

test('progress is told while a record takes several pages, and not after', async () => {
  const server = await with_old_and_new();
  server.older_rows = 0;
  server.page = 4;
  const told: unknown[] = [];
  const tablet = new Peer(server);
  tablet.sync.listen({
    reported: ({ progress }) => told.push(progress ?? null),
    changed: () => {},
    erased: () => {},
    revoked: () => {},
  });
  await tablet.join();
  const seen = told.filter((each) => each !== null);
  expect(seen).toContainEqual({ read: 4, of: 15 });
  expect(seen).toContainEqual({ read: 12, of: 15 });
  expect(told.at(-1)).toBeNull();
});

test('a session of last week to which somebody returns is whole on a device that began in between', async () => {
  const server = await with_old_and_new();
  const tablet = await new Peer(server).join();
  const writer = await new Peer(server).join();
  await writer.write(1, 'session-old-2');
  await writer.sync.now();
  await tablet.sync.now();
  const rows = await tablet.database.rows(PRACTICE.practice_id);
  expect(rows.filter((row) => row.subject === 'session-old-2')).toHaveLength(3);
});

test('[N9] a new device reads the last days backwards by itself, so that what is cut off leaves the latest sessions', async () => {
  const server = await with_old_and_new();
  const old = 4;
  server.recent_from = old;
  const browser = new FakeBrowser();
  const tablet = new Peer(server, browser, 'cut-off');
  let pages = 0;
  server.on_older = async () => {
    pages += 1;
    if (pages > 2) server.lost_replies = 1;
  };
  await tablet.join();
  expect(tablet.report).toMatchObject({ activity: 'waiting', network: 'offline', progress: null });
  expect(await subjects(tablet)).toEqual(['session-new', 'session-old-5']);
  expect(await kept(tablet)).toMatchObject({ recent: 10 - old });
  tablet.close();
  // What is written meanwhile is not held up, and the next start goes on from there.
  server.on_older = async () => {};
  const after = new Peer(server, browser, 'cut-off');
  await after.write(1, 'session-own');
  const told: unknown[] = [];
  after.sync.listen({
    reported: ({ progress }) => told.push(progress ?? null),
    changed: () => {},
    erased: () => {},
    revoked: () => {},
  });
  after.sync.pair_with(PRACTICE, null);
  await after.sync.now();
  const read = ['session-new', 'session-old-2', 'session-old-3', 'session-old-4', 'session-old-5', 'session-own'];
  expect(await subjects(after)).toEqual(read);
  expect(await kept(after)).toMatchObject({ recent: 0 });
  expect(told).toContainEqual({ read: 8, of: 12 });
  expect(told.at(-1)).toBeNull();
  expect((await after.states()).every((state) => state === 'held')).toBe(true);
  // The rest comes when somebody asks.
  while (((await after.sync.older(null)) as { is_all: boolean }).is_all === false);
  expect(await after.proven()).toBe(16);
});

test('[N9] [N12] a log that is put back while a new device reads backwards is read whole', async () => {
  const server = await with_old_and_new();
  server.recent_from = 4;
  server.on_older = async () => {
    server.on_older = async () => {};
    server.restore_backup(8);
  };
  const tablet = await new Peer(server).join();
  await tablet.sync.now();
  expect(await kept(tablet)).toBeUndefined();
  expect(await tablet.proven()).toBe(server.held.length);
});
