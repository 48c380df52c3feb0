/**
 * What people edited, [Sim 5]: the records of clients, in versions that name the one that they replace.
 *
 * Which version has to be shown it works out from the texts that people wrote, by a way of its own and never by the app's;
 * the app's is asked on each device of staff, with what stands there in the order in which it came, in that order turned
 * round, and mixed: none of them may matter.
 */
import type { KnownFact } from '../../pwa/src/core/history';
import type { FactRow } from '../../pwa/src/shell/schema';
import type { ClientSaved } from '../../pwa/src/wire.gen';
import type { SimDevice } from './device';
import { clients_shown } from './plants';
import { Broken, type Dump } from './reading';

/** A version as it was written. */
interface Version {
  id: string;
  kind: string;
  subject: string;
  at: number;
  body: ClientSaved;
}

export class Edits {
  /** All versions that anybody ever wrote, by id. */
  readonly #written = new Map<string, Version>();
  /** What came to a device, written there or read, in this order. */
  readonly #came = new WeakMap<SimDevice, Set<string>>();

  wrote(raw: string): void {
    const version = JSON.parse(raw) as Version;
    if (version.kind === 'client_saved' && !this.#written.has(version.id)) this.#written.set(version.id, version);
  }

  /** Whatever came anew after it was gone is the last. */
  came(device: SimDevice, facts: readonly { raw: string }[]): void {
    const came = this.#came.get(device) ?? new Set<string>();
    this.#came.set(device, came);
    for (const { raw } of facts) {
      const { id } = JSON.parse(raw) as Version;
      came.delete(id);
      came.add(id);
    }
  }

  is_version(id: string): boolean {
    return this.#written.has(id);
  }

  /** Every device of the practice's staff has all versions in its log, and shows those that count of everybody. */
  check_shown(devices: readonly SimDevice[], dump: Dump): void {
    // Its author died right after it was written, and a removed device handed it over: then the log alone tells of it.
    for (const { raw } of dump.facts) if (raw !== null) this.wrote(raw);
    const held = dump.facts.flatMap(({ id, raw }) => (raw === null ? [] : (this.#written.get(id) ?? [])));
    const counts = new Map(
      [...new Set(held.map(({ subject }) => subject))].map((client) => [client, last(held, client)]),
    );
    const is_staffs = ({ role, is, practices }: SimDevice) =>
      role !== 'client' && practices[is.place] === dump.practice_id;
    for (const device of devices)
      if (is_staffs(device) && !device.is_removed()) this.#check_device(device, dump, held, counts);
  }

  #check_device(device: SimDevice, dump: Dump, held: readonly Version[], counts: ReadonlyMap<string, Version>): void {
    const { name } = device;
    const rows = device.rows().filter((row) => row.state === 'held' && row.practice === dump.practice_id);
    const facts = rows.filter((row) => row.kind === 'client_saved').map(read);
    const bodies = new Map(facts.map(({ id, body }) => [id, JSON.stringify(body)]));
    for (const { id, subject, body } of held)
      if (bodies.get(id) !== JSON.stringify(body))
        throw new Broken(`[Sim 5] ${name} lacks ${id}, a version of ${subject}`);
    const came = [...(this.#came.get(device) ?? [])];
    const in_order = facts.sort((a, b) => came.indexOf(a.id) - came.indexOf(b.id));
    // The ends of ids are drawn: to sort by them is to mix, and takes nothing from what the world draws from.
    const mixed = [...in_order].sort((a, b) => (end_of(a) < end_of(b) ? -1 : 1));
    const orders = { 'as they came': in_order, 'turned round': [...in_order].reverse(), mixed };
    for (const [order, given] of Object.entries(orders)) check(name, order, given, counts, device.watched.plant);
  }
}

function check(
  name: string,
  order: string,
  given: readonly KnownFact[],
  counts: ReadonlyMap<string, Version>,
  plant: string | null,
): void {
  const shown = clients_shown(plant, given);
  const ids = new Set(shown.map(({ id }) => id));
  if (ids.size < shown.length) throw new Broken(`[Sim 5] ${name} shows somebody twice, ${order}`);
  for (const { id, name: called, version } of shown) {
    const counted = counts.get(id);
    if (counted === undefined) throw new Broken(`[Sim 5] ${name} shows ${id}, of whom nothing is held, ${order}`);
    if (version !== counted.id || called !== counted.body.name)
      throw new Broken(`[Sim 5] ${name} shows ${id} by ${version}, where ${counted.id} counts, ${order}`);
  }
  const lacking = [...counts.keys()].find((client) => !ids.has(client));
  if (lacking) throw new Broken(`[Sim 5] ${name} does not show ${lacking}, ${order}`);
}

/** Of a client's versions that none comes from, the one that was written last; at the same moment, that of the higher id. */
function last(held: readonly Version[], client: string): Version {
  const there = new Map(held.flatMap((each) => (each.subject === client ? [[each.id, each] as const] : [])));
  const heads = new Map(there);
  for (const version of there.values()) {
    let before = there.get(version.body.replaces ?? '');
    while (before !== undefined && heads.delete(before.id)) before = there.get(before.body.replaces ?? '');
  }
  const by_time = [...heads.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  return by_time[by_time.length - 1] as Version;
}

function read(row: FactRow): KnownFact {
  return { ...row, body: (JSON.parse(row.raw) as { body: unknown }).body };
}

function end_of({ id }: KnownFact): string {
  return [...id].reverse().join('');
}
