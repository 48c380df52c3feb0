/** What differs between browsers: the mute switch, and the worker that beats. */
import { afterEach, expect, test, vi } from 'vitest';
import { BrowserClock } from '../../../pwa/src/shell/clock';
import { BrowserMuteSwitch } from '../../../pwa/src/shell/mute-switch';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('the audio session is set only where there is one: beside other sound, or instead of it', () => {
  const audioSession = { type: 'auto' };
  vi.stubGlobal('navigator', { audioSession });
  const mute_switch = new BrowserMuteSwitch();
  expect(mute_switch.is_offered()).toBe(true);
  mute_switch.pass(false);
  expect(audioSession.type).toBe('ambient');
  mute_switch.pass(true);
  expect(audioSession.type).toBe('playback');
  vi.stubGlobal('navigator', {});
  expect(new BrowserMuteSwitch().is_offered()).toBe(false);
  new BrowserMuteSwitch().pass(true);
});

class FailingWorker {
  static made: FailingWorker[] = [];
  #calls = new Map<string, () => void>();

  constructor() {
    FailingWorker.made.push(this);
  }

  addEventListener(name: string, call: () => void): void {
    this.#calls.set(name, call);
  }

  removeEventListener(name: string): void {
    this.#calls.delete(name);
  }

  postMessage(): void {}

  fail(): void {
    this.#calls.get('error')?.();
  }
}

test('a worker that fails is heard, and the page goes on beating', () => {
  vi.useFakeTimers();
  vi.stubGlobal('Worker', FailingWorker);
  const clock = new BrowserClock();
  let lost = 0;
  let beats = 0;
  clock.on_worker_lost(() => {
    lost += 1;
  });
  const stop = clock.beating(() => {
    beats += 1;
    return 220;
  });
  expect(lost).toBe(0);
  FailingWorker.made.at(-1)?.fail();
  expect(lost).toBe(1);
  vi.advanceTimersByTime(1000);
  expect(beats).toBe(4);
  stop();
});

test('a worker that cannot even be made is lost from the start', () => {
  vi.stubGlobal(
    'Worker',
    class {
      constructor() {
        throw new TypeError('not here');
      }
    },
  );
  let lost = 0;
  new BrowserClock().on_worker_lost(() => {
    lost += 1;
  });
  expect(lost).toBe(1);
});
