/** What is heard, felt and checked, by hand. */
import type { Said, Senses } from '../../../pwa/src/app/senses';
import type { Piece } from '../../../pwa/src/core/pcm';
import type { Cue } from '../../../pwa/src/core/state';
import type { Battery } from '../../../pwa/src/shell/battery';
import type { Controls } from '../../../pwa/src/shell/media-session';
import type { Track } from '../../../pwa/src/shell/track';
import type { Vibration } from '../../../pwa/src/shell/vibration';
import type { Voice, VoiceName } from '../../../pwa/src/shell/voice';
import type { Recording, WordsRecorder } from '../../../pwa/src/shell/words-recorder';
import { SAID } from '../../../pwa/src/view/run/spoken';

export class FakeVibration implements Vibration {
  there = true;
  readonly felt: Cue[] = [];

  is_there(): boolean {
    return this.there;
  }

  feel(cue: Cue): void {
    this.felt.push(cue);
  }
}

export class FakeVoice implements Voice {
  readonly said: string[] = [];
  voices: VoiceName[] = [];
  cuts = 0;
  #ended: (() => void) | null = null;
  #named: (() => void)[] = [];

  names(): VoiceName[] {
    return this.voices;
  }

  on_names(call: () => void): void {
    this.#named.push(call);
  }

  speak(words: string, _how: object, ended: () => void): void {
    this.said.push(words);
    this.#ended = ended;
  }

  cut_at_word(): void {
    this.cuts += 1;
  }

  /** The line is over. */
  end(): void {
    const ended = this.#ended;
    this.#ended = null;
    ended?.();
  }

  /** A voice is there now. */
  arrive(name: string): void {
    this.voices = [...this.voices, { id: name, name, language: 'en-GB' }];
    for (const call of this.#named) call();
  }
}

export class FakeTrack implements Track {
  unlocked = 0;
  /** What was laid, and the moment it begins at. */
  readonly laid: { pieces: readonly Piece[]; at_mono_ms: number }[] = [];
  /** The platform lets it play. */
  plays = true;
  is_heard = false;
  stops = 0;
  /** Of what it was heard since it was asked. */
  played_ms = 0;
  stop_it: () => void = () => {};

  unlock(): void {
    this.unlocked += 1;
  }

  lay(pieces: readonly Piece[], at_mono_ms: number): void {
    this.laid.push({ pieces, at_mono_ms });
  }

  carry(): void {
    this.is_heard = true;
  }

  hush(): void {
    this.is_heard = false;
  }

  stop(): void {
    this.stops += 1;
    this.is_heard = false;
  }

  is_carrying(): boolean {
    return this.is_heard && this.plays;
  }

  heard_ms(): number {
    const played_ms = this.played_ms;
    this.played_ms = 0;
    return played_ms;
  }

  on_stopped(call: () => void): void {
    this.stop_it = call;
  }
}

export class FakeControls implements Controls {
  readonly shown: string[] = [];
  states: string[] = [];
  positions: [number, number][] = [];
  keys: Parameters<Controls['on']>[0] | null = null;

  show({ title, of }: { title: string; of: string }): void {
    this.shown.push(`${title} | ${of}`);
  }

  state(state: 'playing' | 'paused' | 'none'): void {
    this.states.push(state);
  }

  position(length_s: number, position_s: number): void {
    this.positions.push([length_s, position_s]);
  }

  on(keys: Parameters<Controls['on']>[0]): void {
    this.keys = keys;
  }
}

export class FakeWordsRecorder implements WordsRecorder {
  there = true;
  next: Recording = { kind: 'recorded', samples: new Int16Array(800) };
  stopped = 0;

  is_there(): boolean {
    return this.there;
  }

  async record(): Promise<Recording> {
    return this.next;
  }

  stop(): void {
    this.stopped += 1;
  }
}

export class FakeBattery implements Battery {
  now: { share: number; is_charging: boolean } | null = null;

  async state(): Promise<{ share: number; is_charging: boolean } | null> {
    return this.now;
  }
}

export class FakeSenses implements Senses {
  readonly vibration = new FakeVibration();
  readonly voice = new FakeVoice();
  readonly track = new FakeTrack();
  readonly controls = new FakeControls();
  readonly words_recorder = new FakeWordsRecorder();
  readonly battery = new FakeBattery();
  readonly said: Said = SAID;
}
