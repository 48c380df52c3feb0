/**
 * The cues of a run, by every way there is: tones, voice, the hand, and the track for when nobody looks.
 *
 * Rules:
 *  [R6] While the page is seen the tones of the page are heard; while it is hidden the track, and the page's only where the
 *       track does not play. Never both.
 *  [R7] The track is laid anew whenever what is ahead has changed, and only then.
 *  [R8] What stops the track while it carries the session (a call, another player) pauses the session: nobody is guided then.
 */
import type { ReadonlySignal } from '@preact/signals';
import { type Hearing, is_silent } from '../core/hearing';
import { pieces_of, RATE_HZ, type Sounding, sixteen_bit } from '../core/pcm';
import type { Cue, Milestone } from '../core/state';
import { type CueAhead, cues_ahead } from '../core/timeline';
import { rendered } from '../core/tones';
import type { Running } from '../shell/schema';
import type { Run, Settings } from './model';
import { place_of } from './own-words';
import type { MediaKey } from './pedal';
import type { Senses } from './senses';
import { Speaking } from './speaking';
import type { World } from './world';

export interface CuesFor {
  settings: ReadonlySignal<Settings>;
  hearing: ReadonlySignal<Hearing>;
  /** A therapist's own words for a step of this protocol, where there are some. */
  words_of(protocol_id: string, place: string): Int16Array<ArrayBuffer> | null;
}

/** Told of each press of the lock screen's keys ([PK7]). */
type OnMediaKey = (key: MediaKey) => void;

/** Nearer than this, a cue on the track is where it should be. */
const SAME_MS = 30;
/** Own words come after the tone of the place that they are about. */
const WORDS_AFTER_MS = 1000;
const TRIED_WITHIN_MS = 5000;
const RINGS_OUT_MS = 3000;

export class Cues {
  readonly #world: Pick<World, 'clock' | 'sound' | 'presence' | 'mute_switch'>;
  readonly #senses: Senses;
  readonly #for: CuesFor;
  readonly #speaking: Speaking;
  /** What the track holds, on the monotonic clock; empty: there is none. */
  #laid: { at_ms: number; cue: Cue }[] = [];
  #laid_as = '';
  #laid_from_ms = 0;
  #heard_ms = 0;
  #shown = '';
  #on_key: OnMediaKey | null = null;

  constructor(world: Pick<World, 'clock' | 'sound' | 'presence' | 'mute_switch'>, senses: Senses, wanted: CuesFor) {
    this.#world = world;
    this.#senses = senses;
    this.#for = wanted;
    this.#speaking = new Speaking(world.clock, senses.voice);
    world.presence.on((event) => {
      if (event === 'hidden') this.#hide();
      if (event === 'visible') this.#be_seen();
    });
    senses.track.on_stopped(() => this.#on_key?.('pause'));
  }

  /** Must be called inside the tap that may begin a run. */
  unlock(): void {
    this.#senses.track.unlock();
  }

  /** A run begins, or is taken up again. */
  attend(on_key: OnMediaKey): void {
    this.#on_key = on_key;
    this.#senses.controls.on({
      play: () => on_key('play'),
      pause: () => on_key('pause'),
      next: () => on_key('next'),
    });
  }

  /** The run is over. */
  leave(): void {
    this.#on_key = null;
    this.#drop_track();
    this.#senses.controls.state('none');
  }

  /** What is ahead may have changed. */
  follow(running: Running): void {
    const { session, plan } = running;
    const is_running = session.stage === 'running';
    const ahead = is_running && this.#may_carry() ? cues_ahead(plan, session) : [];
    if (ahead.length === 0) this.#drop_track();
    else if (!this.#is_laid(ahead, session.last.mono_ms)) this.#lay(running, ahead);
    this.#show_on_lock_screen(running);
  }

  /** The next cue that a deadline announces, within its last moments; null: none. `key` names the moment. */
  ahead(next: { cue: Cue; in_ms: number } | null, key: string): void {
    this.#speaking.tone_in(next?.in_ms ?? null);
    if (next === null || this.#senses.track.is_carrying()) this.#world.sound.cancel();
    else this.#world.sound.due(next.cue, next.in_ms, key);
  }

  /** A deadline has come. */
  reached(cue: Cue, key: string): void {
    if (!this.#senses.track.is_carrying()) this.#world.sound.reached(cue, key);
    this.#feel(cue);
  }

  /** A press asks for a cue now. */
  pressed(cue: Cue): void {
    this.#world.sound.play(cue);
    this.#feel(cue);
  }

  announce(milestone: Milestone, run: Run): void {
    if (ends_what_is_said(milestone)) this.#speaking.fall_silent();
    const own = milestone.says === 'phase' && milestone.phase === 'setup' ? this.#own_words(run, milestone.hold) : null;
    if (own !== null) {
      // On the track they are laid already.
      if (!this.#senses.track.is_carrying()) this.#world.sound.say(own, RATE_HZ, WORDS_AFTER_MS);
      return;
    }
    const { speaks, voice_id } = this.#for.settings.peek();
    if (!speaks) return;
    const line = this.#senses.said.at(milestone, run);
    if (line === null) return;
    this.#speaking.speak_with({ voice_id, volume: this.#for.hearing.peek().volume || 1 });
    this.#speaking.say(line.words, line.within_ms, line.is_urgent);
  }

  /** A line, to hear the voice that was chosen. */
  try_voice(): void {
    const { voice_id } = this.#for.settings.peek();
    this.#speaking.speak_with({ voice_id, volume: this.#for.hearing.peek().volume || 1 });
    this.#speaking.say(this.#senses.said.sample, TRIED_WITHIN_MS);
  }

  /** What of the time since this was asked last the track was heard, in milliseconds. */
  heard_ms(): number {
    const heard_ms = this.#heard_ms + this.#senses.track.heard_ms();
    this.#heard_ms = 0;
    return heard_ms;
  }

  #feel(cue: Cue): void {
    this.#speaking.tone_now();
    if (this.#for.settings.peek().vibrates && this.#world.presence.is_visible()) this.#senses.vibration.feel(cue);
  }

  /** Own words for where this hold is; none where nothing recorded is heard: there the voice says it. */
  #own_words({ plan, version }: Pick<Run, 'plan' | 'version'>, index: number): Int16Array<ArrayBuffer> | null {
    const step = plan.holds[index]?.step;
    if (step === undefined || is_silent(this.#for.hearing.peek())) return null;
    return this.#for.words_of(plan.protocol_id, place_of(version.protocol.steps, step));
  }

  #hide(): void {
    if (this.#laid.length > 0 && this.#may_carry()) this.#senses.track.carry();
  }

  #be_seen(): void {
    this.#heard_ms += this.#senses.track.heard_ms();
    this.#senses.track.hush();
  }

  /** Where the phone's switch is kept to, the system silences a locked page anyway: that must not look like a call. */
  #may_carry(): boolean {
    const { plays_locked, passes_mute_switch } = this.#for.settings.peek();
    const keeps_to_switch = this.#world.mute_switch.is_offered() && !passes_mute_switch;
    return plays_locked && !keeps_to_switch && !is_silent(this.#for.hearing.peek());
  }

  /** [R7] */
  #is_laid(ahead: readonly CueAhead[], from_ms: number): boolean {
    const { profile, volume } = this.#for.hearing.peek();
    const rest = this.#laid.slice(-ahead.length);
    return (
      this.#laid_as === `${profile}/${volume}` &&
      rest.length === ahead.length &&
      ahead.every(
        ({ cue, in_ms }, i) => rest[i]?.cue === cue && Math.abs((rest[i]?.at_ms ?? 0) - from_ms - in_ms) < SAME_MS,
      )
    );
  }

  #lay(running: Running, ahead: readonly CueAhead[]): void {
    const { profile, volume } = this.#for.hearing.peek();
    const from_ms = running.session.last.mono_ms;
    this.#laid_from_ms = from_ms;
    this.#laid = ahead.map(({ cue, in_ms }) => ({ cue, at_ms: from_ms + in_ms }));
    this.#laid_as = `${profile}/${volume}`;
    const soundings = [...tones_of(ahead, { profile, volume }), ...this.#words_ahead(running, ahead, volume)];
    this.#senses.track.lay(pieces_of(soundings, this.#length_ms()), from_ms);
    if (!this.#world.presence.is_visible()) this.#senses.track.carry();
  }

  #words_ahead(running: Running, ahead: readonly CueAhead[], volume: number): Sounding[] {
    return ahead.flatMap(({ cue, in_ms, hold }) => {
      const samples = this.#own_words(running, hold);
      if (samples === null || (cue !== 'setup' && cue !== 'side-switch')) return [];
      const quieter = samples.map((sample) => sample * volume) as Int16Array<ArrayBuffer>;
      return [{ at_ms: in_ms + WORDS_AFTER_MS, samples: quieter }];
    });
  }

  #length_ms(): number {
    return (this.#laid.at(-1)?.at_ms ?? 0) - this.#laid_from_ms + RINGS_OUT_MS;
  }

  #drop_track(): void {
    if (this.#laid.length === 0) return;
    this.#laid = [];
    this.#heard_ms += this.#senses.track.heard_ms();
    this.#senses.track.stop();
  }

  #show_on_lock_screen({ plan, version, session }: Running): void {
    const { controls, said } = this.#senses;
    const hold = plan.holds[session.hold];
    const shown = `${session.stage}/${session.hold}/${session.phase}/${this.#laid_from_ms}`;
    if (shown === this.#shown || session.stage === 'ended') return;
    this.#shown = shown;
    if (hold !== undefined) controls.show({ title: said.place(version, hold), of: plan.title });
    controls.state(session.stage === 'running' ? 'playing' : 'paused');
    if (this.#laid.length > 0)
      controls.position(this.#length_ms() / 1000, (session.last.mono_ms - this.#laid_from_ms) / 1000);
  }
}

/** The tones of a track, each cue made once. */
function tones_of(ahead: readonly CueAhead[], { profile, volume }: Hearing): Sounding[] {
  if (profile === 'silent') return [];
  const made = new Map<Cue, Int16Array<ArrayBuffer>>();
  return ahead.map(({ cue, in_ms }) => {
    const samples = made.get(cue) ?? sixteen_bit(rendered(cue, profile, RATE_HZ), volume);
    made.set(cue, samples);
    return { at_ms: in_ms, samples };
  });
}

/** What is said goes with a run that goes on, or that has come to its end; where somebody stopped it, it is over. */
function ends_what_is_said(milestone: Milestone): boolean {
  const { says } = milestone;
  return says === 'paused' || says === 'parked' || (says === 'ended' && milestone.reason !== 'completed');
}
