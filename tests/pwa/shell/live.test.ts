/** The live channel, and what a device does while the server takes nothing from it. */
import { beforeEach, expect, test } from 'vitest';
import { ANOTHER_DAY_MS } from '../../../pwa/src/shell/sync';
import { FakeServer, PRACTICE } from '../support/fake-server';
import { Peer } from '../support/peer';
import { clear_storage } from '../support/rig';
import { turns, until } from '../support/until';

beforeEach(clear_storage);

test('the word of the server starts a sync, and the page listens only while it is seen', async () => {
  const server = new FakeServer();
  const writer = await new Peer(server).join();
  const reader = await new Peer(server).join();
  await writer.write();
  await writer.sync.now();
  server.say_more();
  await until(async () => (await reader.proven()) === 1);
  reader.presence.become('hidden');
  writer.presence.become('hidden');
  expect(server.is_listened_to()).toBe(false);
  reader.presence.become('visible');
  await until(() => server.is_listened_to());
});

test('[N2] what came while the live channel was being called up is read once it is open', async () => {
  const server = new FakeServer();
  const [writer, reader] = [await new Peer(server).join(), await new Peer(server).join()];
  await until(() => server.lines === 2);
  await writer.write();
  await writer.sync.now();
  expect(await reader.proven()).toBe(0);
  server.open_lines();
  await until(async () => (await reader.proven()) === 1, 'nothing was read');
});

test('a live channel that breaks off is taken up again, later each time', async () => {
  const peer = await new Peer(new FakeServer()).join();
  const waits: number[] = [];
  for (let i = 0; i < 4; i += 1) {
    await until(() => peer.server.is_listened_to());
    // That it opens is not yet a sign of a good line.
    peer.server.open_lines();
    await turns();
    peer.server.cut();
    waits.push(peer.clock.due[0] ?? 0);
    peer.clock.pass((peer.clock.due[0] ?? 0) + 50);
  }
  expect(waits[3]).toBeGreaterThan((waits[0] ?? 0) * 2);
  await until(() => peer.server.is_listened_to());
  peer.clock.pass(60_000);
  peer.server.cut();
  expect(peer.clock.due[0]).toBeLessThan((waits[3] ?? 0) / 2);
});
test('[N2] where something stays unproven, the word of the server is heard all the same', async () => {
  const server = new FakeServer();
  const peer = new Peer(server);
  server.receipts_lie = true;
  server.paired = PRACTICE;
  await peer.database.pair(PRACTICE, []);
  await peer.write();
  peer.sync.pair_with(PRACTICE, null);
  await peer.sync.now();
  expect([await peer.proven(), peer.report.activity]).toEqual([0, 'waiting']);
  expect(server.lines).toBe(1);
  const writer = await new Peer(server).join();
  await writer.write(1, 'session-2');
  await writer.sync.now();
  server.say_more();
  await until(async () => (await peer.states()).length === 2, 'the other fact was not read');
});

test.each([
  { status: 429, type: 'too-much-today', why: 'day' },
  { status: 507, type: 'storage-low', why: 'disk' },
  { status: 507, type: 'storage-full', why: 'disk' },
])('[N17] what the server puts off ($type) waits, is never refused, and keeps nobody from reading', async (put_off) => {
  const server = new FakeServer();
  const writer = await new Peer(server).join();
  const peer = await new Peer(server).join();
  await peer.write(3);
  await writer.write(2, 'session-2');
  await writer.sync.now();
  server.puts_off = put_off;
  server.requests = [];
  await peer.sync.now();
  // It is asked once, and reading goes on.
  expect(server.requests).toEqual(['push 3', 'pull']);
  expect((await peer.states()).sort()).toEqual(['held', 'held', 'unsent', 'unsent', 'unsent']);
  expect(peer.report).toMatchObject({ activity: 'waiting', network: 'online', put_off: put_off.why });
  expect(server.lines).toBe(2);
  const waits: number[] = [];
  for (let i = 0; i < 4; i += 1) {
    waits.push(peer.clock.due[0] ?? 0);
    await peer.sync.now();
  }
  // For another day it waits long at once: each asking sends the same again, over whatever network there is.
  if (put_off.why === 'day') expect(Math.min(...waits)).toBeGreaterThanOrEqual(ANOTHER_DAY_MS);
  else expect(waits[3]).toBeGreaterThan((waits[0] ?? 0) * 2);
  server.puts_off = null;
  peer.clock.pass((peer.clock.due[0] ?? 0) + 50);
  await until(() => peer.report.activity === 'idle', 'it was not handed in');
  expect([await peer.proven(), peer.report.put_off]).toEqual([5, null]);
});

test('[N17] put off for another day it only reads until then, whatever the server says, unless somebody presses', async () => {
  const server = new FakeServer();
  const peer = await new Peer(server).join();
  await peer.write(3);
  server.puts_off = { status: 429, type: 'too-much-today' };
  await peer.sync.now();
  server.requests = [];
  for (let i = 0; i < 4; i += 1) {
    server.say_more();
    await peer.sync.now();
  }
  expect(new Set(server.requests)).toEqual(new Set(['pull']));
  expect(peer.report).toMatchObject({ activity: 'waiting', put_off: 'day' });
  // Its time comes all the same.
  expect(peer.clock.due[0]).toBeLessThanOrEqual(ANOTHER_DAY_MS);
  await peer.sync.now(true);
  expect(server.requests).toContain('push 3');
  // What cannot be handed in for another reason is not said to be put off.
  server.puts_off = null;
  server.receipts_lie = true;
  await peer.sync.now(true);
  expect(peer.report).toMatchObject({ activity: 'waiting', put_off: null });
});
