/**
 * The outbox: which facts to offer next, and what an answer proves.
 *
 * Must never forget a fact for any other reason than these.
 *
 *  [O1] A fact counts as held by the server only when its very text was read back, or a receipt over its subject and
 *       origin equals what this device computes over its own facts: those held and offered now, or all there are. The
 *       second proves a subject of which the server holds more than one push takes.
 *  [O2] A receipt that covers other facts than ours proves nothing: all of that subject is offered again.
 *  [O3] A refused fact is never counted as held, and never keeps others from being.
 *  [O6] Where the server holds another text in the place of a refused fact, it says that text's digest, which its receipts
 *       count. With it the others of the subject are proven, by a receipt over what the server holds; the refused one stays.
 *  [O5] A fact is offered with the client whom it was filed under, where its text does not say so: what a client's phone
 *       wrote before it was paired is that client's all the same, whoever brings it back.
 *  [O7] Of what waits, word of whose a session is goes first: the server refuses what names somebody who was erased, but
 *       in a session that it knows to be another's.
 *  [O4] What the server itself wrote, and shows to the owner's devices only, is held where it was brought back and not
 *       refused: elsewhere a receipt covers more of it than was ever shown.
 */
import type { Receipt, Refused } from '../wire.gen';
import { fact_from } from './fact';
import { receipt_of } from './receipt';

export interface OutboxFact {
  id: string;
  digest: string;
  raw: string;
  kind: string;
  subject: string;
  origin: string;
  seq: number;
  /** `held`: a receipt proves it. `refused`: the server said why not; it stays here. */
  state: 'unsent' | 'held' | 'refused';
  /** `digest`: of the text that the server holds in its place ([O6]); null: none that a receipt counts. */
  refused?: { type: string; digest?: string | null } | null;
}

/** Facts a push and bytes a push (UTF-16 units of text, an under-estimate the server's limit leaves room for). */
export interface PushLimits {
  facts: number;
  bytes: number;
}

export const PUSH_LIMITS: PushLimits = { facts: 200, bytes: 512 * 1024 };

/**
 * What to offer next: the oldest unsent facts, in the order they were written but for words on whose a session is ([O7]),
 * within the limits; at least one.
 */
export function next_push(facts: readonly OutboxFact[], limits: PushLimits = PUSH_LIMITS): OutboxFact[] {
  const unsent = facts.filter((fact) => fact.state === 'unsent');
  const rank = ({ kind }: OutboxFact) => (kind === 'session_assigned' ? 0 : 1);
  unsent.sort((a, b) => rank(a) - rank(b) || a.seq - b.seq);
  let bytes = 0;
  const fits = unsent.findIndex((fact, i) => {
    bytes += fact.raw.length;
    return i >= limits.facts || (i > 0 && bytes > limits.bytes);
  });
  return fits === -1 ? unsent : unsent.slice(0, fits);
}

/** The clients whom facts were filed under, by their ids, where their texts name another or nobody ([O5]). */
export function filed_otherwise(facts: readonly (OutboxFact & { client_id: string | null })[]): Record<string, string> {
  const filed: Record<string, string> = {};
  for (const { id, raw, client_id } of facts)
    if (client_id !== null && fact_from(raw)?.client_id !== client_id) filed[id] = client_id;
  return filed;
}

export interface Settled {
  /** Ids a receipt now proves. */
  held: string[];
  refused: Refused[];
  /** Subjects whose receipt does not fit: all of their facts are to be offered again. */
  doubtful: string[];
}

/**
 * What an answer to `sent` proves. `known` are all facts of this origin for the subjects of `sent`, `sent` included.
 * Receipts that are null prove nothing and leave nothing in doubt.
 */
export function settle(
  sent: readonly OutboxFact[],
  known: readonly OutboxFact[],
  receipts: readonly Receipt[] | null,
  refused: readonly Refused[],
): Settled {
  const refused_ids = new Set(refused.map((each) => each.id));
  const settled: Settled = {
    held: [],
    refused: refused.filter((each) => sent.some((fact) => fact.id === each.id)),
    doubtful: [],
  };
  if (receipts === null) return settled;
  for (const subject of new Set(sent.map((fact) => fact.subject))) {
    const taken = sent.filter((fact) => fact.subject === subject && !refused_ids.has(fact.id));
    // Of a subject whose facts were all refused there is no receipt, and nothing new to doubt.
    if (taken.length === 0) continue;
    const offered = new Set(taken.map((fact) => fact.id));
    const all = known.filter((fact) => fact.subject === subject && !refused_ids.has(fact.id));
    const claimed = all.filter((fact) => fact.state === 'held' || offered.has(fact.id));
    if (claimed.length === 0) continue;
    const origin = claimed[0]?.origin;
    const theirs = receipts.find((receipt) => receipt.subject === subject && receipt.origin === origin);
    const instead = held_instead(known, settled.refused, subject);
    const proven = [claimed, all.filter((fact) => fact.state !== 'refused')].find(
      (facts) => is_proven(facts, theirs) || is_proven([...facts, ...instead], theirs),
    );
    if (proven) settled.held.push(...proven.map((fact) => fact.id));
    else settled.doubtful.push(subject);
  }
  return settled;
}

/** What the server holds in the place of facts of a subject that it refuses, as this answer says, or one before. */
function held_instead(
  known: readonly OutboxFact[],
  refused: readonly Refused[],
  subject: string,
): { id: string; digest: string }[] {
  return known.flatMap((fact) => {
    const why = refused.find(({ id }) => id === fact.id) ?? (fact.state === 'refused' ? fact.refused : null);
    return fact.subject === subject && why?.digest ? [{ id: fact.id, digest: why.digest }] : [];
  });
}

function is_proven(facts: readonly { id: string; digest: string }[], receipt: Receipt | undefined): boolean {
  if (receipt?.count !== facts.length) return false;
  return receipt.digest === receipt_of(facts).digest;
}

/** How long to wait before attempt number `attempt` (from 1): doubling from 2 s to 5 min, with jitter in [0, 1). */
export function retry_ms(attempt: number, jitter: number): number {
  const full_ms = Math.min(300_000, 2000 * 2 ** Math.min(attempt - 1, 10));
  return Math.round(full_ms / 2 + (full_ms / 2) * jitter);
}

/** [O3] A fact that the server does not take, as it stays here: with the reason. */
export function refused_for<Row extends OutboxFact>(
  row: Row,
  { type, title, detail }: Pick<Refused, 'type' | 'title' | 'detail'>,
) {
  return { ...row, state: 'refused' as const, refused: { type, title, detail } };
}
