/**
 * The session side: everything from the first question of a session to what is said of it later, in one piece.
 *
 * No part of the first load: session-door.ts fetches it. Owns the order in which its controllers are offered an intent. Must
 * never be imported by what is needed before the library stands.
 */
import { effect, type ReadonlySignal, untracked } from '@preact/signals';
import type { Paired } from '../wire.gen';
import { Afterwards } from './afterwards';
import type { EarlierKeeper } from './earlier';
import { FlowKeeper, type FlowListener } from './flow';
import { Guarding } from './guarding';
import type { LibraryKeeper } from './library';
import type { Intent } from './model';
import type { NoteDrafts } from './note-drafts';
import type { Recorder } from './recorder';
import { Runner } from './run';
import type { Answers } from './screening';
import type { Sessions } from './sessions';
import type { World } from './world';

/** What the session side needs of the rest of the app. */
export interface SessionParts {
  world: World;
  recorder: Recorder;
  sessions: Sessions;
  earlier: Pick<EarlierKeeper, 'elsewhere'>;
  library: LibraryKeeper;
  notes: NoteDrafts;
  paired: ReadonlySignal<Paired | null>;
  /** This device is paired as owner or therapist. */
  is_staff: ReadonlySignal<boolean>;
  listener: FlowListener;
}

export class SessionSide {
  readonly flow: FlowKeeper;
  readonly runner: Runner;
  readonly guarding: Guarding;
  readonly #afterwards: Afterwards;
  readonly #parts: SessionParts;

  constructor(parts: SessionParts) {
    const { world, recorder, sessions, library, paired, listener } = parts;
    this.#parts = parts;
    this.runner = new Runner(world, recorder, {
      ended: (running) => this.flow.run_ended(running),
      library: () => {
        const state = library.state.peek();
        return state.state === 'ready' ? state.library : null;
      },
      may_run: (version, plan) => library.may_run(version, plan),
      client_name: (id) => sessions.clients.peek().find((client) => client.id === id)?.name ?? null,
    });
    this.guarding = new Guarding(parts, () => paired.peek());
    this.flow = new FlowKeeper(world, recorder, this.runner, this.guarding, listener);
    this.#afterwards = new Afterwards(world, parts, this.flow, this.guarding);
    effect(() => {
      if (sessions.clients.value) untracked(() => this.runner.name_again());
    });
  }

  /** Begins a flow; one at a time: a session that waits on this device comes first. `said`: answers of a moment ago. */
  async start(protocol_id: string, said: Answers): Promise<void> {
    const { library, sessions, is_staff, paired } = this.#parts;
    const [chosen] = await Promise.all([library.startable(protocol_id), sessions.known()]);
    if (chosen === null || (await this.flow.is_taken()) || this.flow.flow.value !== null) return;
    if (await this.flow.restore()) return;
    const own_client_id = paired.peek()?.client_id ?? null;
    this.flow.begin(chosen, { is_staff: is_staff.peek(), own_client_id }, said);
  }

  /** Comes back to the step at which the app was closed or killed before a run. */
  async recall(): Promise<void> {
    await this.flow.recall(this.#parts.is_staff.peek());
  }

  /** Carries an intent out; one that comes too late, for a run or a flow that is over, changes nothing. */
  send(intent: Intent): void {
    if (!this.runner.send(intent) && !this.flow.send(intent)) this.#afterwards.send(intent);
  }
}
