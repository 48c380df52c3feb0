import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BrowserTabs } from '../../../pwa/src/shell/tabs';
import { FakeLocks } from '../support/fake-locks';
import { turns, until } from '../support/until';

/** Channels of one browser: what one says, all others hear, a little later. */
class FakeChannel {
  static all: FakeChannel[] = [];
  #calls = new Set<(event: { data: unknown }) => void>();

  constructor() {
    FakeChannel.all.push(this);
  }

  addEventListener(_name: string, call: (event: { data: unknown }) => void): void {
    this.#calls.add(call);
  }

  removeEventListener(_name: string, call: (event: { data: unknown }) => void): void {
    this.#calls.delete(call);
  }

  postMessage(data: unknown): void {
    for (const other of FakeChannel.all)
      if (other !== this) queueMicrotask(() => [...other.#calls].forEach((call) => void call({ data })));
  }
}

beforeEach(() => {
  FakeChannel.all = [];
  vi.stubGlobal('BroadcastChannel', FakeChannel);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function led(name: string, heard: string[]) {
  return { won: () => heard.push(`${name} leads`), lost: () => heard.push(`${name} lost it`) };
}

describe.each([
  ['with locks', () => ({ locks: new FakeLocks() })],
  ['without locks, as on plain http', () => ({})],
])('%s', (_, navigator) => {
  let one: BrowserTabs;
  let two: BrowserTabs;

  beforeEach(() => {
    vi.stubGlobal('navigator', navigator());
    one = new BrowserTabs();
    two = new BrowserTabs();
  });

  test('what one tab has taken the other does not get, until it is free', async () => {
    const free = await one.take('run');
    expect(typeof free).toBe('function');
    expect(await two.take('run')).toBe(null);
    expect([await one.is_taken('run'), await two.is_taken('run'), await two.is_taken('other')]).toEqual([
      true,
      true,
      false,
    ]);
    free?.();
    await until(async () => !(await two.is_taken('run')));
    expect(typeof (await two.take('run'))).toBe('function');
  });

  test('who waits until it is free holds nothing then', async () => {
    const free = await one.take('run');
    let is_free = false;
    const waited = two.when_free('run').then(() => {
      is_free = true;
    });
    await until(async () => (await two.is_taken('run')) && !is_free);
    free?.();
    await waited;
    expect(typeof (await one.take('run'))).toBe('function');
  });

  test('[R9] who waits until it is free stands in no queue: a tab that is frozen meanwhile would be given it', async () => {
    const free = await one.take('run');
    const { locks } = globalThis.navigator as unknown as { locks?: FakeLocks };
    const asked = locks && vi.spyOn(locks, 'request');
    const waited = two.when_free('run');
    await turns();
    expect(asked?.mock.calls ?? []).toEqual([]);
    free?.();
    await waited;
  });

  test('work in turn answers with what it made, and an error frees the turn', async () => {
    await expect(one.in_turn('sync', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await two.in_turn('sync', async () => 7)).toBe(7);
  });

  test('who waits for the lead and lets go of it hears no more of it', async () => {
    const heard: string[] = [];
    const free = one.lead('lead', false, led('one', heard));
    await until(() => heard.length > 0);
    free();
    free();
    await turns();
    expect(heard).toEqual(['one leads']);
  });

  test('a word reaches the others, never oneself', async () => {
    const heard: string[] = [];
    one.on_told((message) => heard.push(`one ${message}`));
    two.on_told((message) => heard.push(`two ${message}`));
    one.tell('facts');
    await until(() => heard.length > 0);
    expect(heard).toEqual(['two facts']);
  });
});

describe('where there are locks', () => {
  let heard: string[];
  let tabs: BrowserTabs[];
  let page: EventTarget;

  beforeEach(() => {
    page = new EventTarget();
    vi.stubGlobal('document', page);
    vi.stubGlobal('navigator', { locks: new FakeLocks() });
    heard = [];
    tabs = [new BrowserTabs(), new BrowserTabs(), new BrowserTabs()];
  });

  function lead(tab: number, by_force: boolean): () => void {
    return tabs[tab]?.lead('lead', by_force, led(`tab ${tab}`, heard)) ?? (() => {});
  }

  test('[N6] one leads, and the others wait in their order', async () => {
    const free = [lead(0, false), lead(1, false), lead(2, false)];
    await turns(3);
    expect(heard).toEqual(['tab 0 leads']);
    free[1]?.();
    free[0]?.();
    await turns(3);
    expect(heard).toEqual(['tab 0 leads', 'tab 2 leads']);
  });

  test('[N7] the lead is taken by force from whoever has it, before all who wait', async () => {
    lead(0, false);
    lead(1, false);
    await turns(3);
    const free = lead(2, true);
    await turns(3);
    expect(heard).toEqual(['tab 0 leads', 'tab 0 lost it', 'tab 2 leads']);
    free();
    await turns(3);
    expect(heard.at(-1)).toBe('tab 1 leads');
  });

  test('a browser that refuses locks lets each tab lead for itself', async () => {
    const refuse = () => Promise.reject(new DOMException('opaque origin', 'SecurityError'));
    vi.stubGlobal('navigator', { locks: { request: refuse } });
    tabs = [new BrowserTabs(), new BrowserTabs()];
    lead(0, true);
    lead(1, true);
    await turns(3);
    expect(heard).toEqual(['tab 0 leads', 'tab 1 leads']);
  });

  test('[N7] the turn of a tab that is frozen ends', async () => {
    const never = tabs[0]?.in_turn('sync', () => new Promise(() => {}));
    const next = tabs[1]?.in_turn('sync', async () => 'next');
    await turns(3);
    page.dispatchEvent(new Event('freeze'));
    await expect(never).rejects.toThrow('frozen');
    expect(await next).toBe('next');
  });

  test('[N7] a turn that stands still is not waited for longer than a request may take', async () => {
    vi.useFakeTimers();
    const never = tabs[0]?.in_turn('sync', () => new Promise(() => {}));
    const broken = expect(never).rejects.toThrow('broken');
    const next = tabs[1]?.in_turn('sync', async () => 'next');
    await vi.advanceTimersByTimeAsync(74_000);
    expect(await tabs[2]?.is_taken('sync')).toBe(true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await next).toBe('next');
    await broken;
  });
});
