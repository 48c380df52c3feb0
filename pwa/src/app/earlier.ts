/**
 * What this device keeps of practices it belonged to before: read, and handed out as a file.
 *
 * Facts never change practice: nothing here is sent to the practice of now, and nothing is written or deleted.
 */
import { signal } from '@preact/signals';
import { type Belonged, belonged_key } from '../core/becoming';
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
  #is_clients = false;

  constructor(world: Pick<World, 'database' | 'exporter' | 'clock'>) {
    this.#world = world;
  }

  /**
   * Reads what is bound to another practice than this one; a device of no practice shows no earlier one, and a client's
   * device none of which it was a device of staff.
   */
  async load(practice: string | null, running: string | null, is_clients = false): Promise<void> {
    this.#practice = practice;
    this.#is_clients = is_clients;
    const rows = await this.#world.database.rows_elsewhere(practice ?? UNBOUND).catch(() => []);
    const shown = await this.#shown(rows);
    const facts_in = (of: FactRow[]) =>
      of.flatMap((row) => fact_from(row.raw) ?? []).filter((fact) => fact.subject !== running);
    // Another reading has begun meanwhile: it knows better.
    if (practice !== this.#practice) return;
    this.elsewhere = sessions_from(facts_in(rows));
    const facts = facts_in(shown);
    this.earlier.value = practice === null ? NOTHING : { sessions: sessions_from(facts), clients: clients_from(facts) };
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
    return this.#shown(await this.#world.database.rows_elsewhere(this.#practice).catch(() => []));
  }

  /** On a client's device, what it kept as a client's device ([D8]). */
  async #shown(rows: FactRow[]): Promise<FactRow[]> {
    if (!this.#is_clients) return rows;
    const shown = new Set<string>();
    for (const practice of new Set(rows.map((row) => row.practice))) {
      const was = (await this.#world.database.kept(belonged_key(practice)).catch(() => undefined)) as
        | Belonged
        | undefined;
      if (was?.role === 'client') shown.add(practice);
    }
    return rows.filter((row) => shown.has(row.practice));
  }
}
