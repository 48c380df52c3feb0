/**
 * What happened, as the screens show it: sessions, clients, and how much of each the server is proven to hold.
 *
 * Everything is a fold over the facts on this device. Must never write a fact.
 */
import { signal } from '@preact/signals';
import { type AuditEntry, audit_from, is_audit } from '../core/audit';
import { fact_from, type NewFact } from '../core/fact';
import {
  type ClientRecord,
  clients_from,
  type KnownFact,
  type SessionRecord,
  session_from,
  was_begun,
} from '../core/history';
import type { Database } from '../shell/database';
import type { FactRow, UNBOUND as Unbinding } from '../shell/schema';
import type { Role } from '../wire.gen';
import type { SessionSync } from './model';

/** How many facts this installation has written for its practice, and what became of them. */
export interface Tally {
  written: number;
  on_server: number;
  /** Facts on this device, of whatever practice or none, that no server is proven to hold. */
  unsent: number;
  refused: { id: string; kind: string; title: string; detail: string }[];
}

export interface Unbound {
  id: string;
  title: string;
  at: number;
  was_begun: boolean;
}

/** The practice of facts that are bound to none, as the database keeps it. */
const UNBOUND: typeof Unbinding = '';

type Known = { row: Omit<FactRow, 'raw'>; fact: KnownFact };

export class Sessions {
  readonly sessions = signal<SessionRecord[] | null>(null);
  readonly clients = signal<ClientRecord[]>([]);
  readonly session_sync = signal<Record<string, SessionSync>>({});
  /** The facts that make up the practice's own protocols. */
  readonly documents = signal<readonly KnownFact[]>([]);
  /** What was done to the practice, newest first. */
  readonly audit = signal<AuditEntry[]>([]);
  readonly tally = signal<Tally>({ written: 0, on_server: 0, unsent: 0, refused: [] });

  readonly #database: Database;
  #practice: string = UNBOUND;
  /** The session that is on: it is shown whatever practice it is bound to. */
  #session: string | null = null;
  /** The client whose device this is: of nobody else anything is shown, whatever lies here ([D8]). */
  #client: string | null = null;
  #origin = '';
  /** Rises with whatever is taken in, so that a reading that was overtaken is done again. */
  #takes = 0;
  #loads = 0;
  #subjects = new Map<string, Map<string, Known>>();
  #records = new Map<string, SessionRecord>();
  #clients = new Map<string, KnownFact>();
  #documents = new Map<string, KnownFact>();
  #audit = new Map<string, KnownFact>();
  /** Own facts of this practice, kept up to date fact by fact. */
  #own = new Map<string, FactRow['state']>();
  #on_server = 0;
  #refused = new Map<string, Tally['refused'][number]>();
  #waiting: readonly KnownFact[] = [];

  constructor(database: Database) {
    this.#database = database;
  }

  /** This installation; empty until the device was read. */
  get origin(): string {
    return this.#origin;
  }

  /** Resolves once the device has been read. */
  async known(): Promise<void> {
    if (this.sessions.peek() !== null) return;
    await new Promise<void>((resolve) => {
      const stop = this.sessions.subscribe((sessions) => {
        if (sessions === null) return;
        resolve();
        queueMicrotask(() => stop());
      });
    });
  }

  /** Reads everything of this practice, what is bound to none, and the session that is on, from the device. */
  async load(practice: string | null, session: string | null = null, client: string | null = null): Promise<void> {
    this.#loads += 1;
    const load = this.#loads;
    this.#practice = practice ?? UNBOUND;
    this.#client = client;
    this.#session = session;
    // What is on the screen stays until it is left, wherever its facts have gone meanwhile.
    const shown = session === null ? [] : this.#facts_of(session);
    try {
      this.#origin = await this.#database.origin();
      let rows: FactRow[];
      let takes: number;
      do {
        takes = this.#takes;
        rows = await this.#database.rows(this.#practice);
        if (session !== null) rows.push(...(await this.#database.rows_of(session)));
      } while (takes !== this.#takes);
      // What was asked for later is read later.
      if (load !== this.#loads) return;
      const indices = [this.#subjects, this.#records, this.#clients, this.#documents, this.#own, this.#refused];
      for (const index of [...indices, this.#audit]) index.clear();
      this.#on_server = 0;
      this.session_sync.value = {};
      if (session !== null && shown.length > 0)
        this.#subjects.set(session, new Map(shown.map((known) => [known.row.id, known])));
      this.take(rows);
      if (session !== null && shown.length > 0) this.#fold(new Set([session]));
    } catch {
      // Blocked storage is said by the recorder at the first fact; there is no past to show.
      this.sessions.value ??= [];
    }
  }

  /** Facts that are new, or whose place has changed. Only their subjects are folded again. */
  take(rows: readonly FactRow[]): void {
    this.#takes += 1;
    const touched = new Set<string>(this.#waiting.map((fact) => fact.subject));
    for (const row of rows) {
      if (row.practice !== UNBOUND && row.practice !== this.#practice && row.subject !== this.#session) continue;
      const fact = fact_from(row.raw);
      if (fact === null || !this.#may_be_known(row)) continue;
      const { raw: _, ...rest } = row;
      const subject = this.#subjects.get(row.subject) ?? new Map<string, Known>();
      // What a client pressed alone names nobody: whose it is, is under whom the server filed it (Y13).
      subject.set(row.id, { row: rest, fact: { ...fact, client_id: fact.client_id ?? row.client_id } });
      this.#subjects.set(row.subject, subject);
      if (fact.kind === 'client_saved') this.#clients.set(fact.id, fact);
      if (is_of_document(fact)) this.#documents.set(fact.id, fact);
      if (is_audit(fact.kind)) this.#audit.set(fact.id, fact);
      this.#count(row);
      touched.add(row.subject);
    }
    this.#fold(touched);
    void this.#count_unsent();
  }

  /** Facts that wait in memory: they happened, so they are shown. Those of before wait no more. */
  wait(facts: readonly NewFact[]): void {
    const touched = new Set<string>([...this.#waiting, ...facts].map((fact) => fact.subject));
    // Behind every fact that is stored: what happened last, waits last.
    this.#waiting = facts.map((fact, i) => ({ ...fact, id: `~${1e6 + i}`, origin: this.#origin, seq: 0 }));
    this.#fold(touched);
    void this.#count_unsent();
  }

  /**
   * Sessions of this device that are bound to no practice, newest first. A client's device takes along what was pressed
   * alone: a session with somebody is that person's, and a therapist's to hand in.
   */
  unbound(role: Role): Unbound[] {
    return (this.sessions.value ?? [])
      .filter(({ audience }) => role !== 'client' || audience === 'self-care')
      .filter(({ id }) => this.#facts_of(id).every(({ row }) => row.practice === UNBOUND))
      .map((session) => ({
        id: session.id,
        title: session.title,
        at: session.started_at,
        was_begun: was_begun(session),
      }));
  }

  /** A client's device shows no client but its own, and nothing that only staff reads. */
  #may_be_known(row: Pick<FactRow, 'kind' | 'subject'>): boolean {
    if (this.#client === null) return true;
    if (row.kind === 'client_saved') return row.subject === this.#client;
    return !is_of_document(row) && !is_audit(row.kind);
  }

  /** On a client's device: a session of theirs by the last word on that, or one pressed alone; and the one that is on. */
  #is_shown({ id, client_id, audience }: SessionRecord): boolean {
    if (this.#client === null || id === this.#session || client_id === this.#client) return true;
    return client_id === null && audience === 'self-care';
  }

  #facts_of(subject: string): Known[] {
    return [...(this.#subjects.get(subject)?.values() ?? [])];
  }

  #fold(touched: ReadonlySet<string>): void {
    const sync = { ...this.session_sync.value };
    for (const subject of touched) {
      const known = this.#facts_of(subject);
      const waiting = this.#waiting.filter((fact) => fact.subject === subject);
      const record = session_from([...known.map(({ fact }) => fact), ...waiting]);
      if (record === null || !this.#is_shown(record)) {
        this.#records.delete(subject);
        delete sync[subject];
        continue;
      }
      this.#records.set(subject, record);
      sync[subject] = {
        written: known.length + waiting.length,
        on_server: known.filter(({ row }) => row.state === 'held').length,
        refused: known.filter(({ row }) => row.state === 'refused').length,
      };
    }
    this.session_sync.value = sync;
    this.sessions.value = [...this.#records.values()].sort(
      (a, b) => b.started_at - a.started_at || (a.id < b.id ? 1 : -1),
    );
    const clients = [...this.#clients.values(), ...this.#waiting.filter((fact) => fact.kind === 'client_saved')];
    this.clients.value = clients_from(clients);
    const documents = [...this.#documents.values(), ...this.#waiting.filter(is_of_document)];
    const before = this.documents.peek();
    if (documents.length !== before.length || documents.some((each, i) => each !== before[i]))
      this.documents.value = documents;
    if (this.#audit.size !== this.audit.peek().length) this.audit.value = audit_from([...this.#audit.values()]);
    this.#tell();
  }

  /** Puts one row's place into the numbers, instead of what it was before. */
  #count(row: FactRow): void {
    const { id, kind, state, refused } = row;
    if (this.#own.get(id) === 'held') this.#on_server -= 1;
    this.#own.delete(id);
    this.#refused.delete(id);
    if (row.origin !== this.#origin || row.practice !== this.#practice) return;
    this.#own.set(id, state);
    if (state === 'held') this.#on_server += 1;
    if (refused !== null) this.#refused.set(id, { id, kind, title: refused.title, detail: refused.detail });
  }

  async #count_unsent(): Promise<void> {
    const stored = await this.#database.unproven_count().catch(() => 0);
    this.tally.value = { ...this.tally.value, unsent: stored + this.#waiting.length };
  }

  #tell(): void {
    this.tally.value = {
      ...this.tally.value,
      written: this.#own.size + this.#waiting.length,
      on_server: this.#practice === UNBOUND ? 0 : this.#on_server,
      refused: [...this.#refused.values()],
    };
  }
}

function is_of_document({ kind }: Pick<KnownFact, 'kind'>): boolean {
  return kind === 'protocol_saved' || kind === 'protocol_put_away';
}
