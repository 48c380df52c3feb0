/** Whose device this is, while that changes in the middle of a sync. */
import { beforeEach, expect, test } from 'vitest';
import { FakeServer, PRACTICE } from '../support/fake-server';
import { Peer } from '../support/peer';
import { clear_storage } from '../support/rig';

beforeEach(clear_storage);

test('[N14] while this browser is paired anew nothing of one practice comes to another', async () => {
  const peer = await new Peer(new FakeServer()).join();
  await peer.write(2);
  await peer.sync.now();
  await peer.write(1, 'session-2');
  // The answer of pairing has come, with its cookie; what it says is not kept yet, or a kill came before that.
  const elsewhere = { ...PRACTICE, device_id: 'another-device', practice_id: 'another-practice' };
  peer.server.paired = elsewhere;
  const own = peer.server.rows;
  peer.server.rows = [];
  await peer.sync.now();
  expect(peer.server.held).toEqual([]);
  expect(await peer.sync.older(null)).toMatchObject({ kind: 'read', rows: [] });
  expect((await peer.states()).sort()).toEqual(['held', 'held', 'unsent']);
  expect(peer.report.activity).toBe('signed-out');
  await peer.database.pair(elsewhere, []);
  peer.sync.pair_with(elsewhere, null);
  await peer.sync.now();
  expect(peer.report.activity).toBe('idle');
  expect(peer.server.held).toEqual([]);
  // Back again, what waited goes where it belongs.
  peer.server.paired = PRACTICE;
  peer.server.rows = own;
  await peer.database.pair(PRACTICE, []);
  peer.sync.pair_with(PRACTICE, null);
  await peer.sync.now();
  expect(peer.server.held).toHaveLength(3);
  expect(await peer.proven()).toBe(3);
});

/** A device whose one fact the server cannot read, with what happens in another tab while that is on its way back. */
async function unreadable(meanwhile: (peer: Peer) => Promise<unknown>): Promise<Peer> {
  const peer = await new Peer(new FakeServer()).join();
  await peer.write(1);
  peer.server.chokes_on = '"session-1"';
  const push = peer.server.push.bind(peer.server);
  peer.server.push = async (request, as) => {
    const reply = await push(request, as);
    await meanwhile(peer);
    return reply;
  };
  await peer.sync.now();
  return peer;
}

test('[D7] what the server could not read, and went from here meanwhile, is not brought back by its word', async () => {
  const went = async ({ database }: Peer) => {
    const [row] = await database.rows_of('session-1');
    await database.take_in(async (facts) => facts.delete(row?.id ?? ''));
  };
  const peer = await unreadable(went);
  expect(await peer.states()).toEqual([]);
  expect(peer.changed).toEqual([]);
  // Nor is what was read back meanwhile: the log holds it.
  const read = async ({ database }: Peer) => {
    const [row] = await database.rows_of('session-1');
    if (row) await database.take_in((facts) => facts.put({ ...row, state: 'held' }));
  };
  expect(await (await unreadable(read)).states()).toEqual(['held']);
});

test('[D10] what it could not read from the device of before waits for the one of now', async () => {
  const anew = { ...PRACTICE, device_id: 'another-device' };
  const peer = await unreadable(({ database }) => database.pair(anew, []));
  expect(await peer.states()).toEqual(['unsent']);
});

test('[D10] that a device was removed from one practice is nothing to what it left of another since', async () => {
  const { database } = await new Peer(new FakeServer()).join();
  const elsewhere = { ...PRACTICE, device_id: 'another-device', practice_id: 'another-practice' };
  await database.pair(elsewhere, []);
  expect(await database.leave('another-practice', 'another-device')).toBe(true);
  expect(await database.leave(PRACTICE.practice_id, PRACTICE.device_id)).toBe(false);
  expect(await database.meta('revoked')).toBe('another-practice');
});
