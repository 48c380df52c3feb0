/** A fault that apps of this kind are known for, put into the devices of a world only, to prove that worlds find it. */
import { openDB } from 'idb';
import type { Reply } from '../../pwa/src/shell/server';
import type { Paired } from '../../pwa/src/wire.gen';

const ON_PAIRING = ['others-kept-by-a-clients-phone', 'handed-to-whichever-practice'];

/** What this fault makes of an answer that has come to the device with this disk. */
export async function planted(plant: string | null, disk: string, reply: Reply<unknown>): Promise<void> {
  if (plant === 'outbox-cleared-on-401' && reply.kind === 'problem' && reply.problem.status === 401) await clear(disk);
  // A removed device takes its log for the one that it has read, whatever was put in its place.
  const told = reply.kind === 'ok' ? (reply.value as object) : {};
  if (plant === 'held-let-go-unasked' && 'fits' in told) told.fits = true;
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

async function clear(disk: string): Promise<void> {
  const connection = await openDB(disk);
  const tx = connection.transaction('facts', 'readwrite');
  for (const row of await tx.store.getAll()) if (row.state === 'unsent') await tx.store.delete(row.id);
  await tx.done;
  connection.close();
}
