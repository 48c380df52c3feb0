/**
 * The tones as they are heard while the page is awake (what they are: core/tones.ts).
 *
 * Owns the audio context, made and resumed inside a tap, and the look-ahead: a cue due soon goes on the audio clock, at
 * most once. Must never delay a deadline: the machine goes on without a sound.
 */
import { type Hearing, is_silent } from '../core/hearing';
import type { Cue } from '../core/state';
import { rendered } from '../core/tones';
import type { Clock } from './clock';

export type SoundState = 'unasked' | 'ready' | 'blocked' | 'absent';

export interface Sound {
  /** Must be called inside a tap or key press: browsers keep silent otherwise. */
  unlock(): void;
  /** From the next cue on. */
  set_hearing(hearing: Hearing): void;
  /** This cue is due in so many milliseconds; `key` names the moment, so that it sounds once however often it is told. */
  due(cue: Cue, in_ms: number, key: string): void;
  /** The moment `key` has come: sounds now unless it was scheduled. */
  reached(cue: Cue, key: string): void;
  /** Sounds now: it follows a press. */
  play(cue: Cue): void;
  /** What was scheduled and has not begun is off. */
  cancel(): void;
  /** Something that was recorded, from so many milliseconds on. */
  say(samples: Int16Array, rate_hz: number, in_ms: number): void;
  on_change(call: (state: SoundState) => void): void;
  /** The sound may come out of something else now: headphones, a loudspeaker in the room. */
  on_output_change(call: () => void): void;
}

/** Cues due within this are put on the audio clock. */
export const LOOK_AHEAD_MS = 250;
/** What an output may take from the audio clock to the ear (wireless ones take 0.3 s); beyond it, it is not believed. */
const LONGEST_OUTPUT_S = 1;
/** High enough that no overtone of a cue is bent by the way to the loudspeaker's own rate. */
const RATE_HZ = 24_000;
/** An audio clock that stood still for so long, though it says that it runs, is broken (a call, the lock screen). */
const STUCK_MS = 1000;

interface Scheduled {
  key: string;
  at_s: number;
  gain: GainNode;
}

export class WebSound implements Sound {
  readonly #clock: Clock;
  #context: AudioContext | null = null;
  #hearing: Hearing = { profile: 'soft', volume: 1 };
  /** Cues as samples, of the profile they were made for. */
  #samples = new Map<string, Float32Array<ArrayBuffer>>();
  #scheduled: Scheduled | null = null;
  #moved: { at_s: number; mono_ms: number } | null = null;
  #call: (state: SoundState) => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  unlock(): void {
    if (typeof AudioContext === 'undefined') return this.#call('absent');
    const context = this.#context ?? this.#built();
    if (context.state !== 'running')
      context.resume().then(
        () => this.#say(),
        () => this.#say(),
      );
    this.#say();
  }

  set_hearing(hearing: Hearing): void {
    this.#hearing = hearing;
  }

  due(cue: Cue, in_ms: number, key: string): void {
    const context = this.#running();
    if (context === null) return;
    const pending = this.#scheduled;
    if (pending?.key === key) return;
    if (pending !== null && pending.at_s > context.currentTime) this.#silence(pending);
    // To be heard in time, it has to leave earlier by what the output takes.
    const wait_s = in_ms / 1000 - this.#output_s(context);
    if (wait_s > LOOK_AHEAD_MS / 1000) return;
    const at_s = context.currentTime + Math.max(0, wait_s);
    this.#scheduled = { key, at_s, gain: this.#sounded(context, cue, at_s) };
  }

  reached(cue: Cue, key: string): void {
    if (this.#scheduled?.key !== key) this.play(cue);
  }

  play(cue: Cue): void {
    this.cancel();
    const context = this.#running();
    if (context !== null) this.#sounded(context, cue, context.currentTime);
  }

  cancel(): void {
    const pending = this.#scheduled;
    if (this.#context && pending && pending.at_s > this.#context.currentTime) this.#silence(pending);
  }

  say(samples: Int16Array, rate_hz: number, in_ms: number): void {
    const context = this.#running();
    if (context === null) return;
    const floats = Float32Array.from(samples, (sample) => sample / 32_768);
    this.#started(context, floats, rate_hz, context.currentTime + in_ms / 1000);
  }

  on_output_change(call: () => void): void {
    navigator.mediaDevices?.addEventListener?.('devicechange', call);
  }

  on_change(call: (state: SoundState) => void): void {
    this.#call = call;
  }

  #built(): AudioContext {
    const context = new AudioContext();
    context.addEventListener('statechange', () => this.#say());
    this.#context = context;
    this.#moved = null;
    return context;
  }

  #say(): void {
    if (this.#context) this.#call(this.#context.state === 'running' ? 'ready' : 'blocked');
  }

  /** The context if it really runs; one that stands still is thrown away and built anew. */
  #running(): AudioContext | null {
    const context = this.#context;
    if (context === null || context.state !== 'running' || is_silent(this.#hearing)) return null;
    const { mono_ms } = this.#clock.now();
    const moved = this.#moved;
    if (moved === null || context.currentTime !== moved.at_s) {
      this.#moved = { at_s: context.currentTime, mono_ms };
      return context;
    }
    if (mono_ms - moved.mono_ms < STUCK_MS) return context;
    void context.close();
    this.#scheduled = null;
    const fresh = this.#built();
    this.#say();
    return fresh.state === 'running' ? fresh : null;
  }

  /** How far the ear is behind the audio clock, in seconds; 0 where the browser cannot tell. */
  #output_s(context: AudioContext): number {
    const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp?.() ?? {};
    if (contextTime === 0 || performanceTime === 0) return 0;
    const heard_s = contextTime + (this.#clock.now().mono_ms - performanceTime) / 1000;
    const behind_s = context.currentTime - heard_s;
    return behind_s > 0 && behind_s < LONGEST_OUTPUT_S ? behind_s : 0;
  }

  #silence(pending: Scheduled): void {
    pending.gain.disconnect();
    this.#scheduled = null;
  }

  #sounded(context: AudioContext, cue: Cue, at_s: number): GainNode {
    return this.#started(context, this.#samples_of(cue), RATE_HZ, at_s);
  }

  #started(context: AudioContext, samples: Float32Array<ArrayBuffer>, rate_hz: number, at_s: number): GainNode {
    const gain = context.createGain();
    gain.gain.value = this.#hearing.volume;
    gain.connect(context.destination);
    const buffer = context.createBuffer(1, samples.length, rate_hz);
    buffer.copyToChannel(samples, 0);
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(gain);
    source.start(at_s);
    return gain;
  }

  /** Made when they are first needed: a few milliseconds, a quarter of a second before they sound. */
  #samples_of(cue: Cue): Float32Array<ArrayBuffer> {
    const { profile } = this.#hearing;
    const key = `${profile}/${cue}`;
    const samples = this.#samples.get(key) ?? rendered(cue, profile === 'silent' ? 'soft' : profile, RATE_HZ);
    this.#samples.set(key, samples);
    return samples;
  }
}
