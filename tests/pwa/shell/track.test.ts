import { beforeEach, describe, expect, test, vi } from 'vitest';
import { MediaTrack } from '../../../pwa/src/shell/track';
import { FakeClock } from '../support/fakes';
import { turns } from '../support/until';

/** A media element as a browser would give it. */
class FakeAudio {
  static made: FakeAudio[] = [];
  static refuses = false;
  src = '';
  preload = '';
  muted = false;
  paused = true;
  ended = false;
  seeking = false;
  currentTime = 0;
  playbackRate = 1;
  plays = 0;
  readonly #calls = new Map<string, (() => void)[]>();

  constructor() {
    FakeAudio.made.push(this);
  }

  addEventListener(name: string, call: () => void): void {
    this.#calls.set(name, [...(this.#calls.get(name) ?? []), call]);
  }

  happen(name: string): void {
    for (const call of this.#calls.get(name) ?? []) call();
  }

  async play(): Promise<void> {
    this.plays += 1;
    if (FakeAudio.refuses) throw new DOMException('no gesture', 'NotAllowedError');
    this.paused = false;
    this.happen('loadedmetadata');
    this.happen('playing');
  }

  pause(): void {
    this.paused = true;
    this.happen('pause');
  }

  removeAttribute(): void {
    this.src = '';
  }
}

let clock: FakeClock;
let track: MediaTrack;

beforeEach(() => {
  FakeAudio.made = [];
  FakeAudio.refuses = false;
  vi.stubGlobal('Audio', FakeAudio);
  clock = new FakeClock();
  track = new MediaTrack(clock);
});

function element(): FakeAudio {
  const made = FakeAudio.made.at(-1);
  if (made === undefined) throw new Error('no element was made');
  return made;
}

/** A track of a minute that has just been laid. */
function laid(): void {
  track.unlock();
  track.lay([480_000], clock.now().mono_ms);
}

/** Element and clock go on together. */
function pass(ms: number): void {
  clock.pass(ms);
  if (!element().paused) element().currentTime += (ms / 1000) * element().playbackRate;
}

describe('the element', () => {
  test('plays from the start on, muted, and is heard once the page is hidden', () => {
    laid();
    expect(element()).toMatchObject({ paused: false, muted: true });
    expect(track.is_carrying()).toBe(false);
    track.carry();
    expect(element().muted).toBe(false);
    expect(track.is_carrying()).toBe(true);
    track.hush();
    expect(element()).toMatchObject({ paused: false, muted: true });
  });

  test('is made once, and takes the place of the last track', () => {
    laid();
    const { src } = element();
    pass(5000);
    track.lay([480_000], clock.now().mono_ms - 1000);
    expect(FakeAudio.made).toHaveLength(1);
    expect(element().src).not.toBe(src);
    expect(element().currentTime).toBeCloseTo(1, 3);
  });

  test('that the browser refuses carries nothing', async () => {
    FakeAudio.refuses = true;
    laid();
    track.carry();
    await turns(2);
    expect(track.is_carrying()).toBe(false);
    expect(track.heard_ms()).toBe(0);
  });

  test('is let go of when nothing is ahead', () => {
    laid();
    track.stop();
    expect(element()).toMatchObject({ paused: true, src: '' });
  });
});

describe('its place', () => {
  test('a little behind, it walks faster until it is there; far behind, it jumps', () => {
    laid();
    pass(10_000);
    element().currentTime -= 0.1;
    track.carry();
    expect(element().playbackRate).toBeGreaterThan(1);
    for (let ms = 0; ms < 4000; ms += 50) pass(50);
    expect(element().playbackRate).toBe(1);
    expect(element().currentTime).toBeCloseTo(14, 1);
    expect(Math.abs(element().currentTime - 14)).toBeLessThan(0.01);
    element().currentTime -= 3;
    track.hush();
    expect(element().currentTime).toBeCloseTo(14, 2);
  });

  test('near enough, it is left alone', () => {
    laid();
    pass(10_000);
    element().currentTime += 0.004;
    track.carry();
    expect(element().playbackRate).toBe(1);
  });
});

describe('what was heard', () => {
  test('is what it played while the page was hidden, told once', () => {
    laid();
    pass(5000);
    expect(track.heard_ms()).toBe(0);
    track.carry();
    pass(7000);
    expect(track.heard_ms()).toBeCloseTo(7000, 3);
    expect(track.heard_ms()).toBe(0);
    pass(2000);
    element().paused = true;
    expect(track.heard_ms()).toBeCloseTo(2000, 3);
  });
});

describe('a platform that stops it', () => {
  test('is told of while it carries, and not when it was stopped on purpose or has come to its end', () => {
    let stops = 0;
    track.on_stopped(() => {
      stops += 1;
    });
    laid();
    element().pause();
    expect(stops).toBe(0);
    track.hush();
    track.carry();
    element().pause();
    expect(stops).toBe(1);
    track.carry();
    element().ended = true;
    element().pause();
    expect(stops).toBe(1);
    element().ended = false;
    track.carry();
    track.stop();
    expect(stops).toBe(1);
  });
});
