/** A client: what is kept of them, a code for their own phone, and, for the owner, erasing all of it. */
import { useState } from 'preact/hooks';
import type { Model, Send } from '../../app/model';
import type { ClientRecord } from '../../core/history';
import { CodeCard } from '../machine/code-card';
import { Empty } from '../parts/empty';
import { Icon } from '../parts/icon';
import { Link } from '../parts/link';
import { Sheet } from '../parts/sheet';
import { Toggle } from '../parts/toggle';
import { T } from '../strings-rooms';
import { OlderPart } from './older-part';

interface RoomProps {
  model: Model;
  send: Send;
}

export function ClientRoom({ model, send, id }: RoomProps & { id: string }) {
  const erasing = model.erasing.value;
  const client = model.clients.value.find((each) => each.id === id);
  const to_history = (
    <Link class="button is-primary" to={{ screen: 'history' }} send={send}>
      {T.common.history}
    </Link>
  );
  if (erasing.state === 'erased' && erasing.client_id === id) {
    return (
      <Empty icon="check" title={T.client.erased} text={T.client.erased_lead(erasing.facts, erasing.devices)}>
        {to_history}
      </Empty>
    );
  }
  if (client === undefined || !model.is_staff.value) {
    return (
      <Empty icon="person" title={T.client.unknown_title} text={T.client.unknown}>
        {to_history}
      </Empty>
    );
  }
  const sessions = (model.sessions.value ?? []).filter((session) => session.client_id === id).length;
  return (
    <div class="client">
      <header>
        <Link class="back" to={{ screen: 'history' }} send={send}>
          <Icon name="back" />
          {T.common.history}
        </Link>
        <h1 tabIndex={-1}>{client.name}</h1>
        <p class="lead soft">{T.client.sessions(sessions)}</p>
      </header>
      <OlderPart model={model} send={send} client_id={client.id} />
      <OwnPhone model={model} client={client} send={send} />
      {model.sync.value.paired?.role === 'owner' && (
        <Erase model={model} client={client} sessions={sessions} send={send} />
      )}
      <p class="small soft client-id">{T.client.id(client.id)}</p>
    </div>
  );
}

/** All that is kept of this client is on this device. */
function is_whole(model: Model, id: string): boolean {
  const { is_there, whole } = model.older.value;
  return !is_there || whole.includes(id);
}

function OwnPhone({ model, client, send }: RoomProps & { client: ClientRecord }) {
  const { code, came, is_local_only, is_for_clients, failure, state } = model.devices.value;
  if (!is_for_clients) {
    return (
      <section class="client-part">
        <h2>{T.client.phone}</h2>
        <p class="soft">{is_local_only ? T.devices.client_nowhere : T.devices.client_not_here}</p>
      </section>
    );
  }
  return (
    <section class="client-part">
      <h2>{T.client.phone}</h2>
      <p class="soft">{T.client.phone_lead}</p>
      {code?.client_id === client.id && <CodeCard code={code} is_local_only={is_local_only} />}
      {came !== '' && (
        <p class="notice" role="status">
          {T.devices.came(came)}
        </p>
      )}
      {failure !== '' && (
        <p class="notice is-stop" role="status">
          {T.devices.failed(failure)}
        </p>
      )}
      {state === 'offline' && (
        <p class="notice is-waiting" role="status">
          {T.client.offline}
        </p>
      )}
      <div class="settings-keys">
        <button
          type="button"
          class="button"
          onClick={() => send({ type: 'code_wanted', role: 'client', client_id: client.id })}
        >
          {T.client.phone_code}
        </button>
      </div>
    </section>
  );
}

function Erase({ model, client, sessions, send }: RoomProps & { client: ClientRecord; sessions: number }) {
  const [is_asking, set_asking] = useState(false);
  const [is_sure, set_sure] = useState(false);
  const erasing = model.erasing.value;
  const close = () => {
    set_asking(false);
    set_sure(false);
  };
  return (
    <section class="client-part">
      <h2>{T.client.erase}</h2>
      <p class="soft">{T.client.erase_lead}</p>
      {erasing.state === 'failed' && (
        <p class="notice is-stop" role="status">
          {erasing.why === 'other' ? erasing.detail : T.client.failed[erasing.why]}
        </p>
      )}
      <div class="settings-keys">
        <button
          type="button"
          class="button is-danger"
          disabled={erasing.state === 'erasing'}
          onClick={() => set_asking(true)}
        >
          <Icon name="bin" />
          {erasing.state === 'erasing' ? T.client.erasing : T.client.erase_open(client.name)}
        </button>
      </div>
      {is_asking && (
        <Sheet title={T.client.erase_title(client.name)} on_close={close}>
          <p>{is_whole(model, client.id) ? T.client.erase_goes(sessions) : T.client.erase_all}</p>
          <ul class="lines">
            {T.client.erase_lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <Toggle name={T.client.erase_sure} is_on={is_sure} on_change={set_sure} />
          <div class="sheet-actions">
            <button
              type="button"
              class="button is-danger"
              disabled={!is_sure}
              onClick={() => {
                close();
                send({ type: 'client_erased', client_id: client.id });
              }}
            >
              <Icon name="bin" />
              {T.client.erase_confirm}
            </button>
            <button type="button" class="button" onClick={close}>
              {T.common.cancel}
            </button>
          </div>
        </Sheet>
      )}
    </section>
  );
}
