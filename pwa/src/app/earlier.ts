/**
 * What this device keeps of practices it belonged to before: read, and handed out as a file.
 *
 * Facts never change practice: nothing here is sent to the practice of now, and nothing is written or deleted.
 */
import { signal } from '@preact/signals';
import { fact_from } from '../core/fact';
import { clients_from, type SessionRecord, sessions_from } from '../core/history';
import type { FactRow, UNBOUND as Unbinding } from '../shell/schema';
import type { Earlier } from './model';
import type { World } from './world';

/** The practice of facts that are bound to none, as the database keeps it. */
const UNBOUND: typeof Unbinding = '';
const NOTHING: Earlier = { sessions: [], clients: [] };

export class EarlierKeeper {
  readonly earlier = signal<Earlier>(NOTHING);
  /** All that is bound to another practice than that of now, also while this device belongs to none: for the dose guard. */
  elsewhere: readonly SessionRecord[] = [];
  readonly #world: Pick<World, 'database' | 'exporter' | 'clock'>;
  #practice: string | null = null;

  constructor(world: Pick<World, 'database' | 'exporter' | 'clock'>) {
    this.#world = world;
  }

  /** Reads what is bound to another practice than this one; a device of no practice shows no earlier one. */
  async load(practice: string | null, running: string | null): Promise<void> {
    this.#practice = practice;
    const rows = await this.#world.database.rows_elsewhere(practice ?? UNBOUND).catch(() => []);
    const facts = rows.flatMap((row) => fact_from(row.raw) ?? []);
    // Another reading has begun meanwhile: it knows better.
    if (practice !== this.#practice) return;
    const sessions = sessions_from(facts.filter((fact) => fact.subject !== running));
    this.elsewhere = sessions;
    this.earlier.value = practice === null ? NOTHING : { sessions, clients: clients_from(facts) };
  }

  /** Every fact of earlier practices, one a line, as they were written. */
  async export(): Promise<void> {
    const rows = await this.#rows();
    if (rows.length === 0) return;
    const { wall_ms } = this.#world.clock.now();
    this.#world.exporter.save(`holdwell-earlier-${wall_ms}.jsonl`, rows.map((row) => `${row.raw}\n`).join(''));
  }

  async #rows(): Promise<FactRow[]> {
    if (this.#practice === null) return [];
    return this.#world.database.rows_elsewhere(this.#practice).catch(() => []);
  }
}
