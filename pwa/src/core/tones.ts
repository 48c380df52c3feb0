/**
 * How each cue sounds: a few soft bell tones, told apart with closed eyes. Everything is synthesised; nothing is loaded.
 *
 * Rising means press, falling means let go, low means that nothing is asked of you; the count of the tones tells the rest:
 *
 *  | cue         | tones                          | heard as                                     |
 *  |-------------|--------------------------------|----------------------------------------------|
 *  | setup       | two alike, middle              | knock, knock: find the place                 |
 *  | side-switch | low, high, low                 | a swing to the other side                    |
 *  | ramp        | two rising                     | settle in                                    |
 *  | hold        | one bell, with its fifth, long | now it counts                                |
 *  | half        | one short, alone               | half way                                     |
 *  | last-five   | two very short, high, quiet    | soon                                         |
 *  | release     | three falling                  | let go                                       |
 *  | rest        | one low, long                  | nothing is asked of you                      |
 *  | end         | four rising, ringing on        | it is over                                   |
 *  | ease-off    | three falling fast, twice      | lighter now: the only one that is in a hurry |
 *  | raise       | two rising, short, middle      | a little more                                |
 *  | press, ease | one low, one high, short       | in, and up again                             |
 *  | pause       | two falling, slow, low         | it stands still                              |
 *
 * One profile rounds them (`soft`), the other lets them carry (`clear`): more overtones, a quicker beginning, louder.
 */
import type { Profile } from './hearing';
import type { Cue } from './state';

/** A bell tone of a cue. */
export interface Tone {
  pitch_hz: number;
  /** Seconds after the cue. */
  after_s: number;
  length_s: number;
  /** 0 to 1. */
  loudness: number;
}

const C4 = 261.63;
const E4 = 329.63;
const G4 = 392;
const A4 = 440;
const C5 = 523.25;
const D5 = 587.33;
const E5 = 659.25;

function tone(pitch_hz: number, after_s = 0, length_s = 0.9, loudness = 0.4): Tone {
  return { pitch_hz, after_s, length_s, loudness };
}

function hurried(after_s: number): Tone[] {
  return [tone(E5, after_s, 0.3, 0.36), tone(C5, after_s + 0.14, 0.3, 0.36), tone(A4, after_s + 0.28, 0.5, 0.36)];
}

export const TONES: Record<Cue, readonly Tone[]> = {
  setup: [tone(E4), tone(E4, 0.25)],
  'side-switch': [tone(C4, 0, 0.7), tone(A4, 0.22, 0.7), tone(C4, 0.44, 1)],
  ramp: [tone(C4), tone(E4, 0.2)],
  hold: [tone(C5, 0, 1.6), tone(G4, 0, 1.6, 0.2)],
  half: [tone(A4, 0, 0.35, 0.2)],
  'last-five': [tone(D5, 0, 0.2, 0.24), tone(D5, 0.2, 0.2, 0.24)],
  release: [tone(C5), tone(G4, 0.2), tone(E4, 0.4, 1.2)],
  rest: [tone(C4, 0, 1.4, 0.3)],
  end: [tone(C4, 0, 2.2), tone(E4, 0.3, 2), tone(G4, 0.6, 2), tone(C5, 0.9, 2.4, 0.3)],
  raise: [tone(E4, 0, 0.5, 0.25), tone(G4, 0.2, 0.9, 0.25)],
  press: [tone(C4, 0, 0.4, 0.25)],
  ease: [tone(G4, 0, 0.4, 0.15)],
  'ease-off': [...hurried(0), ...hurried(0.7)],
  pause: [tone(G4, 0, 0.8, 0.3), tone(C4, 0.25, 1.2, 0.3)],
};

interface Timbre {
  /** Loudness of the ground tone and of each overtone. */
  partials: readonly number[];
  attack_s: number;
  gain: number;
}

const TIMBRES: Record<Exclude<Profile, 'silent'>, Timbre> = {
  soft: { partials: [1, 0.1], attack_s: 0.03, gain: 0.65 },
  clear: { partials: [0.75, 0.4, 0.18], attack_s: 0.01, gain: 1 },
};
/** A tone ends when it has died down to this share of itself. */
const DIED_DOWN = 0.0003;

/** Until the last tone of the cue has died down, in seconds. */
export function cue_length_s(cue: Cue): number {
  return Math.max(...TONES[cue].map(({ after_s, length_s }) => after_s + length_s));
}

/** The samples of a cue, each within -1 and 1. */
export function rendered(cue: Cue, profile: Exclude<Profile, 'silent'>, rate_hz: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.ceil(cue_length_s(cue) * rate_hz));
  for (const each of TONES[cue]) add_tone(samples, each, TIMBRES[profile], rate_hz);
  return samples;
}

function add_tone(samples: Float32Array, tone: Tone, { partials, attack_s, gain }: Timbre, rate_hz: number): void {
  const first = Math.round(tone.after_s * rate_hz);
  const count = Math.min(samples.length - first, Math.floor(tone.length_s * rate_hz));
  const fades_by = DIED_DOWN ** (1 / (tone.length_s * rate_hz));
  for (const [above, share] of partials.entries()) {
    const turn = (2 * Math.PI * tone.pitch_hz * (above + 1)) / rate_hz;
    // A sine by its own recurrence: a call of Math.sin for each sample would be a task of its own.
    const twice_cos = 2 * Math.cos(turn);
    let [before, now] = [-Math.sin(turn), 0];
    let loudness = tone.loudness * gain * share;
    for (let i = 0; i < count; i += 1) {
      const rise = Math.min(1, i / (attack_s * rate_hz));
      samples[first + i] = (samples[first + i] ?? 0) + now * loudness * rise;
      [before, now] = [now, twice_cos * now - before];
      loudness *= fades_by;
    }
  }
}
