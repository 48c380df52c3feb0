/**
 * Notes that are typed and not saved: kept until they are saved or emptied, so that a page that was killed still has them.
 *
 * Must never let go of one before the fact that says the same is on disk.
 */
import { signal } from '@preact/signals';
import type { World } from './world';

export class NoteDrafts {
  /** By session. */
  readonly typed = signal<Record<string, string>>({});
  readonly #world: Pick<World, 'database'>;
  /** What was typed in this tab, which knows better than what was read. */
  readonly #here: Record<string, string> = {};
  #turn: Promise<void> = Promise.resolve();

  constructor(world: Pick<World, 'database'>) {
    this.#world = world;
  }

  async load(): Promise<void> {
    const kept = await this.#turn.then(() => this.#world.database.note_drafts()).catch(() => ({}));
    this.typed.value = { ...kept, ...this.#here };
  }

  /** The note as it is typed now. */
  keep(session_id: string, text: string): void {
    this.#show(session_id, text);
    this.#turn = this.#turn.then(() => this.#world.database.keep_note_draft(session_id, text)).catch(() => {});
  }

  /** It was saved. What is kept goes once the fact is on disk: killed before, a note comes back rather than never. */
  async let_go(session_id: string, is_stored: Promise<boolean>): Promise<void> {
    this.#show(session_id, '');
    if ((await is_stored) && this.#here[session_id] === '') this.keep(session_id, '');
  }

  /** What was typed of a session that is not kept here any more. */
  async let_orphans_go(): Promise<void> {
    for (const [session_id, text] of Object.entries(this.typed.peek())) {
      const rows = text === '' ? null : await this.#world.database.rows_of(session_id).catch(() => null);
      if (rows?.length === 0) this.keep(session_id, '');
    }
  }

  #show(session_id: string, text: string): void {
    this.#here[session_id] = text;
    this.typed.value = { ...this.typed.value, [session_id]: text };
  }
}
