/** What was done to the practice, in words, newest first. The owner's page; the server wrote every line of it itself. */
import type { Model, Send } from '../../app/model';
import type { AuditEntry } from '../../core/audit';
import { Empty } from '../parts/empty';
import { Icon } from '../parts/icon';
import { Link } from '../parts/link';
import { T } from '../strings-rooms';
import { moment_text } from '../time';

export function AuditRoom({ model, send }: { model: Model; send: Send }) {
  const entries = model.audit.value;
  if (model.sync.value.paired?.role !== 'owner')
    return (
      <Empty icon="person" title={T.audit.title} text={T.audit.not_owner}>
        <Link class="button" to={{ screen: 'settings' }} send={send}>
          {T.common.settings}
        </Link>
      </Empty>
    );
  if (entries.length === 0) {
    return (
      <Empty icon="history" title={T.audit.title} text={T.audit.empty}>
        <Link class="button" to={{ screen: 'devices' }} send={send}>
          {T.settings.devices}
        </Link>
      </Empty>
    );
  }
  return (
    <div class="audit">
      <header>
        <Link class="back" to={{ screen: 'settings' }} send={send}>
          <Icon name="back" />
          {T.common.settings}
        </Link>
        <h1 tabIndex={-1}>{T.audit.title}</h1>
        <p class="lead soft">{T.audit.lead}</p>
      </header>
      <ul class="device-list">
        {entries.map((entry) => (
          <li key={entry.id} class="device">
            <p>{audit_words(entry)}</p>
            <p class="small soft numbers">
              {moment_text(entry.at)}, {by_words(entry)}
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function audit_words(entry: AuditEntry): string {
  return T.audit.said[entry.kind](entry);
}

function by_words({ by }: AuditEntry): string {
  if (by === null) return T.audit.by_server;
  return by === '' ? T.audit.by_removed : T.audit.by(by);
}
