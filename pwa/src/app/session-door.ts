/**
 * The door to the session side (session-side.ts), which is fetched once the library stands, or when somebody needs it.
 *
 * Owns the fetching, the intents that wait for it, and what the screens read of it from the start: until it is there no
 * flow is on. Must never let one intent overtake another, and never begin anything by itself.
 */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Choices, Hearing } from '../core/hearing';
import type { CueModel, OwnWords, Preflight, SensesState } from './cue-model';
import type { Announcement, DayAfter, Dial, Flow, Intent, Run } from './model';
import type { Answers } from './screening';
import type { SessionParts, SessionSide } from './session-side';

/** Fetches the code of the session side; rejects where it cannot be had. */
export type FetchSessionSide = () => Promise<typeof import('./session-side')>;

const NO_DIAL: Dial = { left_s: 0, share: 0, plan_left_s: 0 };
const NO_WORDS: OwnWords = { places: [], protocol_id: null, recording: null, trouble: null };
const NO_SENSES: SensesState = { voices: [], vibrates: false, records: false };
const NO_DAY_AFTER: DayAfter = { due: null, open: [], now_ms: 0 };

export class SessionDoor {
  readonly flow = this.#shown<Flow | null>((side) => side.flow.flow.value, null);
  readonly is_running_elsewhere = this.#shown((side) => side.flow.is_running_elsewhere.value, false);
  readonly run = this.#shown<Run | null>((side) => side.runner.run.value, null);
  readonly dial = this.#shown((side) => side.runner.dial.value, NO_DIAL);
  readonly announcement = this.#shown<Announcement | null>((side) => side.runner.announcement.value, null);
  readonly cue_model: CueModel = {
    hearings: this.#shown<Choices>((side) => side.hearings.choices.value, []),
    hearing: this.#shown<Hearing>((side) => side.hearings.hearing.value, { profile: 'soft', volume: 1 }),
    preflight: this.#shown<Preflight | null>((side) => side.preflight.preflight.value, null),
    is_unheard: this.#shown((side) => side.preflight.is_unheard.value, false),
    own_words: this.#shown<OwnWords>((side) => side.own_words.own_words.value, NO_WORDS),
    senses: this.#shown<SensesState>((side) => side.senses.value, NO_SENSES),
  };
  readonly day_after = this.#shown((side) => side.guarding.day_after.value, NO_DAY_AFTER);
  /** Somebody needed it, and it could not be fetched. */
  readonly is_missed = signal(false);

  readonly #parts: SessionParts;
  readonly #fetch: FetchSessionSide;
  readonly #side = signal<SessionSide | null>(null);
  #fetching: Promise<SessionSide | null> | null = null;
  #waiting: Intent[] = [];

  constructor(parts: SessionParts, fetch: FetchSessionSide) {
    this.#parts = parts;
    this.#fetch = fetch;
  }

  // -- What is on: nothing, until it is there ---------------------------------------------------------------------------

  is_on(): boolean {
    return this.#side.peek()?.runner.is_on() ?? false;
  }

  /** The session that is on or has just ended. */
  get session_id(): string | null {
    return this.#side.peek()?.runner.running?.session_id ?? null;
  }

  /** Another screen is shown: time has gone by for the day after. */
  look_again(): void {
    this.#side.peek()?.guarding.look_again();
  }

  leave(): void {
    if (this.flow.peek() !== null) this.#side.peek()?.flow.leave();
  }

  // -- What needs it ----------------------------------------------------------------------------------------------------

  /** Fetches it ahead of need: where it cannot be had, nobody has missed it yet. */
  async prepare(): Promise<void> {
    await this.#fetched();
  }

  /** Carries an intent out, once it can and after those that came before. */
  send(intent: Intent): void {
    const side = this.#side.peek();
    if (side !== null) return side.send(intent);
    this.#waiting.push(intent);
    void this.#needed();
  }

  /** Begins a flow with a protocol; where it cannot be fetched none begins, then or later. */
  async start(protocol_id: string, said: Answers): Promise<void> {
    await (await this.#needed())?.start(protocol_id, said);
  }

  /** Takes up the session that was on when the app was closed or killed; false when there is none for this tab. */
  async restore(): Promise<boolean> {
    const is_kept = async () => (await this.#parts.world.database.running().catch(() => [])).length > 0;
    if (this.#side.peek() === null && !(await is_kept())) return false;
    return (await this.#needed())?.flow.restore() ?? false;
  }

  /** Comes back to the flow that had not come to its run. */
  async recall(): Promise<void> {
    const is_kept = async () => (await this.#parts.world.database.draft().catch(() => undefined)) !== undefined;
    if (this.#side.peek() === null && !(await is_kept())) return;
    await (await this.#needed())?.recall();
  }

  /** Null where it cannot be had: then the screen says so. */
  async #needed(): Promise<SessionSide | null> {
    const side = await this.#fetched();
    this.is_missed.value = side === null;
    return side;
  }

  /** What failed to come is asked for again with the next need. */
  #fetched(): Promise<SessionSide | null> {
    const { world } = this.#parts;
    const both = async () => {
      const [{ SessionSide }, senses] = await Promise.all([this.#fetch(), world.fetch_senses()]);
      await world.presence.turn();
      return this.#open(new SessionSide(this.#parts, senses));
    };
    this.#fetching ??= both().catch(() => {
      this.#fetching = null;
      return null;
    });
    return this.#fetching;
  }

  #open(side: SessionSide): SessionSide {
    this.#side.value = side;
    for (const intent of this.#waiting.splice(0)) side.send(intent);
    return side;
  }

  #shown<T>(read: (side: SessionSide) => T, until_then: T): ReadonlySignal<T> {
    return computed(() => (this.#side.value === null ? until_then : read(this.#side.value)));
  }
}
