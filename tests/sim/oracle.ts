/**
 * What must be true in every world.
 *
 *  [Sim 1] What the server answered with 200 is in its log, until somebody puts an older log in its place.
 *  [Sim 2] A receipt says exactly what is on the server's disk; facts of a request are not sent back.
 *  [Sim 3] A device has every fact that it may see up to its cursor, and none is read twice but after a reset.
 *  [Sim 4] Once the network is good everything that any device or the server holds is on the server, the text unchanged, and
 *       on every device that may see it, once; what was refused has a reason that this world explains.
 *  [Sim 5] Of what people edited every version is there, and every device of staff shows of everybody the one that counts,
 *       in whatever order they came: of those that no other comes from, the last. Nobody is lacking, nobody who was erased.
 *  [Sim 6] The server's file is sound after every kill: it is opened again, and its logs are whole.
 *  [Sim 7] Once it was answered that a client is erased, the server holds no text about them, whatever is put in its place;
 *       and in the end no device that it knows does. What is nobody's who was erased is never gone; nor is a session that
 *       names them and is another's by the last word, from when the server knew that on, nor what is written of it then.
 *  [Sim 9] A device that began with the newer part of a record has all of what lies behind its places, and of each session
 *       that it has anything of, all; once it has asked for the older part, it has everything ([Sim 4]).
 *  [Sim 11] A session is filed under whom the last word on it in the log names, all of it and at any moment; in the end no
 *       other client's phone has any of it that the log holds. What a phone is told to let go of for that, is held.
 *  [Sim 8] A removed device lets go of what the practice has, and of nothing else: what is of no practice stays.
 *  [Sim 10] A code that was not answered leads on when it is tried again, for as long as its log and its device are there.
 *  [Sim 12] The practice's own protocols are its staff's: no client's phone holds one. Each version is kept, and can be read
 *       by its digest; the versions that nothing replaces are what every device of staff shows, none more and none less.
 *  [Sim 13] A practice's file holds all that there is and whom was erased. Taken in where it came from it changes nothing but
 *       to bring back what was lost since; a second time it changes nothing at all. What takes the place of a lost disk
 *       holds all of it, and forgets again whom it names.
 *  [Sim 14] A fact comes to no other practice than the one that it was bound to.
 *  [Sim 15] What becomes a client's phone has let go of all that it held as somebody else's, and the log holds that.
 */
import { is_audit } from '../../pwa/src/core/audit';
import type { Applied } from '../../pwa/src/shell/answer';
import type { FactRow } from '../../pwa/src/shell/schema';
import type { Refused } from '../../pwa/src/wire.gen';
import type { SimDevice } from './device';
import { Edits } from './edits';
import { Erasures, subjects_gone } from './erasures';
import { Words } from './filing';
import { command } from './line';
import type { Answer, Asked } from './network';
import { is_impossible } from './people';
import { check_protocols, check_protocols_on, OF_PROTOCOLS } from './protocols';
import { Broken, check_read, type Dump, may_see } from './reading';
import { lets_go, type Who } from './who';

/** Kinds that a client's device is refused. */
const OF_STAFF = ['session_assigned', 'client_saved', ...OF_PROTOCOLS];

/** The title of the refusal upon which a client's device lets go of what is another's. */
const ANOTHERS = "Another client's session";

export class Oracle {
  /**
   * Every text ever written and committed on a device, by id; the client of the device it was written on, the practice
   * that it was bound to then, empty for none, and the device.
   */
  readonly written = new Map<string, { raw: string; client: string | null; practice: string; by: string }>();
  /** Acknowledged by a practice's log: it has them, for as long as nobody puts another in its place. */
  #acknowledged = new Map<string, string>();
  /** What fate took, with the only ones who held it: nobody promised that these come back. */
  readonly #forgiven = new Set<string>();
  /** What a phone was told to let go of, since the log held it then: it holds it no more once it has heard. */
  readonly #let_go = new Set<string>();
  /** Removed devices that asked the server last, and were not known to it. */
  readonly #unknown = new Set<string>();
  readonly devices: SimDevice[];
  readonly erasures = new Erasures();
  readonly #words = new Words();
  readonly #edits = new Edits();
  readonly #practices: readonly string[];

  constructor(devices: SimDevice[], practices: readonly string[]) {
    this.devices = devices;
    this.#practices = practices;
  }

  /** The logs of all practices, this world's first. */
  dumps(): Dump[] {
    return this.#practices.map((_, place) => command<Dump>('dump', { place }));
  }

  wrote(device: SimDevice, rows: readonly FactRow[]): void {
    for (const { id, raw, practice } of rows) this.#wrote(id, raw, device.client_id, practice, device.name);
    this.#edits.came(device, rows);
  }

  #wrote(id: string, raw: string, client: string | null, practice: string, by: string): void {
    if (this.written.has(id)) return;
    this.written.set(id, { raw, client, practice, by });
    this.#edits.wrote(raw);
    this.erasures.wrote(raw, client);
    this.#words.wrote(raw);
  }

  answered(device: string, asked: Asked, answer: Answer): void {
    if (answer.lies.length > 0) throw new Broken(`[Sim 2] ${device} was told ${answer.lies.join('; ')}`);
    this.erasures.answered(asked.path, answer.status);
    if (asked.path === '/api/handover') this.#heard(device, answer.status);
    if (asked.method !== 'POST' || asked.path !== '/api/sync' || answer.status !== 200) return;
    const refusals = JSON.parse(answer.body).refused as Refused[];
    const refused = new Set(refusals.map((each) => each.id));
    this.#check_told(device, asked, refusals);
    for (const raw of JSON.parse(asked.body ?? '{}').facts as string[]) {
      const { id, kind } = JSON.parse(raw);
      const bound = this.written.get(id)?.practice || answer.practice;
      if (bound !== answer.practice) throw new Broken(`[Sim 14] ${device} sent ${id}, of ${bound}, elsewhere`);
      if (!refused.has(id)) this.#acknowledged.set(id, answer.practice);
      // Its author died right after it was written, before anybody could be told.
      const by = this.devices.find(({ name }) => name === device);
      if (!is_audit(kind)) this.#wrote(id, raw, by?.client_id ?? null, '', device);
    }
  }

  applied(device: SimDevice, { reset, facts, cursor }: Applied): void {
    this.#edits.came(device, facts);
    if (reset) device.seen.clear();
    const floor = Number(cursor.split('.')[3] ?? 0);
    for (const { raw, pos } of facts) {
      const { id } = JSON.parse(raw);
      // Of the older part a session comes along whole with whatever is new of it.
      if (device.seen.has(id) && pos > floor) throw new Broken(`[Sim 3] ${device.name} read ${id} twice`);
      device.seen.add(id);
    }
  }

  /** A code was tried, perhaps not for the first time; `is_good`: neither the log nor the device was put back since. */
  code_refused(device: SimDevice, { client_id }: Who, is_good: boolean): void {
    if (is_good && !(client_id && this.erasures.asked.has(client_id)))
      throw new Broken(`[Sim 10] ${device.name} was refused with its own code`);
  }

  /** It is what its code says now, and held this until then ([Sim 15]). */
  became(device: SimDevice, was: Who, held: readonly FactRow[]): void {
    const { is } = device;
    // What it never sent it sends as what it is now.
    for (const { id, state, practice } of held) {
      const text = this.written.get(id);
      if (text && state !== 'held' && practice === this.#practices[is.place]) text.client = is.client_id;
    }
    const others = this.#practices.filter((_, place) => {
      const before = place === was.place ? was : device.was.get(place);
      return before !== undefined && lets_go(before, is);
    });
    if (others.length === 0) return;
    const there = new Set(held.map(({ id }) => id));
    const left = device.rows().find(({ id, practice }) => there.has(id) && others.includes(practice));
    if (left) throw new Broken(`[Sim 15] ${device.name} is a client's and keeps ${left.state} ${left.kind} ${left.id}`);
    const safe = new Set(this.dumps().flatMap(({ facts }) => facts.flatMap(({ id, raw }) => (raw === null ? [] : id))));
    const lost = held.find(({ id, practice }) => others.includes(practice) && !safe.has(id) && !this.may_be_gone(id));
    if (lost && !is_audit(lost.kind)) throw new Broken(`[Sim 15] ${device.name} let ${lost.id} go, which is not held`);
  }

  /** The logs are others now. What they lack and no device holds is lost, and nobody's fault but fate's. */
  log_replaced(before: readonly Dump[]): void {
    for (const device of this.devices) device.codes.lapse();
    this.erasures.stands(before[0]?.facts ?? []);
    const after = this.dumps();
    const there = new Set(after.flatMap(({ facts }) => facts.map(({ id }) => id)));
    for (const id of [...this.#acknowledged.keys()]) if (!there.has(id)) this.#acknowledged.delete(id);
    for (const id of after.flatMap(({ waiting }) => waiting)) there.add(id);
    const held = new Set<string>();
    // The phone of somebody who was erased may be let in no more.
    for (const device of this.devices)
      if (!this.is_of_erased(device))
        for (const row of brought_back_by(device)) if (!this.#let_go.has(row.id)) held.add(row.id);
    for (const id of before.flatMap(({ facts, waiting }) => [...facts.map((fact) => fact.id), ...waiting]))
      if (!there.has(id) && !held.has(id)) this.#forgiven.add(id);
  }

  /** A device is about to lose these. */
  device_loses(device: SimDevice, kept: ReadonlySet<string>): void {
    device.codes.lapse();
    const safe = new Set(this.dumps().flatMap(({ facts, waiting }) => [...facts.map(({ id }) => id), ...waiting]));
    for (const other of this.devices)
      if (other !== device && !this.is_of_erased(other)) for (const row of brought_back_by(other)) safe.add(row.id);
    for (const row of device.rows()) if (!kept.has(row.id) && !safe.has(row.id)) this.#forgiven.add(row.id);
  }

  /** [Sim 1], [Sim 3], [Sim 6] at any moment. */
  check(): Dump[] {
    command('judge');
    const dumps = this.dumps();
    const { facts } = dumps[0] as Dump;
    this.erasures.stands(facts);
    this.erasures.says(facts);
    for (const dump of dumps) this.#check_texts(dump);
    const left = this.erasures.left_of(facts);
    if (left) throw new Broken(`[Sim 7] the server holds ${left}`);
    for (const dump of dumps) this.#check_log(dump);
    return dumps;
  }

  #check_texts(dump: Dump): void {
    const held = new Map(dump.facts.map((fact) => [fact.id, fact]));
    for (const [id, practice] of this.#acknowledged)
      if (practice === dump.practice_id && typeof held.get(id)?.raw !== 'string' && !this.may_be_gone(id))
        throw new Broken(`[Sim 1] ${id} was acknowledged and is not held`);
    for (const { id, raw } of dump.facts) {
      const text = this.written.get(id);
      if (text && raw !== null && text.raw !== raw) throw new Broken(`[Sim 1] the text of ${id} has changed`);
      if (text?.practice && text.practice !== dump.practice_id)
        throw new Broken(`[Sim 14] ${id}, of ${text.practice}, is in the log of ${dump.practice_id}`);
    }
  }

  #check_log(dump: Dump): void {
    check_protocols(dump);
    const whose = this.#words.of(dump);
    for (const fact of dump.facts) {
      const said = whose.said(fact);
      if (said !== undefined && said !== fact.client_id)
        throw new Broken(`[Sim 11] position ${fact.pos} is ${said}'s, and filed under ${fact.client_id}`);
    }
    for (const device of this.devices) check_read(device, dump, whose);
  }

  /** [Sim 4], [Sim 5] once all is quiet. */
  check_end(): void {
    const dumps = this.check();
    const held = new Map(dumps.flatMap(({ facts }) => facts.map((fact) => [fact.id, fact] as const)));
    for (const [id, { raw }] of this.written) {
      const fact = held.get(id);
      if (fact ? fact.raw === raw : this.#forgiven.has(id)) continue;
      if (this.may_be_gone(id) || this.#is_of_no_practice(id) || this.#waits_for_another(id)) continue;
      const refusals = this.#refusals(id);
      const reason = is_impossible(raw) ? 'invalid' : 'none';
      if (refusals.length > 0 && refusals.every((why) => why === reason)) continue;
      const where = this.#where(id, dumps);
      const rule = where === 'nowhere' ? this.#rule_of_lost(id) : '[Sim 4]';
      throw new Broken(`${rule} ${id} is not on the server ${refusals}, but ${where}: ${raw.slice(0, 400)}`);
    }
    for (const dump of dumps) this.#edits.check_shown(this.devices, dump);
    for (const device of this.devices) {
      const dump = dumps[device.is.place] as Dump;
      if (this.is_of_erased(device)) this.#check_removed(device, dump);
      else if (device.is_removed()) this.#check_let_go(device, dump);
      else this.#check_device(device, dump, subjects_gone(dump.facts));
    }
  }

  /** What nobody has any more was lost by whoever had it last. */
  #rule_of_lost(id: string): string {
    const { practice, by } = this.written.get(id) ?? {};
    const author = this.devices.find(({ name }) => name === by);
    // Of no practice, so that nobody took it.
    if (practice === '' && author?.is_removed()) return '[Sim 8]';
    return this.#edits.is_version(id) ? '[Sim 5]' : '[Sim 4]';
  }

  /** Is this the device of a client who was erased? */
  is_of_erased({ is: { place, client_id } }: SimDevice): boolean {
    if (place !== 0 || client_id === null) return false;
    const { asked, done } = this.erasures;
    // A server that died over it may have done it since, and nobody makes a code for them then either.
    if (asked.has(client_id) && !done.has(client_id)) this.erasures.says(this.dumps()[0]?.facts ?? []);
    return done.has(client_id);
  }

  may_be_gone(id: string): boolean {
    const text = this.written.get(id);
    return text !== undefined && text.practice !== this.#practices[1] && this.erasures.may_be_gone(text.raw);
  }

  /** A removed device that this log does not know as one, since it is from before that, is told nothing: it is paired anew. */
  is_unknown(device: SimDevice): boolean {
    return device.is_removed() && this.#unknown.has(device.name);
  }

  #heard(device: string, status: number): void {
    if (status === 401 || status === 403) this.#unknown.add(device);
    else this.#unknown.delete(device);
  }

  /** The owner has removed it: the practice has what it held, and it keeps only what no server takes. */
  #check_let_go(device: SimDevice, dump: Dump): void {
    for (const row of device.rows())
      if (row.practice === dump.practice_id && row.state !== 'refused')
        throw new Broken(`[Sim 8] ${device.name} was removed and keeps ${row.state} ${row.kind} ${row.id}`);
  }

  /** It was removed with its client; one that a log of before its pairing does not know is told nothing at all. */
  #check_removed(device: SimDevice, dump: Dump): void {
    const { activity } = device.page?.report ?? {};
    if (this.is_unknown(device)) return;
    if (device.is_removed()) {
      const [row] = device.rows().filter(({ practice }) => practice === dump.practice_id);
      if (row) throw new Broken(`[Sim 7] ${device.name} was removed and keeps ${row.state} ${row.kind} ${row.id}`);
    } else if (device.page?.paired && activity !== 'signed-out')
      throw new Broken(`[Sim 7] ${device.name}, of somebody erased, is ${activity}`);
  }

  /** Was it written on a device that is of no practice any more? */
  #is_of_no_practice(id: string): boolean {
    const removed = this.devices.filter((device) => device.is_removed());
    return removed.some((device) => device.rows().some((row) => row.id === id && row.practice === ''));
  }

  /** Does it wait on a device, for a practice that this is not of now? */
  #waits_for_another(id: string): boolean {
    const is_of_another = (device: SimDevice, { practice }: FactRow) =>
      practice !== '' && practice !== this.#practices[device.is.place];
    return this.devices.some((device) => device.rows().some((row) => row.id === id && is_of_another(device, row)));
  }

  /** Where a fact stands that is not where it should be. */
  #where(id: string, dumps: readonly Dump[]): string {
    const found = this.devices.flatMap((device) =>
      device.rows().flatMap((row) => (row.id === id ? [`${row.state} on ${device.name}`] : [])),
    );
    if (dumps.some(({ waiting }) => waiting.includes(id))) found.push('waiting for the owner');
    return found.join(', ') || 'nowhere';
  }

  #refusals(id: string): string[] {
    const found: string[] = [];
    for (const device of this.devices)
      for (const row of device.rows()) if (row.id === id && row.refused) found.push(row.refused.type);
    return found;
  }

  #check_device(device: SimDevice, dump: Dump, gone: ReadonlySet<string>): void {
    const of_it = device.rows().filter(({ practice }) => ['', dump.practice_id].includes(practice));
    const rows = new Map(of_it.map((row) => [row.id, row]));
    const whose = this.#words.of(dump);
    if (device.is.place === 0) this.#check_forgotten(device, dump, gone);
    check_protocols_on(device, dump);
    for (const fact of dump.facts) {
      const row = rows.get(fact.id);
      if (!row && may_see(device, fact, whose)) throw new Broken(`[Sim 4] ${device.name} lacks position ${fact.pos}`);
      if (row && row.raw !== fact.raw && row.state !== 'refused')
        throw new Broken(`[Sim 4] ${device.name} has another text of ${fact.id}`);
      if (device.role === 'client' && row?.raw === fact.raw && whose.shown_to(fact) !== device.client_id)
        throw new Broken(`[Sim 11] ${device.name} keeps ${row.state} position ${fact.pos}, ${whose.shown_to(fact)}'s`);
      const by = this.written.get(fact.id)?.client;
      if (by && fact.raw !== null && whose.said(fact) === undefined && fact.client_id !== by)
        throw new Broken(`[Sim 4] ${fact.id}, written by ${by}, is filed under ${fact.client_id}`);
    }
    const held = new Set(dump.facts.map((fact) => fact.id));
    for (const row of rows.values()) {
      if (row.state === 'held' && !held.has(row.id)) throw new Broken(`[Sim 4] ${device.name} believes ${row.id} held`);
      if (row.state === 'unsent')
        throw new Broken(`[Sim 4] ${device.name} never got rid of ${row.kind} ${row.id} of ${row.subject}`);
    }
    const { activity } = device.page?.report ?? {};
    if (activity !== 'idle') throw new Broken(`[Sim 4] ${device.name} is ${activity} at the end`);
  }

  /** [Sim 7] on a device that is still let in. */
  #check_forgotten(device: SimDevice, dump: Dump, gone: ReadonlySet<string>): void {
    const texts = new Set(dump.facts.map(({ raw }) => raw));
    for (const { id, kind, raw, subject, client_id, state, practice } of device.rows()) {
      if (is_audit(kind) || !['', dump.practice_id].includes(practice)) continue;
      // What a client's phone says is its own client's, and no server ever took, nobody else can know of.
      const is_own = device.role === 'client' && state === 'refused';
      const is_left = client_id !== null && this.erasures.done.has(client_id) && !texts.has(raw);
      if (is_left || (gone.has(subject) && !is_own))
        throw new Broken(`[Sim 7] ${device.name} keeps ${kind} ${id} of ${subject}`);
    }
  }

  /** A device lets go at once of what it is told is another client's: the log holds it then. */
  #check_told(device: string, asked: Asked, refusals: readonly Refused[]): void {
    const told = new Set(refusals.filter(({ title }) => title === ANOTHERS).map(({ id }) => id));
    const texts = (JSON.parse(asked.body ?? '{}').facts as string[]).filter((raw) => told.has(JSON.parse(raw).id));
    if (texts.length === 0) return;
    for (const id of told) this.#let_go.add(id);
    const held = new Set(this.dumps().flatMap(({ facts }) => facts.map(({ raw }) => raw)));
    const lost = texts.find((raw) => !held.has(raw));
    if (lost) throw new Broken(`[Sim 11] ${device} is to let go of ${JSON.parse(lost).id}, which is not held`);
  }
}

/**
 * What a device can bring back to a log that lacks it: a client's hands in nothing that staff alone may write, and nothing
 * that names another, whose session it was before.
 */
function brought_back_by(device: SimDevice): FactRow[] {
  // A device that is of another practice now may never come back.
  const rows = device.rows().filter(({ practice }) => ['', device.practices[device.is.place]].includes(practice));
  if (device.role !== 'client') return rows;
  const is_own = ({ raw }: FactRow) => [null, device.client_id].includes(JSON.parse(raw).client_id);
  return rows.filter((row) => !OF_STAFF.includes(row.kind) && is_own(row));
}
