/**
 * The device's database: facts, the library, versions, the running session, and who this device is.
 *
 * Rules:
 *  [D1] Facts, their place in the outbox and the running state go in one transaction, on disk before it is answered.
 *  [D2] Ids and numbers are made inside that transaction, so that several tabs never clash and no number is left out.
 *  [D3] A fact is bound to one practice or to none, as its subject's facts before it, and never changes practice.
 *  [D4] No fact is deleted but what the server is proven to hold or to have been handed, says was erased, or holds as another's.
 *  [D9] Of a session that is on, or whose questions of afterwards are open, nothing is deleted: it is offered again, and
 *       goes once that is over. Nobody who presses loses what the guide, Stop and the advice stand on.
 *  [D5] Pulled facts, what receipts prove, and the cursor go in one transaction.
 *  [D7] The answer to a question that was asked from another cursor than the one that is kept changes nothing: somebody
 *       else has read on meanwhile, and what it holds may have been erased since.
 */
import { v4 } from 'uuid';
import { type Author, type NewFact, write_facts } from '../core/fact';
import type { Paired } from '../wire.gen';
import type { Applied, Change, FactStore, MetaStore, RunningStore } from './answer';
import {
  belong,
  bound,
  cursor_of,
  leave,
  let_held_go,
  NOTE_DRAFT,
  note_drafts,
  OWN,
  under,
  type Whole,
} from './belonging';
import type { Random } from './random';
import {
  abandon,
  type Connection,
  type FactRow,
  type KeptLibrary,
  type KeptVersion,
  type Meta,
  open_connection,
  type Running,
  UNBOUND,
} from './schema';

/** Why the database cannot be used now. */
export type DatabaseFault = 'storage-full' | 'storage-blocked' | 'older-app';

/** What happens to the running session with the facts: it is kept, or it is over. */
export type RunningChange = { keep: Running } | { drop: string };
/** How far a session that is kept has come since, without its plan: written every second of a hold. */
export type Seen = Pick<Running, 'session_id' | 'session'>;

const STRICT = { durability: 'strict' } as const;
/** A key in `meta`. */
const SEEN = 'seen';

export class Database {
  readonly #name: string;
  readonly #random: Random;
  #opening: Promise<Connection> | null = null;

  constructor(random: Random, name = 'holdwell') {
    this.#random = random;
    this.#name = name;
  }

  // -- Who this device is ---------------------------------------------------------------------------------------------

  async meta<K extends keyof Meta>(key: K): Promise<Meta[K] | undefined> {
    return (await (await this.#open()).get('meta', key)) as Meta[K] | undefined;
  }

  /** The random id of this installation, made at the first asking and kept for good. */
  async origin(): Promise<string> {
    const tx = (await this.#open()).transaction('meta', 'readwrite', STRICT);
    const author = (await tx.store.get('author')) as Author | undefined;
    const known = author ?? this.#new_author();
    if (author === undefined) await tx.store.put(known, 'author');
    await tx.done;
    return known.origin;
  }

  async note_recalled(): Promise<void> {
    await (await this.#open()).put('meta', true, 'recalled');
  }

  /** Settings are the view's own record; they hold nothing of a person. */
  async settings(): Promise<object> {
    return ((await (await this.#open()).get('meta', 'settings')) as object | undefined) ?? {};
  }

  async keep_settings(settings: object): Promise<void> {
    await (await this.#open()).put('meta', settings, 'settings');
  }

  // -- What else this device keeps for itself, and never sends ----------------------------------------------------------

  async kept(key: string): Promise<object | undefined> {
    return (await (await this.#open()).get('meta', OWN + key)) as object | undefined;
  }

  async kept_under(beginning: string): Promise<{ key: string; value: object }[]> {
    const range = under(OWN + beginning);
    const tx = (await this.#open()).transaction('meta');
    const [keys, values] = await Promise.all([tx.store.getAllKeys(range), tx.store.getAll(range)]);
    return keys.map((key, i) => ({ key: key.slice(OWN.length), value: values[i] as object }));
  }

  /** Keeps it; with null it is forgotten. */
  async keep(key: string, value: object | null): Promise<void> {
    const connection = await this.#open();
    if (value === null) await connection.delete('meta', OWN + key);
    else await connection.put('meta', value, OWN + key);
  }

  /** Changes what is kept under a key, with no other tab between; null forgets it. Answers with what is kept then. */
  async alter(key: string, change: (before: object | undefined) => object | null): Promise<object | null> {
    const tx = (await this.#open()).transaction('meta', 'readwrite');
    const after = change((await tx.store.get(OWN + key)) as object | undefined);
    await (after === null ? tx.store.delete(OWN + key) : tx.store.put(after, OWN + key));
    await tx.done;
    return after;
  }

  // -- Content --------------------------------------------------------------------------------------------------------

  async library(): Promise<KeptLibrary | undefined> {
    return (await this.#open()).get('library', 'current');
  }

  async keep_library(kept: KeptLibrary): Promise<void> {
    await (await this.#open()).put('library', kept, 'current');
  }

  async version(digest: string): Promise<KeptVersion | undefined> {
    return (await this.#open()).get('versions', digest);
  }

  /** Keeps the text that the server gave of a version. */
  async keep_version(digest: string, text: string): Promise<void> {
    await (await this.#open()).put('versions', { digest, version: null, text });
  }

  /** Digests of the versions whose text the server gave. */
  async proven_versions(): Promise<Set<string>> {
    const all = await (await this.#open()).getAll('versions');
    return new Set(all.filter((kept) => kept.text !== null).map((kept) => kept.digest));
  }

  // -- The session that is on -----------------------------------------------------------------------------------------

  /** Each as far as it was last seen. */
  async running(): Promise<Running[]> {
    const tx = (await this.#open()).transaction(['running', 'meta']);
    const seen = (await tx.objectStore('meta').get(SEEN)) as Seen | undefined;
    const kept = await tx.objectStore('running').getAll();
    return kept.map((each) => (each.session_id === seen?.session_id ? { ...each, session: seen.session } : each));
  }

  /** Only ever of the session that was kept last: what is kept later, or dropped, takes its place. */
  async see(seen: Seen): Promise<void> {
    await (await this.#open()).put('meta', seen, SEEN);
  }

  /** A flow that has not come to its run, or (`build`) a session that is being built: its own record. */
  async draft(of: 'draft' | 'build' = 'draft'): Promise<object | undefined> {
    return (await (await this.#open()).get('meta', of)) as object | undefined;
  }

  /** Keeps the draft, or with null forgets it: nothing of it was ever logged. */
  async keep_draft(draft: object | null, of: 'draft' | 'build' = 'draft'): Promise<void> {
    const connection = await this.#open();
    await (draft === null ? connection.delete('meta', of) : connection.put('meta', draft, of));
  }

  /** Notes that were typed and not saved, by session. */
  async note_drafts(): Promise<Record<string, string>> {
    const tx = (await this.#open()).transaction('meta');
    const [keys, texts] = await Promise.all([tx.store.getAllKeys(note_drafts()), tx.store.getAll(note_drafts())]);
    return Object.fromEntries(keys.map((key, i) => [key.slice(NOTE_DRAFT.length), String(texts[i])]));
  }

  /** Keeps what was typed of a note, or forgets it where nothing is left of it. */
  async keep_note_draft(session_id: string, text: string): Promise<void> {
    const connection = await this.#open();
    if (text === '') await connection.delete('meta', NOTE_DRAFT + session_id);
    else await connection.put('meta', text, NOTE_DRAFT + session_id);
  }

  // -- Facts ----------------------------------------------------------------------------------------------------------

  /** Writes facts and the running state in one transaction ([D1], [D2], [D3]). Answers with the rows as they are kept. */
  async record(facts: readonly NewFact[], now_ms: number, changes: readonly RunningChange[]): Promise<FactRow[]> {
    const durability = facts.length > 0 ? STRICT : undefined;
    const tx = (await this.#open()).transaction(['facts', 'meta', 'versions', 'running'], 'readwrite', durability);
    try {
      const rows: FactRow[] = [];
      for (const change of changes) {
        if ('drop' in change) await tx.objectStore('running').delete(change.drop);
        else await tx.objectStore('running').put(change.keep);
      }
      if (changes.length > 0) await tx.objectStore('meta').delete(SEEN);
      if (facts.length > 0) {
        for (const change of changes) if ('keep' in change) await pin(tx.objectStore('versions'), change.keep);
        const meta = tx.objectStore('meta');
        const author = ((await meta.get('author')) as Author | undefined) ?? this.#new_author();
        const paired = (await meta.get('paired')) as Paired | undefined;
        const written = write_facts(facts, author, now_ms, () => this.#random.bytes(16));
        await meta.put(written.author, 'author');
        const store = tx.objectStore('facts');
        for (const fact of written.facts) {
          const before = await store.index('by_subject').get(fact.subject);
          const practice = before?.practice ?? paired?.practice_id ?? UNBOUND;
          const row: FactRow = { ...fact, practice, state: 'unsent', refused: null };
          await store.put(row);
          rows.push(row);
          if (practice !== UNBOUND && fact.client_id) rows.push(...(await bound(store, fact.client_id, practice)));
        }
      }
      await tx.done;
      return rows;
    } catch (error) {
      return abandon(tx, error);
    }
  }

  /** Every fact bound to the practice, and those bound to none. */
  async rows(practice: string): Promise<FactRow[]> {
    const index = (await this.#open()).transaction('facts').store.index('by_practice');
    const unbound = await index.getAll(UNBOUND);
    return practice === UNBOUND ? unbound : [...unbound, ...(await index.getAll(practice))];
  }

  /** The facts with these ids; those that are gone are left out. */
  async rows_by_id(ids: readonly string[]): Promise<FactRow[]> {
    const { store } = (await this.#open()).transaction('facts');
    const rows = await Promise.all(ids.map((id) => store.get(id)));
    return rows.filter((row) => row !== undefined);
  }

  /** Every fact of a session, whatever practice it is bound to. */
  async rows_of(subject: string): Promise<FactRow[]> {
    return (await this.#open()).getAllFromIndex('facts', 'by_subject', subject);
  }

  /** Every fact bound to a practice other than this one, in the order they were written. */
  async rows_elsewhere(practice: string): Promise<FactRow[]> {
    const index = (await this.#open()).transaction('facts').store.index('by_practice');
    const others: string[] = [];
    for (let at = await index.openKeyCursor(null, 'nextunique'); at !== null; at = await at.continue())
      if (at.key !== UNBOUND && at.key !== practice) others.push(at.key);
    return (await Promise.all(others.map((other) => index.getAll(other)))).flat();
  }

  /** How many sessions are bound to the practice. */
  async session_count(practice: string): Promise<number> {
    const rows = await (await this.#open()).getAllFromIndex('facts', 'by_practice', practice);
    return rows.filter((row) => row.kind === 'session_started').length;
  }

  /** How many facts no receipt proves yet, of every practice. */
  async unproven_count(): Promise<number> {
    const index = (await this.#open()).transaction('facts').store.index('by_state');
    const open: [string, string][] = [];
    for (let at = await index.openKeyCursor(null, 'nextunique'); at !== null; at = await at.continue())
      if (at.key[1] !== 'held') open.push(at.key);
    const counts = await Promise.all(open.map((key) => index.count(key)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Facts that no receipt proves yet, of every practice: what an export holds. */
  async unproven(): Promise<FactRow[]> {
    return (await (await this.#open()).getAll('facts')).filter((row) => row.state !== 'held');
  }

  // -- Sync -----------------------------------------------------------------------------------------------------------

  async unsent(practice: string): Promise<FactRow[]> {
    return (await this.#open()).getAllFromIndex('facts', 'by_state', [practice, 'unsent']);
  }

  async cursor(practice: string): Promise<string | null> {
    return ((await (await this.#open()).get('meta', cursor_of(practice))) as string | undefined) ?? null;
  }

  /** How many facts are bound to the practice. */
  async fact_count(practice: string): Promise<number> {
    return (await this.#open()).countFromIndex('facts', 'by_practice', practice);
  }

  /** Takes an answer of the server in, whole or not at all ([D5]); null where it came too late ([D7]). */
  async apply(applied: Applied): Promise<Change | null> {
    return this.take_in((facts, meta, running) => applied.take_in(facts, meta, applied, running));
  }

  /** Does what is to be done with something read, in one transaction. */
  async take_in<T>(take: (facts: FactStore, meta: MetaStore, running: RunningStore) => Promise<T>): Promise<T> {
    return this.#whole((tx) => take(tx.objectStore('facts'), tx.objectStore('meta'), tx.objectStore('running')));
  }

  /** Refused facts are offered once more: somebody asked. */
  async offer_refused_again(practice: string): Promise<FactRow[]> {
    const tx = (await this.#open()).transaction('facts', 'readwrite', STRICT);
    const refused = await tx.store.index('by_state').getAll([practice, 'refused']);
    const rows = refused.map((row): FactRow => ({ ...row, state: 'unsent', refused: null }));
    for (const row of rows) await tx.store.put(row);
    await tx.done;
    return rows;
  }

  // -- Pairing --------------------------------------------------------------------------------------------------------

  /** This device is of that practice now; the chosen sessions, with the clients they name, are bound to it. */
  async pair(paired: Paired, sessions: readonly string[]): Promise<FactRow[]> {
    return this.#whole((tx) => belong(tx, paired, sessions));
  }

  /** Removed: this device is of no practice now. False where it is another device than was told so ([D10]). */
  async leave(practice: string, device_id: string | null): Promise<boolean> {
    return this.#whole((tx) => leave(tx, practice, device_id));
  }

  /** Removed: what the server is proven to hold goes; `is_proven`: the log is still the one that was read ([D4]). */
  async wipe_held(practice: string, is_proven: boolean): Promise<void> {
    return this.#whole((tx) => let_held_go(tx, practice, is_proven));
  }

  /** Is anything of the practice here that counts as held? */
  async holds(practice: string): Promise<boolean> {
    return (await (await this.#open()).countFromIndex('facts', 'by_state', [practice, 'held'])) > 0;
  }

  /** What a failed call means for the person. */
  fault_of(error: unknown): DatabaseFault {
    const name = error instanceof Error || error instanceof DOMException ? error.name : '';
    if (name === 'QuotaExceededError') return 'storage-full';
    return name === 'VersionError' ? 'older-app' : 'storage-blocked';
  }

  /** One transaction, whole or not at all. */
  async #whole<T>(write: (tx: Whole) => Promise<T>): Promise<T> {
    const tx = (await this.#open()).transaction(['facts', 'meta', 'running'], 'readwrite', STRICT);
    return write(tx).then(
      (written) => tx.done.then(() => written),
      (error: unknown) => abandon(tx, error),
    );
  }

  #new_author(): Author {
    return { origin: v4({ random: this.#random.bytes(16) }), seq: 0, last_ms: 0, count: 0 };
  }

  #open(): Promise<Connection> {
    this.#opening ??= open_connection(this.#name, () => {
      this.#opening = null;
    }).catch((error: unknown) => {
      this.#opening = null;
      throw error;
    });
    return this.#opening;
  }
}

/** A session's version stays readable after it, whatever becomes of the library. */
async function pin(versions: VersionStore, { digest, version }: Running): Promise<void> {
  if ((await versions.get(digest)) === undefined) await versions.put({ digest, version, text: null });
}

interface VersionStore {
  get(digest: string): Promise<KeptVersion | undefined>;
  put(kept: KeptVersion): Promise<unknown>;
}
