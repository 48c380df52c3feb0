/** A device: the app's real database, sync and server's voice on a disk, a clock and a network that are not to be trusted. */
import { hand_over, let_proven_go } from '../../pwa/src/app/handing-over';
import { Pairing } from '../../pwa/src/app/pairing';
import { CLAIM, CLAIM_BYTES, type Claim, next_attempt } from '../../pwa/src/core/claim';
import type { NewFact } from '../../pwa/src/core/fact';
import type { Applied } from '../../pwa/src/shell/answer';
import { type KeptOlder, older_of } from '../../pwa/src/shell/belonging';
import type { Clock } from '../../pwa/src/shell/clock';
import { Database } from '../../pwa/src/shell/database';
import type { FactRow } from '../../pwa/src/shell/schema';
import type { HttpServer } from '../../pwa/src/shell/server';
import { Sync } from '../../pwa/src/shell/sync';
import type { Paired, Role } from '../../pwa/src/wire.gen';
import { FakeBrowser, FakePresence, FakeRandom, START_WALL_MS } from '../pwa/support/fakes';
import { cut_off, image_of, leave_room, looked_up, put_image } from './disk';
import type { Jar, Network } from './network';
import { mortal, type Page, server_of } from './page';
import { clients_shown, planted, written_with } from './plants';
import type { Timeline } from './timeline';
import { type Code, Codes, type Copy, is_same, type Who, type Wish, who_of } from './who';

/** What the device's world needs to know. */
export interface Watched {
  wrote(device: SimDevice, rows: readonly FactRow[]): void;
  applied(device: SimDevice, applied: Applied): void;
  /** A code for this was not valid any more; `is_good`: nothing has happened that explains it. */
  refused(device: SimDevice, who: Who, is_good: boolean): void;
  /** It is what its code says now; `was`: until then, with what it held. */
  became(device: SimDevice, was: Who, held: readonly FactRow[]): void;
  trace(text: string): void;
  /** The fault that is put into the devices of this world, to be found. */
  plant: string | null;
}

export class SimDevice {
  readonly jar: Jar = { cookie: null };
  skew_ms = 0;
  drift = 1;
  is_online = true;
  page: Page | null = null;
  /** Facts it has read since it last began from the beginning. */
  seen = new Set<string>();
  /** The code that its person has, until it has paired it. */
  code: Code | null = null;
  wish: Wish | null = null;
  readonly codes = new Codes();
  /** How many hand-overs it has just taken, of which others are to be told. */
  taken = 0;
  /** What it was last in each practice. */
  was = new Map<number, Who>();
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
    public is: Who,
    readonly practices: readonly string[],
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

  get role(): Role {
    return this.is.role;
  }

  get client_id(): string | null {
    return this.is.client_id;
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
      // An answer that came too late was not read.
      if (change !== null) this.watched.applied(this, applied);
      return change;
    };
    const { pair } = page.database;
    page.database.pair = async (paired, sessions) => {
      const [was, held] = [this.is, this.rows()];
      const rows = await pair.call(page.database, paired, sessions);
      this.#is_now(paired);
      this.watched.became(this, was, held);
      return rows;
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
      revoked: ({ practice_id, device_id }) => void this.#leave(page, practice_id, device_id),
    });
    this.page = page;
    void this.#begin(page);
  }

  async #begin(page: Page): Promise<void> {
    const paired = await page.database.meta('paired');
    const last_synced_at = (await page.database.meta('last_synced_at')) ?? null;
    page.paired = paired ?? null;
    // It may have died right after it was paired.
    if (paired) this.#is_now(paired);
    const removed_from = await page.database.meta('revoked');
    if (removed_from !== undefined) await this.#leave(page, removed_from, null);
    if (paired) page.sync.pair_with(paired, last_synced_at);
  }

  /** It was removed: what the server is proven to hold goes, the rest is handed over. */
  async #leave(page: Page, practice: string, device_id: string | null): Promise<void> {
    if (!(await page.database.leave(practice, device_id))) return;
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
    const { is, was, seen } = this;
    return { image: await image_of(this.#disk), is, was: new Map(was), cookie: this.jar.cookie, seen: new Set(seen) };
  }

  /** Put back from an older copy: what came after it is gone from this device. */
  async put_back(copy: Copy): Promise<void> {
    this.#disks += 1;
    this.#disk = `${this.name}/${this.#disks}`;
    await put_image(this.#disk, copy.image);
    this.jar.cookie = copy.cookie;
    this.seen = new Set(copy.seen);
    this.is = copy.is;
    this.was = new Map(copy.was);
  }

  /** What stands on its disk. */
  rows(): FactRow[] {
    return looked_up(this.#disk, 'facts').map(({ value }) => value as FactRow);
  }

  /** Has the server told it that it was removed? */
  is_removed(): boolean {
    return looked_up(this.#disk, 'meta').some(({ key }) => key === 'revoked');
  }

  /** It was removed, and holds nothing that a practice has yet to hear. */
  has_left(): boolean {
    return this.is_removed() && this.rows().every(({ state, practice }) => state === 'refused' || practice === '');
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
    const { name: device_name, is } = this;
    this.code ??= this.codes.made_for(is);
    const { code } = this;
    // Whoever turns to another code has done with the first.
    if (this.wish) this.wish.code = null;
    const attempt = (before: object | undefined) => next_attempt(before as Claim, this.#claims.bytes(CLAIM_BYTES));
    const claim = (await page.database.alter(CLAIM, attempt)) as Claim;
    const reply = await this.#server(page).pair({ code: code.text, device_name, ...claim });
    if (reply.kind === 'problem' && reply.problem.type === 'code-not-valid') {
      this.code = null;
      this.watched.refused(this, is, code.is_good);
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

  /** Its person makes it what they wish it to be, as the app leads there. */
  async become(): Promise<void> {
    const { page, wish } = this;
    if (page === null || wish === null || page.is_pairing) return;
    page.is_pairing = true;
    await this.#become(page, wish).finally(() => {
      page.is_pairing = false;
    });
  }

  async #become(page: Page, wish: Wish): Promise<void> {
    wish.code ??= this.codes.made_for(wish);
    const { code } = wish;
    const world = { database: page.database, server: this.#server(page), random: this.#claims };
    const pairing = new Pairing(world, {
      unbound: () => [],
      synced: async () => {
        await page.sync.now();
        return page.report.activity === 'idle';
      },
      paired: (paired) => {
        page.paired = paired;
        page.sync.pair_with(paired);
      },
    });
    await pairing.look(code.text);
    await pairing.confirm(this.name, []);
    const { value } = pairing.state;
    const why = value.state === 'failed' ? value.why : '';
    this.watched.trace(`${this.name} is to be ${wish.role} in ${wish.place}: ${value.state} ${why}`);
    if (why !== 'code-not-valid') return;
    wish.code = null;
    this.watched.refused(this, wish, code.is_good);
  }

  #is_now(paired: Paired): void {
    const is = who_of(paired, this.practices);
    // What it reads from now on it reads from the beginning.
    if (!is_same(this.is, is)) this.seen.clear();
    this.is = is;
    this.was.set(is.place, is);
    if (this.wish && is_same(this.wish, is)) this.wish = null;
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
      if (this.watched.plant) await written_with(this.watched.plant, this.#disk, rows);
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
    const version = clients_shown(this.watched.plant, facts as never).find(({ id }) => id === client)?.version ?? null;
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
    this.taken = 0;
    const server = this.page && this.#server(this.page);
    const listed = await server?.devices();
    if (listed?.kind !== 'ok') return;
    for (const { device_id } of listed.value.removed ?? []) {
      await server?.end_handover(device_id, true);
      this.taken += 1;
    }
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
    return server_of(page, fetch, (reply) => planted(this.watched.plant, this.#disk, reply));
  }
}
