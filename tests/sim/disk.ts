/** The disks of the devices: databases that can be cut off between two steps, filled up, copied and put back. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { open_connection } from '../../pwa/src/shell/schema';

/** What of the hand-made database has no name in the browser's. */
interface RawTransaction {
  mode: string;
  _state: string;
  _requests: { operation: () => unknown }[];
  _abort(name: string | null): void;
}
interface RawDatabase {
  rawObjectStores: Map<string, { records: { values(): Iterable<{ key: IDBValidKey; value: unknown }> } }>;
  transactions: RawTransaction[];
  connections: { close(): void }[];
}

/** How many writes each full disk still takes, by the database's name. */
const room = new Map<string, number>();

/** A disk takes so many writes more, or (null) any number. */
export function leave_room(name: string, writes: number | null): void {
  if (writes === null) room.delete(name);
  else room.set(name, writes);
}

/** From here on the databases copy their values by hand, which are plain ones: the platform's way costs ten times as much. */
function copy_plainly(): void {
  const copied = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(copied);
    const copy: Record<string, unknown> = {};
    for (const name of Object.keys(value)) copy[name] = copied((value as Record<string, unknown>)[name]);
    return copy;
  };
  globalThis.structuredClone = copied as typeof globalThis.structuredClone;
}

export function watch_disks(): void {
  copy_plainly();
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, key) {
    const request = put.call(this, value, key);
    const { name } = this.transaction.db;
    const left = room.get(name);
    if (left !== undefined) room.set(name, left - 1);
    const given = (this.transaction as unknown as RawTransaction)._requests.at(-1);
    if (left !== undefined && left <= 0 && given)
      given.operation = () => {
        throw new DOMException('no room is left', 'QuotaExceededError');
      };
    return request;
  };
}

function raw(name: string): RawDatabase | undefined {
  return (indexedDB as unknown as { _databases: Map<string, RawDatabase> })._databases.get(name);
}

/** The power goes: what is not committed is gone. False while the database is being made, which is not cut off. */
export function cut_off(name: string): boolean {
  const database = raw(name);
  if (database === undefined) return true;
  const open = database.transactions.filter(({ _state }) => _state !== 'finished');
  if (open.some(({ mode }) => mode === 'versionchange')) return false;
  for (const transaction of open) transaction._abort(null);
  for (const connection of [...database.connections]) connection.close();
  return true;
}

/** A world begins: no device has a disk yet. */
export function begin_without_disks(): void {
  globalThis.indexedDB = new IDBFactory();
  room.clear();
}

/** What stands in a store, as it stands there: read between two events, and not to be changed. */
export function looked_up(name: string, store: string): { key: IDBValidKey; value: unknown }[] {
  return [...(raw(name)?.rawObjectStores.get(store)?.records.values() ?? [])];
}

export type Image = Record<string, { keys: IDBValidKey[]; values: unknown[] }>;

/** All that a database holds. */
export async function image_of(name: string): Promise<Image> {
  const image: Image = {};
  if (raw(name) === undefined) return image;
  const connection = await openDB(name);
  for (const store of connection.objectStoreNames) {
    const tx = connection.transaction(store);
    image[store] = { keys: await tx.store.getAllKeys(), values: await tx.store.getAll() };
  }
  connection.close();
  return image;
}

/** Makes a database of this name from an image. */
export async function put_image(name: string, image: Image): Promise<void> {
  const connection = await open_connection(name, () => {});
  for (const store of ['facts', 'meta', 'library', 'versions', 'running'] as const) {
    const tx = connection.transaction(store, 'readwrite');
    const { keys = [], values = [] } = image[store] ?? {};
    for (const [place, value] of values.entries())
      await tx.store.put(value as never, store === 'meta' || store === 'library' ? (keys[place] as never) : undefined);
    await tx.done;
  }
  connection.close();
}
