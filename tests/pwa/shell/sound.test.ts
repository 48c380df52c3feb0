import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type SoundState, WebSound } from '../../../pwa/src/shell/sound';
import { TONES } from '../../../pwa/src/shell/tones';
import { FakeClock } from '../support/fakes';

/** What a browser's audio would have been asked to do. */
class FakeContext {
  static made: FakeContext[] = [];
  static starts_as: 'running' | 'suspended' = 'suspended';
  state = FakeContext.starts_as as string;
  currentTime = 0;
  output_s = 0;
  destination = {};
  started: { at_s: number; pitch_hz: number }[] = [];
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
    const gain = {
      value: 1,
      setValueAtTime: () => {},
      linearRampToValueAtTime: () => {},
      exponentialRampToValueAtTime: () => {},
    };
    return {
      gain,
      connect: () => {},
      disconnect: () => {
        this.silenced += 1;
      },
    };
  }

  createOscillator() {
    const frequency = { value: 0 };
    const start = (at_s: number) => this.started.push({ at_s, pitch_hz: frequency.value });
    return { type: '', frequency, connect: () => {}, start, stop: () => {} };
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
    expect(context().started).toHaveLength(TONES.rest.length);
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
    expect(context().started.map((each) => each.at_s)).toEqual(TONES.hold.map((tone) => 1.3 + tone.after_s));
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
    expect(context().started.at(-TONES.rest.length)?.at_s).toBeCloseTo(1, 6);
  });

  test('trust no output that says what cannot be', async () => {
    await unlocked();
    pass(5000);
    for (const [place, output_s] of [-0.5, 3].entries()) {
      context().output_s = output_s;
      sound.due('hold', 100, `${place}`);
      expect(context().started.at(-TONES.hold.length)?.at_s).toBeCloseTo(5.1, 6);
    }
  });

  test('that were scheduled are not sounded again when their moment comes', async () => {
    await unlocked();
    sound.due('hold', 100, 'a');
    pass(150);
    sound.reached('hold', 'a');
    expect(context().started).toHaveLength(TONES.hold.length);
    sound.reached('release', 'b');
    expect(context().started).toHaveLength(TONES.hold.length + TONES.release.length);
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

  test('are silent at volume 0', async () => {
    await unlocked();
    sound.set_volume(0);
    sound.play('hold');
    sound.due('rest', 100, 'a');
    expect(context().started).toEqual([]);
  });
});

test('every cue sounds unlike every other', () => {
  const written = Object.values(TONES).map((tones) => JSON.stringify(tones));
  expect(new Set(written).size).toBe(written.length);
});
