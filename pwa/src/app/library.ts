/**
 * The library: at once from the device, then fresh from the server; what is computed of a protocol is computed once.
 *
 * Owns what may be started here: a version that breaks a rule of core/rules.ts is listed with the reason, never run. On a
 * client's device a therapist's protocol is not there at all.
 * The rules come behind the first load, once the library is painted; before they are there no page is shown from which
 * one could start, and where they cannot be had, nothing starts.
 */
import { computed, effect, signal } from '@preact/signals';
import { minutes_of } from '../core/format';
import { version_from } from '../core/inlined';
import { longest_plan_ms, type Plan } from '../core/plan';
import type { Judge } from '../core/rules';
import type { Barred } from '../core/shelf';
import type { Audience, Library, LibraryProtocol, Protocol, ProtocolVersion } from '../wire.gen';
import type { OwnCard } from './build-model';
import type { LibraryCard, LibraryState, ProtocolPage } from './model';
import type { Versions } from './versions';
import type { World } from './world';

/** Stands for the rules where they cannot be fetched. */
const UNJUDGED: Judge = () => ['unjudged'];

type Part = Pick<World, 'database' | 'server' | 'tabs' | 'presence' | 'shelf'>;

export class LibraryKeeper {
  readonly state = signal<LibraryState>({ state: 'loading' });
  readonly browsing = signal<{ audience: Audience; search: string }>({ audience: 'self-care', search: '' });
  readonly opened = signal<string | null>(null);
  /** What the practice made itself, on its staff's devices; null until it is read (app/build.ts). */
  readonly own = signal<readonly OwnCard[] | null>(null);
  readonly page = computed<ProtocolPage | 'loading' | 'unknown'>(() => this.#page(this.opened.value));
  /** Of the protocol whose page that is, whatever address it was opened at; null while there is none. */
  readonly opened_id = computed(() => {
    const page = this.page.value;
    return typeof page === 'string' ? null : page.version.protocol.id;
  });
  /** By the rules; null until they are there, and where they cannot be had. */
  readonly judge = computed(() => (this.#judge.value === UNJUDGED ? null : this.#judge.value));

  readonly #world: Part;
  readonly #versions: Versions;
  readonly #is_client: () => boolean;
  readonly #judge = signal<Judge | null>(null);
  /** The library that is on its way to be shown: the one that came last is the one that stands. */
  #coming: Library | null = null;
  #etag: string | null = null;
  #refreshing: Promise<void> | null = null;

  /** `is_client`: whether this device belongs to a client; read anew whenever it is asked. */
  constructor(world: Part, versions: Versions, is_client: () => boolean) {
    this.#world = world;
    this.#versions = versions;
    this.#is_client = is_client;
    effect(() => {
      if (is_client()) this.show_for('self-care');
    });
    world.presence.on((event) => {
      if (event === 'online' || event === 'visible') void this.refresh();
    });
  }

  show_for(audience: Audience): void {
    this.browsing.value = { ...this.browsing.peek(), audience };
  }

  /** Shows what the device has kept. */
  async load(): Promise<void> {
    const kept = await this.#world.database.library().catch(() => undefined);
    if (kept === undefined) return;
    this.#etag = kept.etag;
    await this.#show(kept.library);
  }

  /** Asks the server for a newer one. */
  refresh(): Promise<void> {
    if (this.state.peek().state === 'missing') this.state.value = { state: 'loading' };
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  card(protocol_id: string): LibraryCard | null {
    const state = this.state.value;
    return state.state === 'ready' ? (state.cards.find((card) => card.id === protocol_id) ?? null) : null;
  }

  /** Protocols of self-care that may be run here. */
  self_care(): Protocol[] {
    const state = this.state.peek();
    if (state.state !== 'ready') return [];
    const startable = new Set(state.cards.flatMap(({ digest, barred }) => (barred === null ? digest : [])));
    return state.library.protocols
      .filter(({ digest, protocol }) => protocol.audience === 'self-care' && startable.has(digest))
      .map(({ protocol }) => protocol);
  }

  /** The version of a protocol to run now, with its digest; null when there is none or it may not be run here. */
  async startable(protocol_id: string): Promise<{ version: ProtocolVersion; digest: string } | null> {
    const state = this.state.value;
    if (state.state !== 'ready') return null;
    const entry = state.library.protocols.find((each) => each.protocol.id === protocol_id);
    const own = this.own.value?.find(({ id, is_put_away }) => id === protocol_id && !is_put_away);
    const digest = entry?.digest ?? own?.digest;
    if (digest === undefined) return null;
    const made = entry ? version_from(state.library, entry) : own?.version;
    const version = (await this.#versions.proven(digest)) ?? made ?? null;
    return version !== null && (await this.may_run(version)) ? { version, digest } : null;
  }

  /**
   * Whether this may be run here, wherever it was kept: as a version, in a draft, or as a session that was on, with its plan.
   * What its points say of themselves is not enough for self-care: the library of now may know better.
   */
  async may_run(version: ProtocolVersion, plan: Plan | null = null): Promise<boolean> {
    const judge = await this.#judged();
    if (judge(version).length > 0) return false;
    if (plan === null && !this.is_for_here(version.protocol.audience)) return false;
    const rules = await import('../core/rules');
    const state = this.state.peek();
    if (state.state === 'ready' && rules.is_kept_from_self_care(version, state.library.points)) return false;
    return plan === null || rules.is_plan_of(plan, version);
  }

  async #refresh(): Promise<void> {
    const reply = await this.#world.server.library(this.#etag);
    if (reply.kind === 'ok' && Array.isArray(reply.value.library.protocols)) {
      const { library } = reply.value;
      this.#etag = reply.etag;
      await this.#show(library);
      await this.#world.presence.turn();
      await this.#world.database.keep_library({ etag: reply.etag, library }).catch(() => {});
      await this.#versions.prepare(reply.value);
    } else if (this.state.value.state === 'loading') this.state.value = { state: 'missing' };
  }

  async #show(library: Library): Promise<void> {
    this.#coming = library;
    const judge = this.#judge.peek();
    const broken = judge === null ? {} : await this.#broken_in(library, judge);
    const cards = await this.#each_in_turn(library.protocols, (entry) => card_from(library, entry, broken) ?? []);
    if (this.#coming !== library) return;
    // First of all that comes behind its picture.
    if (judge === null) void this.#world.presence.painted().then(() => this.#judged());
    this.state.value = { state: 'ready', library, cards: cards.flat() };
    if (judge !== this.#judge.peek()) await this.#judge_listed();
  }

  /** The rules, fetched once; what is listed by then is judged as they come. */
  async #judged(): Promise<Judge> {
    const known = this.#judge.peek();
    if (known !== null) return known;
    const judge: Judge = await import('../core/rules').then(
      (module) => module.broken_rules,
      () => UNJUDGED,
    );
    if (this.#judge.peek() === null) {
      this.#judge.value = judge;
      void this.#judge_listed();
    }
    return this.#judge.peek() ?? judge;
  }

  /** Says of what was listed before the rules were there which of it is barred. Nothing starts unjudged meanwhile. */
  async #judge_listed(): Promise<void> {
    const state = this.state.peek();
    const judge = this.#judge.peek();
    if (state.state !== 'ready' || judge === null) return;
    const broken = await this.#broken_in(state.library, judge);
    if (this.state.peek() !== state || (broken !== null && Object.values(broken).every((rule) => rule === null)))
      return;
    this.state.value = {
      ...state,
      cards: state.cards.map((card) => ({ ...card, barred: barred_of(card.id, broken) })),
    };
  }

  /** By the rules that are here where the shelf cannot be had; null where there are no rules. */
  async #broken_in(library: Library, judge: Judge): Promise<Barred | null> {
    if (judge === UNJUDGED) return null;
    return await this.#world.shelf.barred(library).catch(() => this.#broken_here(library, judge));
  }

  async #broken_here(library: Library, judge: Judge): Promise<Barred> {
    const judged = await this.#each_in_turn(library.protocols, (entry) => {
      const version = version_from(library, entry);
      return [entry.protocol.id, version && barred_by(version, judge)] as const;
    });
    return Object.fromEntries(judged);
  }

  /** One by one, each in a turn of its own: on a slow phone all at once would hold a finger up for a third of a second. */
  async #each_in_turn<T>(entries: readonly LibraryProtocol[], made: (entry: LibraryProtocol) => T): Promise<T[]> {
    const all: T[] = [];
    for (const entry of entries) {
      all.push(made(entry));
      await this.#world.presence.turn();
    }
    return all;
  }

  #page(protocol_id: string | null): ProtocolPage | 'loading' | 'unknown' {
    const state = this.state.value;
    if (state.state === 'loading') return 'loading';
    const entry =
      state.state === 'ready' ? state.library.protocols.find((each) => each.protocol.id === protocol_id) : undefined;
    if (entry === undefined) return this.#own_page(protocol_id);
    if (state.state !== 'ready') return 'unknown';
    const version = version_from(state.library, entry);
    if (version === null || !this.is_for_here(version.protocol.audience)) return 'unknown';
    if (this.#judge.value === null) return 'loading';
    return {
      version,
      digest: entry.digest,
      minutes: minutes_from(version),
      barred: barred_by(version, this.#judge.value),
    };
  }

  /** What is for therapists is none of a client's device. */
  is_for_here(audience: Audience): boolean {
    return audience === 'self-care' || !this.#is_client();
  }

  #own_page(id: string | null): ProtocolPage | 'loading' | 'unknown' {
    const own = this.own.value?.find((each) => each.id === id);
    if (own === undefined) return this.own.value === null ? 'loading' : 'unknown';
    const { version, digest, card } = own;
    return { version, digest, minutes: card.minutes, barred: card.barred };
  }
}

function card_from(library: Library, entry: LibraryProtocol, broken: Barred | null): LibraryCard | null {
  const { id, title, summary, audience, condition } = entry.protocol;
  const version = version_from(library, entry);
  if (version === null) return null;
  return {
    id,
    digest: entry.digest,
    title,
    summary,
    audience,
    condition,
    minutes: minutes_from(version),
    points: version.points.length,
    grade: version.condition.evidence.grade,
    barred: barred_of(id, broken),
  };
}

/** Either side takes as long as the other. */
function minutes_from(version: ProtocolVersion): number {
  return minutes_of(longest_plan_ms(version));
}

function barred_of(id: string, broken: Barred | null): string | null {
  return broken === null ? 'unjudged' : (broken[id] ?? null);
}

function barred_by(version: ProtocolVersion, judge: Judge | null): string | null {
  return judge?.(version)[0] ?? null;
}
