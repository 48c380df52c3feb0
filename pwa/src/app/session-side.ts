/**
 * The session side: everything from the first question of a session to what is said of it later, in one piece.
 *
 * No part of the first load: session-door.ts fetches it. Owns the order in which its controllers are offered an intent. Must
 * never be imported by what is needed before the library stands.
 */
import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals';
import type { Paired } from '../wire.gen';
import { Afterwards } from './afterwards';
import type { CueIntent, SensesState } from './cue-model';
import { Cues } from './cues';
import type { EarlierKeeper } from './earlier';
import { FlowKeeper, type FlowListener } from './flow';
import { Guarding } from './guarding';
import { type AtHand, Hearings } from './hearings';
import type { LibraryKeeper } from './library';
import type { Intent, PlatformState, Settings, SyncState } from './model';
import type { NoteDrafts } from './note-drafts';
import type { OlderKeeper } from './older';
import { OwnWordsKeeper } from './own-words';
import { PreflightCheck } from './preflight';
import type { Recorder } from './recorder';
import { Runner } from './run';
import { RunElsewhere } from './run-elsewhere';
import type { Answers } from './screening';
import type { Senses } from './senses';
import type { Sessions } from './sessions';
import type { World } from './world';

/** What the session side needs of the rest of the app. */
export interface SessionParts {
  world: World;
  recorder: Recorder;
  sessions: Sessions;
  earlier: Pick<EarlierKeeper, 'elsewhere'>;
  older: Pick<OlderKeeper, 'read' | 'ready'>;
  library: LibraryKeeper;
  notes: NoteDrafts;
  paired: ReadonlySignal<Paired | null>;
  /** This device is paired as owner or therapist. */
  is_staff: ReadonlySignal<boolean>;
  listener: FlowListener;
  settings: ReadonlySignal<Settings>;
  platform: ReadonlySignal<PlatformState>;
  sync: ReadonlySignal<SyncState>;
  /** The protocol whose page is open; null: none. */
  opened: ReadonlySignal<string | null>;
}

export class SessionSide {
  readonly flow: FlowKeeper;
  readonly runner: Runner;
  readonly guarding: Guarding;
  readonly hearings: Hearings;
  readonly preflight: PreflightCheck;
  readonly own_words: OwnWordsKeeper;
  /** What this device can do to be heard and felt. */
  readonly senses: Signal<SensesState>;
  readonly #afterwards: Afterwards;
  readonly #cues: Cues;
  readonly #parts: SessionParts;
  /** The protocol and person of the flow that is on. */
  readonly #at_hand: ReadonlySignal<AtHand | null> = computed(() => {
    const flow = this.flow.flow.value;
    return flow && { protocol_id: flow.version.protocol.id, client_id: flow.client_id };
  });

  constructor(parts: SessionParts, senses: Senses) {
    const { world, recorder, sessions, library, paired, listener, settings } = parts;
    this.#parts = parts;
    this.hearings = new Hearings(world, settings, this.#at_hand);
    const { hearing } = this.hearings;
    this.own_words = new OwnWordsKeeper(world, senses);
    this.#cues = new Cues(world, senses, { settings, hearing, words_of: (id, place) => this.own_words.of(id, place) });
    this.runner = new Runner(world, recorder, this.#cues, {
      ended: (running, is_grave) => this.flow.run_ended(running, is_grave),
      library: () => {
        const state = library.state.peek();
        return state.state === 'ready' ? state.library : null;
      },
      judge: () => library.judge.peek(),
      may_run: (version, plan) => library.may_run(version, plan),
      client_name: (id) => sessions.clients.peek().find((client) => client.id === id)?.name ?? null,
    });
    this.guarding = new Guarding(parts, () => paired.peek());
    this.flow = new FlowKeeper(world, recorder, this.runner, this.guarding, listener);
    this.#afterwards = new Afterwards(world, parts, this.flow, this.guarding);
    new RunElsewhere(world, this.flow, listener.taken_up);
    const around = { flow: this.flow.flow, run: this.runner.run, hearing, settings };
    this.preflight = new PreflightCheck(world, senses, { ...around, platform: parts.platform, sync: parts.sync });
    this.senses = signal(senses_state(senses));
    senses.voice.on_names(() => {
      this.senses.value = senses_state(senses);
    });
    this.#listen();
  }

  #listen(): void {
    const { sessions, world, opened, older } = this.#parts;
    // Advice goes by all of somebody's sessions: what is not here is read while the questions are answered.
    const is_online = computed(() => this.#parts.sync.value.network === 'online');
    effect(() => {
      const client_id = this.#at_hand.value?.client_id ?? null;
      if (client_id !== null && is_online.value) untracked(() => void older.read(client_id));
    });
    effect(() => {
      world.sound.set_hearing(this.hearings.hearing.value);
      untracked(() => this.runner.told_anew());
    });
    effect(() => {
      const protocol_id = this.#at_hand.value?.protocol_id ?? opened.value;
      untracked(() => void this.own_words.attend(protocol_id));
    });
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
    // In the tap itself: a track may play by itself later only then.
    if (this.flow.flow.peek()?.step === 'pain-before' || this.runner.is_on()) this.#cues.unlock();
    if (this.#send_cue(intent)) return;
    if (!this.runner.send(intent) && !this.flow.send(intent)) this.#afterwards.send(intent);
  }

  #send_cue(intent: Intent): boolean {
    if (intent.type === 'hearing_chosen') this.hearings.choose(intent.protocol_id, intent.hearing);
    else if (intent.type === 'voice_tried') this.#cues.try_voice();
    else return this.preflight.send(intent as CueIntent) || this.own_words.send(intent as CueIntent);
    return true;
  }
}

function senses_state({ voice, vibration, words_recorder }: Senses): SensesState {
  return { voices: voice.names(), vibrates: vibration.is_there(), records: words_recorder.is_there() };
}
