/**
 * One pass of sync: offers what is not proven and reads what is new, request by request, until nothing more is of either.
 *
 * Each request with its answer is one turn among all that sync here. Must never decide when: sync.ts does.
 */
import { filed_otherwise, next_push, PUSH_LIMITS, type PushLimits, refused_for } from '../core/outbox';
import type { Paired, SyncAnswer } from '../wire.gen';
import { type Change, take_in } from './answer';
import { begins_key } from './belonging';
import type { Clock } from './clock';
import type { Database } from './database';
import { kept_older, one_page } from './older';
import type { FactRow, Reason } from './schema';
import type { Reply, Server } from './server';
import type { Tabs } from './tabs';

export interface PassWorld {
  database: Database;
  server: Pick<Server, 'push' | 'pull' | 'older'>;
  clock: Pick<Clock, 'now'>;
  tabs: Pick<Tabs, 'in_turn'>;
}

export interface PassListener {
  /** An answer was taken in, at this time. `progress`: how far it is with the record, while there is more of it. */
  applied(change: Change, at: number, progress: Progress | null): void;
  refused(row: FactRow): void;
  /** True once somebody else syncs, or for somebody else. */
  is_over(): boolean;
}

/** Facts read of so many; the second may be a few more than this device is shown in the end. */
export interface Progress {
  read: number;
  of: number;
}

export type Ending = 'done' | 'unproven' | 'put-off' | 'offline' | 'failed' | 'signed-out' | 'revoked' | 'left';

/** Why the server takes nothing more for now: so much is enough for a day, or there is no room on its disk ([N17]). */
export type PutOff = 'day' | 'disk';

/** The word of the server that there was nothing new after this cursor. */
export type Etag = { cursor: string | null; etag: string } | null;

export class Pass {
  readonly #world: PassWorld;
  readonly #listener: PassListener;
  readonly #paired: Paired;
  readonly #practice: string;
  readonly #offered = new Offered();
  #limits: PushLimits = PUSH_LIMITS;
  /** Is there more to read? Not known until the first answer. */
  #more: boolean | null = null;
  #was_reset = false;
  #was_unfit = false;
  #put_off: PutOff | null;
  etag: Etag;

  /** `put_off`: why nothing is offered this time, where that is known already. */
  constructor(world: PassWorld, paired: Paired, etag: Etag, listener: PassListener, put_off: PutOff | null = null) {
    this.#put_off = put_off;
    this.#world = world;
    this.#paired = paired;
    this.#practice = paired.practice_id;
    this.etag = etag;
    this.#listener = listener;
  }

  /** Why what waits was put off; null where it was not. */
  get put_off(): PutOff | null {
    return this.#put_off;
  }

  async run(): Promise<Ending> {
    const origin = await this.#world.database.origin();
    for (;;) {
      if (this.#listener.is_over()) return 'left';
      const ending = await this.#world.tabs.in_turn('sync', () => this.#exchange(origin));
      if (ending !== null) return ending;
    }
  }

  /** One request and what its answer changes; null: there is more to do. */
  async #exchange(origin: string): Promise<Ending | null> {
    const { database } = this.#world;
    const all = await database.unsent(this.#practice);
    const open = all.filter((row) => !this.#offered.has(row.id));
    // Another author's facts are offered only to a log that has lost them, which is known once all is read. Where there is
    // more to read, what is offered cannot be proven yet ([N8]), and much of it may be read back: the first time it goes
    // out at once all the same, since nobody else has it.
    const mine = this.#more === false ? open : this.#more ? [] : open.filter((row) => row.origin === origin);
    const asked = await database.cursor(this.#practice);
    // What comes first of a long record is the server's to say: nothing is handed in with that question ([N9]).
    const is_new = asked === null && (await database.kept(begins_key(this.#practice))) !== undefined;
    const sent = is_new || this.#put_off ? [] : (next_push(mine, this.#limits) as FactRow[]);
    if (sent.length === 0 && this.#more === false) {
      const kept = await kept_older(database, this.#practice);
      if (kept?.recent) return this.#read_back(kept.recent);
      if (this.#put_off && all.length > 0) return 'put-off';
      return all.length === 0 ? 'done' : 'unproven';
    }
    const reply = await this.#ask(asked, sent, is_new);
    if (reply.kind === 'unchanged') this.#more = false;
    if (reply.kind === 'offline') return 'offline';
    if (reply.kind === 'problem') {
      this.#put_off = sent.length > 0 ? put_off_by(reply.problem) : null;
      if (this.#put_off) return null;
      if (!is_about_facts(reply.problem) || sent.length === 0) return ending_from(reply.problem);
      if (sent[0] && sent.length === 1) {
        const row = await this.#refuse(sent[0], reply.problem);
        if (row === null) return 'failed';
        this.#listener.refused(row);
      }
      this.#limits = { facts: Math.max(1, sent.length >> 1), bytes: this.#limits.bytes >> 1 };
    }
    if (reply.kind !== 'ok') return null;
    return is_answer(reply.value) ? this.#take(asked, sent, reply.value, reply.etag) : 'failed';
  }

  /**
   * A fact that the server cannot take alone stays here, with the reason; null where it does not wait any longer ([D7]), or
   * does for another device ([D10]).
   */
  #refuse({ id }: FactRow, why: Reason): Promise<FactRow | null> {
    return this.#world.database.take_in(async (facts, meta) => {
      const row = await facts.get(id);
      const paired = (await meta.get('paired')) as Paired | undefined;
      if (row?.state !== 'unsent' || paired?.device_id !== this.#paired.device_id) return null;
      const refused = refused_for(row, why);
      await facts.put(refused);
      return refused;
    });
  }

  #ask(cursor: string | null, sent: readonly FactRow[], recent: boolean): Promise<Reply<SyncAnswer>> {
    const { server } = this.#world;
    const as = this.#paired.device_id;
    if (sent.length > 0)
      return server.push({ cursor, facts: sent.map((row) => row.raw), filed: filed_otherwise(sent) }, as);
    return server.pull(cursor, this.etag?.cursor === cursor ? this.etag.etag : null, recent, as);
  }

  async #take(asked: string | null, sent: FactRow[], answer: SyncAnswer, etag: string | null): Promise<Ending | null> {
    const at = this.#world.clock.now().wall_ms;
    const { cursor, reset, facts, receipts, refused, more, older, recent } = answer;
    const practice = this.#practice;
    const applied = {
      practice,
      device_id: this.#paired.device_id,
      asked,
      sent,
      cursor,
      more,
      reset,
      facts,
      receipts,
      refused,
      older,
      recent,
      at,
      take_in,
    };
    const change = await this.#world.database.apply(applied);
    if (change === null) return null;
    this.#listener.applied(change, at, more ? await this.#progress(answer.left ?? 0) : null);
    // A log that never fits its own cursor would be read for ever.
    if (reset && this.#was_reset) return 'failed';
    this.#was_reset ||= reset;
    this.#more = more;
    this.etag = etag && sent.length === 0 ? { cursor, etag } : null;
    if (reset) this.#offered.clear();
    if (!more) this.#offered.add(sent);
    this.#offered.doubt(change.doubtful);
    return null;
  }

  /** A page of the last 90 days, the latest sessions first ([N9]). */
  async #read_back(recent: number): Promise<Ending | null> {
    const reply = await one_page(this.#world, this.#paired, null, true);
    if (reply.kind === 'offline') return 'offline';
    // The log is another one: the next question finds out which.
    if (reply.kind === 'unfit' && !this.#was_unfit) {
      this.#was_unfit = true;
      this.#more = null;
      return null;
    }
    if (reply.kind !== 'read') return 'failed';
    const at = this.#world.clock.now().wall_ms;
    const left = (await kept_older(this.#world.database, this.#practice))?.recent ?? 0;
    const change = { rows: reply.rows, doubtful: [], erased: [] };
    this.#listener.applied(change, at, await this.#progress(Math.min(left, recent)));
    return null;
  }

  async #progress(left: number): Promise<Progress | null> {
    const read = await this.#world.database.fact_count(this.#practice);
    return left > 0 ? { read, of: read + left } : null;
  }
}

/** Too much at once, or something in it that cannot be read: smaller pushes find out which fact it is. */
function is_about_facts(problem: { type: string; status: number }): boolean {
  return problem.status === 413 || problem.type === 'invalid';
}

function put_off_by({ type, status }: { type: string; status: number }): PutOff | null {
  if (type === 'too-much-today') return 'day';
  return status === 507 ? 'disk' : null;
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
