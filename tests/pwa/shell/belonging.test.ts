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
