/** What the view may show, and a person may ask for, of what is heard, felt and checked. A part of the seam (model.ts). */
import type { ReadonlySignal } from '@preact/signals';
import type { Choices, Hearing, Profile } from '../core/hearing';
import type { VoiceName } from '../shell/voice';

/** The part of the settings that is about it. */
export interface HearingSettings {
  /** Where nothing else was chosen for a protocol. */
  profile: Profile;
  /** 0 to 1. */
  volume: number;
  /** Tones sound though the phone's switch is on mute; other sound pauses then. */
  passes_mute_switch: boolean;
  /** The phone vibrates with each tone, where it can. */
  vibrates: boolean;
  /** A voice of this device says points, sides and what changes. */
  speaks: boolean;
  /** Which of its voices; null: the first. */
  voice_id: string | null;
  /** Tones go on while the phone is locked or another app is in front; other sound pauses meanwhile. */
  plays_locked: boolean;
}

/** What this device can do of it. */
export interface SensesState {
  /** The voices that speak without a network, in the language of the words. */
  voices: VoiceName[];
  vibrates: boolean;
  records: boolean;
}

/** What was looked at before Start, or after a session stood still. What is still being asked is null. */
export interface Preflight {
  /**
   * `heard`: somebody said so not long ago, of this output. `off`: silent by choice. `tried`: a tone has sounded, and it is
   * asked whether it was heard.
   */
  tone: 'heard' | 'unheard' | 'unasked' | 'tried' | 'off' | 'absent';
  screen: 'kept' | 'refused' | 'absent' | null;
  /** The share that is left, where it is known. */
  battery: { share: number; is_low: boolean } | null;
  /** `noted`: the browser may clear it, and that has been read. */
  storage: 'lasting' | 'best-effort' | 'noted' | 'unknown' | null;
  /** How far this device's clock is ahead of the server's; `unchecked` without a server. */
  clock: { ahead_ms: number; is_off: boolean } | 'unchecked' | null;
  voice: 'off' | 'ready' | 'none';
  /** Facts that wait to be sent; null on a device that is not paired, which sends nothing. */
  unsent: number | null;
}

/** Own words of a step: that there are some, and what becomes of the recording. */
export interface OwnWords {
  /** Of the protocol that is shown or run: a point, and which time it comes there. */
  places: string[];
  protocol_id: string | null;
  /** The place whose words are being recorded. */
  recording: string | null;
  trouble: 'refused' | 'absent' | 'nothing' | 'full' | null;
}

export interface CueModel {
  /** What was chosen, by protocol and person. */
  hearings: ReadonlySignal<Choices>;
  /** How the session at hand is told. */
  hearing: ReadonlySignal<Hearing>;
  senses: ReadonlySignal<SensesState>;
  preflight: ReadonlySignal<Preflight | null>;
  /** Somebody said that no tone was heard, and none has been heard since. */
  is_unheard: ReadonlySignal<boolean>;
  own_words: ReadonlySignal<OwnWords>;
}

export type CueIntent =
  /** For a protocol, and within a flow for its person. */
  | { type: 'hearing_chosen'; protocol_id: string; hearing: Hearing }
  /** A tone, to hear whether it is heard. */
  | { type: 'tone_tried' }
  | { type: 'tone_heard'; is_heard: boolean }
  /** The voice says a line, to be heard. */
  | { type: 'voice_tried' }
  /** That the browser keeps what is here; where it will not, that is noted. */
  | { type: 'storage_wanted' }
  | { type: 'words_wanted'; protocol_id: string; place: string }
  | { type: 'words_ended' }
  | { type: 'words_played'; protocol_id: string; place: string }
  | { type: 'words_dropped'; protocol_id: string; place: string };
