/**
 * Drafts: what was answered in a flow and is no fact yet, kept so that a page that was killed comes back to it.
 *
 * Owns when and for how long: until its run; answers say something about now, so they are dropped after half an hour, and
 * one tab keeps them at a time. Must never bring back a flow whose session has begun.
 */
import type { Flow, FlowStep } from './model';
import type { World } from './world';

interface Draft {
  flow: Flow;
  at: number;
}

const KEPT_MS = 30 * 60_000;
const BEFORE_RUN: readonly FlowStep[] = [
  'who',
  'check-in',
  'review',
  'guard',
  'screening',
  'modify',
  'steps',
  'side',
  'pain-before',
];

export class Drafts {
  readonly #world: Pick<World, 'clock' | 'tabs' | 'database'>;
  #free: (() => void) | null = null;
  #turn: Promise<void> = Promise.resolve();

  constructor(world: Pick<World, 'clock' | 'tabs' | 'database'>) {
    this.#world = world;
  }

  /** The flow as it is now; one that has begun, was left or never was ends the draft. */
  follow(flow: Flow | null): void {
    const is_draft = flow !== null && BEFORE_RUN.includes(flow.step);
    this.#turn = this.#turn.then(() => (is_draft ? this.#keep(flow) : this.#drop())).catch(() => {});
  }

  /** The flow to come back to, or null. */
  recall(): Promise<Flow | null> {
    const recalled = this.#turn.then(() => this.#recall()).catch(() => null);
    this.#turn = recalled.then(() => {});
    return recalled;
  }

  /** Whatever was kept says nothing any more: a session is on. */
  forget(): void {
    this.#turn = this.#turn.then(() => this.#world.database.keep_draft(null)).catch(() => {});
  }

  async #keep(flow: Flow): Promise<void> {
    this.#free ??= await this.#world.tabs.take('draft');
    // Another tab keeps one: this flow lives as long as its page.
    if (this.#free === null) return;
    const draft: Draft = { flow, at: this.#world.clock.now().wall_ms };
    await this.#world.database.keep_draft(draft);
  }

  async #drop(): Promise<void> {
    if (this.#free === null) return;
    await this.#world.database.keep_draft(null);
    this.#free?.();
    this.#free = null;
  }

  async #recall(): Promise<Flow | null> {
    const { clock, database, tabs } = this.#world;
    const draft = (await database.draft()) as Draft | undefined;
    if (draft === undefined) return null;
    this.#free ??= await tabs.take('draft');
    if (this.#free === null) return null;
    const age_ms = clock.now().wall_ms - draft.at;
    const has_begun = (await database.rows_of(draft.flow.session_id)).length > 0;
    if (age_ms >= 0 && age_ms < KEPT_MS && !has_begun) return draft.flow;
    await this.#drop();
    return null;
  }
}
