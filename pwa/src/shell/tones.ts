/**
 * How each cue sounds: sine waves with a soft beginning and a long end, like a small bell.
 *
 * Rising means press, falling means let go, one low tone means nothing is asked of you.
 */
import type { Cue } from '../core/state';

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
const E5 = 659.25;

function tone(pitch_hz: number, after_s = 0, length_s = 0.9, loudness = 0.4): Tone {
  return { pitch_hz, after_s, length_s, loudness };
}

export const TONES: Record<Cue, readonly Tone[]> = {
  setup: [tone(E4), tone(E4, 0.25)],
  'side-switch': [tone(E4), tone(A4, 0.25), tone(E4, 0.5)],
  ramp: [tone(C4), tone(E4, 0.2)],
  hold: [tone(C5, 0, 1.6), tone(G4, 0, 1.6, 0.2)],
  half: [tone(A4, 0, 0.35, 0.2)],
  'last-five': [tone(E4, 0, 0.3, 0.15)],
  release: [tone(C5), tone(G4, 0.2), tone(E4, 0.4, 1.2)],
  rest: [tone(C4, 0, 1.4, 0.3)],
  end: [tone(C4, 0, 2.2), tone(E4, 0.3, 2), tone(G4, 0.6, 2), tone(C5, 0.9, 2.4, 0.3)],
  'ease-off': [tone(E5, 0, 0.3, 0.3), tone(C5, 0.18, 0.3, 0.3), tone(A4, 0.36, 0.6, 0.3)],
  raise: [tone(E4, 0, 0.5, 0.25), tone(G4, 0.2, 0.9, 0.25)],
  press: [tone(C4, 0, 0.4, 0.25)],
  ease: [tone(G4, 0, 0.4, 0.15)],
  pause: [tone(G4, 0, 0.8, 0.3), tone(C4, 0.25, 1.2, 0.3)],
};
