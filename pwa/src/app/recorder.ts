/**
 * The one door by which facts and the running session reach the database.
 *
 * Owns the order of writes and what is done when the storage is full or blocked: everything waits in memory, in order,
 * and is tried again. Must never drop a fact, and never let a later state overtake a fact.
 */
import { signal } from '@preact/signals';
import type { NewFact } from '../core/fact';
import type { Cancel, Clock } from '../shell/clock';
import type { Database, RunningChange, Seen } from '../shell/database';
import type { FactRow } from '../shell/schema';
import type { Trouble } from './model';

interface Entry {
  facts: readonly NewFact[];
  change: RunningChange | null;
}

export interface RecorderListener {
  /** Facts that are on disk now. */
  written(rows: FactRow[]): void;
  /** All facts that wait in memory, since the storage does not take them; none when it does again. */
  waiting(facts: readonly NewFact[]): void;
}

const RETRY_MS = 3000;

export class Recorder {
  readonly trouble = signal<Trouble | null>(null);
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #listener: RecorderListener;
  #waiting: Entry[] = [];
  #writing: Promise<void> | null = null;
  #retry: Cancel | null = null;

  constructor(database: Database, clock: Clock, listener: RecorderListener) {
    this.#database = database;
    this.#clock = clock;
    this.#listener = listener;
  }

  /** Writes facts, and what becomes of the running session, in one transaction, after everything recorded before. */
  record(facts: readonly NewFact[], change: RunningChange | null = null): Promise<void> {
    this.#waiting.push({ facts, change });
    this.#retry?.();
    this.#retry = null;
    this.#writing ??= this.#write();
    return this.#writing;
  }

  /**
   * How far a session has come since it was kept: small, and of no use once anything is recorded after it. Where something
   * waits to be written, that says more.
   */
  see(seen: Seen): void {
    if (this.#waiting.length === 0 && this.#writing === null) void this.#database.see(seen).catch(() => {});
  }

  /** Facts that are in memory only. They have no id yet: that is made when they are stored. */
  waiting(): NewFact[] {
    return this.#waiting.flatMap((entry) => entry.facts);
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const entries = this.#waiting;
      this.#waiting = [];
      const facts = entries.flatMap((entry) => entry.facts);
      const changes = entries.flatMap((entry) => entry.change ?? []);
      try {
        const rows = await this.#database.record(facts, this.#clock.now().wall_ms, latest(changes));
        if (this.trouble.peek() !== null) this.#listener.waiting([]);
        this.trouble.value = null;
        if (rows.length > 0) this.#listener.written(rows);
      } catch (error) {
        this.#waiting = [...entries, ...this.#waiting];
        this.trouble.value = this.#database.fault_of(error);
        this.#listener.waiting(this.waiting());
        this.#retry = this.#clock.after(RETRY_MS, () => void this.record([]));
        break;
      }
    }
    // In the same breath as the last look at what waits: a record that comes now begins a new write.
    this.#writing = null;
  }
}

/** Of several states of one session only the last is of use. */
function latest(changes: readonly RunningChange[]): RunningChange[] {
  const last = new Map(changes.map((change) => ['drop' in change ? change.drop : change.keep.session_id, change]));
  return [...last.values()];
}
