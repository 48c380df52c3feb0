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
 */
import type {
  Action,
  Audience,
  ClientSaved,
  HoldEnded,
  NoteWritten,
  PainRated,
  Protocol,
  ReactionReported,
  ScreeningAnswered,
  SessionAssigned,
  SessionEnded,
  SessionReason,
  SessionStarted,
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

/** One session, folded from its facts. */
export interface SessionRecord {
  id: string;
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
  /** Every attempt at every hold, in the order they ended. */
  holds: HoldRecord[];
  held_ms: number;
  pain_before: number | null;
  pain_after: number | null;
  made_worse: boolean;
  reactions: { reaction: string; during: string | null }[];
  screening: { question: string; answer: 'yes' | 'no'; action: Action }[];
  notes: string[];
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

/** False where nothing was pressed and nobody ended it: an answer stopped it, or it never came to its first hold. */
export function was_begun(session: SessionRecord): boolean {
  return session.holds.length > 0 || session.reason === 'stopped' || session.reason === 'completed';
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
    holds: [],
    held_ms: 0,
    pain_before: null,
    pain_after: null,
    made_worse: false,
    reactions: [],
    screening: [],
    notes: [],
  };
}

type Fold = (record: SessionRecord, fact: KnownFact) => void;

/** What each kind of fact adds to a session. A kind that is not here adds nothing. */
const FOLDS: Record<string, Fold> = {
  session_assigned: (record, fact) => {
    record.client_id = (fact.body as SessionAssigned).client_id;
  },
  screening_answered: (record, fact) => {
    record.screening.push(fact.body as ScreeningAnswered);
  },
  hold_ended: (record, fact) => {
    const hold = fact.body as HoldEnded;
    record.holds.push(hold);
    record.held_ms += hold.held_ms;
  },
  pain_rated: (record, fact) => {
    const { when, nrs } = fact.body as PainRated;
    if (when === 'before') record.pain_before = nrs;
    if (when === 'after') record.pain_after = nrs;
  },
  reaction_reported: (record, fact) => {
    const { reaction, during } = fact.body as ReactionReported;
    if (reaction === 'worse') record.made_worse = true;
    else record.reactions.push({ reaction, during });
  },
  note_written: (record, fact) => {
    record.notes.push((fact.body as NoteWritten).text);
  },
  session_ended: (record, fact) => {
    record.ended_at = fact.at;
    record.reason = (fact.body as SessionEnded).reason;
  },
};
