import { beforeEach, expect, test, vi } from 'vitest';
import { BrowserWakeLock, type WakeLockState } from '../../../pwa/src/shell/wake-lock';
import { FakePresence } from '../support/fakes';
import { turns } from '../support/until';

class FakeSentinel {
  released = false;
  #calls: (() => void)[] = [];

  addEventListener(_name: string, call: () => void): void {
    this.#calls.push(call);
  }

  async release(): Promise<void> {
    this.released = true;
    for (const call of this.#calls) call();
  }
}

let given: FakeSentinel[];
let is_refused: boolean;
let states: WakeLockState[];
let presence: FakePresence;
let lock: BrowserWakeLock;

beforeEach(() => {
  given = [];
  is_refused = false;
  states = [];
  const request = async () => {
    if (is_refused) throw new DOMException('low battery', 'NotAllowedError');
    const sentinel = new FakeSentinel();
    given.push(sentinel);
    return sentinel;
  };
  vi.stubGlobal('navigator', { wakeLock: { request } });
  presence = new FakePresence();
  lock = new BrowserWakeLock(presence);
  lock.on_change((state) => states.push(state));
});

test('is asked for again each time the page is seen', async () => {
  lock.keep_awake();
  await turns(3);
  presence.become('hidden');
  await given[0]?.release();
  expect(states).toEqual(['held', 'refused']);
  presence.become('visible');
  await turns(3);
  expect(given).toHaveLength(2);
  expect(states.at(-1)).toBe('held');
});

test('a refusal is said, and the next look tries again', async () => {
  is_refused = true;
  lock.keep_awake();
  await turns(3);
  expect(states).toEqual(['refused']);
  is_refused = false;
  presence.become('visible');
  await turns(3);
  expect(states.at(-1)).toBe('held');
});

test('after the run the screen may sleep, and nothing asks again', async () => {
  lock.keep_awake();
  await turns(3);
  lock.let_sleep();
  presence.become('visible');
  await turns(3);
  expect(given).toHaveLength(1);
  expect(states.at(-1)).toBe('unasked');
});

test('a lock that comes after the run has ended is given back', async () => {
  lock.keep_awake();
  lock.let_sleep();
  await turns(3);
  expect(states).toEqual(['unasked']);
  expect(given.map(({ released }) => released)).toEqual([true]);
});

test('where there is none it says so', async () => {
  vi.stubGlobal('navigator', {});
  lock.keep_awake();
  await turns(3);
  expect(states).toEqual(['absent']);
});

test('what was refused, or is not there, is not promised for the next session', async () => {
  is_refused = true;
  lock.keep_awake();
  await turns(3);
  lock.let_sleep();
  expect(states).toEqual(['refused']);
  vi.stubGlobal('navigator', {});
  const told: WakeLockState[] = [];
  const other = new BrowserWakeLock(presence);
  other.on_change((state) => told.push(state));
  other.let_sleep();
  expect(told).toEqual(['absent']);
});

test('says beforehand whether it would be given, and keeps nothing of it', async () => {
  expect(await lock.probe()).toBe('kept');
  expect(given.map(({ released }) => released)).toEqual([true]);
  expect(states).toEqual([]);
  is_refused = true;
  expect(await lock.probe()).toBe('refused');
  vi.stubGlobal('navigator', {});
  expect(await lock.probe()).toBe('absent');
});
