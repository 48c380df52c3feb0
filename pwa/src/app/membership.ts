/**
 * Whose device this is, and how it stands between it and the server: pairing as it is kept, sync, and being removed.
 *
 * Must never show a practice's sessions before it is known which practice it is.
 */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Activity, SyncReport } from '../shell/sync';
import type { Paired } from '../wire.gen';
import type { EarlierKeeper } from './earlier';
import { Leaving } from './leaving';
import type { SyncState } from './model';
import type { NoteDrafts } from './note-drafts';
import type { OlderKeeper } from './older';
import type { Sessions } from './sessions';
import type { World } from './world';

type MembershipWorld = Pick<World, 'database' | 'server' | 'sync' | 'tabs'>;

export interface MembershipParts {
  sessions: Sessions;
  earlier: EarlierKeeper;
  older: OlderKeeper;
  notes: NoteDrafts;
  /** The session that is on, or of which the rest is asked or shown. */
  running(): { session_id: string | null };
}

export class Membership {
  readonly paired = signal<Paired | null>(null);
  readonly sync: ReadonlySignal<SyncState>;
  readonly #report = signal<SyncReport>({ activity: 'idle', network: 'online', last_synced_at: null });
  readonly #world: MembershipWorld;
  readonly #parts: MembershipParts;
  readonly #leaving: Leaving;
  /** What is shown may have more of the session that is on than the device keeps by now. */
  #keeps_shown = false;

  constructor(world: MembershipWorld, parts: MembershipParts) {
    this.#world = world;
    this.#parts = parts;
    this.#leaving = new Leaving(world);
    this.sync = computed(() => this.#state());
    world.sync.listen({
      reported: (report) => {
        const { last_synced_at } = this.#report.value;
        this.#report.value = report;
        if (report.last_synced_at !== last_synced_at) void parts.older.synced();
      },
      changed: (rows) => parts.sessions.take(rows),
      erased: () => void this.#read_sessions(),
      revoked: (paired) => void this.#revoked(paired),
    });
    world.tabs.on_told((message) => {
      if (message === 'facts') void this.#read_sessions();
      if (message === 'pairing') void this.read();
      if (typeof message !== 'string' && 'rows' in message) void this.#take(message.rows);
    });
  }

  /** Reads from the device whose it is. */
  async read(): Promise<void> {
    const { database } = this.#world;
    const paired = (await database.meta('paired').catch(() => undefined)) ?? null;
    await this.#leaving.read();
    const last_synced_at = (await database.meta('last_synced_at').catch(() => undefined)) ?? null;
    await this.belong_to(paired, last_synced_at);
  }

  async belong_to(paired: Paired | null, last_synced_at?: number | null): Promise<void> {
    this.paired.value = paired;
    if (paired !== null) this.#leaving.is_revoked.value = false;
    await this.#read_sessions();
    this.#world.sync.pair_with(paired, last_synced_at);
  }

  /** What a session that was on, or a missing network, had kept from leaving. */
  async leave_again(): Promise<void> {
    if (await this.#leaving.leave_again()) await this.read();
  }

  /** Nothing is shown or kept any more of a session that was left and is somebody else's; what could not leave leaves. */
  async session_left(): Promise<void> {
    if (this.#leaving.is_revoked.value) await this.leave_again();
    if (!this.#keeps_shown) return;
    this.#keeps_shown = false;
    await this.#read_sessions();
    await this.#parts.notes.let_orphans_go();
  }

  /** Hands in and reads what there is; true where the server has just said that its log fits what is held here. */
  async is_in_step(): Promise<boolean> {
    await this.#world.sync.now();
    return this.#report.value.activity === 'idle';
  }

  /** Somebody asked: what was refused is offered once more too. */
  async sync_again(): Promise<void> {
    const practice = this.paired.value?.practice_id;
    if (practice === undefined) return;
    this.#parts.sessions.take(await this.#world.database.offer_refused_again(practice).catch(() => []));
    await this.#world.sync.now(true);
  }

  /** With the session that is on: a device that is removed in the middle of it still shows what became of it. */
  async #read_sessions(): Promise<void> {
    const of_now = [this.paired.value?.practice_id ?? null, this.#parts.running().session_id] as const;
    this.#keeps_shown ||= of_now[1] !== null;
    // Once sessions are known, flows may begin.
    await this.#parts.older.load(of_now[0]);
    const client = this.paired.value?.role === 'client' ? this.paired.value.client_id : null;
    await this.#parts.earlier.load(...of_now, client !== null);
    await this.#parts.sessions.load(...of_now, client);
    await this.#parts.notes.load();
  }

  /** What another tab has written or read. */
  async #take(ids: readonly string[]): Promise<void> {
    this.#parts.sessions.take(await this.#world.database.rows_by_id(ids).catch(() => []));
  }

  async #revoked({ practice_id, device_id }: Paired): Promise<void> {
    // What storage does not take is no reason to ask the server again and again: the next start does.
    this.#leaving.is_revoked.value = true;
    const is_session_on = this.#parts.running().session_id !== null;
    if (!(await this.#leaving.leave(practice_id, device_id, is_session_on))) return;
    await this.read();
    this.#world.tabs.tell('pairing');
  }

  #state(): SyncState {
    const { activity, network, last_synced_at, progress = null, put_off = null } = this.#report.value;
    const { is_revoked, handed_over } = this.#leaving;
    const shown: Activity = is_revoked.value ? 'revoked' : activity;
    const tally = { ...this.#parts.sessions.tally.value, handed_over: handed_over.value };
    return { paired: this.paired.value, network, activity: shown, ...tally, last_synced_at, progress, put_off };
  }
}
