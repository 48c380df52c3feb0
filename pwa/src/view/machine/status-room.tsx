/** The server about itself, for its owner: above all, which protocol files were left out and where they are at fault. */
import type { Model, Send } from '../../app/model';
import { number_text } from '../../core/format';
import type { Status } from '../../wire.gen';
import { Empty } from '../parts/empty';
import { Icon } from '../parts/icon';
import { Link } from '../parts/link';
import { signed_out_words } from '../parts/sync-line';
import { T } from '../strings-rooms';
import { moment_text } from '../time';

export function StatusRoom({ model, send }: { model: Model; send: Send }) {
  const status = model.status.value;
  if (typeof status === 'string') {
    const is_signed_out = status === 'signed-out' && model.sync.value.paired !== null;
    const text = {
      loading: T.status.loading,
      offline: T.status.offline,
      'not-owner': T.status.not_owner,
      'signed-out': is_signed_out ? signed_out_words(model.sync.value) : T.status.not_owner,
    }[status];
    const icon = ({ loading: undefined, offline: 'away', 'not-owner': 'person', 'signed-out': 'pair' } as const)[
      status
    ];
    return (
      <Empty title={T.status.title} text={text} icon={icon}>
        {status === 'offline' && (
          <button
            type="button"
            class="button is-primary"
            onClick={() => send({ type: 'go', route: { screen: 'status' } })}
          >
            {T.common.try_again}
          </button>
        )}
        {(status === 'not-owner' || status === 'signed-out') && (
          <Link
            class={is_signed_out ? 'button is-primary' : 'button'}
            to={{ screen: is_signed_out ? 'pair' : 'settings' }}
            send={send}
          >
            {is_signed_out ? T.sync.pair : T.common.settings}
          </Link>
        )}
      </Empty>
    );
  }
  return (
    <div class="status">
      <header>
        <Link class="back" to={{ screen: 'settings' }} send={send}>
          <Icon name="back" />
          {T.common.settings}
        </Link>
        <h1 tabIndex={-1}>{T.status.title}</h1>
        <p class="lead soft">{T.status.lead}</p>
      </header>
      <DiskLow status={status} />
      <BackupFailure status={status} />
      <Facts status={status} />
      <Faults status={status} />
    </div>
  );
}

function Facts({ status }: { status: Status }) {
  const rows = [
    [T.status.practice, status.practice_name],
    [T.status.address, status.address],
    [T.status.version, status.version],
    [T.status.started, moment_text(status.started_at)],
    [T.status.facts, number_text(status.facts)],
    [T.status.devices, number_text(status.devices)],
    [T.status.protocols, number_text(status.protocols)],
    [T.status.data, status.data_path],
    [T.status.checked, checked_text(status)],
    [T.status.backup, backup_text(status)],
    [T.status.backups, status.backups?.folder ?? ''],
  ].filter(([, text]) => text !== '');
  return (
    <dl class="rows numbers">
      {rows.map(([term, text]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A server of before says nothing of it. */
function checked_text({ checked_at }: Status): string {
  if (checked_at === undefined) return '';
  return checked_at === null ? T.status.checking : T.status.whole(moment_text(checked_at));
}

function backup_text({ backups }: Status): string {
  if (!backups) return '';
  return backups.last_at ? moment_text(backups.last_at) : T.status.backup_none;
}

/** Who keeps the machine is shown where things stand on it. */
export function disk_low_text({ data_path }: Pick<Status, 'data_path'>): string {
  return T.status.disk_low_lead(data_path === '' ? T.status.disk_low_ask : T.status.disk_low_free);
}

function DiskLow({ status }: { status: Status }) {
  if (!status.is_disk_low) return null;
  return (
    <section class="faults backup-failure" role="alert">
      <h2>{T.status.disk_low}</h2>
      <div class="fault">
        <p>{disk_low_text(status)}</p>
      </div>
    </section>
  );
}

function BackupFailure({ status: { backups } }: { status: Status }) {
  if (!backups?.failure) return null;
  return (
    <section class="faults backup-failure" role="alert">
      <h2>{T.status.backup_failed}</h2>
      <div class="fault">
        <p>{backups.failure}</p>
        {backups.failed_at && <p class="soft">{T.status.backup_failed_at(moment_text(backups.failed_at))}</p>}
      </div>
    </section>
  );
}

function Faults({ status }: { status: Status }) {
  if (status.faults.length === 0) return <p class="notice">{T.status.faults_none}</p>;
  return (
    <section class="faults">
      <h2>{T.status.faults}</h2>
      <p class="soft">{T.status.faults_lead}</p>
      <ul>
        {status.faults.map((fault) => (
          <li key={`${fault.file}:${fault.line}:${fault.column}:${fault.message}`} class="fault">
            <p class="fault-file numbers">
              <strong>{fault.file}</strong> <span>{T.status.place(fault.line, fault.column)}</span>
            </p>
            <p>{with_code(fault.message)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What the server sets between backticks are words of a file. */
function with_code(message: string) {
  return message.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}
