/**
 * Building sessions as far as the first load needs it: fetches app/build-work.ts where a practice's staff has something
 * to build or to list.
 *
 *  [B10] Only a device that is paired as owner or therapist builds, lists and starts what its practice made.
 */
import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { KnownFact } from '../core/history';
import type { Paired, ProtocolSaved } from '../wire.gen';
import type { BuildIntent, BuildState } from './build-model';
import type { BuildWork } from './build-work';
import type { LibraryKeeper } from './library';
import type { Intent, Route } from './model';
import type { Recorder } from './recorder';
import type { Sessions } from './sessions';
import type { World } from './world';

export interface BuildParts {
  world: Pick<World, 'clock' | 'random' | 'database' | 'place'>;
  recorder: Recorder;
  sessions: Sessions;
  library: LibraryKeeper;
  go: (route: Route) => void;
}

const ASKED: readonly Intent['type'][] = [
  'build_changed',
  'build_saved',
  'build_dropped',
  'own_put_away',
  'own_brought_back',
] satisfies BuildIntent['type'][];

export class Building {
  readonly build = signal<BuildState | null>(null);
  readonly is_staff: ReadonlySignal<boolean>;
  readonly #parts: BuildParts;
  #work: Promise<BuildWork> | null = null;

  constructor(parts: BuildParts, paired: ReadonlySignal<Paired | null>) {
    this.#parts = parts;
    this.is_staff = computed(() => paired.value !== null && paired.value.role !== 'client');
    const { library, sessions } = parts;
    effect(() => {
      const facts = sessions.documents.value;
      const is_known = sessions.sessions.value !== null;
      const is_listed = this.is_staff.value && facts.length > 0;
      untracked(() => {
        if (is_listed) void this.#with((work) => work.list());
        else if (is_known) library.own.value = [];
      });
    });
  }

  /** [B10] Somebody is here now. */
  show(route: Route): void {
    if (route.screen !== 'build') this.build.value = null;
    else if (this.is_staff.peek()) void this.#with((work) => work.open(route));
  }

  /** Carries an intent out; false when it is not for here. */
  send(intent: Intent): boolean {
    if (!ASKED.includes(intent.type)) return false;
    if (this.is_staff.peek()) void this.#with((work) => work.send(intent as BuildIntent));
    return true;
  }

  #with(task: (work: BuildWork) => void | Promise<void>): Promise<void> {
    this.#work ??= import('./build-work').then(
      (module) => new module.BuildWork(this.#parts, this.build, this.is_staff),
    );
    return this.#work.then(task, () => {
      // It could not be fetched: the next time it is asked for again.
      this.#work = null;
    });
  }
}

/** The text that one of these facts saved under a digest; whether it is its digest's is not proven here. */
export function saved_text(facts: readonly KnownFact[], digest: string): string | null {
  const saved = facts.find(({ body }) => (body as Partial<ProtocolSaved>).digest === digest);
  return (saved?.body as ProtocolSaved | undefined)?.version ?? null;
}
