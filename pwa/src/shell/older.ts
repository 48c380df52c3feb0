/**
 * The older part of a record, on a device that began with the newer one: read backwards, when somebody asks.
 *
 *  [N9] A new device of staff begins at the end of the record and reads backwards, the last 90 days by itself: what is cut off
 *       leaves the latest sessions. The place is kept with each page, in its transaction. A device that holds anything of the
 *       practice already reads all of it.
 *  [N10] The older part is read page by page, of everybody or of one client, and only when somebody asks: facts and the place
 *       from which to go on are one transaction, so that a kill loses neither.
 *  [N11] A page that was asked for from another place than is kept, or before somebody read on, changes nothing ([D7]);
 *        nor does one that another device than this is now had asked for ([D10]).
 *  [N12] After a log that does not fit, all of it is read: there is no older part any more.
 */
import type { Paired, StoredFact } from '../wire.gen';
import { type FactStore, keep_read, type MetaStore } from './answer';
import { cursor_of, type KeptOlder, older_key, older_of } from './belonging';
import type { PassWorld } from './pass';
import type { FactRow } from './schema';
import type { Server } from './server';

export type OlderReply =
  /** `left`: facts that are still to be read; `is_all`: none. */
  { kind: 'read'; rows: FactRow[]; left: number; is_all: boolean } | { kind: 'offline' | 'failed' | 'unfit' };

type OlderWorld = Pick<PassWorld, 'database' | 'tabs'> & { server: Pick<Server, 'older'> };

/** Reads one page of a client's sessions, or with null of everybody's. */
export function read_older(world: OlderWorld, paired: Paired, client_id: string | null): Promise<OlderReply> {
  return world.tabs.in_turn('sync', () => one_page(world, paired, client_id));
}

/** One page, in the turn of whoever asks for it; `by_itself`: of the last 90 days only. */
export async function one_page(
  { database, server }: OlderWorld,
  { practice_id: practice, device_id }: Paired,
  client_id: string | null,
  by_itself = false,
): Promise<OlderReply> {
  const [kept, cursor] = [await kept_older(database, practice), await database.cursor(practice)];
  const asked = place_of(kept, client_id);
  if (asked === null) return { kind: 'read', rows: [], left: 0, is_all: true };
  const reply = await server.older(asked, client_id, device_id, by_itself);
  if (reply.kind === 'offline') return { kind: 'offline' };
  if (reply.kind !== 'ok' || !Array.isArray(reply.value.facts)) return { kind: 'failed' };
  const { facts, older: rest, reset, left, recent = 0 } = reply.value;
  if (reset) return { kind: 'unfit' };
  const applied = { practice, device_id, cursor, client_id, asked, facts, rest, recent };
  const rows = await database.take_in((store, meta) => take_older(store, meta, applied));
  // Somebody else read on meanwhile: it is asked again from where that led to.
  return { kind: 'read', rows: rows ?? [], left, is_all: rows !== null && rest === null };
}

/** What this device has of the older part; null: there is none apart from what it reads anyway. */
export async function kept_older(database: PassWorld['database'], practice: string): Promise<KeptOlder | null> {
  return ((await database.kept(older_key(practice))) as KeptOlder | undefined) ?? null;
}

interface AppliedOlder {
  practice: string;
  device_id: string;
  /** How far the newer part had been read when it was asked. */
  cursor: string | null;
  client_id: string | null;
  asked: string;
  facts: readonly StoredFact[];
  rest: string | null;
  recent: number;
}

/** From where the older sessions of a client, or of everybody, are to be read; null: they are here. */
function place_of(kept: KeptOlder | null, client_id: string | null): string | null {
  if (kept === null) return null;
  const own = client_id === null ? undefined : kept.clients[client_id];
  return own === undefined ? kept.place : own;
}

async function take_older(store: FactStore, meta: MetaStore, applied: AppliedOlder): Promise<FactRow[] | null> {
  const { practice, client_id, rest, recent } = applied;
  const kept = ((await meta.get(older_of(practice))) as KeptOlder | undefined) ?? null;
  if (place_of(kept, client_id) !== applied.asked || kept === null) return null;
  if (((await meta.get(cursor_of(practice))) ?? null) !== applied.cursor) return null;
  if (((await meta.get('paired')) as Paired | undefined)?.device_id !== applied.device_id) return null;
  const rows: FactRow[] = [];
  await keep_read(store, applied.facts, practice, async (row) => {
    await store.put(row);
    rows.push(row);
  });
  if (client_id !== null)
    await meta.put({ ...kept, clients: { ...kept.clients, [client_id]: rest } }, older_of(practice));
  else if (rest !== null) await meta.put({ ...kept, place: rest, recent }, older_of(practice));
  else await meta.delete(older_of(practice));
  return rows;
}
