/**
 * Sync: brings the facts to the server and back, by itself, for as long as it takes.
 *
 * Rules:
 *  [N1] Nothing is lost by a lost reply: what no receipt proves is offered again.
 *  [N2] One tab syncs at a time; a new fact, the network, the eye on the page and the server's word start it.
 *  [N3] A failure is followed by another attempt, later each time; a refused fact never blocks the others.
 *  [N4] A 401 keeps everything. Only `device-revoked` is handed on, for somebody else to act on.
 * Must never count: what is proven, core/outbox.ts says.
 */
import { next_push, PUSH_LIMITS, type PushLimits, retry_ms } from '../core/outbox';
import type { Paired, SyncAnswer } from '../wire.gen';
import type { Applied, Change } from './answer';
import type { Cancel, Clock } from './clock';
import type { Database } from './database';
import type { Presence } from './presence';
import type { Random } from './random';
import type { FactRow } from './schema';
import type { Reply, Server } from './server';
import type { Tabs } from './tabs';

export type Activity = 'idle' | 'syncing' | 'waiting' | 'signed-out' | 'revoked';

export interface SyncReport {
  activity: Activity;
  network: 'online' | 'offline';
  last_synced_at: number | null;
}

export interface SyncWorld {
  database: Database;
  server: Server;
  clock: Clock;
  random: Random;
  presence: Presence;
  tabs: Tabs;
}

export interface SyncListener {
  reported(report: SyncReport): void;
  /** Rows that were pulled, proven or refused. */
  changed(rows: FactRow[]): void;
  /** Something kept here was erased on the server, and is gone from here. */
  erased(): void;
  /** The server has revoked this device. */
  revoked(practice: string): void;
}

/** After a fact: soon, but once for the several facts of one moment. */
export const NUDGE_MS = 400;
const GOOD_LINE_MS = 60_000;

type Ending = 'done' | 'unproven' | 'offline' | 'failed' | 'signed-out' | 'revoked';

export class Sync {
  readonly #world: SyncWorld;
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
  #etag: { cursor: string | null; etag: string } | null = null;

  constructor(world: SyncWorld) {
    this.#world = world;
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
    this.#etag = null;
    const network = this.#world.presence.is_online() ? 'online' : 'offline';
    this.#say({ activity: 'idle', network, last_synced_at });
    this.#attempt = 0;
    if (paired !== null) void this.now();
  }

  /** There is a new fact. */
  nudge(): void {
    if (this.#paired !== null) this.#wait(NUDGE_MS);
  }

  /** Syncs now, or once more after the pass that is on. Answers when it is over. */
  now(): Promise<void> {
    this.#is_wanted_again = true;
    this.#pass ??= this.#passes().finally(() => {
      this.#pass = null;
    });
    return this.#pass;
  }

  #wake(): void {
    if (this.#paired === null) return this.#say({ network: this.#world.presence.is_online() ? 'online' : 'offline' });
    this.#attempt = 0;
    void this.now();
  }

  async #passes(): Promise<void> {
    while (this.#is_wanted_again && this.#paired !== null) {
      this.#is_wanted_again = false;
      const paired = this.#paired;
      this.#cancel_timer();
      // Until the server knows this device again, trying once more is no news.
      if (this.#report.activity !== 'signed-out') this.#say({ activity: 'syncing' });
      let ending: Ending;
      try {
        ending = await this.#world.tabs.in_turn('sync', () => this.#one_pass(paired));
      } catch {
        // The database did not take it: nothing was lost, and it may work again.
        ending = 'failed';
      }
      if (paired === this.#paired) this.#end(ending, paired);
    }
  }

  #end(ending: Ending, paired: Paired): void {
    if (ending === 'revoked') {
      this.#hang_up();
      this.#paired = null;
      this.#say({ activity: 'revoked' });
      return this.#listener.revoked(paired.practice_id);
    }
    if (ending === 'done') {
      this.#attempt = 0;
      this.#say({ activity: 'idle', network: 'online' });
      return this.#call_up();
    }
    this.#attempt += 1;
    this.#wait(retry_ms(this.#attempt, this.#world.random.share()));
    this.#say({
      activity: ending === 'signed-out' ? 'signed-out' : 'waiting',
      network: ending === 'offline' ? 'offline' : 'online',
    });
  }

  /** Offers what is not proven and reads what is new, page by page, until there is nothing more of either. */
  async #one_pass(paired: Paired): Promise<Ending> {
    const { database } = this.#world;
    const practice = paired.practice_id;
    const origin = await database.origin();
    const offered = new Offered();
    let limits: PushLimits = PUSH_LIMITS;
    let has_more = true;
    let was_reset = false;
    for (;;) {
      const open = (await database.unsent(practice)).filter((row) => !offered.has(row.id));
      // Another author's facts are offered only to a log that has lost them, which is known once all is read.
      const mine = has_more ? open.filter((row) => row.origin === origin) : open;
      const sent = next_push(mine, limits) as FactRow[];
      if (sent.length === 0 && !has_more) break;
      const cursor = await database.cursor(practice);
      const reply = await this.#ask(cursor, sent);
      if (reply.kind === 'unchanged') has_more = false;
      if (reply.kind === 'offline') return 'offline';
      if (reply.kind === 'problem') {
        if (!is_about_facts(reply.problem) || sent.length === 0) return ending_from(reply.problem);
        if (sent[0] && sent.length === 1) this.#tell([await database.refuse(sent[0], reply.problem)]);
        limits = { facts: Math.max(1, sent.length >> 1), bytes: limits.bytes >> 1 };
      }
      if (reply.kind !== 'ok') continue;
      if (!is_answer(reply.value)) return 'failed';
      const change = await this.#apply(practice, sent, reply.value);
      const { reset, more } = reply.value;
      // A log that never fits its own cursor would be read for ever.
      if (reset && was_reset) return 'failed';
      was_reset ||= reset;
      has_more = more;
      this.#etag = reply.etag && sent.length === 0 ? { cursor: reply.value.cursor, etag: reply.etag } : null;
      if (reset) offered.clear();
      offered.add(sent);
      offered.doubt(change.doubtful);
    }
    const left = await database.unsent(practice);
    return left.length === 0 ? 'done' : 'unproven';
  }

  #ask(cursor: string | null, sent: readonly FactRow[]): Promise<Reply<SyncAnswer>> {
    const { server } = this.#world;
    if (sent.length > 0) return server.push({ cursor, facts: sent.map((row) => row.raw) });
    return server.pull(cursor, this.#etag?.cursor === cursor ? this.#etag.etag : null);
  }

  async #apply(practice: string, sent: readonly FactRow[], answer: SyncAnswer): Promise<Change> {
    const at = this.#world.clock.now().wall_ms;
    const { cursor, reset, facts, receipts, refused } = answer;
    const applied: Applied = { practice, sent, cursor, reset, facts, receipts, refused, at };
    const change = await this.#world.database.apply(applied);
    this.#say({ last_synced_at: at, network: 'online' });
    this.#tell(change.rows);
    if (change.erased.length > 0) {
      this.#listener.erased();
      this.#world.tabs.tell('facts');
    }
    return change;
  }

  #tell(rows: FactRow[]): void {
    if (rows.length === 0) return;
    this.#listener.changed(rows);
    this.#world.tabs.tell('facts');
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
  }
}

/** Too much at once, or something in it that cannot be read: smaller pushes find out which fact it is. */
function is_about_facts(problem: { type: string; status: number }): boolean {
  return problem.status === 413 || problem.type === 'invalid';
}

function ending_from(problem: { type: string; status: number }): Ending {
  if (problem.type === 'device-revoked') return 'revoked';
  return problem.status === 401 ? 'signed-out' : 'failed';
}

/** What was offered in one pass, so that a server that never proves anything is not asked for ever. */
class Offered {
  readonly #subjects = new Map<string, string>();
  readonly #doubted = new Set<string>();

  has(id: string): boolean {
    return this.#subjects.has(id);
  }

  add(rows: readonly FactRow[]): void {
    for (const row of rows) this.#subjects.set(row.id, `${row.subject}/${row.origin}`);
  }

  /** A subject in doubt is offered whole once more in this pass; in doubt again, it waits for the next. */
  doubt(subjects: readonly string[]): void {
    const fresh = subjects.filter((subject) => !this.#doubted.has(subject));
    for (const subject of fresh) this.#doubted.add(subject);
    for (const [id, subject] of this.#subjects) if (fresh.includes(subject)) this.#subjects.delete(id);
  }

  clear(): void {
    this.#subjects.clear();
  }
}

/** Whatever answers with 200 is not yet a server of ours. */
function is_answer(value: unknown): value is SyncAnswer {
  if (typeof value !== 'object' || value === null) return false;
  const { cursor, facts, receipts, refused } = value as Partial<Record<keyof SyncAnswer, unknown>>;
  return typeof cursor === 'string' && Array.isArray(facts) && Array.isArray(receipts) && Array.isArray(refused);
}
