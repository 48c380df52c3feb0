/**
 * The shape of the device's database, and its numbered migrations. Shipped is for ever: a migration is never edited.
 *
 * Facts and outbox are one store: a fact's `state` says whether it waits to be sent, so the two can never disagree.
 */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import type { Advice } from '../core/advice';
import type { Author, WrittenFact } from '../core/fact';
import type { OutboxFact } from '../core/outbox';
import type { Plan } from '../core/plan';
import type { Session } from '../core/state';
import type { Library, Paired, ProtocolVersion } from '../wire.gen';

/** The practice of facts that are bound to none. */
export const UNBOUND = '';

/** A fact as this device keeps it. */
export interface FactRow extends WrittenFact {
  /** The client whom the server filed it under, where it was read from there; else the one that its text names. */
  client_id: string | null;
  /** The practice it is bound to, or UNBOUND. */
  practice: string;
  state: OutboxFact['state'];
  /** Why the server did not take it; `digest`: what it holds in its place ([O6]). Rows of before do not know that. */
  refused: (Reason & { digest?: string | null }) | null;
}

/** Why the server did not take a fact. */
export interface Reason {
  type: string;
  title: string;
  detail: string;
}

/** A session that is on, as it is taken up again after a kill. */
export interface Running {
  session_id: string;
  version: ProtocolVersion;
  digest: string;
  plan: Plan;
  session: Session;
  client_id: string | null;
  affected_side: 'left' | 'right' | null;
  left_out: string[];
  /** [C18] Points that were closed before it the same day, of whatever protocol: none is added by hand. */
  closed_today?: string[];
  pain_before: number | null;
  answers: Record<string, 'yes' | 'no'>;
  /** The advice that has not been read yet. */
  advice?: Advice['id'] | null;
}

export interface KeptLibrary {
  etag: string | null;
  library: Library;
}

export interface KeptVersion {
  digest: string;
  /** Null where the text says it: to keep an object costs a slow phone many times what a text does. */
  version: ProtocolVersion | null;
  /** The server's text, whose SHA-256 is the digest; null when the version was put together on the device. */
  text: string | null;
}

/** What stands in the store `meta`, by key. Cursors stand under `cursor/` and the practice's id. */
export interface Meta {
  author: Author;
  paired: Paired;
  /** The practice that has revoked this device. */
  revoked: string;
  /** How many facts this device, removed, has handed over to the practice's owner. */
  handed_over: number;
  /** The server was asked whose cookie this is. */
  recalled: true;
  last_synced_at: number;
}

export interface HoldwellSchema extends DBSchema {
  facts: {
    key: string;
    value: FactRow;
    indexes: { by_subject: string; by_state: [string, string]; by_practice: string };
  };
  meta: { key: string; value: unknown };
  library: { key: 'current'; value: KeptLibrary };
  versions: { key: string; value: KeptVersion };
  running: { key: string; value: Running };
}

export type Connection = IDBPDatabase<HoldwellSchema>;
type Upgrade = IDBPTransaction<
  HoldwellSchema,
  ('facts' | 'meta' | 'library' | 'versions' | 'running')[],
  'versionchange'
>;

/** Migration number n brings the database from version n - 1 to n. */
const MIGRATIONS: readonly ((connection: Connection, upgrade: Upgrade) => void)[] = [
  (connection) => {
    const facts = connection.createObjectStore('facts', { keyPath: 'id' });
    facts.createIndex('by_subject', 'subject');
    facts.createIndex('by_state', ['practice', 'state']);
    facts.createIndex('by_practice', 'practice');
    connection.createObjectStore('meta');
    connection.createObjectStore('library');
    connection.createObjectStore('versions', { keyPath: 'digest' });
    connection.createObjectStore('running', { keyPath: 'session_id' });
  },
];

/** Opens the database and brings it up to date. `on_gone`: the connection is closed and must be opened again. */
export function open_connection(name: string, on_gone: () => void): Promise<Connection> {
  return openDB<HoldwellSchema>(name, MIGRATIONS.length, {
    upgrade(connection, from, _to, upgrade) {
      for (const migrate of MIGRATIONS.slice(from)) migrate(connection, upgrade);
    },
    // A newer app in another tab wants to migrate: this connection must not stand in its way.
    blocking(_from, _to, event) {
      (event.target as IDBDatabase).close();
      on_gone();
    },
    terminated: on_gone,
  });
}

interface Abandoned {
  abort(): void;
  done: Promise<void>;
}

/** Nothing of a transaction that failed half-way stays. */
export function abandon(tx: Abandoned, error: unknown): never {
  tx.done.catch(() => {});
  try {
    tx.abort();
  } catch {
    // The browser aborted it already.
  }
  throw error;
}
