import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Cue } from '../../../pwa/src/core/state';
import { rendered, TONES } from '../../../pwa/src/core/tones';
import { type SoundState, WebSound } from '../../../pwa/src/shell/sound';
import { FakeClock } from '../support/fakes';

/** What a browser's audio would have been asked to do. */
class FakeContext {
  static made: FakeContext[] = [];
  static starts_as: 'running' | 'suspended' = 'suspended';
  state = FakeContext.starts_as as string;
  currentTime = 0;
  output_s = 0;
  destination = {};
  started: { at_s: number; samples: Float32Array }[] = [];
  silenced = 0;
  #heard: (() => void)[] = [];

  constructor() {
    FakeContext.made.push(this);
  }

  addEventListener(_name: string, call: () => void): void {
    this.#heard.push(call);
  }

  async resume(): Promise<void> {
    this.state = 'running';
    for (const call of this.#heard) call();
  }

  async close(): Promise<void> {
    this.state = 'closed';
  }

  getOutputTimestamp(): AudioTimestamp {
    return { contextTime: this.currentTime - this.output_s, performanceTime: clock.now().mono_ms };
  }

  createGain() {
    return {
      gain: { value: 1 },
      connect: () => {},
      disconnect: () => {
        this.silenced += 1;
      },
    };
  }

  createBuffer(_channels: number, length: number, rate_hz: number) {
    let samples = new Float32Array(0);
    const copyToChannel = (given: Float32Array<ArrayBuffer>) => {
      samples = given;
    };
    return { length, rate_hz, copyToChannel, samples: () => samples };
  }

  createBufferSource() {
    const source = {
      buffer: null as { samples(): Float32Array } | null,
      connect: () => {},
      start: (_at_s: number) => {},
    };
    source.start = (at_s) => this.started.push({ at_s, samples: source.buffer?.samples() ?? new Float32Array(0) });
    return source;
  }
}

let clock: FakeClock;
let sound: WebSound;
let states: SoundState[];

beforeEach(() => {
  FakeContext.made = [];
  FakeContext.starts_as = 'suspended';
  vi.stubGlobal('AudioContext', FakeContext);
  clock = new FakeClock();
  sound = new WebSound(clock);
  states = [];
  sound.on_change((state) => states.push(state));
});

function context(): FakeContext {
  const made = FakeContext.made.at(-1);
  if (made === undefined) throw new Error('no audio context was made');
  return made;
}

async function unlocked(): Promise<void> {
  sound.unlock();
  await Promise.resolve();
  await Promise.resolve();
}

/** Both clocks go on, as they do. */
function pass(ms: number): void {
  clock.pass(ms);
  context().currentTime += ms / 1000;
}

describe('the audio context', () => {
  test('is made in the tap, and only then', async () => {
    sound.play('hold');
    expect(FakeContext.made).toHaveLength(0);
    await unlocked();
    expect(states.at(-1)).toBe('ready');
    sound.unlock();
    expect(FakeContext.made).toHaveLength(1);
  });

  test('that stands still though it says it runs is built anew, and a tap revives it', async () => {
    await unlocked();
    sound.play('hold');
    clock.pass(1500);
    sound.play('rest');
    expect(FakeContext.made).toHaveLength(2);
    expect(states.at(-1)).toBe('blocked');
    await unlocked();
    pass(50);
    sound.play('rest');
    expect(context().started).toHaveLength(1);
  });

  test('is said to be absent where there is none', () => {
    vi.stubGlobal('AudioContext', undefined);
    sound.unlock();
    expect(states).toEqual(['absent']);
  });
});

describe('cues', () => {
  test('wait until they are due within 250 ms, and are scheduled once, on the audio clock', async () => {
    await unlocked();
    pass(1000);
    sound.due('hold', 300, 'a');
    expect(context().started).toEqual([]);
    pass(100);
    sound.due('hold', 200, 'a');
    pass(50);
    sound.due('hold', 150, 'a');
    expect(context().started.map((each) => each.at_s)).toEqual([1.3]);
  });

  test('leave earlier by what the output takes, so that they are heard when they are due', async () => {
    await unlocked();
    pass(1000);
    context().output_s = 0.2;
    sound.due('hold', 460, 'a');
    expect(context().started).toEqual([]);
    sound.due('hold', 440, 'a');
    expect(context().started[0]?.at_s).toBeCloseTo(1.24, 6);
    sound.due('rest', 150, 'b');
    expect(context().started.at(-1)?.at_s).toBeCloseTo(1, 6);
  });

  test('trust no output that says what cannot be', async () => {
    await unlocked();
    pass(5000);
    for (const [place, output_s] of [-0.5, 3].entries()) {
      context().output_s = output_s;
      sound.due('hold', 100, `${place}`);
      expect(context().started.at(-1)?.at_s).toBeCloseTo(5.1, 6);
    }
  });

  test('that were scheduled are not sounded again when their moment comes', async () => {
    await unlocked();
    sound.due('hold', 100, 'a');
    pass(150);
    sound.reached('hold', 'a');
    expect(context().started).toHaveLength(1);
    sound.reached('release', 'b');
    expect(context().started).toHaveLength(2);
  });

  test('are taken back when what they announce does not come', async () => {
    await unlocked();
    sound.due('release', 200, 'a');
    pass(50);
    sound.cancel();
    expect(context().silenced).toBe(1);
    sound.due('release', 240, 'b');
    sound.due('hold', 15_000, 'c');
    expect(context().silenced).toBe(2);
  });

  test('that have begun are left to ring', async () => {
    await unlocked();
    sound.due('release', 100, 'a');
    pass(200);
    sound.due('rest', 4000, 'b');
    sound.play('pause');
    expect(context().silenced).toBe(0);
  });

  test('are silent at volume 0, and in the silent profile', async () => {
    await unlocked();
    for (const hearing of [{ profile: 'clear', volume: 0 } as const, { profile: 'silent', volume: 1 } as const]) {
      sound.set_hearing(hearing);
      sound.play('hold');
      sound.due('rest', 100, 'a');
    }
    expect(context().started).toEqual([]);
  });

  test('carry farther in the clear profile than in the soft one', async () => {
    await unlocked();
    for (const profile of ['soft', 'clear'] as const) {
      sound.set_hearing({ profile, volume: 1 });
      sound.play('hold');
    }
    const [soft = 0, clear = 0] = context().started.map(({ samples }) => loudness(samples));
    expect(clear).toBeGreaterThan(soft * 1.2);
  });
});

describe('own words', () => {
  test('sound as they were recorded, after the tone', async () => {
    await unlocked();
    pass(1000);
    sound.say(Int16Array.of(0, 16_384, -16_384), 8000, 500);
    expect(context().started[0]?.at_s).toBeCloseTo(1.5, 6);
    expect([...(context().started[0]?.samples ?? [])]).toEqual([0, 0.5, -0.5]);
  });
});

function loudness(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

describe('the tones themselves', () => {
  test.each(['soft', 'clear'] as const)(
    'in the %s profile never pass the loudest there is, and die down to nothing',
    (profile) => {
      for (const cue of Object.keys(TONES) as Cue[]) {
        const samples = rendered(cue, profile, 8000);
        expect(samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeLessThanOrEqual(1);
        expect(loudness(samples.subarray(0, 800))).toBeGreaterThan(0.01);
        expect(loudness(samples.subarray(-40))).toBeLessThan(0.005);
        expect(Math.abs(samples[0] ?? 1)).toBeLessThan(0.001);
      }
    },
  );

  test('begin within two milliseconds: what is planned is when it is heard', () => {
    for (const cue of Object.keys(TONES) as Cue[]) {
      const first = rendered(cue, 'soft', 8000).findIndex((sample) => Math.abs(sample) > 1e-4);
      expect(first / 8).toBeLessThan(2);
    }
  });
});

test('every cue sounds unlike every other', () => {
  const written = Object.values(TONES).map((tones) => JSON.stringify(tones));
  expect(new Set(written).size).toBe(written.length);
});
