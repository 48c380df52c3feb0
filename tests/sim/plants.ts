/** A fault that apps of this kind are known for, put into the devices of a world only, to prove that worlds find it. */
import { openDB } from 'idb';
import type { Reply } from '../../pwa/src/shell/server';

/** What this fault makes of an answer that has come to the device with this disk. */
export async function planted(plant: string | null, disk: string, reply: Reply<unknown>): Promise<void> {
  if (plant === 'outbox-cleared-on-401' && reply.kind === 'problem' && reply.problem.status === 401) await clear(disk);
  // A removed device takes its log for the one that it has read, whatever was put in its place.
  const told = reply.kind === 'ok' ? (reply.value as object) : {};
  if (plant === 'held-let-go-unasked' && 'fits' in told) told.fits = true;
}

async function clear(disk: string): Promise<void> {
  const connection = await openDB(disk);
  const tx = connection.transaction('facts', 'readwrite');
  for (const row of await tx.store.getAll()) if (row.state === 'unsent') await tx.store.delete(row.id);
  await tx.done;
  connection.close();
}
