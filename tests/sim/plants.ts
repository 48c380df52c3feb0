/** A fault that apps of this kind are known for, put into the devices of a world only, to prove that worlds find it. */
import { openDB } from 'idb';
import { type ClientRecord, clients_from, type KnownFact } from '../../pwa/src/core/history';
import type { FactRow } from '../../pwa/src/shell/schema';
import type { Reply } from '../../pwa/src/shell/server';
import type { Paired } from '../../pwa/src/wire.gen';

const ON_PAIRING = ['others-kept-by-a-clients-phone', 'handed-to-whichever-practice'];

/** What this fault makes of an answer that has come to the device with this disk. */
export async function planted(plant: string | null, disk: string, reply: Reply<unknown>): Promise<void> {
  if (plant === 'outbox-cleared-on-401' && reply.kind === 'problem' && reply.problem.status === 401)
    await clear(disk, ({ state }) => state === 'unsent');
  // A removed device takes its log for the one that it has read, whatever was put in its place.
  const told = reply.kind === 'ok' ? (reply.value as object) : {};
  if (plant === 'held-let-go-unasked' && 'fits' in told) told.fits = true;
  // It does not heed the word upon which what it held goes, or takes it for one on all that it has.
  if (plant === 'held-kept-after-removal' && 'fits' in told) Object.assign(reply, { kind: 'offline' });
  if (plant === 'all-let-go-after-removal' && 'fits' in told) await clear(disk, ({ practice }) => practice === '');
  if (plant !== null && ON_PAIRING.includes(plant) && 'device_id' in told) await pairs(plant, disk, told as Paired);
}

async function pairs(plant: string | null, disk: string, paired: Paired): Promise<void> {
  const connection = await openDB(disk);
  const tx = connection.transaction(['facts', 'meta'], 'readwrite');
  // It takes itself for that client's all along, so that nothing here is anybody else's.
  const is_clients = paired.role === 'client' && (await tx.objectStore('meta').get('paired')) !== undefined;
  if (plant === 'others-kept-by-a-clients-phone' && is_clients) await tx.objectStore('meta').put(paired, 'paired');
  if (plant === 'handed-to-whichever-practice')
    for (const row of await tx.objectStore('facts').getAll())
      if (row.practice !== '') await tx.objectStore('facts').put({ ...row, practice: paired.practice_id });
  await tx.done;
  connection.close();
}

/** What this fault makes of what has just been written on this disk. */
export async function written_with(plant: string, disk: string, rows: readonly FactRow[]): Promise<void> {
  if (plant !== 'edits-merged-while-they-wait') return;
  // Of the edits that wait, those that came before are thought of no use any more.
  for (const { id, subject } of rows.filter(({ kind }) => kind === 'client_saved'))
    await clear(disk, (row) => row.state === 'unsent' && row.subject === subject && row.id !== id);
}

/** The clients that a device with this fault shows. */
export function clients_shown(plant: string | null, facts: readonly KnownFact[]): ClientRecord[] {
  const is_anew = (fact: KnownFact, at: number, all: readonly KnownFact[]) =>
    all.findIndex(({ subject }) => subject === fact.subject) === at;
  const versions = facts.filter(({ kind }) => kind === 'client_saved');
  if (plant === 'an-edit-overwritten') return clients_from(versions.reverse().filter(is_anew));
  if (plant === 'an-edit-never-shown') return clients_from(versions.sort(by_id).filter(is_anew));
  return plant === 'nobody-shown' ? [] : clients_from(facts);
}

function by_id(one: KnownFact, other: KnownFact): number {
  return one.id < other.id ? -1 : 1;
}

async function clear(disk: string, goes: (row: FactRow) => boolean): Promise<void> {
  const connection = await openDB(disk);
  const tx = connection.transaction('facts', 'readwrite');
  for (const row of await tx.store.getAll()) if (goes(row)) await tx.store.delete(row.id);
  await tx.done;
  connection.close();
}
