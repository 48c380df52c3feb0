/** A protocol's page: read like a page of a book, with Start always within reach. */
import type { Model, ProtocolPage, Send } from '../app/model';
import { OwnTools } from './build/own';
import { HearingPart } from './cues/hearing-part';
import { OwnWordsPart } from './cues/own-words';
import { Empty } from './parts/empty';
import { Icon } from './parts/icon';
import { Link } from './parts/link';
import { holds_of_protocol, Score } from './parts/score';
import { PageReading } from './protocol-reading';
import { barred_reason } from './strings/common';
import { T } from './strings-rooms';

interface RoomProps {
  model: Model;
  send: Send;
}

export function ProtocolRoom({ model, send }: RoomProps) {
  const page = model.page.value;
  if (page === 'loading') return <Empty title={T.common.fetching_title} text={T.library.loading} />;
  if (page === 'unknown') {
    return (
      <Empty icon="library" title={T.protocol.unknown_title} text={T.protocol.unknown}>
        <Link class="button is-primary" to={{ screen: 'library' }} send={send}>
          {T.common.to_library}
        </Link>
      </Empty>
    );
  }
  return (
    <article class="page">
      <Cover page={page} model={model} send={send} />
      <PageReading version={page.version} build={model.settings.value.figure} />
    </article>
  );
}

interface CoverProps extends RoomProps {
  page: ProtocolPage;
}

function Cover({ page, model, send }: CoverProps) {
  const route = model.route.value;
  const id = route.screen === 'protocol' ? route.id : page.version.protocol.id;
  const is_put_away = model.own.value?.some((own) => own.id === id && own.is_put_away) ?? false;
  const { protocol, points } = page.version;
  return (
    <header class="page-cover">
      <Link class="back" to={{ screen: 'library' }} send={send}>
        <Icon name="back" />
        {T.common.library}
      </Link>
      <p class="eyebrow">{T.common.audience[protocol.audience]}</p>
      <h1 tabIndex={-1}>{protocol.title}</h1>
      <p class="lead">{protocol.summary}</p>
      <dl class="page-facts numbers">
        <div>
          <dt>{T.protocol.facts.minutes(page.minutes)}</dt>
          <dd>{page.minutes}</dd>
        </div>
        <div>
          <dt>{T.protocol.facts.points(points.length)}</dt>
          <dd>{points.length}</dd>
        </div>
        <div>
          <dt>{T.protocol.facts.holds(holds_of_protocol(protocol).length)}</dt>
          <dd>{holds_of_protocol(protocol).length}</dd>
        </div>
      </dl>
      <Score holds={holds_of_protocol(protocol)} />
      <p class="draft">{T.protocol.draft}</p>
      {!is_put_away && <StartPlace page={page} id={id} is_elsewhere={model.is_running_elsewhere.value} send={send} />}
      {!is_put_away && <HearingPart model={model} protocol_id={protocol.id} send={send} />}
      {protocol.audience === 'therapist' && !is_put_away && (
        <OwnWordsPart model={model} version={page.version} send={send} />
      )}
      <OwnTools model={model} send={send} id={id} />
    </header>
  );
}

interface StartProps {
  page: ProtocolPage;
  id: string;
  is_elsewhere: boolean;
  send: Send;
}

/** Start, and where it cannot be pressed, why not. */
function StartPlace({ page, id, is_elsewhere, send }: StartProps) {
  const why_not =
    page.barred !== null
      ? `${T.protocol.cannot_start} ${barred_reason(page.barred)}`
      : is_elsewhere
        ? T.protocol.elsewhere
        : null;
  return (
    <div class="page-start">
      {why_not && (
        <p class={page.barred !== null ? 'notice is-stop' : 'notice is-waiting'} id="why-not">
          {why_not}
        </p>
      )}
      <button
        type="button"
        class="button is-primary is-wide start"
        disabled={why_not !== null}
        aria-describedby={why_not ? 'why-not' : undefined}
        onClick={() => send({ type: 'start', protocol_id: id })}
      >
        {T.protocol.start}
      </button>
    </div>
  );
}
