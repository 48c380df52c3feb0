/** What a device must have of a log, by the places that it keeps: [Sim 3], and [Sim 9] where it reads in two parts. */
import { is_audit, is_for_owner_only } from '../../pwa/src/core/audit';
import type { SimDevice } from './device';
import type { Whose } from './filing';

export interface Held {
  pos: number;
  id: string;
  client_id: string | null;
  raw: string | null;
  chain: string;
}

export interface Dump {
  epoch: string;
  practice_id: string;
  /** By client: how the cursors of their devices name the log, where they have to begin it anew. */
  epochs: Record<string, string>;
  facts: Held[];
  /** Digests of the versions that the practice saved. */
  versions: string[];
  /** What removed devices have handed over, and the owner has not taken yet. */
  waiting: string[];
}

/** A rule that does not hold in this world. */
export class Broken extends Error {}

/** Read whatever its age. */
const OF_ANY_AGE = ['client_saved', 'protocol_saved', 'protocol_put_away'];

interface Text {
  kind: string;
  subject: string;
}

/** A place of this very log; null where it is of another one, or none. */
function place_in(
  dump: Dump,
  epoch: string | undefined,
  pos: string | undefined,
  chain: string | undefined,
  expected = dump.epoch,
) {
  const at = Number(pos);
  if (epoch !== expected || !(at >= 0)) return null;
  return at === 0 || dump.facts[at - 1]?.chain.toLowerCase() === chain ? at : null;
}

/** Throws where a device lacks what it must have read by its places. */
export function check_read(device: SimDevice, dump: Dump, whose: Whose): void {
  // What it is now says nothing of what it read in another practice.
  if (device.practices[device.is.place] !== dump.practice_id) return;
  const [epoch, pos, chain, floor_pos = '0', floor_chain] = (device.cursor(dump.practice_id) ?? '').split('.');
  const expected = dump.epochs[device.client_id ?? ''] ?? dump.epoch;
  const end = place_in(dump, epoch, pos, chain, expected);
  const floor = place_in(dump, epoch, floor_pos, floor_chain, expected);
  if (end === null || floor === null) return;
  const rows = device.rows();
  const has = new Set(rows.map((row) => row.id));
  const kept = device.kept_older(dump.practice_id);
  const reached = kept === null ? 0 : place_of(dump, kept.place);
  // Here people also write of sessions that their device does not have, which the app lets nobody do.
  const others = rows.filter((row) => row.state === 'held' && row.origin !== device.origin());
  const begun = new Set(others.map((row) => row.subject));
  const later = dump.facts.flatMap(({ pos, raw }) => (pos > end && raw !== null ? [JSON.parse(raw) as Text] : []));
  const own = rows.filter((row) => row.origin === device.origin());
  const told_later = new Set(
    [...later, ...own].flatMap((each) => (each.kind === 'session_assigned' ? each.subject : [])),
  );
  for (const fact of dump.facts) {
    if (fact.raw === null || has.has(fact.id) || !may_see(device, fact, whose)) continue;
    const { kind, subject } = JSON.parse(fact.raw) as Text;
    const is_read = fact.pos <= end && (fact.pos > floor || OF_ANY_AGE.includes(kind) || is_audit(kind));
    if (is_read) throw new Broken(`[Sim 3] ${device.name} has read up to ${end} and lacks ${fact.pos}`);
    if (fact.pos > floor || end < floor) continue;
    // Of whose a session became later it has not heard, or said it itself, and has not read it as theirs.
    const of_client = fact.client_id === null || told_later.has(subject) ? undefined : kept?.clients[fact.client_id];
    const theirs = of_client === undefined ? null : of_client === null ? 0 : place_of(dump, of_client);
    const is_behind = fact.pos > reached || (theirs !== null && fact.pos > theirs);
    if (is_behind)
      throw new Broken(`[Sim 9] ${device.name} has read back to ${theirs ?? reached} and lacks ${fact.pos}`);
    if (begun.has(subject)) throw new Broken(`[Sim 9] ${device.name} has ${subject} without ${fact.pos}`);
  }
}

/** Everything up to a place is still to be read; a place of another log says nothing. */
function place_of(dump: Dump, place: string): number {
  const [epoch, pos, chain] = place.split('.');
  return place_in(dump, epoch, pos, chain) ?? Number.POSITIVE_INFINITY;
}

/** May a device see this fact? */
export function may_see({ role, client_id }: SimDevice, fact: Held, whose: Whose): boolean {
  if (fact.raw === null) return false;
  if (role === 'client') return whose.shown_to(fact) === client_id;
  return role === 'owner' || !is_for_owner_only(JSON.parse(fact.raw).kind);
}
