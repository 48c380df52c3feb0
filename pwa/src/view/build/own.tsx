/** What the practice made: in the library, and on its own page. Shown to the practice's staff only. */
import type { OwnCard } from '../../app/build-model';
import type { Model, Send } from '../../app/model';
import '../css/build.css';
import '../css/opens.css';
import { Link } from '../parts/link';
import { holds_of_protocol, Score } from '../parts/score';
import { barred_reason } from '../strings/common';
import { T } from '../strings-rooms';
import { day_text } from '../time';

interface OwnProps {
  model: Model;
  send: Send;
}

/** A part of the library. */
export function OwnCards({ model, send }: OwnProps) {
  const own = model.own.value ?? [];
  if (!model.is_staff.value) return null;
  const words = model.browsing.value.search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = own.filter(({ card }) => {
    const text = `${card.title} ${card.summary}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const away = found.filter(({ is_put_away }) => is_put_away);
  const shown = found.filter(({ is_put_away }) => !is_put_away);
  if (words.length > 0 && found.length === 0) return null;
  return (
    <section class="cards own-cards" aria-label={T.build.own}>
      <p class="eyebrow">{T.build.own}</p>
      {shown.map((each) => (
        <Card key={each.id} own={each} place={place_of(each, own)} send={send} />
      ))}
      <p class="own-door">
        <Link to={{ screen: 'build', points: [], from: null }} send={send} class="card-link where-link">
          {T.build.door}
        </Link>{' '}
        <span class="small">{own.length === 0 ? T.build.own_none : T.build.door_hint}</span>
      </p>
      {away.length > 0 && (
        <details class="own-away opens">
          <summary>{T.build.own_put_away(away.length)}</summary>
          <ul>
            {away.map(({ id, card }) => (
              <li key={id}>
                <Link to={{ screen: 'protocol', id }} send={send}>
                  {card.title}
                </Link>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Card({ own, place, send }: { own: OwnCard; place: number; send: Send }) {
  const { card, versions, version } = own;
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
          <span>{T.build.saved(day_text(own.saved_at, zone()))}</span>
        </p>
      )}
      {versions > 1 && <p class="card-summary own-versions">{T.build.versions(versions, place)}</p>}
      <Score holds={holds_of_protocol(version.protocol)} />
    </article>
  );
}

/** On a protocol's page: what staff may do with it beside running it. */
export function OwnTools({ model, send, id }: OwnProps & { id: string }) {
  const own = model.own.value?.find((each) => each.id === id);
  if (!model.is_staff.value) return null;
  if (own === undefined) {
    return (
      <p class="own-tools">
        <Link class="button" to={{ screen: 'build', points: [], from: id }} send={send}>
          {T.build.make_own}
        </Link>
      </p>
    );
  }
  return (
    <section class="own-tools" aria-label={T.build.own}>
      <p class="eyebrow">{T.build.own}</p>
      {own.versions > 1 && <p class="notice">{T.build.versions(own.versions, place_of(own, model.own.value ?? []))}</p>}
      {own.is_put_away ? (
        <>
          <p class="notice is-waiting">{T.build.is_put_away}</p>
          <button type="button" class="button is-primary" onClick={() => send({ type: 'own_brought_back', id })}>
            {T.build.bring_back}
          </button>
        </>
      ) : (
        <>
          <Link class="button" to={{ screen: 'build', points: [], from: id }} send={send}>
            {T.build.edit}
          </Link>
          <button type="button" class="button" onClick={() => send({ type: 'own_put_away', id })}>
            {T.build.put_away}
          </button>
          <p class="small soft">{T.build.put_away_note}</p>
        </>
      )}
    </section>
  );
}

/** Among the versions of one document, the newest first. */
function place_of(own: OwnCard, all: readonly OwnCard[]): number {
  return all.filter(({ subject }) => subject === own.subject).indexOf(own);
}

function zone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
