/** A device: the app's real database, sync and server's voice on a disk, a clock and a network that are not to be trusted. */
import { hand_over, let_proven_go } from '../../pwa/src/app/handing-over';
import { CLAIM, CLAIM_BYTES, type Claim, next_attempt } from '../../pwa/src/core/claim';
import type { NewFact } from '../../pwa/src/core/fact';
import { clients_from } from '../../pwa/src/core/history';
import type { Applied } from '../../pwa/src/shell/answer';
import { type KeptOlder, older_of } from '../../pwa/src/shell/belonging';
import type { Clock } from '../../pwa/src/shell/clock';
import { Database } from '../../pwa/src/shell/database';
import type { FactRow } from '../../pwa/src/shell/schema';
import { HttpServer, type Reply } from '../../pwa/src/shell/server';
import { Sync, type SyncReport } from '../../pwa/src/shell/sync';
import type { Paired, Role } from '../../pwa/src/wire.gen';
import { FakeBrowser, FakePresence, FakeRandom, START_WALL_MS } from '../pwa/support/fakes';
import { cut_off, type Image, image_of, leave_room, looked_up, put_image } from './disk';
import { command } from './line';
import type { Jar, Network } from './network';
import { planted } from './plants';
import type { Timeline } from './timeline';

/** What the device's world needs to know. */
export interface Watched {
  wrote(device: SimDevice, rows: readonly FactRow[]): void;
  applied(device: SimDevice, applied: Applied): void;
  /** A code was not valid any more; `is_good`: nothing has happened that explains it. */
  refused(device: SimDevice, is_good: boolean): void;
  trace(text: string): void;
  /** The fault that is put into the devices of this world, to be found. */
  plant: string | null;
}

/** One opened page of the app. A page that died is heard of no more: nothing it waits for ever comes. */
interface Page {
  is_alive: boolean;
  database: Database;
  sync: Sync;
  presence: FakePresence;
  report: SyncReport;
  /** A pairing is asked for and not answered yet: nobody asks for another meanwhile. */
  is_pairing: boolean;
  told: (() => void) | null;
  paired: Paired | null;
}

export interface Copy {
  image: Image;
  cookie: string | null;
  seen: ReadonlySet<string>;
}

/**
 * Whose `fetch` is called next. A question calls it at once, before anything else can; a push after a few turns, the same
 * for all, so that pushes come to it in the order in which they began. (The platform's way to know costs a tenth of a world.)
 */
const asking: ((path: string, init: RequestInit) => Promise<Response>)[] = [];

/** From here on `fetch` is that of the device that calls it. */
export function take_over_fetch(): void {
  globalThis.fetch = ((path: string, init: RequestInit) => asking.shift()?.(path, init)) as typeof fetch;

  const { signal } = new AbortController();
  AbortSignal.timeout = () => signal;
  // Bodies travel as they are: packing happens on threads, whose order no seed decides.
  Reflect.deleteProperty(globalThis, 'CompressionStream');
}

export class SimDevice {
  readonly jar: Jar = { cookie: null };
  skew_ms = 0;
  drift = 1;
  is_online = true;
  page: Page | null = null;
  /** Facts it has read since it last began from the beginning. */
  seen = new Set<string>();
  /** The code that its person has, until it has paired it; not good once the log or the device was put back. */
  code: { text: string; is_good: boolean } | null = null;
  /** So many turns until it dies, or null. */
  dies_in: number | null = null;
  /** Later apps write what this one does not know. */
  is_newer: boolean;
  #disk: string;
  #disks = 0;
  readonly #random: FakeRandom;
  readonly #claims: FakeRandom;

  constructor(
    readonly name: string,
    readonly role: Role,
    readonly client_id: string | null,
    readonly timeline: Timeline,
    readonly network: Network,
    readonly watched: Watched,
    seed: number,
  ) {
    this.#random = new FakeRandom(seed);
    this.#claims = new FakeRandom(seed ^ 0xc1a1);
    this.is_newer = this.#random.share() < 0.3;
    this.#disk = name;
  }

  wall_ms(): number {
    return Math.round(START_WALL_MS + this.timeline.now_ms * this.drift + this.skew_ms);
  }

  // -- Its life -------------------------------------------------------------------------------------------------------

  /** The app is opened. */
  open(): void {
    if (this.page !== null) return;
    const presence = new FakePresence();
    presence.online = this.is_online;
    const page = { is_alive: true, presence, told: null, paired: null } as unknown as Page;
    const is_alive = () => page.is_alive;
    page.report = { activity: 'idle', network: 'online', last_synced_at: null };
    const real = new Database(this.#random, this.#disk);
    page.database = mortal(real, is_alive);
    const apply = page.database.apply;
    page.database.apply = async (applied) => {
      const change = await apply.call(page.database, applied);
      this.watched.applied(this, applied);
      return change;
    };
    page.sync = new Sync({
      database: page.database,
      server: this.#server(page),
      clock: this.#clock(is_alive),
      random: this.#random,
      presence,
      tabs: new FakeBrowser().tab(),
      background: { ask() {} },
    });
    page.sync.listen({
      reported: (report) => {
        page.report = report;
      },
      changed: () => {},
      erased: () => {},
      revoked: (practice) => void this.#leave(page, practice),
    });
    this.page = page;
    void this.#begin(page);
  }

  async #begin(page: Page): Promise<void> {
    const paired = await page.database.meta('paired');
    const last_synced_at = (await page.database.meta('last_synced_at')) ?? null;
    page.paired = paired ?? null;
    const removed_from = await page.database.meta('revoked');
    if (removed_from !== undefined) await this.#leave(page, removed_from);
    if (paired) page.sync.pair_with(paired, last_synced_at);
  }

  /** It was removed: what the server is proven to hold goes, the rest is handed over. */
  async #leave(page: Page, practice: string): Promise<void> {
    await page.database.leave(practice);
    page.paired = null;
    const world = { database: page.database, server: this.#server(page) };
    await let_proven_go(world, practice);
    await hand_over(world, practice);
  }

  /** It is off at once: the page is gone, and with it whatever it was about to do. False where it could not be. */
  die(): boolean {
    if (!cut_off(this.#disk)) return false;
    if (this.page) this.page.is_alive = false;
    this.page = null;
    this.dies_in = null;
    return true;
  }

  /** Called after every turn: does its time come now? */
  turn(): void {
    if (this.dies_in === null || this.page === null) return;
    this.dies_in -= 1;
    if (this.dies_in <= 0 && this.die()) this.watched.trace(`${this.name} died`);
  }

  go(event: 'online' | 'offline' | 'visible' | 'hidden'): void {
    if (event === 'online' || event === 'offline') this.is_online = event === 'online';
    this.page?.presence.become(event);
  }

  fill_up(writes: number | null): void {
    leave_room(this.#disk, writes);
  }

  /** A copy of all it holds. */
  async copied(): Promise<Copy> {
    return { image: await image_of(this.#disk), cookie: this.jar.cookie, seen: new Set(this.seen) };
  }

  /** Put back from an older copy: what came after it is gone from this device. */
  async put_back(copy: Copy): Promise<void> {
    this.#disks += 1;
    this.#disk = `${this.name}/${this.#disks}`;
    await put_image(this.#disk, copy.image);
    this.jar.cookie = copy.cookie;
    this.seen = new Set(copy.seen);
  }

  /** What stands on its disk. */
  rows(): FactRow[] {
    return looked_up(this.#disk, 'facts').map(({ value }) => value as FactRow);
  }

  /** Has the server told it that it was removed? */
  is_removed(): boolean {
    return looked_up(this.#disk, 'meta').some(({ key }) => key === 'revoked');
  }

  cursor(practice: string): string | null {
    const found = looked_up(this.#disk, 'meta').find(({ key }) => key === `cursor/${practice}`);
    return found === undefined ? null : String(found.value);
  }

  // -- What a person does with it -------------------------------------------------------------------------------------

  /** Pairs with a code, the one of before where that was never answered; true where the answer came. */
  async pair(): Promise<boolean> {
    const page = this.page;
    if (page === null || page.is_pairing) return false;
    page.is_pairing = true;
    return this.#pair(page).finally(() => {
      page.is_pairing = false;
    });
  }

  async #pair(page: Page): Promise<boolean> {
    const { role, client_id, name: device_name } = this;
    this.code ??= { text: command<{ code: string }>('code', { role, client_id }).code, is_good: true };
    const { code } = this;
    const attempt = (before: object | undefined) => next_attempt(before as Claim, this.#claims.bytes(CLAIM_BYTES));
    const claim = (await page.database.alter(CLAIM, attempt)) as Claim;
    const reply = await this.#server(page).pair({ code: code.text, device_name, ...claim });
    if (reply.kind === 'problem' && reply.problem.type === 'code-not-valid') {
      this.code = null;
      this.watched.refused(this, code.is_good);
    }
    if (reply.kind !== 'ok') return false;
    const unbound = (await page.database.rows('')).map((row) => row.subject);
    // Whoever was of no practice reads it from the beginning.
    if ((await page.database.meta('paired')) === undefined) this.seen.clear();
    await page.database.pair(reply.value, [...new Set(unbound)]);
    this.code = null;
    page.paired = reply.value;
    page.sync.pair_with(reply.value);
    return true;
  }

  async paired(): Promise<Paired | undefined> {
    return this.page?.database.meta('paired');
  }

  /** Writes facts, as a session or a form does. */
  async write(facts: readonly NewFact[]): Promise<void> {
    const page = this.page;
    if (page === null) return;
    try {
      const rows = await page.database.record(facts, this.wall_ms(), []);
      this.watched.wrote(this, rows);
      page.sync.nudge();
    } catch (error) {
      this.watched.trace(`${this.name} could not write: ${page.database.fault_of(error)}`);
    }
  }

  /** Edits a client's record in the version that this device knows. */
  async edit(client: string, name: string): Promise<void> {
    if (this.page === null) return;
    const page = this.page;
    const rows = await page.database.rows_of(client);
    const facts = rows.map((row) => ({ ...row, body: JSON.parse(row.raw).body }));
    const version = clients_from(facts as never).find(({ id }) => id === client)?.version ?? null;
    const body = { name, replaces: version };
    await this.write([{ kind: 'client_saved', subject: client, client_id: client, at: this.wall_ms(), body }]);
  }

  /** Somebody asks for older sessions; false where there is nothing more to ask for. */
  async older(client: string | null): Promise<boolean> {
    const reply = await this.page?.sync.older(client);
    return reply?.kind === 'read' && !reply.is_all;
  }

  /** Until all of them are here, or it does not go on. */
  async all_older(): Promise<void> {
    while (this.lacks_older() && (await this.older(null)));
  }

  /** What it has of the older part of its record; null: there is none apart from what it reads anyway. */
  kept_older(practice: string): KeptOlder | null {
    const found = looked_up(this.#disk, 'meta').find(({ key }) => key === older_of(practice));
    return found === undefined ? null : (found.value as KeptOlder);
  }

  /** The author of what is written on it. */
  origin(): string | undefined {
    const author = looked_up(this.#disk, 'meta').find(({ key }) => key === 'author');
    return (author?.value as { origin: string } | undefined)?.origin;
  }

  lacks_older(): boolean {
    return looked_up(this.#disk, 'meta').some(({ key }) => String(key).startsWith(older_of('')));
  }

  /** Has a client erased for good; the owner's device may. */
  async erase(client: string): Promise<void> {
    if (this.page !== null) await this.#server(this.page).erase_client(client);
  }

  /** Has another device removed; the owner's device may. */
  async remove(device_id: string): Promise<void> {
    if (this.page !== null) await this.#server(this.page).remove_device(device_id);
  }

  /** Takes what removed devices have handed over; the owner's device may. */
  async take_handovers(): Promise<void> {
    const server = this.page && this.#server(this.page);
    const listed = await server?.devices();
    if (listed?.kind !== 'ok') return;
    for (const { device_id } of listed.value.removed ?? []) await server?.end_handover(device_id, true);
  }

  // -- Its world ------------------------------------------------------------------------------------------------------

  #clock(is_alive: () => boolean): Clock {
    return {
      now: () => ({ wall_ms: this.wall_ms(), mono_ms: this.timeline.now_ms }),
      time_zone: () => 'UTC',
      after: (ms, call) => this.timeline.after(ms, () => is_alive() && call()),
      beating: () => () => {},
      on_worker_lost: () => {},
    };
  }

  #server(page: Page): HttpServer {
    const is_alive = () => page.is_alive;
    const asker = { name: this.name, jar: this.jar, is_online: () => this.is_online, is_alive };
    const fetch = (path: string, init: RequestInit) => this.network.fetch(asker, path, init);
    const server = new HttpServer();
    const to_ask = <W extends unknown[], T>(call: (...words: W) => Promise<T>) => {
      return async (...words: W): Promise<T> => {
        if (call === (push as unknown) || call === (offer as unknown)) asking.push(fetch);
        else asking.unshift(fetch);
        const reply = await call.apply(server, words);
        await planted(this.watched.plant, this.#disk, reply as Reply<unknown>);
        return reply;
      };
    };
    const { push, pull, older, pair, devices, remove_device, end_handover, erase_client, hand_over: offer } = server;
    const listen = (on_more: () => void) => {
      page.told = on_more;
      return () => {
        page.told = null;
      };
    };
    return mortal(
      Object.assign(server, {
        push: to_ask(push),
        pull: to_ask(pull),
        older: to_ask(older),
        pair: to_ask(pair),
        devices: to_ask(devices),
        remove_device: to_ask(remove_device),
        end_handover: to_ask(end_handover),
        erase_client: to_ask(erase_client),
        hand_over: to_ask(offer),
        listen,
      }),
      is_alive,
    );
  }
}

/** The same thing in the hands of a page that may die: after that no call of it begins, ends or is heard of. */
function mortal<T extends object>(thing: T, is_alive: () => boolean): T {
  const own = new Map<PropertyKey, unknown>();
  return new Proxy(thing, {
    set(_of, name, value) {
      own.set(name, value);
      return true;
    },
    get(of, name) {
      if (own.has(name)) return own.get(name);
      const value: unknown = Reflect.get(of, name);
      if (typeof value !== 'function') return value;
      return (...words: unknown[]) => {
        if (!is_alive()) return new Promise(() => {});
        const result: unknown = value.apply(of, words);
        if (!(result instanceof Promise)) return result;
        return new Promise((resolve, reject) => {
          result.then(
            (come) => is_alive() && resolve(come),
            (fault) => is_alive() && reject(fault),
          );
        });
      };
    },
  });
}
