import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BrowserTabs } from '../../../pwa/src/shell/tabs';
import { until } from '../support/until';

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

/** The browser's locks, as far as they are used. */
class FakeLocks {
  readonly held = new Map<string, Promise<unknown>>();

  async request(name: string, ...rest: unknown[]): Promise<unknown> {
    const work = rest.at(-1) as (lock: unknown) => unknown;
    if (rest.length === 2 && this.held.has(name)) return work(null);
    while (this.held.has(name)) await this.held.get(name);
    const done = Promise.resolve(work({ name }));
    this.held.set(
      name,
      done.catch(() => {}).then(() => this.held.delete(name)),
    );
    return done;
  }

  async query() {
    return { held: [...this.held.keys()].map((name) => ({ name })) };
  }
}

beforeEach(() => {
  FakeChannel.all = [];
  vi.stubGlobal('BroadcastChannel', FakeChannel);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

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

  test('work in turn answers with what it made, and an error frees the turn', async () => {
    await expect(one.in_turn('sync', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await two.in_turn('sync', async () => 7)).toBe(7);
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
