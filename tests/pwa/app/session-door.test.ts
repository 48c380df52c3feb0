/** The session side comes after the first load: what waits for it, and what is said where it cannot come. */
import { describe, expect, test } from 'vitest';
import type { FetchSessionSide } from '../../../pwa/src/app/session-door';
import { Device, one_session, running, Tab } from '../support/rig';
import { turns, until } from '../support/until';

const fetch_now: FetchSessionSide = () => import('../../../pwa/src/app/session-side');

/** A network that holds the code back until it is told to let it come, or is cut. */
class Network {
  is_cut = false;
  asked = 0;
  let_come: () => void = () => {};
  readonly #is_free = new Promise<void>((resolve) => {
    this.let_come = resolve;
  });

  readonly fetch: FetchSessionSide = async () => {
    this.asked += 1;
    if (this.is_cut) throw new TypeError('Failed to fetch dynamically imported module');
    await this.#is_free;
    return fetch_now();
  };
}

/** A tab opened on a network of its own, with its start under way. */
function opened(device: Device, network: Network, path = '/'): Tab {
  device.fetch_session_side = network.fetch;
  const tab = new Tab(device, path, '');
  void tab.app.start();
  return tab;
}

async function stands(tab: Tab): Promise<void> {
  await until(() => tab.model.library.value.state === 'ready', 'the library never stood');
  await turns(40);
}

describe('before it is there', () => {
  test('it is not asked for before the library stands, and then without anybody needing it', async () => {
    const device = new Device();
    const network = new Network();
    device.server.is_offline = true;
    const tab = opened(device, network);
    await turns(20);
    expect(tab.model.library.value.state === 'ready').toBe(false);
    expect(tab.model.flow.value).toBeNull();
    device.server.is_offline = false;
    tab.send({ type: 'library_wanted' });
    await stands(tab);
    expect(network.asked).toBe(1);
  });

  test.each([true, false])(
    '[N2] sync is told that the library stands, once it is painted where it is seen: %s',
    async (is_seen) => {
      const device = new Device();
      const { server } = device;
      const answer = server.library.bind(server);
      let come = () => {};
      const comes = new Promise<void>((resolve) => (come = resolve));
      server.library = (etag) => comes.then(() => answer(etag));
      const tab = new Tab(device, '/', '');
      let paint = () => {};
      tab.presence.visible = is_seen;
      tab.presence.painted = () => new Promise((resolve) => (paint = resolve));
      void tab.app.start();
      await turns(20);
      expect(tab.begun).toBe(0);
      come();
      await stands(tab);
      expect(tab.begun > 0).toBe(!is_seen);
      paint();
      await until(() => tab.begun > 0);
    },
  );

  test('a flow that is asked for begins when it comes, and sound is unlocked in the tap itself', async () => {
    const network = new Network();
    const tab = opened(new Device(), network);
    await stands(tab);
    tab.send({ type: 'start', protocol_id: 'back-self' });
    expect(tab.sound.unlocked).toBe(1);
    await turns(40);
    expect(tab.model.flow.value).toBeNull();
    expect(tab.model.is_session_missed.value).toBe(false);
    network.let_come();
    await until(() => tab.model.route.value.screen === 'flow', 'no flow began');
    expect(tab.flow.step).toBe('screening');
  });

  test('what is said of a session waits, and is written in the order in which it was said', async () => {
    const device = new Device();
    const session_id = await one_session(await device.open());
    const network = new Network();
    const tab = opened(device, network);
    await stands(tab);
    tab.send(
      { type: 'note_typed', session_id, text: 'first' },
      { type: 'note_written', session_id, text: 'first' },
      { type: 'client_added_for_session', session_id, name: 'Ada' },
      { type: 'note_written', session_id, text: 'second' },
    );
    await turns(40);
    expect((await tab.kinds()).includes('note_written')).toBe(false);
    expect(tab.model.note_drafts.value[session_id]).toBe('first');
    network.let_come();
    await tab.written('note_written', 2);
    const said = (await tab.kinds()).slice(-4);
    expect(said).toEqual(['note_written', 'client_saved', 'session_assigned', 'note_written']);
    expect(tab.model.note_drafts.value[session_id]).toBe('');
  });

  test('a session that was on is taken up when it comes, parked, and nobody walks away from it', async () => {
    const device = new Device();
    const before = await running(device);
    before.run_to('hold');
    await before.settle();
    before.kill();
    const network = new Network();
    const tab = opened(device, network, '/history');
    await stands(tab);
    expect(network.asked).toBe(1);
    expect(tab.model.run.value).toBeNull();
    network.let_come();
    await until(() => tab.model.route.value.screen === 'flow', 'it was not taken up');
    expect(tab.run.session.stage).toBe('parked');
    tab.send({ type: 'go', route: { screen: 'library' } });
    expect(tab.model.route.value.screen).toBe('flow');
  });
});

describe('where it cannot be had', () => {
  test('that is said when it is needed and not before, and gone with another screen', async () => {
    const network = new Network();
    network.is_cut = true;
    const tab = opened(new Device(), network);
    await stands(tab);
    expect(tab.model.is_session_missed.value).toBe(false);
    tab.send({ type: 'start', protocol_id: 'back-self' });
    await until(() => tab.model.is_session_missed.value, 'nothing was said');
    tab.send({ type: 'go', route: { screen: 'settings' } });
    expect(tab.model.is_session_missed.value).toBe(false);
  });

  test('it is tried again with the next need; what nobody waits for any more does not begin', async () => {
    const network = new Network();
    network.is_cut = true;
    const tab = opened(new Device(), network);
    await stands(tab);
    tab.send({ type: 'start', protocol_id: 'back-self' });
    await until(() => tab.model.is_session_missed.value, 'nothing was said');
    network.is_cut = false;
    network.let_come();
    tab.send({ type: 'flow_continued' });
    await until(() => !tab.model.is_session_missed.value, 'it is still missed');
    await turns(40);
    expect(tab.model.flow.value).toBeNull();
    await tab.start_run('back-self');
    expect(tab.mode).toBe('setup');
  });

  test('a session that was on stays on the device, is said to be missed, and comes back when somebody looks again', async () => {
    const device = new Device();
    const before = await running(device);
    before.kill();
    const network = new Network();
    network.is_cut = true;
    const tab = opened(device, network);
    await until(() => tab.model.is_session_missed.value, 'nothing was said');
    await stands(tab);
    expect(tab.model.is_session_missed.value).toBe(true);
    expect(await tab.database.running()).toHaveLength(1);
    network.is_cut = false;
    network.let_come();
    tab.presence.become('visible');
    await until(() => tab.model.route.value.screen === 'flow', 'it was not taken up');
    expect(tab.run.session.stage).toBe('parked');
    expect(tab.model.is_session_missed.value).toBe(false);
  });
});
