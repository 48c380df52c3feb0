import { beforeEach, describe, expect, test } from 'vitest';
import { NUDGE_MS } from '../../../pwa/src/shell/sync';
import { FakeServer, PRACTICE } from '../support/fake-server';
import { FakeBrowser, FakeRandom, START_WALL_MS } from '../support/fakes';
import { Peer } from '../support/peer';
import { clear_storage } from '../support/rig';
import { turns, until } from '../support/until';

beforeEach(clear_storage);

describe('a good day', () => {
  test('facts go to the server and are proven', async () => {
    const peer = await new Peer(new FakeServer()).join();
    await peer.write(3);
    await peer.sync.now();
    expect(peer.server.held).toHaveLength(3);
    expect(await peer.proven()).toBe(3);
    expect(peer.report).toMatchObject({ activity: 'idle', network: 'online' });
  });

  test('[N2] a new fact is followed by a sync a little later, several facts by one', async () => {
    const peer = await new Peer(new FakeServer()).join();
    await peer.write(2);
    peer.sync.nudge();
    peer.sync.nudge();
    peer.clock.pass(NUDGE_MS - 100);
    await turns();
    expect(peer.server.held).toHaveLength(0);
    peer.clock.pass(100);
    await until(async () => (await peer.proven()) === 2);
    expect(peer.server.requests.filter((request) => request.startsWith('push'))).toEqual(['push 2']);
  });

  test('another device reads them, page by page', async () => {
    const server = new FakeServer();
    const writer = await new Peer(server).join();
    await writer.write(25);
    await writer.sync.now();
    server.page = 10;
    const reader = await new Peer(server).join();
    expect(await reader.proven()).toBe(25);
  });

  test('a poll with nothing new costs one request and changes nothing', async () => {
    const peer = await new Peer(new FakeServer()).join();
    peer.server.requests = [];
    peer.changed = [];
    await peer.sync.now();
    await peer.sync.now();
    expect(peer.server.requests).toEqual(['pull', 'pull']);
    expect(peer.changed).toEqual([]);
  });
});

describe('a bad day', () => {
  test('[N1] a lost reply loses nothing: the facts are offered again and stand once', async () => {
    const peer = await new Peer(new FakeServer()).join();
    await peer.write(4);
    peer.server.lost_replies = 2;
    await peer.sync.now();
    expect(peer.server.held).toHaveLength(4);
    expect(await peer.proven()).toBe(0);
    expect(peer.report).toMatchObject({ activity: 'waiting', network: 'offline' });
    await peer.sync.now();
    await peer.sync.now();
    expect(await peer.proven()).toBe(4);
    expect(peer.server.held).toHaveLength(4);
  });

  test('[N3] without a network it waits, longer each time, and goes on by itself', async () => {
    const peer = await new Peer(new FakeServer()).join();
    peer.server.is_offline = true;
    await peer.write();
    const waits: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      await peer.sync.now();
      waits.push(peer.clock.due[0] ?? 0);
    }
    expect(peer.report).toMatchObject({ activity: 'waiting', network: 'offline' });
    expect(waits[4]).toBeGreaterThan((waits[0] ?? 0) * 4);
    peer.server.is_offline = false;
    peer.clock.pass((peer.clock.due[0] ?? 0) + 50);
    await until(async () => (await peer.proven()) === 1);
  });

  test('[N2] the network that comes back starts it at once', async () => {
    const peer = await new Peer(new FakeServer()).join();
    peer.server.is_offline = true;
    peer.presence.become('offline');
    await peer.write();
    await peer.sync.now();
    peer.server.is_offline = false;
    peer.presence.become('online');
    await until(async () => (await peer.proven()) === 1);
  });

  test('[N4] a 401 keeps everything and says so', async () => {
    const peer = await new Peer(new FakeServer()).join();
    await peer.write(2);
    await peer.sync.now();
    await peer.write(1, 'session-2');
    peer.server.trouble = { status: 401, type: 'not-paired' };
    await peer.sync.now();
    expect(peer.report.activity).toBe('signed-out');
    expect((await peer.states()).sort()).toEqual(['held', 'held', 'unsent']);
    expect(peer.revoked).toBeNull();
    peer.server.trouble = null;
    await peer.sync.now();
    expect(await peer.proven()).toBe(3);
  });

  test('[N4] only device-revoked is handed on', async () => {
    const peer = await new Peer(new FakeServer()).join();
    peer.server.trouble = { status: 401, type: 'device-revoked' };
    await peer.sync.now();
    expect(peer.revoked).toBe(PRACTICE.practice_id);
    expect(peer.report.activity).toBe('revoked');
  });

  test('[N3] a refused fact stays on the device and does not stop the others', async () => {
    const peer = await new Peer(new FakeServer()).join();
    peer.server.refuses.add('hold_ended');
    await peer.write(2);
    await peer.database.record(
      [{ kind: 'hold_ended', subject: 'session-1', client_id: null, at: 1, body: {} }],
      START_WALL_MS,
      [],
    );
    await peer.write(1, 'session-2');
    await peer.sync.now();
    expect((await peer.states()).sort()).toEqual(['held', 'held', 'held', 'refused']);
    expect(peer.report.activity).toBe('idle');
  });

  test('a receipt that lies proves nothing, and is not believed more for being repeated', async () => {
    const peer = await new Peer(new FakeServer()).join();
    peer.server.receipts_lie = true;
    await peer.write(3);
    await peer.sync.now();
    await peer.sync.now();
    expect(await peer.proven()).toBe(0);
    expect(peer.report.activity).toBe('waiting');
    expect(peer.server.requests.filter((request) => request.startsWith('push')).length).toBeLessThan(6);
    peer.server.receipts_lie = false;
    await peer.sync.now();
    expect(await peer.proven()).toBe(3);
  });

  test('a push that is too large is cut until it fits; one fact that never fits is refused', async () => {
    const peer = await new Peer(new FakeServer()).join();
    peer.server.facts_a_push = 3;
    await peer.write(20);
    await peer.sync.now();
    expect(await peer.proven()).toBe(20);
    peer.server.facts_a_push = 0;
    await peer.write(1, 'session-2');
    await peer.sync.now();
    expect((await peer.states()).filter((state) => state === 'refused')).toHaveLength(1);
  });

  test('[O1] a session of which a restored server holds more than one push takes is proven all the same', async () => {
    const peer = await new Peer(new FakeServer()).join();
    await peer.write(20);
    await peer.sync.now();
    peer.server.restore_backup(20);
    peer.server.facts_a_push = 3;
    await peer.sync.now();
    expect(await peer.proven()).toBe(20);
    expect(peer.report.activity).toBe('idle');
  });

  test('[D4] what the server never took of a client goes too when the client is erased', async () => {
    const peer = await new Peer(new FakeServer()).join();
    peer.server.refuses.add('note_written');
    const note = { kind: 'note_written', subject: 'session-9', client_id: 'client-aa', at: START_WALL_MS, body: {} };
    await peer.database.record([note, { ...note, subject: 'session-8', client_id: 'client-bb' }], START_WALL_MS, []);
    await peer.sync.now();
    expect(await peer.states()).toEqual(['refused', 'refused']);
    await peer.server.erase_client('client-aa');
    await peer.sync.now();
    expect(await peer.database.rows_of('session-9')).toEqual([]);
    expect(await peer.database.rows_of('session-8')).toHaveLength(1);
  });

  test('[N3] a push that cannot be read is cut until the one fact is found that is to blame', async () => {
    const peer = await new Peer(new FakeServer()).join();
    await peer.write(9);
    peer.server.chokes_on = '"seq":5,';
    await peer.sync.now();
    expect((await peer.states()).filter((state) => state === 'refused')).toHaveLength(1);
    expect(peer.server.held).toHaveLength(8);
    expect(peer.report.activity).toBe('idle');
  });

  test('[O3] what another log has refused is offered to this one', async () => {
    const peer = await new Peer(new FakeServer()).join();
    peer.server.refuses.add('note_written');
    await peer.write();
    await peer.sync.now();
    await peer.sync.now();
    expect(await peer.states()).toEqual(['refused']);
    peer.server.refuses.clear();
    peer.server.restore_backup(0);
    await peer.sync.now();
    expect(await peer.states()).toEqual(['held']);
  });

  test('a server put back from an older copy is healed by its devices', async () => {
    const server = new FakeServer();
    const one = await new Peer(server).join();
    const two = await new Peer(server).join();
    await one.write(5);
    await one.sync.now();
    await two.write(4, 'session-2');
    await two.sync.now();
    await one.sync.now();
    const before = [...server.held].sort();
    server.restore_backup(2);
    await two.sync.now();
    expect([...server.held].sort()).toEqual(before);
    await one.sync.now();
    expect(await one.proven()).toBe(9);
    expect(await two.proven()).toBe(9);
  });

  test('[O5] what is brought back is filed under whom it was filed under', async () => {
    const server = new FakeServer();
    const tablet = await new Peer(server).join();
    const phone = await new Peer(new FakeServer()).join();
    await phone.write(1);
    const [own] = await phone.database.rows_of('session-1');
    server.add(own?.raw ?? '', 'client-aa');
    await tablet.write(1, 'session-2');
    await tablet.sync.now();
    server.restore_backup(0);
    await tablet.sync.now();
    expect(server.rows.map((row) => [row.raw, row.client_id]).sort()).toEqual(
      [
        [own?.raw, 'client-aa'],
        [(await tablet.database.rows_of('session-2'))[0]?.raw, null],
      ].sort(),
    );
  });

  test('[O3] what was refused here and is there all the same is held once it is read', async () => {
    const server = new FakeServer();
    const phone = await new Peer(server).join();
    const tablet = await new Peer(server).join();
    await tablet.write(2);
    await tablet.sync.now();
    await phone.sync.now();
    server.restore_backup(0);
    // A client's phone may not write it; whoever may brings it back at the same moment.
    const texts = (await tablet.database.rows_of('session-1')).map(({ raw }) => raw);
    server.refuses.add('note_written');
    server.on_push = async () => {
      server.on_push = async () => {};
      for (const raw of texts) server.add(raw);
    };
    await phone.sync.now();
    expect(await phone.states()).toEqual(['held', 'held']);
    expect(phone.report.activity).toBe('idle');
  });

  test('[N8] what a log held beyond the place a device has read counts only once it has read that far', async () => {
    const server = new FakeServer();
    const writer = await new Peer(server).join();
    const late = await new Peer(server).join();
    await writer.write(6);
    await writer.sync.now();
    server.page = 2;
    await late.write(1, 'session-2');
    // Its push arrives, and it reads two of the seven; then the network is gone, and an older copy of the file is put back.
    server.after_push = () => {
      server.after_push = () => {};
      server.is_offline = true;
    };
    await late.sync.now();
    expect(server.held).toHaveLength(7);
    expect((await late.states()).sort()).toEqual(['held', 'held', 'unsent']);
    server.rows = server.rows.slice(0, 6);
    server.is_offline = false;
    await late.sync.now();
    expect(server.held).toHaveLength(7);
    expect(await late.proven()).toBe(7);
  });

  test('[N8] a device that has far to read sends at once, and reads back that it is there', async () => {
    const server = new FakeServer();
    const writer = await new Peer(server).join();
    const late = await new Peer(server).join();
    await writer.write(6);
    await writer.sync.now();
    server.page = 2;
    server.requests = [];
    await late.write(1, 'session-2');
    await late.sync.now();
    expect(server.requests).toEqual(['push 1', 'pull', 'pull', 'pull']);
    expect(await late.proven()).toBe(7);
    expect(late.report.activity).toBe('idle');
  });

  test('a log that fits no cursor is not read for ever', async () => {
    const peer = await new Peer(new FakeServer()).join();
    await peer.write();
    peer.server.on_push = async () => peer.server.restore_backup(0);
    await peer.sync.now();
    expect(peer.report.activity).toBe('waiting');
    expect(await peer.proven()).toBe(0);
  });

  test('a fact written while a push is under way is not counted by its receipt', async () => {
    const peer = await new Peer(new FakeServer()).join();
    await peer.write(2);
    let writes = 1;
    peer.server.on_push = async () => {
      if (writes > 0) await peer.write(writes);
      writes = 0;
    };
    await peer.sync.now();
    expect(peer.server.held).toHaveLength(3);
    expect(await peer.proven()).toBe(3);
  });

  test('[N2] two tabs of one browser take turns and send nothing twice', async () => {
    const browser = new FakeBrowser();
    const server = new FakeServer();
    const one = await new Peer(server, browser, 'shared').join();
    const two = await new Peer(server, browser, 'shared').join();
    await one.write(3);
    server.requests = [];
    await Promise.all([one.sync.now(), two.sync.now()]);
    expect(server.requests.filter((request) => request.startsWith('push'))).toEqual(['push 3']);
    expect(await two.proven()).toBe(3);
  });
});

test('[N1] a hundred worlds of lost requests and lost replies end with every fact proven once', async () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const chance = new FakeRandom(seed);
    const peer = await new Peer(new FakeServer()).join();
    let written = 0;
    for (let turn = 0; turn < 8; turn += 1) {
      const count = Math.floor(chance.share() * 4);
      if (count > 0) await peer.write(count, `session-${Math.floor(chance.share() * 3)}`);
      written += count;
      peer.server.is_offline = chance.share() < 0.3;
      peer.server.lost_replies = chance.share() < 0.3 ? 1 : 0;
      if (chance.share() < 0.1) peer.server.restore_backup(Math.floor(chance.share() * peer.server.rows.length));
      await peer.sync.now();
    }
    peer.server.is_offline = false;
    peer.server.lost_replies = 0;
    await peer.sync.now();
    await peer.sync.now();
    expect([seed, await peer.proven(), new Set(peer.server.held).size]).toEqual([seed, written, written]);
  }
});
