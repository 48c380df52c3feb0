/**
 * The rest of a session's sound as one audio track, for the phone that is locked, in a pocket or under another app.
 *
 * Where a page is put to sleep, a media element plays on. On phones and tablets it plays from Start on, muted while the page
 * is seen (the tones of sound.ts are the finer ones, and a muted element takes nobody's music away): one that plays already
 * goes on in the dark, where one that begins there may be refused. At a desk nothing sleeps so deep, and it is read and begins
 * when the page is hidden: most sessions there are seen to their end and need no player, and WebKitGTK's, given one source
 * after the other, can stand still for good. Owns the element, its place against the plan, and what of it was heard. Must
 * never move a deadline.
 */
import { is_quiet, type Piece } from '../core/pcm';
import type { Clock } from './clock';
import { wav_of } from './wav';

export interface Track {
  /** Must be called inside a tap or key press: the element may sound by itself from then on. */
  unlock(): void;
  /** What is ahead from this moment of the monotonic clock on; it takes the place of what was laid before. */
  lay(pieces: readonly Piece[], at_mono_ms: number): void;
  /** The page is hidden: from here on the track is what is heard. */
  carry(): void;
  /** The page is seen again: the track goes on without a sound. */
  hush(): void;
  /** Nothing is ahead. */
  stop(): void;
  /** The track is what is heard now. */
  is_carrying(): boolean;
  /** How much of it was heard since this was asked last, in milliseconds. */
  heard_ms(): number;
  /** The platform stopped it while it carried: a call, another app, the headphones pulled out. */
  on_stopped(call: () => void): void;
}

/** Nearer than this nobody hears. */
const NEAR_S = 0.005;
/** Farther off than this, it is not the way from a jump to the ear that is to blame. */
const FAR_S = 0.6;
/** After a jump or a beginning it takes so long until its place can be told. */
const SETTLED_MS = 600;
/** No jump lands quite as the one before: of what it was off, so much is learned. */
const LEARNS = 0.7;
/** Once it was in its place: what is missed then is chance for the most part. */
const LEARNS_LATER = 0.25;
/** So many jumps are made to be near, each from what the one before has taught: they land a little off, now here, now there. */
const MOST_JUMPS = 10;
/** And so many in a silence, later on. */
const MOST_IN_SILENCE = 5;
/** While it is heard, its place is looked at so often: a player that stood still for a moment tells nobody. */
const LOOK_MS = 5000;
/** Where looking has not helped, it is done half as often each time, down to this. */
const SELDOM_MS = 60_000;
/** A later jump is made only where nobody can hear it, and its player is back long before the next tone. */
const UNHEARD_S = 2.5;

export class MediaTrack implements Track {
  readonly #clock: Clock;
  #element: HTMLAudioElement | null = null;
  #pieces: readonly Piece[] | null = null;
  /** What the element was given to play; null while that is not the track laid last. */
  #url: string | null = null;
  #zero_ms = 0;
  #is_heard = false;
  #asked_s = 0;
  /** Heard before the last jump, and not told yet. */
  #heard_s = 0;
  /** How far ahead one has to jump to land where one should be: what the way to the loudspeaker takes, or to nowhere. */
  readonly #lead_s = { muted: 0, heard: 0 };
  #jumps_left = MOST_JUMPS;
  /** It was brought to where it should be since it is heard: from then on it jumps in silence only. */
  #is_placed = false;
  /** Where the last jump landed has not been looked at yet. */
  #has_jumped = false;
  #look_ms = LOOK_MS;
  #settling: (() => void) | null = null;
  /** A finger is the pointer: a device that goes dark in a pocket. */
  readonly #goes_dark = typeof matchMedia === 'function' && matchMedia('(pointer: coarse)').matches;
  #call: () => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  unlock(): void {
    if (this.#element !== null || typeof Audio === 'undefined') return;
    const element = new Audio();
    this.#element = element;
    element.preload = 'auto';
    element.muted = true;
    element.addEventListener('loadedmetadata', () => this.#jump());
    element.addEventListener('playing', () => this.#settle());
    element.addEventListener('seeked', () => this.#settle());
    element.addEventListener('pause', () => {
      if (this.#pieces !== null && this.#is_heard && !element.ended) this.#call();
    });
    this.#play_unseen();
  }

  lay(pieces: readonly Piece[], at_mono_ms: number): void {
    this.#drop();
    this.#pieces = pieces;
    this.#zero_ms = at_mono_ms;
    this.#play_unseen();
  }

  carry(): void {
    const element = this.#element;
    if (element === null || this.#pieces === null) return;
    this.#load(element, this.#pieces);
    this.#is_heard = true;
    this.#unplaced();
    this.#look_ms = LOOK_MS;
    if (element.paused) this.#jump();
    else this.#align();
    this.#asked_s = element.currentTime;
    this.#heard_s = 0;
    element.muted = false;
    if (element.paused) this.#play();
    // The loudspeaker is another way than none.
    this.#settle();
  }

  hush(): void {
    this.#is_heard = false;
    if (this.#element !== null) this.#element.muted = true;
    this.#unplaced();
    // What the platform stopped goes on unheard, to be there the next time.
    if (this.#element?.paused) this.#play_unseen();
    if (!this.#goes_dark) this.#element?.pause();
    this.#align();
  }

  stop(): void {
    this.#pieces = null;
    this.#is_heard = false;
    this.#settling?.();
    this.#element?.pause();
    if (this.#url === null) return;
    this.#element?.removeAttribute('src');
    this.#drop();
  }

  is_carrying(): boolean {
    return this.#is_heard && this.#element !== null && !this.#element.paused;
  }

  heard_ms(): number {
    const now_s = this.#element?.currentTime ?? 0;
    const heard_s = this.#is_heard ? this.#heard_s + Math.max(0, now_s - this.#asked_s) : 0;
    this.#asked_s = now_s;
    this.#heard_s = 0;
    return heard_s * 1000;
  }

  on_stopped(call: () => void): void {
    this.#call = call;
  }

  /** Muted, or while the page is hidden. */
  #play_unseen(): void {
    if (this.#element === null || this.#pieces === null || !(this.#goes_dark || this.#is_heard)) return;
    this.#load(this.#element, this.#pieces);
    this.#play();
  }

  #load(element: HTMLAudioElement, pieces: readonly Piece[]): void {
    if (this.#url !== null) return;
    this.#url = URL.createObjectURL(wav_of(pieces));
    element.src = this.#url;
    this.#asked_s = 0;
    this.#unplaced();
  }

  #drop(): void {
    if (this.#url !== null) URL.revokeObjectURL(this.#url);
    this.#url = null;
  }

  #play(): void {
    // Refused: then the tones of the page are all there is, as before there was a track.
    this.#element?.play().catch(() => {});
  }

  /** Where it should be, in seconds. */
  #due_s(): number {
    return Math.max(0, (this.#clock.now().mono_ms - this.#zero_ms) / 1000);
  }

  #jump(): void {
    const element = this.#element;
    if (element === null || this.#pieces === null) return;
    if (this.#is_heard) this.#heard_s += Math.max(0, element.currentTime - this.#asked_s);
    this.#has_jumped = true;
    element.currentTime = this.#due_s() + this.#lead_s[this.#way];
    this.#asked_s = element.currentTime;
  }

  get #way(): 'muted' | 'heard' {
    return this.#is_heard ? 'heard' : 'muted';
  }

  #settle(): void {
    this.#after(SETTLED_MS, () => this.#align());
  }

  #after(ms: number, call: () => void): void {
    this.#settling?.();
    this.#settling = this.#clock.after(ms, call);
  }

  /** Brings it to where it should be, and learns from where it landed the last time. */
  #align(): void {
    const behind_s = this.#behind_s();
    if (behind_s === null) return;
    const is_near = Math.abs(behind_s) < NEAR_S;
    if (this.#has_jumped && !is_near) this.#learn(behind_s);
    this.#has_jumped = false;
    const is_tried = this.#is_placed && (this.#jumps_left <= 0 || Math.abs(behind_s) >= FAR_S);
    if (is_near) this.#look_ms = LOOK_MS;
    else if (is_tried) this.#look_ms = Math.min(this.#look_ms * 2, SELDOM_MS);
    else if (this.#is_placed) return this.#look();
    else if (this.#jumps_left > 0) return this.#jump_once_more();
    if (!this.#is_heard) return;
    this.#is_placed = true;
    this.#look_in(this.#look_ms);
  }

  /** Later on: back to where it should be, as soon as nobody can hear that. */
  #look(): void {
    const behind_s = this.#behind_s();
    if (behind_s === null) return;
    const due_s = this.#due_s();
    if (Math.abs(behind_s) < NEAR_S) this.#look_in(LOOK_MS);
    else if (is_quiet(this.#pieces ?? [], due_s - Math.max(0, behind_s), due_s + UNHEARD_S)) this.#jump_once_more();
    else this.#after(SETTLED_MS, () => this.#look());
  }

  #look_in(ms: number): void {
    this.#jumps_left = MOST_IN_SILENCE;
    this.#after(ms, () => this.#look());
  }

  #jump_once_more(): void {
    this.#jumps_left -= 1;
    this.#jump();
  }

  /** It begins anew, or the way to the loudspeaker is another. */
  #unplaced(): void {
    this.#jumps_left = MOST_JUMPS;
    this.#is_placed = false;
  }

  /** How far it is behind where it should be; null while that cannot be told. */
  #behind_s(): number | null {
    const element = this.#element;
    if (element === null || this.#pieces === null || element.seeking || element.paused) return null;
    return this.#due_s() - element.currentTime;
  }

  #learn(behind_s: number): void {
    if (Math.abs(behind_s) >= FAR_S) return;
    this.#lead_s[this.#way] = Math.max(
      0,
      this.#lead_s[this.#way] + behind_s * (this.#is_placed ? LEARNS_LATER : LEARNS),
    );
  }
}
