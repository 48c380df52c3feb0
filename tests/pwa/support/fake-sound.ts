/** Sound, mute switch and wake lock, by hand. */
import type { Hearing } from '../../../pwa/src/core/hearing';
import type { MuteSwitch } from '../../../pwa/src/shell/mute-switch';
import type { Sound, SoundState } from '../../../pwa/src/shell/sound';
import type { WakeLock, WakeLockState } from '../../../pwa/src/shell/wake-lock';

export class FakeSound implements Sound {
  readonly heard: string[] = [];
  unlocked = 0;
  hearing: Hearing = { profile: 'soft', volume: 1 };
  cancelled = 0;
  #due = new Set<string>();
  #changed: (state: SoundState) => void = () => {};
  #moved: () => void = () => {};

  unlock(): void {
    this.unlocked += 1;
  }

  set_hearing(hearing: Hearing): void {
    this.hearing = hearing;
  }

  due(cue: string, in_ms: number, key: string): void {
    if (in_ms > 250 || this.#due.has(key)) return;
    this.#due.add(key);
    this.heard.push(cue);
  }

  reached(cue: string, key: string): void {
    if (this.#due.has(key)) return;
    this.#due.add(key);
    this.heard.push(`late ${cue}`);
  }

  play(cue: string): void {
    this.heard.push(`press ${cue}`);
  }

  cancel(): void {
    this.cancelled += 1;
  }

  say(samples: Int16Array, _rate_hz: number, in_ms: number): void {
    this.heard.push(`${samples.length} samples in ${in_ms} ms`);
  }

  on_change(call: (state: SoundState) => void): void {
    this.#changed = call;
  }

  on_output_change(call: () => void): void {
    this.#moved = call;
  }

  become(state: SoundState): void {
    this.#changed(state);
  }

  /** Headphones are put in, or pulled out. */
  move(): void {
    this.#moved();
  }
}

export class FakeMuteSwitch implements MuteSwitch {
  is_there = false;
  is_passed: boolean | null = null;

  is_offered(): boolean {
    return this.is_there;
  }

  pass(is_passed: boolean): void {
    this.is_passed = is_passed;
  }
}

export class FakeWakeLock implements WakeLock {
  is_awake = false;

  keep_awake(): void {
    this.is_awake = true;
  }

  let_sleep(): void {
    this.is_awake = false;
  }

  on_change(_call: (state: WakeLockState) => void): void {}

  /** What the platform would answer. */
  would_be: 'kept' | 'refused' | 'absent' = 'kept';

  async probe(): Promise<'kept' | 'refused' | 'absent'> {
    return this.would_be;
  }
}
