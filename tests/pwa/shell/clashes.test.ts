/** A fact in whose place the server holds another text: kept, shown, and sent no more; the others of its session go on. */
import { beforeEach, expect, test } from 'vitest';
import { digest_of } from '../../../pwa/src/core/fact';
import type { FactRow } from '../../../pwa/src/shell/schema';
import { FakeServer, PRACTICE } from '../support/fake-server';
import { Peer } from '../support/peer';
import { clear_storage } from '../support/rig';

beforeEach(clear_storage);

/** A device that has written a fact, and a server that holds another text in its place. */
async function clashing(changes: object = { body: { text: 'another' } }): Promise<{ peer: Peer; clash: FactRow }> {
  const peer = await new Peer(new FakeServer()).join();
  await peer.write(1);
  const [clash] = await peer.database.rows_of('session-1');
  if (clash === undefined) throw new Error('nothing was written');
  peer.server.add(JSON.stringify({ ...JSON.parse(clash.raw), ...changes }));
  return { peer, clash };
}

async function kept(peer: Peer, { id }: FactRow): Promise<FactRow | undefined> {
  return (await peer.database.rows_by_id([id]))[0];
}

function pushes(peer: Peer): string[] {
  return peer.server.requests.filter((request) => request.startsWith('push'));
}

test('[O6] it is kept as it is with the reason, and the others of its session are proven', async () => {
  const { peer, clash } = await clashing();
  await peer.write(2);
  await peer.sync.now();
  const row = await kept(peer, clash);
  expect(row).toMatchObject({ raw: clash.raw, state: 'refused', refused: { type: 'fact-conflict' } });
  expect(row?.refused?.digest).toBe(digest_of(peer.server.held[0] ?? ''));
  expect(await peer.proven()).toBe(2);
  expect(peer.server.held).toHaveLength(3);
  expect(peer.report).toMatchObject({ activity: 'idle', network: 'online' });
});

test('[O6] however often it syncs it is not sent again, nor is anything of its session', async () => {
  const { peer } = await clashing();
  await peer.write(2);
  await peer.sync.now();
  expect(pushes(peer)).toEqual(['push 3']);
  peer.server.requests = [];
  for (let i = 0; i < 100; i += 1) await peer.sync.now();
  expect(peer.server.requests).toEqual(Array(100).fill('pull'));
  // What is written later goes out alone, and is proven with what the server holds in the place of the other.
  for (let i = 0; i < 10; i += 1) {
    await peer.write(1);
    await peer.sync.now();
  }
  expect(pushes(peer)).toEqual(Array(10).fill('push 1'));
  expect(await peer.proven()).toBe(12);
  // A line to the server is open, as of any device that has nothing to send.
  expect(peer.server.lines).toBe(1);
});

test('[O6] a receipt that counts another text than the server has named proves nothing', async () => {
  const { peer } = await clashing();
  await peer.write(2);
  const named = peer.server.push.bind(peer.server);
  peer.server.push = async (request, as) => {
    const reply = await named(request, as);
    if (reply.kind === 'ok') for (const refused of reply.value.refused) refused.digest = '0'.repeat(64);
    return reply;
  };
  await peer.sync.now();
  expect((await peer.states()).sort()).toEqual(['refused', 'unsent', 'unsent']);
  // It costs a bounded number of requests, each time later.
  expect(pushes(peer).length).toBeLessThan(4);
  peer.server.push = named;
  await peer.database.offer_refused_again(PRACTICE.practice_id);
  await peer.sync.now();
  expect((await peer.states()).sort()).toEqual(['held', 'held', 'refused']);
});

test('[O6] what an app of before was refused is asked about once, and its session is proven', async () => {
  const { peer, clash } = await clashing();
  const refused = { type: 'fact-conflict', title: 'Held with another text', detail: '' };
  await peer.database.take_in((facts) => facts.put({ ...clash, state: 'refused', refused }));
  await peer.write(2);
  await peer.sync.now();
  expect(pushes(peer)).toEqual(['push 2', 'push 3']);
  expect((await peer.states()).sort()).toEqual(['held', 'held', 'refused']);
  await peer.sync.now();
  expect(pushes(peer)).toHaveLength(2);
});

test('[O6] a server that says no digest is asked no more often than one whose receipt does not fit', async () => {
  const { peer } = await clashing();
  await peer.write(2);
  const named = peer.server.push.bind(peer.server);
  peer.server.push = async (request, as) => {
    const reply = await named(request, as);
    if (reply.kind === 'ok') for (const refused of reply.value.refused) Reflect.deleteProperty(refused, 'digest');
    return reply;
  };
  await peer.sync.now();
  expect((await peer.states()).sort()).toEqual(['refused', 'unsent', 'unsent']);
  await peer.sync.now();
  expect(pushes(peer)).toEqual(['push 3', 'push 2', 'push 2', 'push 2']);
  expect(peer.clock.due[0]).toBeGreaterThan(1000);
});

test('[O3] where the other text is of another session, nothing of this one is in doubt', async () => {
  const { peer, clash } = await clashing({ subject: 'session-9' });
  await peer.write(2);
  await peer.sync.now();
  expect((await kept(peer, clash))?.refused).toMatchObject({ type: 'fact-conflict', digest: null });
  expect(await peer.proven()).toBe(2);
  expect(pushes(peer)).toEqual(['push 3']);
});

test('[O6] somebody asks: it is offered once more, and the others stay proven', async () => {
  const { peer } = await clashing();
  await peer.write(2);
  await peer.sync.now();
  await peer.database.offer_refused_again(PRACTICE.practice_id);
  await peer.sync.now();
  expect(pushes(peer)).toEqual(['push 3', 'push 1']);
  expect((await peer.states()).sort()).toEqual(['held', 'held', 'refused']);
});

test('[O6] a log of before the other text takes it', async () => {
  const { peer, clash } = await clashing();
  await peer.write(2);
  await peer.sync.now();
  peer.server.restore_backup(0);
  await peer.sync.now();
  expect(await kept(peer, clash)).toMatchObject({ state: 'held', refused: null });
  expect(await peer.proven()).toBe(3);
  expect(peer.server.held).toContain(clash.raw);
});

test('[O6] of what somebody else wrote it is the same', async () => {
  const server = new FakeServer();
  const writer = await new Peer(server).join();
  await writer.write(3);
  await writer.sync.now();
  const reader = await new Peer(server).join();
  // The log is another one, in which another text stands in the place of the first.
  const [first, ...others] = server.held;
  server.restore_backup(0);
  server.add(JSON.stringify({ ...JSON.parse(first ?? ''), body: { text: 'another' } }));
  await reader.sync.now();
  expect((await reader.states()).sort()).toEqual(['held', 'held', 'refused']);
  expect(server.held.slice(1)).toEqual(others);
  server.requests = [];
  await reader.sync.now();
  expect(server.requests).toEqual(['pull']);
});
