/**
 * What this device is of a practice: what pairing and being removed do to what is kept here, each inside its one transaction.
 *
 *  [D6] Paired as somebody else (another role, another client), a device reads the log from its beginning again: its cursor
 *       lies behind facts that it was not shown. What was held by that cursor is proven anew.
 *  [D8] Becoming a client's device, it lets go of all that it held as somebody else's, of that client too: theirs is read
 *       anew. Only of what is held, and of the practice it was of until now; while there is anything else it does not
 *       become one. Own words of a therapist and how others are told go too. What it kept of earlier practices as a client's device stays: that phone is still the same person's.
 *  [D10] What the server told the device that this was before (an answer, that it was removed, what it was proven to have
 *        handed over) changes nothing of what it is now: it may have come while somebody paired it anew.
 */
import type { IDBPTransaction } from 'idb';
import { type Belonged, belonged_key, HEARINGS, is_of_others, NotHandedIn, WORDS } from '../core/becoming';
import { CLAIM } from '../core/claim';
import type { Paired } from '../wire.gen';
import { type FactRow, type HoldwellSchema, UNBOUND } from './schema';

/** A transaction over all that pairing, leaving and an answer change. */
export type Whole = IDBPTransaction<HoldwellSchema, ('facts' | 'meta' | 'running')[], 'readwrite'>;

/** Keys in `meta`: a session's id stands behind it. */
export const NOTE_DRAFT = 'note/';
/** What a device keeps for itself, under a key of its own. */
export const OWN = 'own/';
/** All keys that begin so. */
export const under = (beginning: string) => IDBKeyRange.bound(beginning, `${beginning}\uffff`);
export const note_drafts = () => under(NOTE_DRAFT);
export const cursor_of = (practice: string) => `cursor/${practice}`;
/** Kept once a device began at the end of a record: how far it has read backwards ([N9], [N10]). */
export const older_of = (practice: string) => OWN + older_key(practice);
export const older_key = (practice: string) => `older/${practice}`;
/** Kept from pairing until the first answer, where nothing of the practice was here. */
export const begins_of = (practice: string) => OWN + begins_key(practice);
export const begins_key = (practice: string) => `begins/${practice}`;

/** Places from which the older part is read on; of a client, null: all of theirs is here. */
export interface KeptOlder {
  place: string;
  /** So many rows of the log before the place are read by itself; 0: nothing is, until somebody asks ([N9]). */
  recent?: number;
  clients: Record<string, string | null>;
}

interface FactStore {
  put(row: FactRow): Promise<unknown>;
  index(name: 'by_subject'): { getAll(subject: string): Promise<FactRow[]> };
}

interface StateStore {
  put(row: FactRow): Promise<unknown>;
  index(name: 'by_state'): { getAll(state: [string, string]): Promise<FactRow[]> };
}

/** Binds a subject's facts to a practice; those already bound stay where they are ([D3]). */
export async function bound(store: FactStore, subject: string, practice: string): Promise<FactRow[]> {
  const unbound = (await store.index('by_subject').getAll(subject)).filter((row) => row.practice === UNBOUND);
  const rows = unbound.map((row): FactRow => ({ ...row, practice }));
  for (const row of rows) await store.put(row);
  return rows;
}

/**
 * Nothing of a practice counts as held any longer, or as refused, until the log as it is now says so; where this is the
 * device of one client now, nothing that is filed under them.
 */
export async function doubted(store: StateStore, practice: string, of: string | null = null): Promise<FactRow[]> {
  const rows: FactRow[] = [];
  for (const state of ['held', 'refused'])
    for (const row of await store.index('by_state').getAll([practice, state]))
      if (of === null || row.client_id === of) rows.push({ ...row, state: 'unsent', refused: null });
  for (const row of rows) await store.put(row);
  return rows;
}

/** This device is of that practice now; the chosen sessions, with the clients they name, are bound to it. */
export async function belong(tx: Whole, paired: Paired, sessions: readonly string[]): Promise<FactRow[]> {
  const meta = tx.objectStore('meta');
  const before = (await meta.get('paired')) as Paired | undefined;
  await let_others_go(tx, paired, before);
  for (const each of before ? [before, paired] : [paired])
    await meta.put({ role: each.role, client_id: each.client_id }, OWN + belonged_key(each.practice_id));
  const is_same = (['practice_id', 'role', 'client_id'] as const).every((name) => before?.[name] === paired[name]);
  if (!is_same) await begin_anew(tx, paired);
  const rows: FactRow[] = [];
  if (!is_same) rows.push(...(await doubted(tx.objectStore('facts'), paired.practice_id, paired.client_id)));
  await meta.put(paired, 'paired');
  for (const key of ['revoked', 'handed_over', OWN + CLAIM]) await meta.delete(key);
  const store = tx.objectStore('facts');
  for (const session of sessions) rows.push(...(await bound(store, session, paired.practice_id)));
  const clients = new Set(rows.flatMap((row) => row.client_id ?? []));
  for (const client of clients) rows.push(...(await bound(store, client, paired.practice_id)));
  return rows;
}

/** [D8] Throws where something of others cannot go: then nothing changes, and this device is what it was. */
async function let_others_go(tx: Whole, next: Paired, before: Paired | undefined): Promise<void> {
  const [facts, meta] = [tx.objectStore('facts'), tx.objectStore('meta')];
  const running = await tx.objectStore('running').getAllKeys();
  const practices: string[] = [];
  for (let at = await facts.index('by_practice').openKeyCursor(null, 'nextunique'); at; at = await at.continue())
    if (at.key !== UNBOUND) practices.push(at.key);
  for (const practice of practices) {
    const kept = (await meta.get(OWN + belonged_key(practice))) as Belonged | undefined;
    const was = before?.practice_id === practice ? before : kept;
    if (!is_of_others(practice, was, next)) continue;
    const rows = await facts.index('by_practice').getAll(practice);
    const stays = rows.some((row) => row.state !== 'held' || running.includes(row.subject));
    if (stays || practice !== before?.practice_id) throw new NotHandedIn();
    for (const row of rows) await facts.delete(row.id);
    for (const key of ['draft', 'build', note_drafts()]) await meta.delete(key);
  }
  if (before === undefined || !is_of_others(before.practice_id, before, next)) return;
  for (const key of [OWN + HEARINGS, under(OWN + WORDS)]) await meta.delete(key);
}

/** The log is read from its beginning again; by a device of staff that holds nothing of it, backwards ([N9]). */
async function begin_anew(tx: Whole, { practice_id, role }: Paired): Promise<void> {
  const meta = tx.objectStore('meta');
  for (const key of [cursor_of, older_of, begins_of]) await meta.delete(key(practice_id));
  const known = await tx.objectStore('facts').index('by_practice').count(practice_id);
  if (role !== 'client' && known === 0) await meta.put({}, begins_of(practice_id));
}

/** Is it still this device that is removed from the practice, and nothing else since ([D10])? */
async function is_removed_from(tx: Whole, practice: string): Promise<boolean> {
  return (await tx.objectStore('meta').get('revoked')) === practice;
}

/**
 * Removed from the practice: nothing more is written for it. What is held stays until the log is asked ([N5]). `device_id`:
 * which of its devices was told so, where that is not known already. False where this is another one now ([D10]).
 */
export async function leave(tx: Whole, practice: string, device_id: string | null): Promise<boolean> {
  const meta = tx.objectStore('meta');
  const paired = (await meta.get('paired')) as Paired | undefined;
  if (paired !== undefined && paired.device_id !== device_id) return false;
  // Removed from another since: what it left there is still to be handed over.
  const left = await meta.get('revoked');
  if (left !== undefined && left !== practice) return false;
  // What was begun for the practice is not gone on with; what is begun later, without one, may be.
  if (paired !== undefined) {
    await meta.delete('draft');
    await meta.delete('build');
    await meta.delete(note_drafts());
  }
  await meta.delete('paired');
  await meta.put(practice, 'revoked');
  return true;
}

/**
 * What is held goes where the log is still the one that proved it ([D4]), but for a session that is on, which keeps its
 * facts until it is over; where it is another log, nothing counts as held any longer.
 */
export async function let_held_go(tx: Whole, practice: string, is_proven: boolean): Promise<void> {
  if (!(await is_removed_from(tx, practice))) return;
  const store = tx.objectStore('facts');
  if (is_proven) {
    const running = await tx.objectStore('running').getAllKeys();
    for (const row of await store.index('by_state').getAll([practice, 'held']))
      if (!running.includes(row.subject)) await store.delete(row.id);
  } else await doubted(store, practice);
  for (const key of [cursor_of, older_of, begins_of]) await tx.objectStore('meta').delete(key(practice));
}
