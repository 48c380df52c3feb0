import { beforeEach, describe, expect, test } from 'vitest';
import { DONE_MS, HEARD_MS } from '../../../pwa/src/shell/leading';
import { NUDGE_MS } from '../../../pwa/src/shell/sync';
import { FakeServer } from '../support/fake-server';
import { FakeBrowser } from '../support/fakes';
import { Peer } from '../support/peer';
import { clear_storage } from '../support/rig';
import { turns, until } from '../support/until';

const DISK = 'one-browser';

/** Tabs of one browser at one server, opened one after the other, the last one in front. */
async function opened(count: number): Promise<{ server: FakeServer; tabs: Peer[] }> {
  const browser = new FakeBrowser();
  const server = new FakeServer();
  const tabs: Peer[] = [];
  for (let i = 0; i < count; i += 1) {
    for (const before of tabs) before.presence.become('hidden');
    tabs.push(await new Peer(server, browser, DISK).join());
  }
  await until(() => server.lines === 1);
  server.requests = [];
  for (const tab of tabs) tab.asked = [];
  return { server, tabs };
}

/** Another device of the practice has written something, and the server says so. */
async function news(server: FakeServer): Promise<void> {
  const other = await new Peer(server).join();
  other.presence.become('hidden');
  await other.write(2, 'session-far');
  await other.sync.now();
  server.requests = [];
  server.say_more();
}

beforeEach(clear_storage);

describe('[N6] one tab leads', () => {
  test('three tabs have one line, and what the server says is asked once', async () => {
    const { server, tabs } = await opened(3);
    await news(server);
    await until(async () => (await tabs[0]?.proven()) === 2);
    await turns();
    expect(server.requests).toEqual(['pull']);
    expect(server.lines).toBe(1);
  });

  test('what one has read or written the others are told, by its ids', async () => {
    const { server, tabs } = await opened(3);
    const heard: unknown[] = [];
    tabs[0]?.tabs.on_told((message) => heard.push(message));
    await news(server);
    await until(() => heard.some((message) => typeof message === 'object' && message && 'rows' in message));
    const rows = await tabs[0]?.database.rows_by_id(heard.flatMap((each) => (each as { rows?: string[] }).rows ?? []));
    expect(rows?.map((row) => row.subject)).toEqual(['session-far', 'session-far']);
  });

  test('what a tab behind it writes is sent by the leading one, once, and every tab shows how it went', async () => {
    const { server, tabs } = await opened(3);
    const [behind, other, front] = tabs as [Peer, Peer, Peer];
    await behind.write(2);
    behind.sync.nudge();
    behind.clock.pass(NUDGE_MS);
    await until(async () => (await front.proven()) === 2);
    await turns();
    expect(server.requests.filter((request) => request.startsWith('push'))).toEqual(['push 2']);
    expect(front.count('push')).toBe(1);
    server.is_offline = true;
    await behind.sync.now();
    expect([behind, other, front].map((tab) => tab.report.network)).toEqual(['offline', 'offline', 'offline']);
    expect(behind.report).toEqual(front.report);
  });

  test('the network that comes back is followed by one question for all', async () => {
    const { server, tabs } = await opened(3);
    for (const tab of tabs) tab.presence.become('offline');
    for (const tab of tabs) tab.presence.become('online');
    await until(() => server.lines === 1);
    await turns();
    expect(server.requests).toEqual(['pull']);
  });

  test('the tab that somebody looks at has it', async () => {
    const { server, tabs } = await opened(2);
    const [first, second] = tabs as [Peer, Peer];
    second.presence.become('hidden');
    expect(server.lines).toBe(0);
    first.presence.become('visible');
    await until(() => server.lines === 1);
    await first.write(1);
    await first.sync.now();
    expect([first.count('push'), second.count('push')]).toEqual([1, 0]);
  });

  test('a device that is paired no more has no leader, and none is asked', async () => {
    const { server, tabs } = await opened(2);
    for (const tab of tabs) tab.sync.pair_with(null);
    await turns();
    await tabs[0]?.sync.now();
    expect([server.lines, server.requests]).toEqual([0, []]);
  });
});

describe('[N7] the leading tab is followed', () => {
  test('by the next when it is closed or killed', async () => {
    const { server, tabs } = await opened(3);
    const [first, second, front] = tabs as [Peer, Peer, Peer];
    await front.write(1);
    front.close();
    second.close();
    await until(async () => (await first.proven()) === 1);
    expect(server.lines).toBe(0);
    first.presence.become('visible');
    await until(() => server.lines === 1);
  });

  test('by the next when it is frozen, and asks for it again when it runs again', async () => {
    const { server, tabs } = await opened(2);
    const [first, front] = tabs as [Peer, Peer];
    front.freeze();
    expect(server.lines).toBe(0);
    await first.write(1);
    await first.sync.now();
    expect([first.count('push'), front.count('push')]).toEqual([1, 0]);
    front.presence.become('thawed');
    await until(() => server.lines === 1);
    await first.write(1);
    await first.sync.now();
    expect([first.count('push'), front.count('push')]).toEqual([1, 1]);
  });

  test('by one that asks it and hears nothing', async () => {
    const { tabs } = await opened(2);
    const [first, front] = tabs as [Peer, Peer];
    front.tabs.fall_silent();
    await first.write(1);
    const over = first.sync.now();
    await turns();
    expect(first.count('push')).toBe(0);
    first.clock.pass(HEARD_MS);
    await over;
    expect([first.count('push'), await first.proven()]).toEqual([1, 1]);
  });

  test('one that asked the tab that went asks the one that came', async () => {
    const { server, tabs } = await opened(3);
    const [first, second, front] = tabs as [Peer, Peer, Peer];
    await second.write(1);
    server.is_silent = true;
    const over = second.sync.now();
    await turns();
    server.is_silent = false;
    front.close();
    await over;
    expect([first, second, front].map((tab) => tab.count('push')).sort()).toEqual([0, 1, 1]);
    expect(await second.proven()).toBe(1);
  });

  test('what was asked is not waited for for ever', async () => {
    const { server, tabs } = await opened(2);
    const [first] = tabs as [Peer, Peer];
    await first.write(1);
    server.is_silent = true;
    let is_over = false;
    const over = first.sync.now().then(() => {
      is_over = true;
    });
    await turns();
    first.clock.pass(DONE_MS - 100);
    await turns();
    expect(is_over).toBe(false);
    first.clock.pass(100);
    await over;
  });

  test('what it was about to take in changes nothing once another has read on', async () => {
    const { server, tabs } = await opened(2);
    const [first, front] = tabs as [Peer, Peer];
    const other = await new Peer(server).join();
    other.presence.become('hidden');
    await other.write(1, 'session-far', 'client-aa');
    await other.sync.now();
    server.is_silent = true;
    const late = front.sync.now();
    await turns();
    // Its answer is under way, with the fact of somebody who is then erased.
    front.freeze();
    server.is_silent = false;
    await server.erase_client('client-aa');
    await first.sync.now();
    server.answer_late();
    await late;
    expect(await first.database.rows_of('session-far')).toEqual([]);
  });
});
