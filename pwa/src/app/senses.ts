/** What the session side is given to be heard, felt and checked with. main.tsx makes it of browsers' parts, tests of fakes. */
import type { PlannedHold } from '../core/plan';
import type { Milestone } from '../core/state';
import type { Battery } from '../shell/battery';
import type { Controls } from '../shell/media-session';
import type { Track } from '../shell/track';
import type { Vibration } from '../shell/vibration';
import type { Voice } from '../shell/voice';
import type { WordsRecorder } from '../shell/words-recorder';
import type { ProtocolVersion } from '../wire.gen';
import type { Run } from './model';

/** A line of the voice: the words, how long they stay right, and whether they come before all others. */
export interface Spoken {
  words: string;
  within_ms: number;
  is_urgent: boolean;
}

/** The view's words for what is said where nobody looks. */
export interface Said {
  at(milestone: Milestone, run: Run): Spoken | null;
  /** What a voice says to be heard. */
  sample: string;
  /** A point and its side, for a lock screen. */
  place(version: ProtocolVersion, hold: PlannedHold): string;
}

export interface Senses {
  vibration: Vibration;
  voice: Voice;
  track: Track;
  controls: Controls;
  words_recorder: WordsRecorder;
  battery: Battery;
  said: Said;
}

/** Fetches their code; rejects where it cannot be had. */
export type FetchSenses = () => Promise<Senses>;
