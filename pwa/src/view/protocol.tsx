/** A protocol's page: read like a page of a book, with Start always within reach. */
import type { Model, ProtocolPage, Send } from '../app/model';
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
  if (page === 'loading') return <Empty text={T.library.loading} />;
  if (page === 'unknown') {
    return (
      <Empty title={T.protocol.unknown_title} text={T.protocol.unknown}>
        <Link class="button is-primary" to={{ screen: 'library' }} send={send}>
          {T.common.to_library}
        </Link>
      </Empty>
    );
  }
  return (
    <article class="page">
      <Cover page={page} is_elsewhere={model.is_running_elsewhere.value} send={send} />
      <PageReading version={page.version} build={model.settings.value.figure} />
    </article>
  );
}

interface CoverProps {
  page: ProtocolPage;
  is_elsewhere: boolean;
  send: Send;
}

function Cover({ page, is_elsewhere, send }: CoverProps) {
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
      <StartPlace page={page} is_elsewhere={is_elsewhere} send={send} />
    </header>
  );
}

/** Start, and where it cannot be pressed, why not. */
function StartPlace({ page, is_elsewhere, send }: CoverProps) {
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
        onClick={() => send({ type: 'start', protocol_id: page.version.protocol.id })}
      >
        {T.protocol.start}
      </button>
    </div>
  );
}
