/**
 * The mute switch of a phone: whether tones keep to it. Only some browsers (Safari) let a page say so.
 *
 * Must never take the sound away from other apps unless somebody asked for that.
 */

export interface MuteSwitch {
  /** True where a page can choose. */
  is_offered(): boolean;
  /** True: tones sound though the switch is on mute, and other sound pauses. False: they keep to it, beside other sound. */
  pass(is_passed: boolean): void;
}

interface AudioSession {
  type: 'auto' | 'ambient' | 'playback' | 'transient';
}

export class BrowserMuteSwitch implements MuteSwitch {
  readonly #session = (navigator as Navigator & { audioSession?: AudioSession }).audioSession;

  is_offered(): boolean {
    return this.#session !== undefined;
  }

  pass(is_passed: boolean): void {
    if (this.#session !== undefined) this.#session.type = is_passed ? 'playback' : 'ambient';
  }
}
