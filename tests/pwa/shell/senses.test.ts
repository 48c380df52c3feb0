/** The small pieces of the world that a cue goes through: voices, vibration, the lock screen, battery, microphone. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { BrowserBattery } from '../../../pwa/src/shell/battery';
import { MediaControls } from '../../../pwa/src/shell/media-session';
import { BrowserVibration, PATTERNS } from '../../../pwa/src/shell/vibration';
import { DeviceVoice } from '../../../pwa/src/shell/voice';
import { MicrophoneRecorder } from '../../../pwa/src/shell/words-recorder';
import { FakeClock } from '../support/fakes';

class FakeUtterance {
  readonly #calls = new Map<string, () => void>();

  constructor(readonly text: string) {}

  addEventListener(name: string, call: () => void): void {
    this.#calls.set(name, call);
  }

  happen(name: string): void {
    this.#calls.get(name)?.();
  }
}

const HOW = { voice_id: null, volume: 1, longest_ms: 5000 };

describe('the voice', () => {
  let spoken: FakeUtterance[];
  let cancelled: number;
  let ends: number;
  let clock: FakeClock;
  let voice: DeviceVoice;
  const ended = () => {
    ends += 1;
  };

  beforeEach(() => {
    spoken = [];
    cancelled = ends = 0;
    const voices = [
      { voiceURI: 'net', name: 'Far', lang: 'en-GB', localService: false, default: false },
      { voiceURI: 'anna', name: 'Anna', lang: 'de-DE', localService: true, default: true },
      { voiceURI: 'emma', name: 'Emma', lang: 'en_GB', localService: true, default: false },
    ];
    vi.stubGlobal('SpeechSynthesisUtterance', FakeUtterance);
    vi.stubGlobal('speechSynthesis', {
      getVoices: () => voices,
      speak: (utterance: FakeUtterance) => spoken.push(utterance),
      cancel: () => {
        cancelled += 1;
      },
    });
    clock = new FakeClock();
    voice = new DeviceVoice(clock);
  });

  test('is one of this device, that needs no network and speaks the language of the words', () => {
    expect(voice.names().map(({ name }) => name)).toEqual(['Emma']);
    voice.speak('Hold.', HOW, ended);
    expect(spoken[0]).toMatchObject({ text: 'Hold.', voice: { name: 'Emma' } });
  });

  test('that is not there says nothing, and keeps nobody waiting', () => {
    vi.stubGlobal('speechSynthesis', undefined);
    const none = new DeviceVoice(clock);
    expect(none.names()).toEqual([]);
    none.speak('Hold.', HOW, ended);
    expect(ends).toBe(1);
  });

  test('[J1] is cut off only at a word, and only when something is urgent', () => {
    voice.speak('Top of the shoulder, left.', HOW, ended);
    spoken[0]?.happen('boundary');
    expect(cancelled).toBe(0);
    voice.cut_at_word();
    expect(cancelled).toBe(0);
    spoken[0]?.happen('boundary');
    expect([cancelled, ends]).toEqual([1, 1]);
    spoken[0]?.happen('end');
    expect(ends).toBe(1);
  });

  test('[J1] that tells no words apart is cut off a moment later, and never the line after it', () => {
    voice.speak('Top of the shoulder, left.', HOW, ended);
    voice.cut_at_word();
    clock.pass(900);
    expect(cancelled).toBe(0);
    clock.pass(200);
    expect([cancelled, ends]).toEqual([1, 1]);
    voice.speak('Hold.', HOW, ended);
    voice.cut_at_word();
    spoken[1]?.happen('end');
    voice.speak('Half way.', HOW, ended);
    clock.pass(2000);
    expect([cancelled, ends]).toEqual([1, 2]);
  });

  test('whose end the browser forgets is over after a while', () => {
    voice.speak('Hold.', HOW, ended);
    clock.pass(4900);
    expect(ends).toBe(0);
    clock.pass(200);
    expect(ends).toBe(1);
  });
});

describe('vibration', () => {
  function on(pointer: 'coarse' | 'fine', vibrate: unknown): BrowserVibration {
    vi.stubGlobal('navigator', { vibrate });
    vi.stubGlobal('matchMedia', (query: string) => ({ matches: query.includes(pointer) }));
    return new BrowserVibration();
  }

  test('is felt on a phone that has it', () => {
    const vibrate = vi.fn();
    on('coarse', vibrate).feel('ease-off');
    expect(vibrate).toHaveBeenCalledWith([...PATTERNS['ease-off']]);
  });

  test('is not promised on an iPhone, nor at a desk', () => {
    const vibrate = vi.fn();
    expect(on('coarse', undefined).is_there()).toBe(false);
    const desk = on('fine', vibrate);
    desk.feel('hold');
    expect(desk.is_there()).toBe(false);
    expect(vibrate).not.toHaveBeenCalled();
  });

  test('tells every cue apart', () => {
    const written = Object.values(PATTERNS).map((pattern) => pattern.join());
    expect(new Set(written).size).toBe(written.length);
  });
});

describe('the lock screen', () => {
  test('shows place and time, and knows the keys that the browser knows', () => {
    const handlers = new Map<string, () => void>();
    const positions: MediaPositionState[] = [];
    const session = {
      metadata: null as unknown,
      playbackState: 'none',
      setPositionState: (state: MediaPositionState) => positions.push(state),
      setActionHandler: (key: string, call: () => void) => {
        if (key === 'nexttrack') throw new TypeError('unknown');
        handlers.set(key, call);
      },
    };
    vi.stubGlobal('navigator', { mediaSession: session });
    vi.stubGlobal(
      'MediaMetadata',
      class {
        constructor(readonly said: object) {}
      },
    );
    const controls = new MediaControls();
    let paused = 0;
    controls.on({ play: () => {}, pause: () => (paused += 1), next: () => {} });
    handlers.get('pause')?.();
    expect([paused, [...handlers.keys()]]).toEqual([1, ['play', 'pause']]);
    controls.show({ title: 'The shoulder, left', of: 'Upper back pain' });
    expect(session.metadata).toMatchObject({ said: { title: 'The shoulder, left', artist: 'Upper back pain' } });
    controls.position(60, 75);
    expect(positions).toEqual([{ duration: 60, position: 60, playbackRate: 1 }]);
    controls.state('none');
    expect(session).toMatchObject({ playbackState: 'none', metadata: null });
  });

  test('is nothing where there is none', () => {
    vi.stubGlobal('navigator', {});
    const controls = new MediaControls();
    expect(() => {
      controls.on({ play: () => {}, pause: () => {}, next: () => {} });
      controls.show({ title: 'a', of: 'b' });
      controls.position(10, 1);
      controls.state('none');
    }).not.toThrow();
  });
});

describe('the battery', () => {
  test('is known where the browser tells, and nothing is guessed where it does not', async () => {
    vi.stubGlobal('navigator', { getBattery: async () => ({ level: 0.4, charging: true }) });
    expect(await new BrowserBattery().state()).toEqual({ share: 0.4, is_charging: true });
    vi.stubGlobal('navigator', {});
    expect(await new BrowserBattery().state()).toBeNull();
    vi.stubGlobal('navigator', { getBattery: async () => Promise.reject(new Error('not allowed')) });
    expect(await new BrowserBattery().state()).toBeNull();
  });
});

describe('the microphone', () => {
  test.each([
    ['NotAllowedError', 'refused'],
    ['NotFoundError', 'absent'],
  ])('that answers %s is %s', async (name, kind) => {
    const getUserMedia = async () => Promise.reject(new DOMException('no', name));
    vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } });
    vi.stubGlobal('MediaRecorder', class {});
    expect(await new MicrophoneRecorder().record(8000)).toEqual({ kind });
  });

  test('is absent where a page cannot have one', async () => {
    vi.stubGlobal('navigator', {});
    const recorder = new MicrophoneRecorder();
    expect(recorder.is_there()).toBe(false);
    expect(await recorder.record(8000)).toEqual({ kind: 'absent' });
  });
});
