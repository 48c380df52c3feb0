/**
 * What comes before the questions of a flow: the day after the last session, the review, and what the dose guard says.
 *
 * Owns which of the three a flow meets, from the facts on this device, and writes what is answered. The rules are in
 * core/dose-guard.ts. Must never let self-care past what blocks it, nor write that advice was set aside without a reason.
 */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { type CheckInAnswer, is_complete, may_check_in } from '../core/check-in';
import { check_in_due, type Guarded, guard, review_due } from '../core/dose-guard';
import type { NewFact } from '../core/fact';
import { SEEN_BY_CLINICIAN, type SessionRecord } from '../core/history';
import type { Plan } from '../core/plan';
import type { Judge } from '../core/rules';
import { type SaidBefore, said_before } from '../core/said-before';
import { elsewhere_of, history_of, type Whose } from '../core/whose';
import type { Feeling, Paired, Protocol, ProtocolVersion } from '../wire.gen';
import type { EarlierKeeper } from './earlier';
import type { LibraryKeeper } from './library';
import type { DayAfter, Flow, Intent, SessionRef } from './model';
import type { OlderKeeper } from './older';
import { session_fact } from './opening';
import type { Recorder } from './recorder';
import { steps_of } from './screening';
import type { Sessions } from './sessions';
import { kept_text } from './text';
import type { World } from './world';

const NOT_SAID = Promise.resolve(false);
const LONGEST_REASON = 500;
/** More would be a list to study. */
const MOST_INSTEAD = 3;

/** The part of a flow that is decided here. */
export type Looked = Pick<Flow, 'check_in' | 'review' | 'guard' | 'instead' | 'questions' | 'said_before'>;

export class Guarding {
  /** What can be said now of the day after, by whoever has this device or by a therapist for a client. */
  readonly day_after: ReadonlySignal<DayAfter>;
  readonly #world: Pick<World, 'clock'>;
  readonly #recorder: Recorder;
  readonly #sessions: Sessions;
  readonly #earlier: Pick<EarlierKeeper, 'elsewhere'>;
  readonly #older: Pick<OlderKeeper, 'ready'>;
  readonly #library: LibraryKeeper;
  readonly #paired: () => Paired | null;
  /** Rises when somebody looks: time has gone by since. */
  readonly #looks = signal(0);
  #is_writing = false;

  constructor(
    {
      world,
      recorder,
      sessions,
      earlier,
      older,
      library,
    }: {
      world: Pick<World, 'clock' | 'presence'>;
      recorder: Recorder;
      sessions: Sessions;
      earlier: Pick<EarlierKeeper, 'elsewhere'>;
      older: Pick<OlderKeeper, 'ready'>;
      library: LibraryKeeper;
    },
    paired: () => Paired | null,
  ) {
    this.#world = world;
    this.#recorder = recorder;
    this.#sessions = sessions;
    this.#earlier = earlier;
    this.#older = older;
    this.#library = library;
    this.#paired = paired;
    this.day_after = computed(() => this.#day_after());
    world.presence.on((event) => {
      if (event === 'visible') this.look_again();
    });
  }

  /** The clock has moved on: what may be asked is worked out again. */
  look_again(): void {
    this.#looks.value += 1;
  }

  /** Once older sessions that are being read are known. */
  ready(): Promise<void> {
    return this.#older.ready();
  }

  /** What a shorter plan is asked of; null where the rules cannot be had, and nothing starts. */
  judge(): Judge | null {
    return this.#library.judge.peek();
  }

  /** Whether this may be run here, whatever it says of itself: what was kept may be older than a rule, or forged. */
  may_run(version: ProtocolVersion, plan: Plan | null = null): Promise<boolean> {
    return this.#library.may_run(version, plan);
  }

  /** Whether such a flow may be gone on with here: a client's device may have been a therapist's when it was begun. */
  is_for_here({ audience }: Flow): boolean {
    return this.#library.is_for_here(audience);
  }

  /** What this flow meets before its questions. What was asked in it already is not asked again. */
  look(flow: Flow): Looked {
    const { protocol } = flow.version;
    const now_ms = this.#now();
    const history = this.#history(flow);
    const due = flow.passed.includes('check-in') ? null : check_in_due(history, now_ms);
    const review = flow.passed.includes('review') ? null : review_due(history, protocol, now_ms);
    const elsewhere = elsewhere_of(this.#earlier.elsewhere, this.#whose(flow));
    const guarded = guard(history, protocol, now_ms, elsewhere);
    return {
      check_in: due && ref_of(due),
      review: review && { ...ref_of(review.session), since_at: review.since_at },
      guard: guarded,
      instead: this.#instead((other) => guard(history, other, now_ms, elsewhere), protocol, guarded),
      ...this.#asked(flow, said_before(history)),
    };
  }

  /** [Q12] The questions of this flow: what was a yes last time comes first, also where this protocol would not ask it. */
  #asked({ version }: Flow, said: readonly SaidBefore[]): Pick<Flow, 'questions' | 'said_before'> {
    const library = this.#library.state.peek();
    const known = [...version.screening, ...(library.state === 'ready' ? library.library.screening : [])];
    const again = said.flatMap((each) => known.find(({ id }) => id === each.question) ?? []);
    const others = version.screening.filter(({ id }) => again.every((each) => each.id !== id));
    const is_asked = (id: string) => again.some((each) => each.id === id);
    return { questions: [...again, ...others], said_before: said.filter(({ question }) => is_asked(question)) };
  }

  /**
   * Carries out an answer to what is asked here. What the flow becomes, once what was said is known on this device; null
   * where the intent is none of these.
   */
  answer(intent: Intent, flow: Flow): Promise<Flow> | null {
    const written = this.#written(intent, flow);
    if (written === null) return null;
    return written.then((is_said) => {
      if (!is_said) return flow;
      const passed = { ...flow, passed: [...flow.passed, flow.step] };
      const looked = { ...passed, ...this.look(passed) };
      if (flow.step === 'guard' && steps_of(looked).includes('guard')) return looked;
      return { ...looked, step: steps_of(looked).find((step) => step !== 'who') ?? 'guard' };
    });
  }

  /** Writes what was said of the day after; false where it may not be said now, or not everything is. */
  check_in(session_id: string, answer: CheckInAnswer): Promise<boolean> {
    const session = this.#sessions.sessions.peek()?.find(({ id }) => id === session_id);
    if (session === undefined || !is_complete(answer) || !may_check_in(session, this.#now())) return NOT_SAID;
    const { feeling, is_sore, signs, pain_nrs } = answer;
    const [at, of_it] = [this.#now(), { session_id, client_id: session.client_id }];
    const facts = [session_fact('checked_in', of_it, at, { feeling, is_sore, signs })];
    if (pain_nrs !== null) {
      const region = this.#library.card(session.protocol_id)?.condition ?? session.protocol_id;
      facts.push(session_fact('pain_rated', of_it, at, { when: 'next-day', nrs: pain_nrs, region }));
    }
    return this.#write(facts);
  }

  /** Null: the intent is not for the step that is on. */
  #written(intent: Intent, flow: Flow): Promise<boolean> | null {
    switch (`${intent.type} ${flow.step}`) {
      case 'checked_in check-in': {
        const { session_id, answer } = intent as Extract<Intent, { type: 'checked_in' }>;
        return flow.check_in?.session_id === session_id ? this.check_in(session_id, answer) : null;
      }
      case 'review_answered review':
        return this.#review(flow, (intent as Extract<Intent, { type: 'review_answered' }>).change);
      case 'clinician_agreed guard':
        return this.#clear(flow);
      case 'flow_skipped check-in':
      case 'flow_skipped review':
        // Of a client it may stay unsaid; alone it comes before the next run.
        return Promise.resolve(flow.audience === 'therapist');
      default:
        return null;
    }
  }

  #review(flow: Flow, change: Feeling): Promise<boolean> {
    if (flow.review === null) return NOT_SAID;
    const { id: protocol_id } = flow.version.protocol;
    const of_it = { session_id: flow.review.session_id, client_id: flow.client_id };
    return this.#write([session_fact('review_answered', of_it, this.#now(), { protocol_id, change })]);
  }

  /** A clinician has looked at it and agrees: written with the last session, which it is about. */
  #clear(flow: Flow): Promise<boolean> {
    const last = this.#history(flow).at(-1);
    const { clinician_from_at } = this.look(flow).guard;
    if (last === undefined || clinician_from_at === null || this.#now() < clinician_from_at) return NOT_SAID;
    const of_it = { session_id: last.id, client_id: last.client_id };
    const answered = { question: SEEN_BY_CLINICIAN, answer: 'yes', action: 'refer-first' } as const;
    return this.#write([session_fact('screening_answered', of_it, this.#now(), answered)]);
  }

  /** One answer at a time: a second press while the first is written says nothing twice. */
  async #write(facts: readonly NewFact[]): Promise<boolean> {
    if (this.#is_writing) return false;
    this.#is_writing = true;
    await this.#recorder.record(facts);
    this.#is_writing = false;
    return true;
  }

  /** The reason why a therapist goes on against this advice; null where none was given, or nothing leads past it. */
  set_aside(flow: Flow, why: string): Flow['set_aside'] {
    const reason = kept_text(why, LONGEST_REASON);
    if (reason === '' || flow.guard.advice.length === 0 || flow.guard.is_blocked || flow.audience === 'self-care')
      return null;
    return { advice: [...new Set(flow.guard.advice.map(({ id }) => id))], why: reason };
  }

  #day_after(): DayAfter {
    void this.#looks.value;
    const sessions = this.#sessions.sessions.value ?? [];
    const now_ms = this.#now();
    const own = history_of(sessions, this.#whose({ audience: 'self-care', client_id: null }));
    const due = check_in_due(own, now_ms);
    const open = sessions.filter((session) => may_check_in(session, now_ms)).map(({ id }) => id);
    return { due: due && ref_of(due), open, now_ms };
  }

  #history(flow: Flow): SessionRecord[] {
    // The session of this flow is none yet.
    const others = (this.#sessions.sessions.peek() ?? []).filter(({ id }) => id !== flow.session_id);
    return history_of(others, this.#whose(flow));
  }

  #whose({ audience, client_id }: Pick<Flow, 'audience' | 'client_id'>): Whose {
    return { audience, client_id, origin: this.#sessions.origin, own_client_id: this.#paired()?.client_id ?? null };
  }

  /** What is rested, where nothing but these points stands in the way. */
  #instead(guard_of: (other: Protocol) => Guarded, protocol: Protocol, guarded: Guarded): Flow['instead'] {
    const is_by_points = guarded.advice.every(({ points }) => points.length > 0);
    if (!guarded.is_blocked || !is_by_points || protocol.audience === 'therapist') return [];
    return this.#library
      .self_care()
      .filter((other) => other.id !== protocol.id && guard_of(other).advice.length === 0)
      .slice(0, MOST_INSTEAD)
      .map(({ id, title }) => ({ id, title }));
  }

  #now(): number {
    return this.#world.clock.now().wall_ms;
  }
}

function ref_of(session: SessionRecord): SessionRef {
  const { id: session_id, title, time_zone, started_at: at } = session;
  return { session_id, title, time_zone, at };
}
