/**
 * What an answer of the server does to the facts kept here, inside the one transaction that takes it in.
 *
 * Must never call a fact held that no receipt proves, and never delete one but by the server's word that it was erased, or
 * is another client's now.
 */
import { is_audit, is_for_owner_only } from '../core/audit';
import { digest_of, fact_from } from '../core/fact';
import { type OutboxFact, settle } from '../core/outbox';
import type { ClientErased, Paired, Receipt, Refused, StoredFact } from '../wire.gen';
import { begins_of, cursor_of, doubted, type KeptOlder, NOTE_DRAFT, older_of } from './belonging';
import type { FactRow } from './schema';

export interface Applied {
  practice: string;
  /** The device that asked. */
  device_id: string;
  /** The cursor that the question was asked from. */
  asked: string | null;
  sent: readonly FactRow[];
  cursor: string;
  more: boolean;
  reset: boolean;
  facts: readonly StoredFact[];
  receipts: readonly Receipt[];
  refused: readonly Refused[];
  /** Where this device reads backwards from, and how many rows it does by itself ([N9]). */
  older?: string | null;
  recent?: number;
  at: number;
  /** `take_in` below: the database, which every page opens at once, does without this module. */
  take_in(facts: FactStore, meta: MetaStore, applied: Applied, running: RunningStore): Promise<Change | null>;
}

/** Facts whose rows changed, the subjects whose receipt did not fit, and the subjects of which something was erased. */
export interface Change {
  rows: FactRow[];
  doubtful: string[];
  erased: string[];
}

/** The store of facts, in a transaction that is open. */
export interface FactStore {
  put(row: FactRow): Promise<unknown>;
  delete(id: string): Promise<unknown>;
  get(id: string): Promise<FactRow | undefined>;
  index(name: 'by_subject'): { getAll(subject: string): Promise<FactRow[]> };
  index(name: 'by_state'): { getAll(state: [string, string]): Promise<FactRow[]> };
}

/** The store of what else is kept, in the same transaction. */
export interface MetaStore {
  get(key: string): Promise<unknown>;
  put(value: unknown, key: string): Promise<unknown>;
  delete(key: string): Promise<unknown>;
}

/** The store of the sessions that are on, in the same transaction. */
export interface RunningStore {
  getAllKeys(): Promise<string[]>;
}

/** Takes an answer in, with the cursor that it leads to; null where it came too late ([D7]), or for another ([D10]). */
export async function take_in(
  store: FactStore,
  meta: MetaStore,
  applied: Applied,
  running: RunningStore,
): Promise<Change | null> {
  const cursor = cursor_of(applied.practice);
  if (((await meta.get(cursor)) ?? null) !== applied.asked) return null;
  const paired = (await meta.get('paired')) as Paired | undefined;
  if (paired?.device_id !== applied.device_id) return null;
  const change = await take_facts(store, applied, paired, await running.getAllKeys());
  if (applied.reset || applied.asked === null) await begin(meta, applied);
  await meta.put(applied.cursor, cursor);
  await meta.put(applied.at, 'last_synced_at');
  for (const subject of change.erased) await meta.delete(NOTE_DRAFT + subject);
  return change;
}

/** What becomes of the older part with a first answer ([N9]), or with one that leads back to the beginning ([N12]). */
async function begin(meta: MetaStore, { practice, reset, older, recent = 0 }: Applied): Promise<void> {
  await meta.delete(begins_of(practice));
  if (older && !reset) await meta.put({ place: older, recent, clients: {} } satisfies KeptOlder, older_of(practice));
  else await meta.delete(older_of(practice));
}

/** Takes what was read as it is: held, also where it waited to be sent with the very same text. */
export async function keep_read(
  store: Pick<FactStore, 'get'>,
  facts: readonly StoredFact[],
  practice: string,
  keep: (row: FactRow) => Promise<void>,
): Promise<void> {
  for (const stored of facts) {
    const row = row_from(stored, practice);
    const own = row && (await store.get(row.id));
    if (row && !own) await keep(row);
    else if (row && own && own.state !== 'held' && own.digest === row.digest)
      await keep({ ...own, client_id: row.client_id, state: 'held', refused: null });
  }
}

/** Takes facts, receipts and refusals in. `role`: what the practice takes this device for; `on`: sessions that are on. */
async function take_facts(
  store: FactStore,
  applied: Applied,
  paired: Paired | undefined,
  on: readonly string[],
): Promise<Change> {
  const changed = new Map<string, FactRow>();
  const role = paired?.role;
  const keep = async (row: FactRow) => {
    await store.put(row);
    changed.set(row.id, row);
  };
  // A log that is not the one we read: everything is offered again ([O1] proves nothing across logs).
  if (applied.reset) for (const row of await doubted(store, applied.practice)) changed.set(row.id, row);
  await keep_read(store, applied.facts, applied.practice, keep);
  const erased = new Set<string>();
  const erase = async (row: FactRow) => {
    // [D9] Offered again, it is refused again, and goes once the session is over.
    if (on.includes(row.subject)) return keep({ ...row, state: 'unsent', refused: null });
    await store.delete(row.id);
    changed.delete(row.id);
    erased.add(row.subject);
  };
  const refused = applied.refused.map((each) => ({ ...each, id: refused_id(each, applied.sent) }));
  const is_left = (row: FactRow) => refused.some(({ id }) => id === row.id);
  // Of what only the owner is shown in full no receipt can fit anything here ([O4]).
  const taken = applied.sent.filter((row) => role !== 'owner' && is_for_owner_only(row.kind) && !is_left(row));
  if (!applied.more) for (const row of taken) await keep({ ...row, state: 'held' });
  const judged = { ...applied, refused, sent: applied.sent.filter((row) => !taken.includes(row)) };
  const own = paired?.role === 'client' ? (paired.client_id ?? null) : null;
  const doubtful = await prove(store, judged, keep, erase, own);
  const words = applied.facts.flatMap(({ raw }) => erasure_in(raw) ?? []);
  for (const subject of words.flatMap(({ subjects }) => subjects))
    for (const row of await store.index('by_subject').getAll(subject))
      if (row.practice === applied.practice && !is_audit(row.kind)) await erase(row);
  // What the server never took of a client it cannot name: nobody would ever say again that it is to go.
  const clients = new Set(words.map(({ client_id }) => client_id));
  if (clients.size > 0)
    for (const row of await store.index('by_state').getAll([applied.practice, 'refused']))
      if (row.client_id !== null && clients.has(row.client_id)) await erase(row);
  return { rows: [...changed.values()], doubtful, erased: [...erased] };
}

/** What a fact says was erased, or null where it says nothing of the kind. */
function erasure_in(raw: string): ClientErased | null {
  const fact = fact_from(raw);
  return fact?.kind === 'client_erased' ? (fact.body as ClientErased) : null;
}

function row_from(stored: StoredFact, practice: string): FactRow | null {
  const fact = fact_from(stored.raw);
  if (fact === null) return null;
  const { id, kind, subject, origin, seq, at } = fact;
  const { raw, client_id = fact.client_id } = stored;
  return {
    id,
    kind,
    subject,
    client_id,
    origin,
    seq,
    at,
    raw,
    digest: digest_of(raw),
    practice,
    state: 'held',
    refused: null,
  };
}

/** Marks what the receipts prove, author by author. `own`: the client whose phone this is. Answers with `subject/origin` of every receipt that does not fit. */
async function prove(
  store: FactStore,
  applied: Applied,
  keep: (row: FactRow) => Promise<void>,
  erase: (row: FactRow) => Promise<void>,
  own: string | null,
): Promise<string[]> {
  const doubtful: string[] = [];
  for (const origin of new Set(applied.sent.map((row) => row.origin))) {
    const sent = applied.sent.filter((row) => row.origin === origin);
    const known: FactRow[] = [];
    for (const subject of new Set(sent.map((row) => row.subject))) {
      const rows = await store.index('by_subject').getAll(subject);
      known.push(...rows.filter((row) => row.origin === origin && row.practice === applied.practice));
    }
    // With "more" the receipts tell of a place beyond the cursor ([N8]).
    const receipts = applied.more ? null : applied.receipts;
    const by_id = new Map(known.map((row) => [row.id, row]));
    // What was just read back is there, whoever may not write it, and waits for no receipt.
    const is_read = (id: string) => by_id.get(id)?.state === 'held';
    const refused = applied.refused.filter(({ id, type }) => type === 'erased' || !is_read(id));
    const open = sent.filter(({ id }) => !is_read(id) || refused.some((each) => each.id === id));
    const settled = settle(open, known satisfies OutboxFact[], receipts, refused);
    for (const id of settled.held) {
      const row = by_id.get(id);
      // [O5] What a client's phone wrote before it was paired is filed under its client from here on.
      if (row && row.state !== 'held')
        await keep({ ...row, client_id: row.client_id ?? own, state: 'held', refused: null });
    }
    for (const { id, type, title, detail, digest = null } of settled.refused) {
      const row = by_id.get(id);
      if (row && type === 'erased') await erase(row);
      else if (row) await keep({ ...row, state: 'refused', refused: { type, title, detail, digest } });
    }
    const refused_ids = new Set(settled.refused.map(({ id }) => id));
    const is_open = (row: FactRow) => row.state === 'held' || (is_unexplained(row) && !refused_ids.has(row.id));
    for (const row of known)
      if (settled.doubtful.includes(row.subject) && is_open(row))
        await keep({ ...row, state: 'unsent', refused: null });
    doubtful.push(...settled.doubtful.map((subject) => `${subject}/${origin}`));
  }
  return doubtful;
}

/** Refused while servers did not yet say what they hold in its place: in doubt it is asked about once more ([O6]). */
function is_unexplained({ state, refused }: FactRow): boolean {
  return state === 'refused' && refused?.type === 'fact-conflict' && refused.digest === undefined;
}

/** A fact whose id the server could not read is named by its place in the request. */
function refused_id(refused: Refused, sent: readonly FactRow[]): string {
  if (!refused.id.startsWith('#')) return refused.id;
  return sent[Number(refused.id.slice(1))]?.id ?? refused.id;
}
