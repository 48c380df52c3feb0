/**
 * Pairing: from a code to a practice, and which sessions of before go along. Opening a link redeems nothing.
 *
 * It is no part of the first load: pairing-door.ts fetches it. An answer may be lost. So a claim is kept before the code
 * is sent: the same code, tried again, leads on while it lasts.
 */
import { signal } from '@preact/signals';
import { type Becoming, type Belonged, belonged_key, is_of_others, NotHandedIn } from '../core/becoming';
import { CLAIM, CLAIM_BYTES, type Claim, next_attempt } from '../core/claim';
import type { FactRow } from '../shell/schema';
import type { Reply } from '../shell/server';
import type { Paired, Role } from '../wire.gen';
import type { PairState } from './model';
import type { Unbound } from './sessions';
import { kept_text } from './text';
import type { World } from './world';

export type PairingWorld = Pick<World, 'server' | 'database' | 'random'>;

export interface PairingListener {
  /** Sessions of no practice that a device of this role may take along. */
  unbound(role: Role): Unbound[];
  /** Hands in and reads what there is; false where the server has not said that all of it fits. */
  synced(): Promise<boolean>;
  /** This device is of that practice now. */
  paired(paired: Paired): void;
}

interface Tried {
  code: string;
  sessions: readonly string[];
}

export class Pairing {
  readonly state;
  readonly #world: PairingWorld;
  readonly #listener: PairingListener;
  /** The code whose redeeming was never answered. */
  #tried: Tried | null = null;

  /** `state`: what the screens read, and have read before this code was here (pairing-door.ts). */
  constructor(world: PairingWorld, listener: PairingListener, state = signal<PairState>({ state: 'idle' })) {
    this.#world = world;
    this.#listener = listener;
    this.state = state;
  }

  /** Whose code is this? */
  async look(code: string): Promise<void> {
    this.state.value = { state: 'looking', code };
    const { database, server } = this.#world;
    const kept = (await database.kept(CLAIM).catch(() => undefined)) as Claim | undefined;
    const asked = { code, claim: kept?.claim ?? null };
    const [reply, known] = await Promise.all([server.preview(asked), server.me()]);
    if (this.state.value.state !== 'looking' || this.state.value.code !== code) return;
    if (reply.kind === 'ok') {
      const is_again = known.kind === 'ok' && known.value.practice_id === reply.value.practice_id;
      const known_as = is_again ? (known.value.device_name ?? '') : '';
      const unbound = this.#listener.unbound(reply.value.role);
      const lets_go = (await this.#of_others(reply.value).catch(() => [])).length > 0;
      if (this.state.value.state !== 'looking' || this.state.value.code !== code) return;
      this.state.value = { state: 'asking', code, ...reply.value, known_as, unbound, lets_go };
      return;
    }
    const failure = failure_from(reply, code);
    if (this.#tried?.code === code && (await this.#was_redeemed(failure, this.#tried))) return;
    this.state.value = failure;
  }

  /** Redeems the code for this browser; `sessions` are those to send to the practice. */
  async confirm(device_name: string, sessions: readonly string[]): Promise<void> {
    const asking = this.state.value;
    if (asking.state !== 'asking') return;
    const { code } = asking;
    this.state.value = { state: 'pairing' };
    const { database, server, random } = this.#world;
    // Before the code is sent: where something is not on the server yet, it is not used up in vain.
    if (!(await this.#can_become(asking).catch(() => false))) {
      this.state.value = { state: 'failed', why: 'not-handed-in', detail: '', code };
      return;
    }
    const attempt = (before: object | undefined) =>
      next_attempt(before as Claim | undefined, random.bytes(CLAIM_BYTES));
    const claim = (await database.alter(CLAIM, attempt).catch(() => null)) as Claim | null;
    // Storage that takes nothing cannot belong to a practice: the code is not used up in vain.
    if (claim === null) {
      this.state.value = { state: 'failed', why: 'storage', detail: '', code };
      return;
    }
    const reply = await server.pair({ code, device_name: kept_text(device_name, 80), ...claim });
    if (reply.kind === 'ok') return this.#belong_to(reply.value, sessions, code);
    const failure = failure_from(reply, code);
    this.#tried = { code, sessions };
    if (!(await this.#was_redeemed(failure, this.#tried))) this.state.value = failure;
  }

  /** What is kept here of others than the client whose device this is to be ([D8]). */
  async #of_others(next: Becoming): Promise<FactRow[]> {
    if (next.role !== 'client') return [];
    const { database } = this.#world;
    const [before, rows] = await Promise.all([database.meta('paired'), database.rows_elsewhere('')]);
    const practices = new Set(rows.map((row) => row.practice));
    for (const practice of practices) {
      const kept = (await database.kept(belonged_key(practice))) as Belonged | undefined;
      const was = before?.practice_id === practice ? before : kept;
      if (!is_of_others(practice, was, next)) practices.delete(practice);
    }
    return rows.filter((row) => practices.has(row.practice));
  }

  /** All that is kept of others is on the server, which has just said that its log is still the one that proved it. */
  async #can_become(next: Becoming): Promise<boolean> {
    const before = await this.#world.database.meta('paired');
    const is_another = before !== undefined && is_of_others(before.practice_id, before, next);
    // Also where nothing is here yet: an answer that is on its way to the device of before must not come after.
    const is_synced = is_another && (await this.#listener.synced());
    const others = await this.#of_others(next);
    const is_held = ({ practice, state }: FactRow) => practice === before?.practice_id && state === 'held';
    return others.length === 0 || (is_synced && others.every(is_held));
  }

  /** The server may have done its part though its answer was lost: then this browser is paired, and the code is used up. */
  async #was_redeemed(failure: PairState, { code, sessions }: Tried): Promise<boolean> {
    if (failure.state !== 'failed' || (failure.why !== 'offline' && failure.why !== 'code-not-valid')) return false;
    const { database, server } = this.#world;
    const before = await database.meta('paired').catch(() => undefined);
    const reply = await server.me();
    if (reply.kind !== 'ok' || reply.value.device_id === before?.device_id) return false;
    await this.#belong_to(reply.value, sessions, code);
    return true;
  }

  async #belong_to(paired: Paired, sessions: readonly string[], code: string): Promise<void> {
    this.#tried = null;
    try {
      const { database } = this.#world;
      const last = await database.meta('paired');
      await database.pair(paired, sessions);
      const before = last && last.practice_id !== paired.practice_id ? await this.#left_of(last) : null;
      this.state.value = { state: 'paired', practice_name: paired.practice_name, before };
      this.#listener.paired(paired);
    } catch (error) {
      const why = error instanceof NotHandedIn ? 'not-handed-in' : 'storage';
      this.state.value = { state: 'failed', why, detail: '', code };
    }
  }

  /** What stays on this device of the practice it was of until now; null: nothing. */
  async #left_of({ practice_id, practice_name }: Paired): Promise<{ practice_name: string; sessions: number } | null> {
    const sessions = await this.#world.database.session_count(practice_id).catch(() => 0);
    return sessions === 0 ? null : { practice_name, sessions };
  }

  cancel(): void {
    this.state.value = { state: 'idle' };
  }
}

function failure_from(reply: Exclude<Reply<unknown>, { kind: 'ok' }>, code: string): PairState {
  if (reply.kind !== 'problem') return { state: 'failed', why: 'offline', detail: '', code };
  const { type, detail } = reply.problem;
  if (type === 'code-not-valid') return { state: 'failed', why: 'code-not-valid', detail, code };
  if (type === 'https-needed') return { state: 'failed', why: 'not-loopback', detail };
  return { state: 'failed', why: 'other', detail };
}
