/**
 * Older sessions: what the server has of before this device began to read, and reading it when somebody asks.
 *
 * Must never read by itself what nobody asked for: a flow with a client asks, since advice goes by all of their sessions.
 *
 *  [OL1] Whoever asks for everybody's sees at least one session more, or that there was none; of a client all come.
 *  [OL2] What is not here is said wherever it would be missed: at the end of the history, with a client, before Start.
 *  [OL3] Start waits for what is being read, for a few seconds at most.
 */
import { signal } from '@preact/signals';
import type { KeptOlder } from '../shell/belonging';
import type { OlderState } from './model';
import type { Sessions } from './sessions';
import type { World } from './world';

const LONGEST_WAIT_MS = 3000;
const NONE: OlderState = { is_there: false, whole: [], reading: null, trouble: null };

export class OlderKeeper {
  readonly older = signal<OlderState>(NONE);
  readonly #world: Pick<World, 'database' | 'sync' | 'clock'>;
  readonly #sessions: Sessions;
  #practice: string | null = null;
  /** One reading after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(world: Pick<World, 'database' | 'sync' | 'clock'>, sessions: Sessions) {
    this.#world = world;
    this.#sessions = sessions;
  }

  /** Looks what this device has not read of the practice. */
  async load(practice: string | null = this.#practice): Promise<void> {
    if (practice !== this.#practice) this.older.value = NONE;
    this.#practice = practice;
    const kept =
      practice === null ? undefined : await this.#world.database.kept(`older/${practice}`).catch(() => undefined);
    if (practice !== this.#practice) return;
    const { clients = {} } = (kept ?? {}) as Partial<KeptOlder>;
    const whole = Object.keys(clients).filter((id) => clients[id] === null);
    const before = this.older.peek();
    if (kept === undefined && !before.is_there) return;
    this.older.value = { ...before, is_there: kept !== undefined, whole };
  }

  /** The server was reached: what could not be had a moment ago may be asked for again. */
  synced(): Promise<void> {
    if (this.older.peek().trouble !== null) this.#note({ trouble: null });
    return this.load();
  }

  /** True where sessions of this client, or with null of anybody, may be missing here. */
  lacks(client_id: string | null): boolean {
    const { is_there, whole } = this.older.value;
    return is_there && !(client_id !== null && whole.includes(client_id));
  }

  /** Reads older sessions, of a client all of them ([OL1]). */
  read(client_id: string | null): Promise<void> {
    this.#turn = this.#turn.then(() => this.#read(client_id));
    return this.#turn;
  }

  /** Once what is being read is here, or it takes too long ([OL3]). */
  ready(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#world.clock.after(LONGEST_WAIT_MS, resolve);
      void this.#turn.then(() => {
        cancel();
        resolve();
      });
    });
  }

  async #read(client_id: string | null): Promise<void> {
    if (!this.lacks(client_id)) return;
    const count = () => this.#sessions.sessions.peek()?.length ?? 0;
    const before = count();
    this.#note({ reading: { client_id, left: null }, trouble: null });
    for (;;) {
      const reply = await this.#world.sync.older(client_id);
      if (reply.kind !== 'read') {
        this.#note({ trouble: reply.kind === 'offline' ? 'offline' : 'failed' });
        break;
      }
      this.#note({ reading: { client_id, left: reply.left } });
      if (reply.is_all || (client_id === null && count() > before)) break;
    }
    await this.load();
    this.#note({ reading: null });
  }

  #note(change: Partial<OlderState>): void {
    this.older.value = { ...this.older.peek(), ...change };
  }
}
