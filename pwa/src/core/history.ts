/**
 * What happened: sessions and clients as folds over facts. Everything shown of the past comes from here.
 *
 * Must never change a fact.
 *
 *  [H1] Facts may come in any order, and kinds that are not known here add nothing.
 *  [H2] A session is shown once its start is known.
 *  [H3] A session belongs to whoever it was assigned to last.
 *  [H4] Of several versions of a document a descendant wins over its ancestor; only those side by side compare by (at, id).
 *  [H5] What was held stands against the whole plan, reached or not; where that is not known, it stands alone.
 *  [H6] What is said of a session later (the day after, the review, a clinician's word) stands with it, in the order in
 *       which it was said.
 *  [H7] A rating that follows a hold stands with its ratings; a step that was added belongs to the plan.
 *  [H8] What the minutes that were left took out of the plan belongs to it no more.
 *  [H9] What nobody saw or heard of a hold is told from the rest of it, wherever it makes a second.
 */
import type {
  Action,
  AdviceSetAside,
  Audience,
  CheckedIn,
  ChosenSide,
  ClientSaved,
  FittedStep,
  HoldEnded,
  HoldRated,
  NoteWritten,
  PainDrawn,
  PainRated,
  PlanFitted,
  Protocol,
  ReactionReported,
  ReviewAnswered,
  ScreeningAnswered,
  SessionAssigned,
  SessionEnded,
  SessionReason,
  SessionStarted,
  StepAdded,
} from '../wire.gen';
import { hold_ms_by_step } from './plan';

/** A fact as it was read back from its text, with what this device knows of its place. */
export interface KnownFact {
  id: string;
  kind: string;
  subject: string;
  client_id: string | null;
  origin: string;
  seq: number;
  at: number;
  body: unknown;
}

/** An attempt at a hold as it was logged. */
export type HoldRecord = HoldEnded;

/** The question whose yes opens what only a clinician's word opens again. It is asked by the app, not by a protocol. */
export const SEEN_BY_CLINICIAN = 'seen-by-clinician';

/** How it was the day after, as it was said. `is_cleared`: a clinician has looked at it since. */
export type CheckIn = Required<CheckedIn> & { at: number; is_cleared: boolean };
/** How it is compared with the start of the course, as it was said. */
export type Review = ReviewAnswered & { at: number; is_cleared: boolean };

/** One session, folded from its facts. */
export interface SessionRecord {
  id: string;
  /** The installation on which it began. */
  origin: string;
  /** The id of its first fact: within an installation these rise, whatever its clock does. */
  begun_as: string;
  protocol_id: string;
  protocol_digest: string;
  title: string;
  audience: Audience;
  started_at: number;
  time_zone: string;
  ended_at: number | null;
  reason: SessionReason | null;
  planned_holds: number;
  planned_ms: number;
  client_id: string | null;
  /** Points that an answer took out of the plan, and whether one halved its holds and pressure. */
  left_out: string[];
  is_halved: boolean;
  /** Steps left out, from 0, and the side that was chosen for today, where one was asked. */
  left_out_steps: number[];
  sides: ChosenSide | null;
  /** Steps that became fewer or shorter by the minutes that were left; missing where none did. */
  fitted?: FittedStep[];
  /** Steps that a therapist added while it was on. */
  added?: StepAdded[];
  /** Every attempt at every hold, in the order they ended. */
  holds: HoldRecord[];
  held_ms: number;
  /** When a hold under pressure last ended; null where nothing was pressed. */
  last_pressed_at: number | null;
  pain_before: number | null;
  pain_after: number | null;
  pain_next_day: number | null;
  /** Regions shaded as hurting, before and after; missing where nothing was. */
  drawn_before?: string[];
  drawn_after?: string[];
  made_worse: boolean;
  reactions: { reaction: string; during: string | null }[];
  screening: { question: string; answer: 'yes' | 'no'; action: Action }[];
  notes: string[];
  check_ins: CheckIn[];
  reviews: Review[];
  /** Advice of the dose guard that a therapist went on against, and why. */
  set_aside: AdviceSetAside[];
  /** When it was last said that a clinician has looked at what came of it and agrees. */
  cleared_at: number | null;
}

/** A client of the practice: initials, or a name, or neither. */
export interface ClientRecord {
  id: string;
  name: string;
  /** The id of the fact this version came from, which the next version replaces. */
  version: string;
}

/** Every session in these facts, newest first. Facts of sessions whose start is not known here are left aside. */
export function sessions_from(facts: readonly KnownFact[]): SessionRecord[] {
  const by_subject = new Map<string, KnownFact[]>();
  for (const fact of facts) {
    const known = by_subject.get(fact.subject);
    if (known) known.push(fact);
    else by_subject.set(fact.subject, [fact]);
  }
  return [...by_subject.values()]
    .flatMap((of_session) => session_from(of_session) ?? [])
    .sort((a, b) => b.started_at - a.started_at || (a.id < b.id ? 1 : -1));
}

/** One session from its facts, or null where `session_started` is not among them. */
export function session_from(facts: readonly KnownFact[]): SessionRecord | null {
  const ordered = [...facts].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const start = ordered.find((fact) => fact.kind === 'session_started');
  if (start === undefined) return null;
  const record = begun_record(start, start.body as SessionStarted);
  for (const fact of ordered) FOLDS[fact.kind]?.(record, fact);
  return record;
}

/** The clients of the practice by name, each in the version that counts: a descendant wins, then the later, then the id. */
export function clients_from(facts: readonly KnownFact[]): ClientRecord[] {
  const versions = facts.filter((fact) => fact.kind === 'client_saved');
  const replaced = new Set(versions.map((fact) => (fact.body as ClientSaved).replaces));
  const current = new Map<string, KnownFact>();
  for (const fact of versions.filter((each) => !replaced.has(each.id))) {
    const rival = current.get(fact.subject);
    if (!rival || rival.at < fact.at || (rival.at === fact.at && rival.id < fact.id)) current.set(fact.subject, fact);
  }
  return [...current.values()]
    .map((fact) => ({ id: fact.subject, name: (fact.body as ClientSaved).name, version: fact.id }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** False where it was given up before its first hold ended: an answer kept it, or nobody came back to it. One that is on has begun. */
export function was_begun({ holds, reason }: SessionRecord): boolean {
  return holds.length > 0 || reason !== 'abandoned';
}

/** A question that was asked again in the run ended it: with such a yes before the run none begins. */
export function was_stopped_by_answer({ reason, screening }: SessionRecord): boolean {
  const is_grave = (action: Action) => action === 'emergency' || action === 'refer-first';
  return reason === 'stopped' && screening.some(({ answer, action }) => answer === 'yes' && is_grave(action));
}

/** [H9] In whole seconds, as both times are shown: what is less than that is the clock's doing. */
export function unwatched_s(holds: readonly Pick<HoldRecord, 'held_ms' | 'observed_ms'>[]): number {
  const in_s = (ms: number) => Math.round(ms / 1000);
  return holds.reduce((sum, hold) => sum + Math.max(0, in_s(hold.held_ms) - in_s(hold.observed_ms)), 0);
}

/** A hold of the plan: its step and its length. */
export type OwedHold = Pick<HoldRecord, 'step' | 'planned_ms'>;

/**
 * Holds of the plan at which the session never arrived, by its protocol. Null where that is not known, or is another one
 * than the session was begun with.
 */
export function holds_not_reached(session: SessionRecord, protocol: Protocol | undefined): OwedHold[] | null {
  const reached = session.holds.filter((hold) => hold.attempt === 1);
  if (reached.length >= session.planned_holds) return [];
  if (protocol === undefined) return null;
  const planned = hold_ms_by_step(protocol, session);
  for (const { step, sides, hold_ms } of session.added ?? []) planned[step] = sides.map(() => hold_ms);
  for (const { step, holds, hold_ms } of session.fitted ?? [])
    planned[step] = Array.from({ length: holds }, () => hold_ms);
  if (planned.flat().length !== session.planned_holds) return null;
  return planned.flatMap((lengths, step) => {
    const count = reached.filter((hold) => hold.step === step).length;
    return lengths.slice(count).map((planned_ms) => ({ step, planned_ms }));
  });
}

/** Time of pressure in the whole plan, reached or not; null where it is not known. */
export function planned_hold_ms(session: SessionRecord, protocol: Protocol | undefined): number | null {
  const owed = holds_not_reached(session, protocol);
  if (owed === null) return null;
  const reached = session.holds.filter((hold) => hold.attempt === 1);
  return [...reached, ...owed].reduce((sum, hold) => sum + hold.planned_ms, 0);
}

function begun_record(start: KnownFact, body: SessionStarted): SessionRecord {
  return {
    id: start.subject,
    origin: start.origin,
    begun_as: start.id,
    protocol_id: body.protocol_id,
    protocol_digest: body.protocol_digest,
    title: body.title ?? body.protocol_id,
    audience: body.audience,
    started_at: start.at,
    time_zone: body.time_zone,
    ended_at: null,
    reason: null,
    planned_holds: body.planned_holds,
    planned_ms: body.planned_ms,
    client_id: start.client_id,
    left_out: body.left_out ?? [],
    is_halved: body.halved ?? false,
    left_out_steps: body.left_out_steps ?? [],
    sides: body.sides ?? null,
    ...(body.fitted?.length && { fitted: body.fitted }),
    holds: [],
    held_ms: 0,
    last_pressed_at: null,
    pain_before: null,
    pain_after: null,
    pain_next_day: null,
    made_worse: false,
    reactions: [],
    screening: [],
    notes: [],
    check_ins: [],
    reviews: [],
    set_aside: [],
    cleared_at: null,
  };
}

type Fold = (record: SessionRecord, fact: KnownFact) => void;

/** What each kind of fact adds to a session. A kind that is not here adds nothing. */
const FOLDS: Record<string, Fold> = {
  session_assigned: (record, fact) => {
    record.client_id = (fact.body as SessionAssigned).client_id;
  },
  screening_answered: (record, fact) => {
    const answered = fact.body as ScreeningAnswered;
    if (answered.question !== SEEN_BY_CLINICIAN) record.screening.push(answered);
    else if (answered.answer === 'yes') clear(record, fact.at);
  },
  hold_ended: (record, fact) => {
    const hold = fact.body as HoldEnded;
    record.holds.push(hold);
    record.held_ms += hold.held_ms;
    if (hold.held_ms > 0) record.last_pressed_at = Math.max(record.last_pressed_at ?? 0, fact.at);
  },
  hold_rated: (record, fact) => {
    const { after_ms, nrs, ...of } = fact.body as HoldRated;
    const is_meant = (hold: HoldRecord) =>
      hold.step === of.step && hold.side === of.side && hold.repeat === of.repeat && hold.attempt === of.attempt;
    const at = record.holds.findLastIndex(is_meant);
    const hold = record.holds[at];
    if (hold) record.holds[at] = { ...hold, ratings: [...hold.ratings, { after_ms, nrs }] };
  },
  plan_fitted: (record, fact) => {
    const { planned_holds, planned_ms, fitted } = fact.body as PlanFitted;
    const others = (record.fitted ?? []).filter((each) => fitted.every(({ step }) => step !== each.step));
    Object.assign(record, { planned_holds, planned_ms, fitted: [...others, ...fitted] });
  },
  step_added: (record, fact) => {
    const added = fact.body as StepAdded;
    record.added = [...(record.added ?? []), added];
    record.planned_holds += added.sides.length;
    record.planned_ms += added.planned_ms;
  },
  pain_rated: (record, fact) => {
    const { when, nrs } = fact.body as PainRated;
    if (when === 'before') record.pain_before = nrs;
    if (when === 'after') record.pain_after = nrs;
    if (when === 'next-day') record.pain_next_day = nrs;
  },
  pain_drawn: (record, fact) => {
    const { when, regions } = fact.body as PainDrawn;
    if (when === 'before') record.drawn_before = regions;
    if (when === 'after') record.drawn_after = regions;
  },
  reaction_reported: (record, fact) => {
    const { reaction, during } = fact.body as ReactionReported;
    if (reaction === 'worse') record.made_worse = true;
    else record.reactions.push({ reaction, during });
  },
  checked_in: (record, fact) => {
    const { feeling, is_sore, signs = [] } = fact.body as CheckedIn;
    record.check_ins.push({ feeling, is_sore, signs, at: fact.at, is_cleared: false });
  },
  review_answered: (record, fact) => {
    record.reviews.push({ ...(fact.body as ReviewAnswered), at: fact.at, is_cleared: false });
  },
  advice_set_aside: (record, fact) => {
    record.set_aside.push(fact.body as AdviceSetAside);
  },
  note_written: (record, fact) => {
    record.notes.push((fact.body as NoteWritten).text);
  },
  session_ended: (record, fact) => {
    record.ended_at = fact.at;
    record.reason = (fact.body as SessionEnded).reason;
  },
};

/** [H6] A clinician's word covers what was said before it, and nothing that is said after. */
function clear(record: SessionRecord, at: number): void {
  record.cleared_at = at;
  record.check_ins = record.check_ins.map((check_in) => ({ ...check_in, is_cleared: true }));
  record.reviews = record.reviews.map((review) => ({ ...review, is_cleared: true }));
}
