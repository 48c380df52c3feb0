/**
 * Building a session, listing what the practice made, putting it away and bringing it back.
 *
 * Owns the draft and what is kept of it until it is saved. What a draft may become is decided in core/build.ts, what stands
 * in its way in core/build-limits.ts. Must never save what breaks a rule, nor on a device that is not staff's.
 */
import { effect, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals';
import {
  changed,
  condition_of,
  type Draft,
  draft_from_points,
  draft_from_version,
  LONGEST_NAME,
  library_with,
  version_of,
} from '../core/build';
import { broken_where, lacking } from '../core/build-limits';
import { type OwnProtocol, own_from } from '../core/build-saved';
import { digest_of, type NewFact, new_id } from '../core/fact';
import { minutes_of } from '../core/format';
import { version_from } from '../core/inlined';
import { longest_plan_ms } from '../core/plan';
import { broken_rules } from '../core/rules';
import type { Library, ProtocolPutAway, ProtocolSaved, ProtocolVersion } from '../wire.gen';
import type { BuildParts } from './build';
import type { BuildIntent, BuildRoute, BuildState, OwnCard } from './build-model';
import { take_words_along } from './own-words';
import { path_from_route } from './routes';
import { kept_text } from './text';

/** What is built, with the version it came from. */
interface Work {
  draft: Draft;
  base: ProtocolVersion | null;
  is_edit: boolean;
}

export class BuildWork {
  readonly #parts: BuildParts;
  readonly #build: Signal<BuildState | null>;
  readonly #is_staff: ReadonlySignal<boolean>;
  /** Where one wants to begin, until there is a library to begin with. */
  readonly #wanted = signal<BuildRoute | null>(null);
  #work: Work | null = null;
  #is_saving = false;

  constructor(parts: BuildParts, build: Signal<BuildState | null>, is_staff: ReadonlySignal<boolean>) {
    this.#parts = parts;
    this.#build = build;
    this.#is_staff = is_staff;
    const { state, own } = parts.library;
    effect(() => {
      const wanted = this.#wanted.value;
      const library = state.value.state === 'ready' ? state.value.library : null;
      if (wanted === null || library === null || own.value === null) return;
      untracked(() => void this.#begin(wanted, library));
    });
  }

  /** Reads the practice's own protocols out of the facts again. */
  list(): void {
    const { library, sessions } = this.#parts;
    library.own.value = own_from(sessions.documents.peek()).map(card_from);
  }

  open(route: BuildRoute): void {
    this.#wanted.value = route;
  }

  async send(intent: BuildIntent): Promise<void> {
    switch (intent.type) {
      case 'build_changed': {
        const [work, library] = [this.#work, this.#pool()];
        if (work !== null && library !== null)
          this.#show({ ...work, draft: changed(work.draft, intent.change, library) }, true);
        return;
      }
      case 'build_saved':
        return this.#save();
      case 'build_dropped':
        this.#show({ draft: this.#nothing(), base: null, is_edit: false }, true);
        return;
      case 'own_put_away':
        return this.#record_of(intent.id, 'protocol_put_away', ({ replaces }): ProtocolPutAway => ({ replaces }));
      case 'own_brought_back':
        return this.#record_of(
          intent.id,
          'protocol_saved',
          ({ replaces, digest, text }): ProtocolSaved => ({ replaces, digest, version: text }),
        );
    }
  }

  async #begin(route: BuildRoute, library: Library): Promise<void> {
    this.#wanted.value = null;
    const begun = this.#begun(route, library);
    if (begun !== null) {
      this.#show(begun, false);
      return this.#lead_back(route, begun);
    }
    const kept = (await this.#parts.world.database.draft('build').catch(() => undefined)) as Work | undefined;
    this.#show(kept ?? { draft: this.#nothing(), base: null, is_edit: false }, false);
  }

  /** Once it is kept the address leads to what is built, whatever it began with: a reload must not begin anew. */
  async #lead_back(route: BuildRoute, begun: Work): Promise<void> {
    const { place } = this.#parts.world;
    const is_kept = await this.#keep(begun);
    if (is_kept && place.path() === path_from_route(route)) place.replace(path_from_route(NOWHERE_FROM));
  }

  /** What the way here says to begin with; null where it says nothing. */
  #begun({ points, from }: BuildRoute, library: Library): Work | null {
    const own = this.#parts.library.own.peek()?.find(({ id }) => id === from);
    if (own !== undefined) {
      const draft = draft_from_version(own, own.version, library_with(library, own.version));
      return { draft, base: own.version, is_edit: true };
    }
    const entry = library.protocols.find(({ protocol }) => protocol.id === from);
    const base = entry ? version_from(library, entry) : null;
    const fresh = { subject: this.#id(), replaces: null };
    if (base !== null) return { draft: draft_from_version(fresh, base, library), base, is_edit: false };
    if (points.length === 0) return null;
    return { draft: draft_from_points(fresh.subject, points, library), base: null, is_edit: false };
  }

  #show(work: Work, is_kept: boolean): void {
    const library = this.#shown();
    if (library === null) return;
    this.#work = work;
    const pool = library_with(library, work.base);
    const version = version_of(work.draft, pool);
    this.#build.value = {
      draft: work.draft,
      is_edit: work.is_edit,
      version,
      length_ms: version === null ? 0 : longest_plan_ms(version),
      broken: version === null ? [] : broken_where(version),
      lacks: lacking(work.draft),
      points: pool.points,
      conditions: pool.conditions,
      condition: condition_of(work.draft, pool),
    };
    if (is_kept) void this.#keep(work);
  }

  async #save(): Promise<void> {
    const [work, library] = [this.#work, this.#pool()];
    if (work === null || library === null || this.#is_saving || !this.#is_staff.peek()) return;
    const draft = { ...work.draft, name: kept_text(work.draft.name, LONGEST_NAME) };
    const version = version_of(draft, library);
    if (version === null || lacking(draft).length > 0 || broken_rules(version).length > 0) return;
    const text = JSON.stringify(version);
    const { subject, replaces } = draft;
    this.#is_saving = true;
    const made_of = work.is_edit ? undefined : work.base?.protocol.id;
    if (made_of) await take_words_along(this.#parts.world.database, made_of, subject).catch(() => {});
    await this.#record(subject, 'protocol_saved', { replaces, digest: digest_of(text), version: text });
    this.#is_saving = false;
    this.#work = null;
    void this.#keep(null);
    this.#parts.go({ screen: 'protocol', id: subject });
  }

  /** Writes what becomes of an own protocol, as long as it is still as it was seen. */
  async #record_of(id: string, kind: string, body_of: (own: OwnProtocol) => object): Promise<void> {
    const own = this.#parts.library.own.peek()?.find((each) => each.id === id);
    if (own === undefined || this.#is_saving || own.is_put_away !== (kind === 'protocol_saved')) return;
    this.#is_saving = true;
    await this.#record(own.subject, kind, body_of(own));
    this.#is_saving = false;
    // Its address leads to the version beside it now: nobody should take that for the one that was put away.
    if (own.versions > 1 && !own.is_put_away) this.#parts.go({ screen: 'library' });
  }

  async #record(subject: string, kind: string, body: object): Promise<void> {
    const { recorder, world } = this.#parts;
    const fact: NewFact = { kind, subject, client_id: null, at: world.clock.now().wall_ms, body };
    await recorder.record([fact]);
    this.list();
  }

  /** A page that was killed comes back to what was built. */
  #keep(work: Work | null): Promise<boolean> {
    return this.#parts.world.database.keep_draft(work, 'build').then(
      () => true,
      () => false,
    );
  }

  #nothing(): Draft {
    const library = this.#shown();
    return draft_from_points(this.#id(), [], library ?? NO_LIBRARY);
  }

  #pool(): Library | null {
    const library = this.#shown();
    return library && library_with(library, this.#work?.base ?? null);
  }

  #shown(): Library | null {
    const state = this.#parts.library.state.peek();
    return state.state === 'ready' ? state.library : null;
  }

  #id(): string {
    const { clock, random } = this.#parts.world;
    return new_id(clock.now().wall_ms, () => random.bytes(16));
  }
}

const NOWHERE_FROM: BuildRoute = { screen: 'build', points: [], from: null };

const NO_LIBRARY: Library = { digest: '', protocols: [], points: [], conditions: [], screening: [], zones: [] };

function card_from(own: OwnProtocol): OwnCard {
  const { version, digest, id } = own;
  const { title, summary, audience, condition } = version.protocol;
  const card = {
    id,
    digest,
    title,
    summary,
    audience,
    condition,
    minutes: minutes_of(longest_plan_ms(version)),
    points: version.points.length,
    grade: version.condition.evidence.grade,
    barred: broken_rules(version)[0] ?? null,
  };
  return { ...own, card };
}
