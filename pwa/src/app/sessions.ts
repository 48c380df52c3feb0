/**
 * What happened, as the screens show it: sessions, clients, and how much of each the server is proven to hold.
 *
 * Everything is a fold over the facts on this device. Must never write a fact.
 */
import { signal } from '@preact/signals';
import { fact_from } from '../core/fact';
import { type ClientRecord, clients_from, type KnownFact, type SessionRecord, session_from } from '../core/history';
import type { Database } from '../shell/database';
import type { FactRow, UNBOUND as Unbinding } from '../shell/schema';
import type { SessionSync } from './model';

/** How many facts this installation has written for its practice, and what became of them. */
export interface Tally {
  written: number;
  on_server: number;
  refused: { id: string; kind: string; title: string; detail: string }[];
}

export interface Unbound {
  id: string;
  title: string;
  at: number;
}

/** The practice of facts that are bound to none, as the database keeps it. */
const UNBOUND: typeof Unbinding = '';

type Known = { row: Omit<FactRow, 'raw'>; fact: KnownFact };

export class Sessions {
  readonly sessions = signal<SessionRecord[] | null>(null);
  readonly clients = signal<ClientRecord[]>([]);
  readonly session_sync = signal<Record<string, SessionSync>>({});
  readonly tally = signal<Tally>({ written: 0, on_server: 0, refused: [] });

  readonly #database: Database;
  #practice: string = UNBOUND;
  #origin = '';
  /** Rises with whatever is taken in, so that a reading that was overtaken is done again. */
  #takes = 0;
  #subjects = new Map<string, Map<string, Known>>();
  #records = new Map<string, SessionRecord>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Reads everything of this practice, and what is bound to none, from the device. */
  async load(practice: string | null): Promise<void> {
    this.#practice = practice ?? UNBOUND;
    try {
      this.#origin = await this.#database.origin();
      let rows: FactRow[];
      let takes: number;
      do {
        takes = this.#takes;
        rows = await this.#database.rows(this.#practice);
      } while (takes !== this.#takes);
      this.#subjects.clear();
      this.#records.clear();
      this.session_sync.value = {};
      this.take(rows);
    } catch {
      // Blocked storage is said by the recorder at the first fact; there is no past to show.
      this.sessions.value ??= [];
    }
  }

  /** Facts that are new, or whose place has changed. */
  take(rows: readonly FactRow[]): void {
    this.#takes += 1;
    const touched = new Set<string>();
    for (const row of rows) {
      if (row.practice !== UNBOUND && row.practice !== this.#practice) continue;
      const fact = fact_from(row.raw);
      if (fact === null) continue;
      const { raw: _, ...rest } = row;
      const subject = this.#subjects.get(row.subject) ?? new Map<string, Known>();
      subject.set(row.id, { row: rest, fact });
      this.#subjects.set(row.subject, subject);
      touched.add(row.subject);
    }
    this.#fold(touched);
  }

  /** Sessions of this device that are bound to no practice, newest first. */
  unbound(): Unbound[] {
    return (this.sessions.value ?? [])
      .filter(({ id }) => this.#facts_of(id).every(({ row }) => row.practice === UNBOUND))
      .map(({ id, title, started_at }) => ({ id, title, at: started_at }));
  }

  #facts_of(subject: string): Known[] {
    return [...(this.#subjects.get(subject)?.values() ?? [])];
  }

  #fold(touched: ReadonlySet<string>): void {
    const sync = { ...this.session_sync.value };
    for (const subject of touched) {
      const known = this.#facts_of(subject);
      const record = session_from(known.map(({ fact }) => fact));
      if (record === null) continue;
      this.#records.set(subject, record);
      sync[subject] = {
        written: known.length,
        on_server: known.filter(({ row }) => row.state === 'held').length,
        refused: known.filter(({ row }) => row.state === 'refused').length,
      };
    }
    this.session_sync.value = sync;
    this.sessions.value = [...this.#records.values()].sort(
      (a, b) => b.started_at - a.started_at || (a.id < b.id ? 1 : -1),
    );
    const all = [...this.#subjects.keys()].flatMap((subject) => this.#facts_of(subject));
    this.clients.value = clients_from(all.filter(({ fact }) => fact.kind === 'client_saved').map(({ fact }) => fact));
    this.tally.value = this.#tallied(all);
  }

  #tallied(all: readonly Known[]): Tally {
    const own = all.filter(({ row }) => row.origin === this.#origin && row.practice === this.#practice);
    return {
      written: own.length,
      on_server: own.filter(({ row }) => row.state === 'held' && row.practice !== UNBOUND).length,
      refused: own.flatMap(({ row }) =>
        row.refused ? [{ id: row.id, kind: row.kind, title: row.refused.title, detail: row.refused.detail }] : [],
      ),
    };
  }
}
