/**
 * What happened: sessions and clients as folds over facts. Everything shown of the past comes from here.
 *
 * Must never change a fact, and must accept facts in any order and of kinds it does not know.
 */
import type { Action, Audience, EndedBy, Rating, SessionReason, Side } from '../wire.gen';

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

export interface HoldRecord {
  step: number;
  point: string;
  side: Side;
  repeat: number;
  attempt: number;
  planned_ms: number;
  held_ms: number;
  observed_ms: number;
  paused_ms: number;
  ended_by: EndedBy;
  ratings: Rating[];
}

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
