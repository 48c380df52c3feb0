/** Background Sync: what waits is handed in by the service worker, with the same proof as by a tab. */
import { beforeEach, expect, test } from 'vitest';
import { type BackgroundWorld, push_waiting } from '../../../pwa/src/shell/background';
import { Database } from '../../../pwa/src/shell/database';
import { HEARD_MS } from '../../../pwa/src/shell/leading';
import { FakeServer } from '../support/fake-server';
import { FakeBrowser, FakeClock, FakeRandom } from '../support/fakes';
import { Peer } from '../support/peer';
import { clear_storage } from '../support/rig';
import { turns, until } from '../support/until';

beforeEach(clear_storage);

/** A device with three facts that no network took, and its worker. */
async function waiting(): Promise<{ peer: Peer; world: BackgroundWorld; clock: FakeClock; server: FakeServer }> {
  const server = new FakeServer();
  const browser = new FakeBrowser();
  const peer = await new Peer(server, browser, 'tablet').join();
  server.is_offline = true;
  await peer.write(3);
  await peer.sync.now();
  const [clock, random] = [new FakeClock(), new FakeRandom(77)];
  const database = new Database(random, 'tablet');
  return { peer, clock, server, world: { database, server, clock, random, tabs: browser.tab() } };
}

/** The worker does its part; nobody hears it where no tab is open. */
async function pushed({ world, clock }: { world: BackgroundWorld; clock: FakeClock }): Promise<void> {
  const over = push_waiting(world);
  over.catch(() => {});
  await turns();
  clock.pass(HEARD_MS);
  await over;
}

test('[N13] with every tab closed what waits is handed in, and proven', async () => {
  const device = await waiting();
  device.peer.close();
  device.server.is_offline = false;
  await pushed(device);
  expect(device.server.held).toHaveLength(3);
  expect(await device.peer.proven()).toBe(3);
});

test('[N13] a tab that leads is asked to, and the worker asks the server nothing itself', async () => {
  const { peer, world, server } = await waiting();
  server.is_offline = false;
  const nobody = () => Promise.reject(new Error('the worker has asked the server'));
  await push_waiting({ ...world, server: { push: nobody, pull: nobody, older: nobody } });
  expect(await peer.proven()).toBe(3);
});

test('[N13] what does not get through is tried again by the browser, and stays here', async () => {
  const device = await waiting();
  device.peer.close();
  await expect(pushed(device)).rejects.toThrow('offline');
  expect(await device.peer.states()).toEqual(['unsent', 'unsent', 'unsent']);
  device.server.is_offline = false;
  // The reply of the first attempt is lost: it is offered again, and stands once.
  device.server.lost_replies = 1;
  await expect(pushed(device)).rejects.toThrow('offline');
  await pushed(device);
  expect(device.server.held).toHaveLength(3);
  expect(await device.peer.proven()).toBe(3);
});

test('[N13] [N4] a removed device lets go of nothing in the background', async () => {
  const device = await waiting();
  device.peer.close();
  device.server.is_offline = false;
  device.server.trouble = { status: 401, type: 'device-revoked' };
  await pushed(device);
  expect(await device.peer.states()).toEqual(['unsent', 'unsent', 'unsent']);
  expect(await device.world.database.meta('paired')).toBeDefined();
});

test('[N13] with nothing that waits, or no practice, nobody is asked anything', async () => {
  const { peer, world, server } = await waiting();
  server.is_offline = false;
  await peer.sync.now();
  server.requests = [];
  await push_waiting(world);
  await push_waiting({ ...world, database: new Database(new FakeRandom(5), 'another') });
  expect(server.requests).toEqual([]);
});

test('[N13] the browser is asked where facts wait without a network, and only then', async () => {
  const peer = await new Peer(new FakeServer()).join();
  peer.server.is_offline = true;
  await peer.sync.now();
  expect(peer.background_asked).toBe(0);
  await peer.write();
  await peer.sync.now();
  await until(() => peer.background_asked === 1);
  peer.presence.become('offline');
  await peer.write();
  // Whoever closes the app at once is not too early.
  peer.sync.nudge();
  await until(() => peer.background_asked === 2);
});
