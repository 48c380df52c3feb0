/** The answer: likely tender spots in their order, each with why, where to search, and what presses them. */
import { useMemo } from 'preact/hooks';
import type { Finder } from '../../app/finder-model';
import type { LibraryCard, Model, Send } from '../../app/model';
import type { Found, Offered } from '../../core/finder';
import { LaterBody } from '../body/later-body';
import type { BodyMark } from '../body/map';
import { Icon } from '../parts/icon';
import { Link } from '../parts/link';
import { T } from '../strings-rooms';

interface AnswerProps {
  model: Model;
  finder: Finder;
  send: Send;
}

export function Answer({ model, finder, send }: AnswerProps) {
  const { found, complaint } = finder;
  return (
    <div class="finder is-answer">
      <header class="finder-head">
        <button type="button" class="back" onClick={() => send({ type: 'flow_backed' })}>
          <Icon name="back" />
          {T.common.back}
        </button>
        <h1 tabIndex={-1}>{T.finder.answer.title}</h1>
        <p class="lead">{T.finder.answer.lead(complaint?.words ?? '')}</p>
        <p class="soft">{found.length > 0 ? T.finder.answer.not_a_diagnosis : T.finder.answer.none}</p>
        <p class="draft">{T.library.draft}</p>
      </header>
      {found.length > 0 && (
        <div class="finder-found">
          <Spots found={found} />
          <FoundMap model={model} finder={finder} />
        </div>
      )}
      {found.length > 0 && <Sessions model={model} finder={finder} send={send} />}
      <div class="finder-next">
        {found.length > 0 && finder.audience === 'therapist' && model.is_staff.value && (
          <Link
            class="button is-primary"
            to={{ screen: 'build', points: found.map(({ point }) => point.id), from: null }}
            send={send}
          >
            {T.finder.answer.build}
          </Link>
        )}
        <button type="button" class="button" onClick={() => send({ type: 'area_chosen', area: null })}>
          {T.finder.answer.again}
        </button>
      </div>
    </div>
  );
}

function Spots({ found }: { found: readonly Found[] }) {
  return (
    <ol class="finder-spots" aria-label={T.finder.answer.title}>
      {found.map(({ point, how, why }) => (
        <li key={point.id} class="finder-spot">
          <h2>{point.muscle.plain}</h2>
          <p>
            <strong class="finder-how">{T.finder.answer.how[how]}:</strong> {why}
          </p>
          <p class="small soft">
            {T.finder.answer.where}: {point.search_area}
          </p>
        </li>
      ))}
    </ol>
  );
}

const ASPECT = 0.92;

function FoundMap({ model, finder }: { model: Model; finder: Finder }) {
  const marks = useMemo(() => marks_of(finder.found), [finder.found]);
  return (
    <LaterBody
      draw={({ BodyMap }) => (
        <BodyMap
          marks={marks}
          build={model.settings.value.figure}
          audience={finder.audience}
          current={null}
          aspect={ASPECT}
          begin="region"
          is_listed={false}
          is_ranked
          note={T.finder.answer.map_note}
        />
      )}
    />
  );
}

/** Both sides: nobody said which one. */
function marks_of(found: readonly Found[]): BodyMark[] {
  return found.flatMap(({ point }, index) =>
    (['left', 'right'] as const).map((side) => ({
      point,
      side,
      text: String(index + 1),
      name: T.finder.answer.mark(point.muscle.plain, T.common.side[side]),
    })),
  );
}

function Sessions({ model, finder, send }: AnswerProps) {
  const library = model.library.value;
  const own = (model.own.value ?? []).map(({ card }) => card);
  const cards = library.state === 'ready' ? [...library.cards, ...own] : own;
  const offered = finder.offered.flatMap((each) => {
    const card = cards.find(({ id }) => id === each.id);
    return card === undefined ? [] : [{ each, card }];
  });
  return (
    <section class="finder-sessions">
      <h2>{T.finder.answer.protocols}</h2>
      {offered.length === 0 && <p class="soft">{T.finder.answer.no_protocols}</p>}
      {offered.length > 0 && <p class="soft">{T.finder.answer.carried}</p>}
      <div class="cards">
        {offered.map(({ each, card }) => (
          <SessionCard key={card.id} offered={each} card={card} found={finder.found} send={send} />
        ))}
      </div>
    </section>
  );
}

interface SessionCardProps {
  offered: Offered;
  card: LibraryCard;
  found: readonly Found[];
  send: Send;
}

function SessionCard({ offered, card, found, send }: SessionCardProps) {
  const names = found.filter(({ point }) => offered.pressed.includes(point.id)).map(({ point }) => point.muscle.plain);
  return (
    <article class="card">
      <h3>
        <Link to={{ screen: 'protocol', id: card.id }} send={send} class="card-link">
          {card.title}
        </Link>
      </h3>
      <p class="card-minutes numbers">{T.common.minutes(card.minutes)}</p>
      <p class="card-summary">{T.finder.answer.pressed(names)}</p>
      <p class="card-facts">
        <span>{T.common.points(card.points)}</span>
        <span>{T.library.evidence(T.common.grade[card.grade as keyof typeof T.common.grade] ?? card.grade)}</span>
      </p>
    </article>
  );
}
