import { beforeEach, expect, test } from 'vitest';
import { Database } from '../../../pwa/src/shell/database';
import { LaterSync } from '../../../pwa/src/shell/later-sync';
import type { SyncReport } from '../../../pwa/src/shell/sync';
import { FakeServer, PRACTICE } from '../support/fake-server';
import { FakeBrowser, FakeClock, FakePresence, FakeRandom } from '../support/fakes';
import { clear_storage } from '../support/rig';
import { turns, until } from '../support/until';

type Fetched = typeof import('../../../pwa/src/shell/sync');

beforeEach(clear_storage);

/** A device whose code of sync comes as `fetch` says. */
async function device(fetch: () => Promise<Fetched>) {
  const server = new FakeServer();
  server.paired = PRACTICE;
  const random = new FakeRandom();
  const database = new Database(random, 'later');
  await database.pair(PRACTICE, []);
  const presence = new FakePresence();
  const tabs = new FakeBrowser().tab();
  const world = { database, server, clock: new FakeClock(), random, presence, tabs, background: { ask() {} } };
  const sync = new LaterSync(world, fetch);
  const reports: SyncReport[] = [];
  const listener = { changed() {}, erased() {}, revoked() {} };
  sync.listen({ ...listener, reported: (report) => reports.push(report) });
  return { sync, server, presence, reports };
}

const there = () => import('../../../pwa/src/shell/sync');

test('[N2] nobody is synced with before it is known whose device this is', async () => {
  const { sync, server, presence } = await device(there);
  sync.nudge();
  presence.become('online');
  await sync.now();
  expect(server.requests).toEqual([]);
});

test('[N2] what was said before its code came is not lost, and the last word on whose device it is counts', async () => {
  let come = (_: Fetched) => {};
  const { sync, server, reports } = await device(() => new Promise((resolve) => (come = resolve)));
  sync.pair_with(null);
  sync.pair_with(PRACTICE, 7);
  const over = sync.now();
  await turns();
  expect(server.requests).toEqual([]);
  come(await there());
  await over;
  expect(server.requests[0]).toBe('pull');
  expect(reports[0]?.last_synced_at).toBe(7);
  sync.pair_with(null);
  server.requests = [];
  await sync.now();
  expect(server.requests).toEqual([]);
});

test('[N3] code that cannot be had is fetched once the network is back', async () => {
  let is_cut = true;
  const { sync, server, presence } = await device(() => (is_cut ? Promise.reject(new TypeError('offline')) : there()));
  sync.pair_with(PRACTICE);
  await sync.now();
  expect(server.requests).toEqual([]);
  is_cut = false;
  presence.become('online');
  await until(() => server.requests.includes('pull'));
});

test('[N2] its code is fetched once the library stands, also where it is told only then whose device this is', async () => {
  for (const is_known_before of [true, false]) {
    let asked = 0;
    const { sync, server } = await device(() => {
      asked += 1;
      return there();
    });
    if (is_known_before) sync.pair_with(PRACTICE);
    else sync.begin();
    await turns();
    expect(asked).toBe(0);
    if (is_known_before) sync.begin();
    else sync.pair_with(PRACTICE);
    await until(() => server.requests.includes('pull'));
    expect(asked).toBe(1);
  }
});

test('[N2] a new fact does not wait for the library', async () => {
  const { sync, server } = await device(there);
  sync.pair_with(PRACTICE);
  sync.nudge();
  await until(() => server.requests.includes('pull'));
});
