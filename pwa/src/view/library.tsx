/** The library: what would help today, for myself or with a client. */
import { useEffect, useState } from 'preact/hooks';
import type { LibraryCard, Model, Send } from '../app/model';
import type { Audience, Library } from '../wire.gen';
import { grade_word } from './grade';
import { OnceFetched } from './later';
import { Empty } from './parts/empty';
import { Icon } from './parts/icon';
import { Link } from './parts/link';
import { holds_of_protocol, Score } from './parts/score';
import { Segments } from './parts/segments';
import { SyncLine } from './parts/sync-line';
import { T } from './strings';
import { barred_reason } from './strings/common';

interface RoomProps {
  model: Model;
  send: Send;
}

const AUDIENCES: readonly { value: Audience; label: string }[] = [
  { value: 'self-care', label: T.library.for_myself },
  { value: 'therapist', label: T.library.with_a_client },
];

const FIRST_GROUPS = 4;
/** Whoever comes back finds the page as long as it was left. */
let all_were_drawn = false;

export function LibraryRoom({ model, send }: RoomProps) {
  const state = model.library.value;
  const { audience } = model.browsing.value;
  return (
    <div class="library">
      <header class="library-head">
        <SyncLine model={model} send={send} />
        <h1 tabIndex={-1}>{T.library.title}</h1>
      </header>
      <OnceFetched draw={({ DayAfterLine }) => <DayAfterLine model={model} send={send} />} />
      <OnceFetched draw={({ InstallHint }) => <InstallHint model={model} send={send} />} />
      {state.state === 'missing' ? (
        <Empty icon="away" text={T.library.missing}>
          <button type="button" class="button is-primary" onClick={() => send({ type: 'library_wanted' })}>
            {T.common.try_again}
          </button>
        </Empty>
      ) : (
        <>
          <div class="library-find">
            {/* On a client's device nothing is for another person. */}
            {model.sync.value.paired?.role !== 'client' && (
              <Segments
                name="audience"
                label={T.library.audience}
                value={audience}
                options={AUDIENCES}
                on_choose={(value) => send({ type: 'audience_chosen', audience: value })}
              />
            )}
            <Search model={model} send={send} />
          </div>
          {state.state === 'ready' && state.library.complaints && <WhereDoor model={model} send={send} />}
          {audience === 'therapist' && <OnceFetched draw={({ OwnCards }) => <OwnCards model={model} send={send} />} />}
          {state.state === 'loading' ? (
            <LoadingCards />
          ) : (
            <Cards cards={state.cards} library={state.library} model={model} send={send} />
          )}
        </>
      )}
      {/* Not before there is something it stands under: it would jump, and say of nothing that it is made ready. */}
      {state.state === 'ready' && <Foot model={model} />}
    </div>
  );
}

/** For whoever knows where it hurts, and not what it is called: what was typed goes along. */
function WhereDoor({ model, send }: RoomProps) {
  return (
    <p class="where-door">
      {/* Head and shoulders, and a place on one of them. */}
      <svg class="where-figure" viewBox="0 0 64 60" aria-hidden="true">
        <path d="M32 3a11 12 0 0 1 6.5 21.7v5.3C49 32 59 36 62 50v10H2V50C5 36 15 32 25.5 30v-5.300A11 12 0 0 1 32 3z" />
        <circle class="is-halo" cx="15" cy="42" r="9" />
        <circle class="is-place" cx="15" cy="42" r="4" />
      </svg>
      <Link to={{ screen: 'finder', words: model.browsing.value.search }} send={send} class="card-link where-link">
        {T.library.where}
      </Link>{' '}
      <span>{T.library.where_hint}</span>
    </p>
  );
}

function Search({ model, send }: RoomProps) {
  return (
    <label class="search">
      <span class="unseen">{T.library.search}</span>
      <Icon name="search" />
      <input
        class="input"
        type="search"
        enterkeyhint="search"
        autocomplete="off"
        placeholder={T.library.search_hint}
        value={model.browsing.value.search}
        onInput={(event) => send({ type: 'searched', text: event.currentTarget.value })}
      />
    </label>
  );
}

function Cards({ cards, library, model, send }: RoomProps & { cards: readonly LibraryCard[]; library: Library }) {
  const count = useCountDrawn();
  const { audience, search } = model.browsing.value;
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = cards.filter((card) => card.audience === audience && is_found(card, library, words));
  if (shown.length === 0 && words.length > 0) {
    return (
      <Empty icon="search" text={T.library.none_found(search)}>
        {/* It knows how pains are told, and which of them cannot wait. */}
        {library.complaints && (
          <Link to={{ screen: 'finder', words: search }} send={send} class="button is-primary">
            {T.library.where}
          </Link>
        )}
        <button type="button" class="button" onClick={() => send({ type: 'searched', text: '' })}>
          {T.library.clear_search}
        </button>
      </Empty>
    );
  }
  if (shown.length === 0) return <Empty icon="library" text={T.library.none_here} />;
  const conditions = library.conditions.filter((each) => shown.some((card) => card.condition === each.id));
  // Under what the practice has made, with its door, these need a name too.
  const are_named = audience === 'therapist' && model.is_staff.value && words.length === 0;
  return (
    <div class="cards">
      {are_named && <p class="eyebrow">{T.library.by_condition}</p>}
      {conditions.slice(0, count).map((condition) => {
        const group = shown.filter((card) => card.condition === condition.id);
        // Titles that begin with the condition's need no heading, and stand in the grid with the others.
        const has_heading = group.length > 1 && !group.every((card) => card.title.startsWith(condition.title));
        return (
          <section key={condition.id} class="cards-group" aria-label={condition.title}>
            {has_heading && <p class="eyebrow">{condition.title}</p>}
            {group.map((card) => (
              <Card key={card.id} card={card} library={library} send={send} />
            ))}
          </section>
        );
      })}
    </div>
  );
}

/** How many groups are drawn: at first those in sight, so that they stand sooner; from the next turn on, all. */
function useCountDrawn(): number {
  const [count, set_count] = useState(all_were_drawn ? Number.POSITIVE_INFINITY : FIRST_GROUPS);
  useEffect(() => {
    const timer = setTimeout(() => {
      all_were_drawn = true;
      set_count(Number.POSITIVE_INFINITY);
    });
    return () => clearTimeout(timer);
  }, []);
  return count;
}

function Card({ card, library, send }: { card: LibraryCard; library: Library; send: Send }) {
  const protocol = library.protocols.find((each) => each.digest === card.digest)?.protocol;
  return (
    <article class={card.barred ? 'card is-barred' : 'card'}>
      <h2>
        <Link to={{ screen: 'protocol', id: card.id }} send={send} class="card-link">
          {card.title}
        </Link>
      </h2>
      <p class="card-minutes numbers">{T.common.minutes(card.minutes)}</p>
      <p class="card-summary">{card.summary}</p>
      {card.barred ? (
        <p class="card-barred">
          <strong>{T.library.barred}</strong> {barred_reason(card.barred)}
        </p>
      ) : (
        <p class="card-facts">
          <span>{T.common.points(card.points)}</span>
          <span>{T.library.evidence(grade_word(card.grade))}</span>
        </p>
      )}
      {protocol && <Score holds={holds_of_protocol(protocol)} />}
    </article>
  );
}

function LoadingCards() {
  return (
    <div class="cards" aria-busy="true">
      <p class="unseen">{T.library.loading}</p>
      {[0, 1, 2, 3, 4, 5].map((each) => (
        <div key={each} class="card is-blank" aria-hidden="true" />
      ))}
    </div>
  );
}

function Foot({ model }: { model: Model }) {
  return (
    <p class="library-foot">
      <span>{T.library.offline[model.platform.value.offline]}</span> {T.library.draft}
    </p>
  );
}

/** Every word stands somewhere in the title, the summary, the condition or the plain names of the points. */
function is_found(card: LibraryCard, library: Library, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const protocol = library.protocols.find((each) => each.digest === card.digest)?.protocol;
  const names = new Set(protocol?.steps.map((step) => step.point));
  const points = library.points.filter((point) => names.has(point.id)).map((point) => point.muscle.plain);
  const condition = library.conditions.find((each) => each.id === card.condition)?.title ?? '';
  const text = [card.title, card.summary, condition, ...points].join(' ').toLowerCase();
  return words.every((word) => text.includes(word));
}
