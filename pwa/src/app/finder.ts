/**
 * "Where does it hurt?": an area or words, then the questions that can stop somebody, then points and protocols.
 *
 * Owns the steps of it and what of its answers goes along to a session. What is found, and in which order, is decided in
 * core/finder.ts; what answers lead to, in screening.ts. Nothing of it is logged: a session that begins logs its answers.
 * Must never show a point before every question is answered, nor past a red flag, nor to one audience what was found for
 * another.
 */
import { effect, signal, untracked } from '@preact/signals';
import { PATCHES } from '../core/areas';
import {
  complaints_found,
  type Offered,
  points_for,
  protocols_for,
  questions_for,
  warnings_beside,
} from '../core/finder';
import type { Area, Complaint, Library } from '../wire.gen';
import type { Finder } from './finder-model';
import type { LibraryKeeper } from './library';
import type { Intent, Route } from './model';
import { type Answers, block_of, raised_by } from './screening';
import type { World } from './world';

/** Older answers say nothing about now. */
const CARRIED_MS = 10 * 60_000;

export class FinderKeeper {
  readonly finder = signal<Finder>(NOTHING_SAID);
  readonly #world: Pick<World, 'clock'>;
  readonly #library: LibraryKeeper;
  readonly #go: (route: Route) => void;
  #answered_at = 0;

  /** `go`: leads to an area of it, back to the figure, and away where there is no more to say. */
  constructor(world: Pick<World, 'clock'>, library: LibraryKeeper, go: (route: Route) => void) {
    this.#world = world;
    this.#library = library;
    this.#go = go;
    this.forget();
    // The library may change for whom it is shown while nobody is here, or when this becomes a client's device.
    effect(() => {
      const { audience } = library.browsing.value;
      untracked(() => audience !== this.finder.peek().audience && this.forget());
    });
    // Whoever opens the address of a place may be here before the library is.
    effect(() => {
      if (library.state.value.state === 'ready') untracked(() => this.#change({}));
    });
  }

  /** Begins anew, for whom the library is shown. */
  forget(): void {
    this.#answered_at = 0;
    this.finder.value = { ...NOTHING_SAID, audience: this.#library.browsing.peek().audience };
  }

  /** Comes to it, or back: what was answered long ago is asked anew, and what was said elsewhere is looked for. */
  look_again({ area: named, words }: { area?: Area; words?: string }): void {
    if (this.finder.peek().step === 'answer' && !this.#is_lately()) this.forget();
    // An address may name a place that there is not.
    const area = Object.values(PATCHES).some((patches) => Object.hasOwn(patches, named ?? '')) ? (named ?? null) : null;
    if (words) this.#change({ ...ANEW, search: words });
    else if (area !== this.finder.peek().area) this.#change({ ...ANEW, area });
  }

  /** What was answered a moment ago, for a protocol that was offered here; it goes along once. */
  carried(protocol_id: string): Answers {
    const { step, offered, answers } = this.finder.peek();
    const is_offered = step === 'answer' && offered.some(({ id }) => id === protocol_id);
    if (!is_offered || !this.#is_lately()) return {};
    this.#answered_at = 0;
    return answers;
  }

  /** Carries an intent out; false when it is not for here. */
  send(intent: Intent): boolean {
    const finder = this.finder.peek();
    switch (intent.type) {
      case 'audience_chosen':
        // The library follows. What was found for somebody else is not theirs.
        if (intent.audience !== finder.audience)
          this.#change({ ...ANEW, area: finder.area, search: finder.search, audience: intent.audience });
        return false;
      case 'area_chosen':
        this.#look(intent.area);
        return true;
      case 'complaint_searched':
        if (finder.area !== null) this.#look(null);
        this.#change({ ...ANEW, search: intent.text });
        return true;
      case 'complaint_chosen':
        this.#choose(intent.complaint_id);
        return true;
      case 'answered':
        return this.#answer({ ...finder.answers, [intent.question]: intent.answer });
      case 'none_apply':
        return this.#answer(Object.fromEntries(finder.questions.map(({ id }) => [id, finder.answers[id] ?? 'no'])));
      case 'flow_continued':
        this.#go_on(finder);
        return true;
      case 'flow_backed':
        this.#go_back(finder);
        return true;
      case 'flow_left':
        this.#go({ screen: 'library' });
        return true;
      default:
        return false;
    }
  }

  #choose(complaint_id: string): void {
    const library = this.#shown();
    const complaint = library?.complaints?.find(({ id }) => id === complaint_id);
    if (library === null || complaint === undefined) return;
    if (complaint.stop) this.#change({ ...UNANSWERED, complaint, step: 'stop' });
    else this.#change({ ...UNANSWERED, complaint, step: 'questions', questions: questions_for(complaint, library) });
  }

  #answer(answers: Answers): boolean {
    const { step, questions, audience } = this.finder.peek();
    if (step !== 'questions') return false;
    const raised = raised_by(questions, answers);
    this.#change({ answers, raised, blocked_by: block_of(raised, audience) });
    return true;
  }

  #go_on({ step, questions, answers, blocked_by, complaint }: Finder): void {
    if (step !== 'questions' || complaint === null) return;
    const is_answered = questions.every(({ id }) => answers[id] !== undefined);
    if (blocked_by !== null && (is_answered || blocked_by === 'emergency')) this.#change({ step: 'blocked' });
    else if (is_answered) this.#show(complaint);
  }

  #show(complaint: Complaint): void {
    const library = this.#shown();
    if (library === null) return;
    const { area, audience } = this.finder.peek();
    const found = points_for(complaint, area, audience, library.points);
    this.#answered_at = this.#now();
    this.#change({ step: 'answer', found, offered: this.#offered(library, found) });
  }

  #offered(library: Library, found: Finder['found']): Offered[] {
    const { audience, complaint, search } = this.finder.peek();
    const protocols = library.protocols.flatMap(({ protocol }) => {
      const card = this.#library.card(protocol.id);
      const points = protocol.steps.map(({ point }) => point);
      const presupposes = library.conditions.find(({ id }) => id === protocol.condition)?.presupposes;
      return card === null ? [] : [{ id: card.id, audience: card.audience, barred: card.barred, points, presupposes }];
    });
    // What the practice made is there as well; it is for therapists, as [K7] has it.
    const own = (this.#library.own.peek() ?? []).filter(({ is_put_away }) => !is_put_away);
    const made = own.map(({ card: { id, audience: for_whom, barred }, version }) => ({
      id,
      audience: for_whom,
      barred,
      points: version.protocol.steps.map(({ point }) => point),
      presupposes: version.condition.presupposes,
    }));
    const said = [complaint?.words, ...(complaint?.also_said ?? []), search].join(' ');
    return protocols_for(found, audience, [...protocols, ...made], said);
  }

  #go_back({ step, area, search }: Finder): void {
    if (step === 'answer') this.#change({ step: 'questions' });
    else if (step !== 'where') this.#change({ ...ANEW, area, search });
    else if (area !== null || search !== '') this.#look(null);
    else this.#go({ screen: 'library' });
  }

  /** Another place, or the whole figure: a step of the browser's history. */
  #look(area: Area | null): void {
    this.#change({ ...ANEW, area });
    this.#go({ screen: 'finder', ...(area !== null && { area }) });
  }

  #shown(): Library | null {
    const state = this.#library.state.peek();
    return state.state === 'ready' ? state.library : null;
  }

  #is_lately(): boolean {
    const passed = this.#now() - this.#answered_at;
    return passed >= 0 && passed <= CARRIED_MS;
  }

  #now(): number {
    return this.#world.clock.now().wall_ms;
  }

  #change(change: Partial<Finder>): void {
    const finder = { ...this.finder.peek(), ...change };
    this.finder.value = { ...finder, listed: listed_of(this.#shown(), finder) };
  }
}

const UNANSWERED = {
  questions: [],
  answers: {},
  raised: [],
  blocked_by: null,
  found: [],
  offered: [],
} satisfies Partial<Finder>;
/** Nothing asked yet. */
const ANEW = { ...UNANSWERED, step: 'where', area: null, search: '', complaint: null } satisfies Partial<Finder>;
const NOTHING_SAID: Finder = { ...ANEW, audience: 'self-care', listed: [] };

/** What there is to choose from: of the area, or what the words find; nothing before either was said. */
function listed_of(library: Library | null, { area, search }: Pick<Finder, 'area' | 'search'>): Complaint[] {
  const all = library?.complaints ?? [];
  if (area !== null) return all.filter((each) => each.area === area);
  if (search.trim() === '') return [];
  const found = complaints_found(all, search);
  return [...found, ...warnings_beside(found, all, search)];
}
