/**
 * What is felt in the hand: a pattern for each cue, where the device vibrates for web pages at all. iPhones never do.
 *
 * Must never be the only way in which something is told.
 */
import type { Cue } from '../core/state';

export interface Vibration {
  /** False where a page cannot: then nothing is promised. */
  is_there(): boolean;
  feel(cue: Cue): void;
}

/** Milliseconds on, off, on: as many beats as the cue has tones, so that hand and ear tell the same. */
export const PATTERNS: Record<Cue, readonly number[]> = {
  setup: [60, 120, 60],
  'side-switch': [60, 90, 160, 90, 60],
  ramp: [60, 90, 120],
  hold: [300],
  half: [40],
  'last-five': [25, 90, 25],
  release: [160, 80, 90, 80, 50],
  rest: [150],
  end: [90, 90, 90, 90, 90, 90, 300],
  'ease-off': [70, 50, 70, 50, 70, 180, 70, 50, 70, 50, 70],
  raise: [60, 80, 90],
  press: [50],
  ease: [30],
  pause: [200, 140, 200],
};

export class BrowserVibration implements Vibration {
  is_there(): boolean {
    // Desktop browsers have the function and no motor; a finger tells that it is a phone or tablet.
    return typeof navigator.vibrate === 'function' && matchMedia('(pointer: coarse)').matches;
  }

  feel(cue: Cue): void {
    if (this.is_there()) navigator.vibrate([...PATTERNS[cue]]);
  }
}
