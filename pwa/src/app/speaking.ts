/** What is said aloud, when: the voice's turns between the tones (rules: core/speech.ts). */
import { type Line, length_ms, RING_MS, type Tones, turn_of, with_line } from '../core/speech';
import type { Cancel, Clock } from '../shell/clock';
import type { Voice } from '../shell/voice';

export interface SpokenWith {
  voice_id: string | null;
  volume: number;
}

/** A line that lasts so many times what was thought is over, whatever the browser says. */
const PATIENCE = 3;

export class Speaking {
  readonly #clock: Clock;
  readonly #voice: Voice;
  #waiting: Line[] = [];
  #is_said = false;
  #tones: Tones = { over_ms: 0, next_ms: null };
  #again: Cancel | null = null;
  #with: SpokenWith = { voice_id: null, volume: 1 };

  constructor(clock: Clock, voice: Voice) {
    this.#clock = clock;
    this.#voice = voice;
  }

  speak_with(how: SpokenWith): void {
    this.#with = how;
  }

  /** A tone sounds now. */
  tone_now(): void {
    this.#tones = { ...this.#tones, over_ms: this.#now_ms + RING_MS };
  }

  /** The next tone that is planned; null: none. */
  tone_in(in_ms: number | null): void {
    this.#tones = { ...this.#tones, next_ms: in_ms === null ? null : this.#now_ms + in_ms };
  }

  say(words: string, within_ms: number, is_urgent = false): void {
    this.#waiting = with_line(this.#waiting, { words, is_urgent, by_ms: this.#now_ms + within_ms });
    if (is_urgent && this.#is_said) this.#voice.cut_at_word();
    this.#go_on();
  }

  /** [J4] Something else is happening now: what waits is not said any more, and what is being said ends with its word. */
  fall_silent(): void {
    this.#waiting = [];
    this.#again?.();
    this.#again = null;
    if (this.#is_said) this.#voice.cut_at_word();
  }

  get #now_ms(): number {
    return this.#clock.now().mono_ms;
  }

  #go_on(): void {
    this.#again?.();
    this.#again = null;
    if (this.#is_said) return;
    const { say, waiting, again_ms } = turn_of(this.#waiting, this.#now_ms, this.#tones);
    this.#waiting = waiting;
    if (again_ms !== null) this.#again = this.#clock.after(Math.max(1, again_ms - this.#now_ms), () => this.#go_on());
    if (say === null) return;
    this.#is_said = true;
    this.#voice.speak(say.words, { ...this.#with, longest_ms: length_ms(say) * PATIENCE + 2000 }, () => {
      this.#is_said = false;
      this.#go_on();
    });
  }
}
