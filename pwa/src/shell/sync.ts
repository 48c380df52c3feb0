/**
 * Sync: brings the facts to the server and back, by itself, for as long as it takes.
 *
 * Rules:
 *  [N1] Nothing is lost by a lost reply: what no receipt proves is offered again.
 *  [N2] One tab syncs at a time; a new fact, the network, the eye on the page and the server's word start it.
 *  [N3] A failure is followed by another attempt, later each time; a refused fact never blocks the others.
 *  [N8] What is held lies at or before the cursor: a receipt that comes with "more" tells of places this device has not
 *       read up to, and proves nothing yet. So a log that an older one has replaced is noticed by its cursor, always.
 *  [N4] A 401 keeps everything. Only `device-revoked` is handed on, for somebody else to act on.
 *  [N14] Each request says for which device it was written: where the cookie is another device's by then, since this
 *        browser is being paired anew, nothing is taken or shown, and nothing of one practice comes to another.
 *  [N17] What the server puts off, for another day or for want of room on its disk, waits as it is: it is neither refused
 *        nor asked about in one go, reading goes on, and the person is told why.
 * Must never count: what is proven, core/outbox.ts says. Which tab it is that syncs, leading.ts says.
 */
import { retry_ms } from '../core/outbox';
import type { Paired } from '../wire.gen';
import type { Change } from './answer';
import type { Background } from './background';
import type { Cancel } from './clock';
import type { Database } from './database';
import { Leading, type LeadWorld } from './leading';
import { type OlderReply, read_older } from './older';
import { type Ending, type Etag, Pass, type Progress, type PutOff } from './pass';
import type { FactRow } from './schema';
import type { Server } from './server';

export type Activity = 'idle' | 'syncing' | 'waiting' | 'signed-out' | 'revoked';

export interface SyncReport {
  activity: Activity;
  network: 'online' | 'offline';
  last_synced_at: number | null;
  /** How far it is with a record that takes several pages. */
  progress?: Progress | null;
  put_off?: PutOff | null;
}

export interface SyncWorld extends LeadWorld {
  database: Database;
  server: Server;
  background: Background;
}

export interface SyncListener {
  reported(report: SyncReport): void;
  /** Rows that were pulled, proven or refused. */
  changed(rows: FactRow[]): void;
  /** Something kept here was erased on the server, and is gone from here. */
  erased(): void;
  /** The server has revoked the device that this was when it asked. */
  revoked(paired: Paired): void;
}

/** After a fact: soon, but once for the several facts of one moment. */
export const NUDGE_MS = 400;
/** What is put off for another day: room comes by and by, and each asking sends the same again. Until then it only reads. */
export const ANOTHER_DAY_MS = 15 * 60_000;
const GOOD_LINE_MS = 60_000;
const FAILED: OlderReply = { kind: 'failed' };

export class Sync {
  readonly #world: SyncWorld;
  readonly #leading: Leading;
  #listener: SyncListener = { reported() {}, changed() {}, erased() {}, revoked() {} };
  #paired: Paired | null = null;
  #report: SyncReport = { activity: 'idle', network: 'online', last_synced_at: null };
  #pass: Promise<void> | null = null;
  #is_wanted_again = false;
  #attempt = 0;
  #timer: Cancel | null = null;
  #timer_at = 0;
  #live: Cancel | null = null;
  #live_attempt = 0;
  #live_timer: Cancel | null = null;
  #etag: Etag = null;
  /** On the monotonic clock. */
  #put_off_until_ms = 0;

  constructor(world: SyncWorld) {
    this.#world = world;
    this.#leading = new Leading(world, {
      won: () => void this.now(),
      lost: () => {
        this.#cancel_timer();
        this.#hang_up();
      },
      wanted: () => this.now(),
      reported: (report) => this.#say(report),
    });
    world.presence.on((event) => {
      if (event === 'online' || event === 'visible') this.#wake();
      if (event === 'offline') this.#say({ network: 'offline' });
      if (event === 'offline' || event === 'hidden') this.#hang_up();
    });
  }

  listen(listener: SyncListener): void {
    this.#listener = listener;
  }

  /** Who this device is from now on; starts a sync. */
  pair_with(paired: Paired | null, last_synced_at: number | null = this.#report.last_synced_at): void {
    const is_other = paired?.device_id !== this.#paired?.device_id;
    this.#paired = paired;
    if (is_other) this.#hang_up();
    if (is_other) this.#put_off_until_ms = 0;
    this.#etag = null;
    const network = this.#world.presence.is_online() ? 'online' : 'offline';
    this.#say({ activity: 'idle', network, last_synced_at, put_off: null });
    this.#attempt = 0;
    if (paired === null) this.#leading.leave();
    else this.#leading.seek();
  }

  /** There is a new fact. */
  nudge(): void {
    if (this.#paired === null) return;
    this.#wait(NUDGE_MS);
    if (!this.#world.presence.is_online()) void this.#ask_background(this.#paired);
  }

  /** Syncs now, or once more after the pass that is on. Answers when it is over. `is_pressed`: what was put off, too. */
  now(is_pressed = false): Promise<void> {
    if (is_pressed) this.#put_off_until_ms = 0;
    this.#is_wanted_again = true;
    this.#pass ??= this.#passes().finally(() => {
      this.#pass = null;
    });
    return this.#pass;
  }

  /** Somebody asks for a page of older sessions, of a client or of everybody ([N10]). */
  async older(client_id: string | null): Promise<OlderReply> {
    const paired = this.#paired;
    if (paired === null) return { kind: 'failed' };
    const reply = await read_older(this.#world, paired, client_id).catch(() => FAILED);
    if (reply.kind === 'read') this.#tell(reply.rows);
    // The log is another one, or this device is no longer known: its next question finds out which.
    else if (reply.kind !== 'offline') void this.now();
    return reply;
  }

  #wake(): void {
    if (this.#paired === null) return this.#say({ network: this.#world.presence.is_online() ? 'online' : 'offline' });
    if (!this.#leading.is_leading) return;
    this.#attempt = 0;
    void this.now();
  }

  async #passes(): Promise<void> {
    while (this.#is_wanted_again && this.#paired !== null) {
      this.#is_wanted_again = false;
      this.#cancel_timer();
      if (!this.#leading.is_leading && (await this.#leading.ask())) continue;
      const paired: Paired | null = this.#paired;
      if (paired === null) return;
      this.#is_wanted_again = false;
      // Until the server knows this device again, trying once more is no news.
      if (this.#report.activity !== 'signed-out') this.#say({ activity: 'syncing' });
      // The database did not take it: nothing was lost, and it may work again.
      const ending = await this.#one_pass(paired).catch((): Ending => 'failed');
      if (paired === this.#paired && this.#leading.is_leading) this.#end(ending, paired);
    }
  }

  async #one_pass(paired: Paired): Promise<Ending> {
    const { mono_ms } = this.#world.clock.now();
    const is_put_off = mono_ms < this.#put_off_until_ms;
    const listener = {
      applied: (change: Change, at: number, progress: Progress | null) => this.#applied(change, at, progress),
      refused: (row: FactRow) => this.#tell([row]),
      is_over: () => paired !== this.#paired || !this.#leading.is_leading,
    };
    const pass = new Pass(this.#world, paired, this.#etag, listener, is_put_off ? 'day' : null);
    const ending = await pass.run();
    if (paired !== this.#paired) return ending;
    this.#etag = pass.etag;
    const put_off = ending === 'put-off' ? pass.put_off : null;
    if (!is_put_off) this.#put_off_until_ms = put_off === 'day' ? mono_ms + ANOTHER_DAY_MS : 0;
    // With no answer it is not known to be otherwise.
    if (ending !== 'offline') this.#say({ put_off });
    return ending;
  }

  #end(ending: Ending, paired: Paired): void {
    if (this.#report.progress) this.#say({ progress: null });
    if (ending === 'revoked') {
      this.#say({ activity: 'revoked' });
      this.#paired = null;
      this.#leading.leave();
      return this.#listener.revoked(paired);
    }
    if (ending === 'done') {
      this.#attempt = 0;
      this.#say({ activity: 'idle', network: 'online' });
      return this.#call_up();
    }
    if (ending === 'offline') void this.#ask_background(paired);
    // What stays here is no reason to hear nothing of what others write.
    if (ending === 'unproven' || ending === 'put-off') this.#call_up();
    this.#attempt += 1;
    const least_ms = ending === 'put-off' ? this.#put_off_until_ms - this.#world.clock.now().mono_ms : 0;
    this.#wait(Math.max(least_ms, retry_ms(this.#attempt, this.#world.random.share())));
    this.#say({
      activity: ending === 'signed-out' ? 'signed-out' : 'waiting',
      network: ending === 'offline' ? 'offline' : 'online',
    });
  }

  /** [N13] Where something waits for a network, it need not wait for somebody to open the app as well. */
  async #ask_background({ practice_id }: Paired): Promise<void> {
    const waiting = await this.#world.database.unsent(practice_id).catch(() => []);
    if (waiting.length > 0) this.#world.background.ask();
  }

  #applied({ rows, erased }: Change, at: number, progress: Progress | null): void {
    this.#say({ last_synced_at: at, network: 'online', progress });
    this.#tell(rows);
    if (erased.length === 0) return;
    this.#listener.erased();
    this.#world.tabs.tell('facts');
  }

  #tell(rows: FactRow[]): void {
    if (rows.length === 0) return;
    this.#listener.changed(rows);
    this.#world.tabs.tell({ rows: rows.map((row) => row.id) });
  }

  // -- When -----------------------------------------------------------------------------------------------------------

  /** A sync after so long, unless an earlier one is due already. */
  #wait(ms: number): void {
    const at = this.#world.clock.now().mono_ms + ms;
    if (this.#timer !== null && this.#timer_at <= at) return;
    this.#cancel_timer();
    this.#timer_at = at;
    this.#timer = this.#world.clock.after(ms, () => {
      this.#timer = null;
      void this.now();
    });
  }

  #cancel_timer(): void {
    this.#timer?.();
    this.#timer = null;
  }

  /** Listens for the server's word while somebody looks at the page. */
  #call_up(): void {
    const { presence, server } = this.#world;
    if (this.#live !== null || this.#live_timer !== null || !presence.is_visible()) return;
    const called_ms = this.#world.clock.now().mono_ms;
    this.#live = server.listen(
      () => {
        this.#live_attempt = 0;
        void this.now();
      },
      () => {
        this.#live = null;
        // A line that stood for a while was a good one: only those that break at once are called later each time.
        const stood_ms = this.#world.clock.now().mono_ms - called_ms;
        this.#live_attempt = stood_ms >= GOOD_LINE_MS ? 1 : this.#live_attempt + 1;
        const ms = retry_ms(this.#live_attempt, this.#world.random.share());
        this.#live_timer = this.#world.clock.after(ms, () => {
          this.#live_timer = null;
          void this.now();
        });
      },
      // What came since the last answer was told to nobody.
      () => void this.now(),
    );
  }

  #hang_up(): void {
    this.#live?.();
    this.#live = null;
    this.#live_timer?.();
    this.#live_timer = null;
  }

  #say(change: Partial<SyncReport>): void {
    this.#report = { ...this.#report, ...change };
    this.#listener.reported(this.#report);
    this.#leading.report(this.#report);
  }
}
