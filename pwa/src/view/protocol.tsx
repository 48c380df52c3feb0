/** A protocol's page: read like a page of a book, with Start always within reach. */
import type { Model, ProtocolPage, Send } from '../app/model';
import { Empty } from './parts/empty';
import { Icon } from './parts/icon';
import { Link } from './parts/link';
import { holds_of_protocol, Score } from './parts/score';
import { PageReading } from './protocol-reading';
import { T } from './strings';
import { barred_reason } from './strings/common';

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
      <Cover page={page} send={send} />
      <PageReading version={page.version} />
    </article>
  );
}

function Cover({ page, send }: { page: ProtocolPage; send: Send }) {
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
          <dt>{T.protocol.facts.minutes}</dt>
          <dd>{page.minutes}</dd>
        </div>
        <div>
          <dt>{T.protocol.facts.points(points.length)}</dt>
          <dd>{points.length}</dd>
        </div>
        <div>
          <dt>{T.protocol.facts.holds}</dt>
          <dd>{holds_of_protocol(protocol).length}</dd>
        </div>
      </dl>
      <Score holds={holds_of_protocol(protocol)} />
      <p class="draft">{T.protocol.draft}</p>
      <div class="page-start">
        {page.barred !== null && (
          <p class="notice is-stop" id="barred">
            <span>
              {T.protocol.cannot_start} {barred_reason(page.barred)}
            </span>
          </p>
        )}
        <button
          type="button"
          class="button is-primary is-wide start"
          disabled={page.barred !== null}
          aria-describedby={page.barred === null ? undefined : 'barred'}
          onClick={() => send({ type: 'start', protocol_id: protocol.id })}
        >
          {T.protocol.start}
        </button>
      </div>
    </header>
  );
}
