/**
 * The look around before Start, and on return: is the tone heard, does the screen stay on, will it last.
 *
 * Rules:
 *  [X1] Nothing here ever stands in the way: Start works whatever was found, and before everything is known.
 *  [X2] That a tone was heard is remembered for a week, and forgotten when the sound goes somewhere else.
 *  [X3] Where somebody said that none was heard, the screen tells of the run as in silence, until one is heard or the sound goes
 *       somewhere else. The tones go on: they may be heard after all.
 *  [X4] It is looked around again on each return from outside at which the session stands still, however that came, and after a
 *       minute or more out of sight as soon as it does. Over a running phase nothing is said; whoever goes on has read it.
 */
import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { clock_from } from '../core/clock-check';
import { type Hearing, is_silent } from '../core/hearing';
import type { Stage } from '../core/state';
import type { CueIntent, Preflight } from './cue-model';
import type { Flow, PlatformState, Run, Settings, SyncState } from './model';
import type { Senses } from './senses';
import type { World } from './world';

interface Kept {
  tone_heard_at?: number;
  storage_noted_at?: number;
}

export interface Around {
  flow: ReadonlySignal<Flow | null>;
  run: ReadonlySignal<Run | null>;
  hearing: ReadonlySignal<Hearing>;
  settings: ReadonlySignal<Settings>;
  platform: ReadonlySignal<PlatformState>;
  sync: ReadonlySignal<SyncState>;
}

const REMEMBERED_MS = 7 * 24 * 3_600_000;
const LOW = 0.2;
const CHIRP_AFTER_MS = 150;
/** So long out of sight, much of it may be otherwise. */
const LONG_MS = 60_000;

export class PreflightCheck {
  readonly preflight = signal<Preflight | null>(null);
  /** [X3] */
  readonly is_unheard = signal(false);
  readonly #world: World;
  readonly #senses: Senses;
  readonly #around: Around;
  /** [X4] Somebody has come back, and has not gone on since. */
  readonly #is_back = signal(false);
  #kept: Kept = {};
  #has_tried = false;
  #hidden_at: number | null = null;
  #stage: Stage | null = null;

  constructor(world: World, senses: Senses, around: Around) {
    this.#world = world;
    this.#senses = senses;
    this.#around = around;
    // [X2]
    world.sound.on_output_change(() => this.#keep({ ...this.#kept, tone_heard_at: 0 }));
    void world.database.kept('preflight').then(
      (kept) => {
        this.#kept = { ...kept, ...this.#kept };
        this.#put_tone();
      },
      () => {},
    );
    world.presence.on((event) => {
      if (event === 'hidden') this.#hidden_at = world.clock.now().wall_ms;
      else if (event === 'visible') this.#come_back();
    });
    effect(() => {
      const is_before = around.flow.value?.step === 'pain-before';
      const stage = around.run.value?.session.stage ?? null;
      this.#go_on_with(stage);
      const is_still = stage === 'parked' || (stage === 'paused' && this.#is_back.value);
      untracked(() => (is_before || is_still ? this.#look() : this.#leave()));
    });
    // What changes by itself, or by what somebody chose.
    effect(() => {
      const unsent = unsent_of(around.sync.value);
      void [around.hearing.value, around.platform.value.sound, around.settings.value.speaks];
      untracked(() => this.#put({ unsent, tone: this.#tone(), voice: this.#voice() }));
    });
    senses.voice.on_names(() => this.#put({ voice: this.#voice() }));
  }

  /** Carries an intent out; false when it is none of these. */
  send(intent: CueIntent): boolean {
    if (intent.type === 'tone_tried') {
      this.#has_tried = this.preflight.peek() !== null;
      // The tap itself may have been the one that lets sound begin.
      this.#world.clock.after(CHIRP_AFTER_MS, () => this.#world.sound.play('hold'));
    } else if (intent.type === 'tone_heard') {
      this.#has_tried = false;
      const tone_heard_at = intent.is_heard ? this.#world.clock.now().wall_ms : -1;
      this.#keep({ ...this.#kept, tone_heard_at });
    } else if (intent.type === 'storage_wanted') void this.#ask_for_storage();
    else return false;
    this.#put({ tone: this.#tone() });
    return true;
  }

  /** [X4] */
  #come_back(): void {
    const { wall_ms } = this.#world.clock.now();
    const is_long = this.#hidden_at !== null && wall_ms - this.#hidden_at >= LONG_MS;
    this.#hidden_at = null;
    if (this.#stage !== null && (is_long || this.#stage !== 'running')) this.#is_back.value = true;
    if (this.preflight.peek() !== null) this.#look_anew();
  }

  /** Whoever goes on from where it stood still has read what was found. */
  #go_on_with(stage: Stage | null): void {
    const has_gone_on = stage === 'running' && this.#stage !== null && this.#stage !== 'running';
    this.#stage = stage;
    if (has_gone_on || stage === null) untracked(() => (this.#is_back.value = false));
  }

  #look(): void {
    if (this.preflight.peek() === null) this.#look_anew();
  }

  #look_anew(): void {
    this.preflight.value = {
      tone: this.#tone(),
      screen: null,
      battery: null,
      storage: null,
      clock: null,
      voice: this.#voice(),
      unsent: unsent_of(this.#around.sync.peek()),
    };
    const { wake_lock, storage } = this.#world;
    void wake_lock.probe().then((screen) => this.#put({ screen }));
    void this.#senses.battery.state().then((battery) =>
      this.#put({
        battery: battery && { share: battery.share, is_low: battery.share < LOW && !battery.is_charging },
      }),
    );
    void storage.state().then((state) => this.#put({ storage: this.#noted(state) }));
    void this.#ask_for_time();
  }

  #leave(): void {
    this.preflight.value = null;
    this.#has_tried = false;
  }

  #put(change: Partial<Preflight>): void {
    const before = this.preflight.peek();
    if (before !== null) this.preflight.value = { ...before, ...change };
  }

  #keep(kept: Kept): void {
    this.#kept = kept;
    this.#put_tone();
    // What cannot be kept is asked again the next time.
    this.#world.database.keep('preflight', kept).catch(() => {});
  }

  #put_tone(): void {
    this.is_unheard.value = (this.#kept.tone_heard_at ?? 0) < 0;
    this.#put({ tone: this.#tone() });
  }

  #tone(): Preflight['tone'] {
    if (is_silent(this.#around.hearing.peek())) return 'off';
    if (this.#around.platform.peek().sound === 'absent') return 'absent';
    if (this.#has_tried) return 'tried';
    const { tone_heard_at = 0 } = this.#kept;
    if (this.is_unheard.peek()) return 'unheard';
    return this.#is_remembered(tone_heard_at) ? 'heard' : 'unasked';
  }

  #voice(): Preflight['voice'] {
    if (!this.#around.settings.peek().speaks) return 'off';
    return this.#senses.voice.names().length > 0 ? 'ready' : 'none';
  }

  #is_remembered(at: number): boolean {
    const since_ms = this.#world.clock.now().wall_ms - at;
    return since_ms >= 0 && since_ms < REMEMBERED_MS;
  }

  #noted(state: 'lasting' | 'best-effort' | 'unknown'): Preflight['storage'] {
    return state === 'best-effort' && this.#is_remembered(this.#kept.storage_noted_at ?? 0) ? 'noted' : state;
  }

  async #ask_for_storage(): Promise<void> {
    const state = await this.#world.storage.ask();
    // Refused: it has been read, and is not said again before every session.
    if (state !== 'lasting') this.#keep({ ...this.#kept, storage_noted_at: this.#world.clock.now().wall_ms });
    this.#put({ storage: this.#noted(state) });
  }

  async #ask_for_time(): Promise<void> {
    const { clock, server } = this.#world;
    const asked_at = clock.now().wall_ms;
    const reply = await server.health();
    const answered_at = clock.now().wall_ms;
    this.#put({ clock: reply.kind === 'ok' ? clock_from(asked_at, answered_at, reply.value.now) : 'unchecked' });
  }
}

function unsent_of({ paired, unsent }: SyncState): number | null {
  return paired === null ? null : unsent;
}
