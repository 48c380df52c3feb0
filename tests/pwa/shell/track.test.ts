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
  /** What the way to the loudspeaker takes after each jump. */
  lag_s = 0;
  place_s = 0;
  plays = 0;
  jumped: (to_s: number) => void = () => {};
  readonly #calls = new Map<string, (() => void)[]>();

  constructor() {
    FakeAudio.made.push(this);
  }

  get currentTime(): number {
    return this.place_s;
  }

  set currentTime(to_s: number) {
    this.place_s = to_s - this.lag_s;
    this.jumped(to_s);
    this.happen('seeked');
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

let is_phone = true;
let clock: FakeClock;
let track: MediaTrack;

beforeEach(() => {
  is_phone = true;
  FakeAudio.made = [];
  FakeAudio.refuses = false;
  vi.stubGlobal('Audio', FakeAudio);
  vi.stubGlobal('matchMedia', () => ({ matches: is_phone }));
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
  for (let left = ms; left > 0; left -= 50) {
    const step_ms = Math.min(50, left);
    if (!element().paused) element().place_s += step_ms / 1000;
    clock.pass(step_ms);
  }
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
  test('is where the plan is, once it has learned what the way to the loudspeaker takes', () => {
    track.unlock();
    element().lag_s = 0.12;
    track.lay([480_000], clock.now().mono_ms);
    pass(8000);
    expect(Math.abs(element().place_s - 8)).toBeLessThan(0.005);
    // What was learned holds for the next one from its beginning.
    track.lay([480_000], clock.now().mono_ms - 1000);
    expect(Math.abs(element().place_s - 1)).toBeLessThan(0.005);
  });

  test('is not sought for ever on a device that never lands where it should', () => {
    laid();
    let jumps = 0;
    Object.defineProperty(element(), 'currentTime', {
      get: () => 0,
      set: () => {
        jumps += 1;
        element().happen('seeked');
      },
    });
    pass(20_000);
    expect(jumps).toBeLessThanOrEqual(10);
  });

  test('near enough, it is left alone; far off it jumps when it is needed', () => {
    laid();
    pass(10_000);
    element().place_s = 10.004;
    track.carry();
    expect(element().place_s).toBe(10.004);
    element().place_s = 7;
    track.hush();
    expect(element().place_s).toBeCloseTo(10, 3);
  });
});

describe('a player that stands still for a moment while it is heard', () => {
  /** Half a minute of silence, a tone of two seconds, silence to the end of two minutes. */
  function carried(): void {
    track.unlock();
    track.lay([240_000, new Int16Array(16_000), 704_000], clock.now().mono_ms);
    track.carry();
    pass(10_000);
  }

  test('is brought back within seconds, by one jump that nobody hears', () => {
    carried();
    element().place_s -= 0.033;
    const jumps = counted();
    pass(6000);
    expect(element().place_s).toBeCloseTo(16, 3);
    expect(jumps.length).toBe(1);
    // What it fell behind was not the way from a jump to the ear.
    element().place_s -= 0.033;
    pass(6000);
    expect(element().place_s).toBeCloseTo(22, 3);
  });

  test('waits for silence, and for a silence that lasts', () => {
    carried();
    pass(17_000);
    element().place_s -= 0.1;
    const jumps = counted();
    pass(4900);
    expect(jumps).toEqual([]);
    pass(1500);
    expect(jumps).toHaveLength(1);
    expect(jumps[0]).toBeGreaterThan(32);
    expect(element().place_s).toBeCloseTo(33.4, 3);
  });

  test('is brought back within one silence, however its jumps land', () => {
    carried();
    const lands_s = [0.02, -0.018, 0.012, 0.001];
    const jumps = counted((i) => lands_s[i] ?? 0);
    element().place_s -= 0.04;
    pass(9000);
    expect(Math.abs(element().place_s - 19)).toBeLessThan(0.005);
    expect(jumps).toHaveLength(4);
  });

  test('jumps no more where a tone is near, and goes on in the next silence', () => {
    carried();
    pass(14_000);
    const jumps = counted((i) => (i === 0 ? 0.02 : 0));
    element().place_s -= 0.04;
    // Looked at within five seconds; the tone begins at 30.
    pass(8000);
    const early = jumps.length;
    expect(jumps.every((to_s) => to_s < 27.6 || to_s > 32)).toBe(true);
    pass(3000);
    expect(jumps.length).toBeGreaterThanOrEqual(early);
    expect(Math.abs(element().place_s - 35)).toBeLessThan(0.005);
    expect(jumps.every((to_s) => to_s < 27.6 || to_s > 32)).toBe(true);
  });

  test('loses nothing of what was heard by that', () => {
    carried();
    track.heard_ms();
    element().place_s -= 0.033;
    pass(6000);
    expect(track.heard_ms()).toBeGreaterThan(5900);
  });

  test('is looked at ever less often where looking does not help', () => {
    carried();
    element().lag_s = 0.7;
    element().place_s -= 0.7;
    const jumps = counted();
    pass(100_000);
    expect(jumps.length).toBeGreaterThan(2);
    expect(jumps.length).toBeLessThan(6);
  });

  /** Where it was asked to jump to, from now on; `off_s`: how far from there each lands. */
  function counted(off_s: (i: number) => number = () => 0): number[] {
    const jumps: number[] = [];
    element().jumped = (to_s) => {
      element().place_s += off_s(jumps.length);
      jumps.push(to_s);
    };
    return jumps;
  }
});

describe('at a desk', () => {
  test('it begins when the page is hidden, and rests while it is seen', () => {
    is_phone = false;
    track = new MediaTrack(clock);
    laid();
    expect(element().plays).toBe(0);
    clock.pass(5000);
    track.carry();
    expect(element()).toMatchObject({ paused: false, muted: false });
    expect(element().place_s).toBeCloseTo(5, 3);
    let stops = 0;
    track.on_stopped(() => {
      stops += 1;
    });
    track.hush();
    expect(element()).toMatchObject({ paused: true, muted: true });
    expect(stops).toBe(0);
  });

  test('nothing is read while the page is seen, and what was laid last once it is hidden', () => {
    is_phone = false;
    track = new MediaTrack(clock);
    laid();
    clock.pass(5000);
    track.lay([480_000], clock.now().mono_ms - 2000);
    expect(element().src).toBe('');
    track.carry();
    const { src, place_s } = element();
    expect(src).not.toBe('');
    expect(place_s).toBeCloseTo(2, 3);
    track.hush();
    track.carry();
    expect(element().src).toBe(src);
    track.lay([480_000], clock.now().mono_ms);
    expect(element().src).not.toBe(src);
    expect(element().paused).toBe(false);
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
