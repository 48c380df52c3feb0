/**
 * The voices that live on this device, and one line at a time.
 *
 * Only those that speak without a network: what is said in a session goes nowhere. Must never cut a line off but at the end of
 * a word, and never keep silent for ever: some browsers forget to say that a line is over.
 */
import type { Clock } from './clock';

export interface VoiceName {
  id: string;
  name: string;
  /** BCP 47, such as en-GB. */
  language: string;
}

export interface Voice {
  /** The voices of this device, those of its own language first. */
  names(): VoiceName[];
  on_names(call: () => void): void;
  /** Says one line; `ended` is called once, when it is over, was cut short or could not be said. */
  speak(words: string, how: { voice_id: string | null; volume: number; longest_ms: number }, ended: () => void): void;
  /** What is being said ends with the next word; where the voice does not tell words apart, a moment later. */
  cut_at_word(): void;
}

/** No word of ours takes longer. */
const LONGEST_WORD_MS = 1000;
/** The words are English. */
const LANGUAGE = /^en\b/i;

export class DeviceVoice implements Voice {
  readonly #clock: Clock;
  readonly #speech = globalThis.speechSynthesis as SpeechSynthesis | undefined;
  /** Kept while it is said: browsers drop an utterance that nobody holds, and its end with it. */
  #said: { utterance: SpeechSynthesisUtterance; over: () => void } | null = null;
  #is_cut = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  names(): VoiceName[] {
    return this.#voices().map((voice) => ({ id: voice.voiceURI, name: voice.name, language: voice.lang }));
  }

  on_names(call: () => void): void {
    this.#speech?.addEventListener?.('voiceschanged', call);
  }

  speak(words: string, how: { voice_id: string | null; volume: number; longest_ms: number }, ended: () => void): void {
    const voices = this.#voices();
    const voice = voices.find(({ voiceURI }) => voiceURI === how.voice_id) ?? voices[0];
    if (this.#speech === undefined || voice === undefined) return ended();
    const utterance = new SpeechSynthesisUtterance(words);
    Object.assign(utterance, { voice, lang: voice.lang, volume: how.volume, rate: 0.95 });
    const forget = this.#clock.after(how.longest_ms, () => this.#over(utterance));
    const over = () => {
      forget();
      ended();
    };
    utterance.addEventListener('end', () => this.#over(utterance));
    utterance.addEventListener('error', () => this.#over(utterance));
    utterance.addEventListener('boundary', () => {
      if (this.#is_cut) this.#stop();
    });
    this.#is_cut = false;
    this.#said = { utterance, over };
    this.#speech.speak(utterance);
  }

  cut_at_word(): void {
    const { utterance } = this.#said ?? {};
    if (utterance === undefined || this.#is_cut) return;
    this.#is_cut = true;
    this.#clock.after(LONGEST_WORD_MS, () => {
      if (this.#said?.utterance === utterance) this.#stop();
    });
  }

  #stop(): void {
    const { utterance } = this.#said ?? {};
    this.#speech?.cancel();
    if (utterance) this.#over(utterance);
  }

  #over(utterance: SpeechSynthesisUtterance): void {
    if (this.#said?.utterance !== utterance) return;
    const { over } = this.#said;
    this.#said = null;
    over();
  }

  #voices(): SpeechSynthesisVoice[] {
    const own = (this.#speech?.getVoices() ?? []).filter(
      ({ localService, lang }) => localService && LANGUAGE.test(lang.replace('_', '-')),
    );
    return own.sort((a, b) => Number(b.default) - Number(a.default));
  }
}
