/**
 * What is said of sessions that are over: a note, with whom it was, and how the day after was.
 *
 * Must never change what was written before: each is a fact of its own.
 */
import type { ReadonlySignal } from '@preact/signals';
import type { Paired } from '../wire.gen';
import type { FlowKeeper } from './flow';
import type { Guarding } from './guarding';
import type { Intent } from './model';
import type { NoteDrafts } from './note-drafts';
import { session_fact } from './opening';
import type { Recorder } from './recorder';
import type { SessionParts } from './session-side';
import type { Sessions } from './sessions';
import { kept_text } from './text';
import type { World } from './world';

const LONGEST_NOTE = 10_000;

export class Afterwards {
  readonly #world: Pick<World, 'clock'>;
  readonly #notes: NoteDrafts;
  readonly #recorder: Recorder;
  readonly #sessions: Sessions;
  readonly #flow: FlowKeeper;
  readonly #guarding: Guarding;
  readonly #paired: ReadonlySignal<Paired | null>;

  constructor(
    world: Pick<World, 'clock'>,
    { notes, recorder, sessions, paired }: Pick<SessionParts, 'notes' | 'recorder' | 'sessions' | 'paired'>,
    flow: FlowKeeper,
    guarding: Guarding,
  ) {
    this.#world = world;
    this.#notes = notes;
    this.#recorder = recorder;
    this.#sessions = sessions;
    this.#flow = flow;
    this.#guarding = guarding;
    this.#paired = paired;
  }

  /** Carries an intent about a session out; false when it is none. */
  send(intent: Intent): boolean {
    switch (intent.type) {
      case 'note_written':
        this.#note(intent.session_id, intent.text);
        return true;
      case 'checked_in':
        void this.#guarding.check_in(intent.session_id, intent.answer);
        return true;
      default:
        return this.#send_of_people(intent);
    }
  }

  /** Whose a session was, and who is a client, is for staff to say: a client's device has no such word. */
  #send_of_people(intent: Intent): boolean {
    if (!['session_reassigned', 'client_added_for_session', 'client_added'].includes(intent.type)) return false;
    if (this.#paired.peek()?.role === 'client') return true;
    if (intent.type === 'session_reassigned') this.#assign(intent.session_id, intent.client_id);
    else if (intent.type === 'client_added') this.#flow.add_client(intent.name);
    else if (intent.type === 'client_added_for_session') {
      const client_id = this.#flow.add_client(intent.name);
      if (client_id !== null) this.#assign(intent.session_id, client_id);
    }
    return true;
  }

  #note(session_id: string, typed: string): void {
    const session = this.#sessions.sessions.peek()?.find((each) => each.id === session_id);
    const text = kept_text(typed, LONGEST_NOTE);
    if (session === undefined || text === '') return;
    const { client_id } = session;
    const at = this.#world.clock.now().wall_ms;
    const written = this.#recorder.record([session_fact('note_written', { session_id, client_id }, at, { text })]);
    const is_stored = written.then(() => this.#recorder.trouble.peek() === null);
    void this.#notes.let_go(session_id, is_stored);
  }

  #assign(session_id: string, client_id: string | null): void {
    if (!this.#sessions.sessions.peek()?.some((each) => each.id === session_id)) return;
    this.#flow.assign(session_id, client_id);
    const at = this.#world.clock.now().wall_ms;
    void this.#recorder.record([session_fact('session_assigned', { session_id, client_id }, at, { client_id })]);
  }
}
