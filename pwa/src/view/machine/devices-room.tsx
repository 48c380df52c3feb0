/** The devices of the practice, and codes for more. The owner's page. */
import { useState } from 'preact/hooks';
import type { Model, Send } from '../../app/model';
import { Empty } from '../parts/empty';
import { Icon } from '../parts/icon';
import { Link } from '../parts/link';
import { signed_out_words } from '../parts/sync-line';
import { T } from '../strings-rooms';
import { CodeCard } from './code-card';
import { DeviceEntry, RemovedDevices } from './device-entry';

interface RoomProps {
  model: Model;
  send: Send;
}

export function DevicesRoom({ model, send }: RoomProps) {
  const { state, devices, removed, code, came, is_local_only, failure } = model.devices.value;
  if (state === 'loading') return <Empty title={T.devices.title} text={T.devices.loading} />;
  if (state === 'offline') {
    return (
      <Empty icon="away" title={T.devices.title} text={T.devices.offline}>
        <button
          type="button"
          class="button is-primary"
          onClick={() => send({ type: 'go', route: { screen: 'devices' } })}
        >
          {T.common.try_again}
        </button>
      </Empty>
    );
  }
  if (state === 'signed-out' && model.sync.value.paired !== null) {
    return (
      <Empty icon="pair" title={T.devices.title} text={signed_out_words(model.sync.value)}>
        <Link class="button is-primary" to={{ screen: 'pair' }} send={send}>
          {T.sync.pair}
        </Link>
      </Empty>
    );
  }
  if (state !== 'ready') {
    return (
      <Empty icon="person" title={T.devices.title} text={T.devices.not_owner}>
        <Link class="button" to={{ screen: 'settings' }} send={send}>
          {T.common.settings}
        </Link>
      </Empty>
    );
  }
  return (
    <div class="devices">
      <header>
        <Link class="back" to={{ screen: 'settings' }} send={send}>
          <Icon name="back" />
          {T.common.settings}
        </Link>
        <h1 tabIndex={-1}>{T.devices.title}</h1>
        <p class="lead soft">{T.devices.lead}</p>
      </header>
      {failure !== '' && (
        <p class="notice is-stop" role="status">
          {T.devices.failed(failure)}
        </p>
      )}
      <RemovedDevices removed={removed} send={send} />
      <ul class="device-list">
        {devices.map((device) => (
          <DeviceEntry key={device.device_id} model={model} device={device} send={send} />
        ))}
      </ul>
      <section class="add-device">
        <h2>{T.devices.add}</h2>
        {/* It stands from the start, so that what is said in it later is heard. */}
        <p class={came === '' ? 'unseen' : 'notice'} role="status">
          {came !== '' && T.devices.came(came)}
        </p>
        {code === null ? (
          <p class="soft">{T.devices.add_lead}</p>
        ) : (
          <CodeCard code={code} is_local_only={is_local_only} />
        )}
        <div class="add-keys">
          {(['therapist', 'owner'] as const).map((role) => (
            <button
              key={role}
              type="button"
              class={role === 'therapist' && code === null ? 'button is-primary' : 'button'}
              onClick={() => send({ type: 'code_wanted', role })}
            >
              {T.devices.code_for[role]}
            </button>
          ))}
        </div>
        <ClientCode model={model} send={send} />
      </section>
      <Link class="button" to={{ screen: 'audit' }} send={send}>
        {T.devices.audit}
      </Link>
    </div>
  );
}

/** A client's own phone is bound to one client, chosen here. */
function ClientCode({ model, send }: RoomProps) {
  const [whose, set_whose] = useState('');
  const clients = model.clients.value;
  if (clients.length === 0) return null;
  const { is_for_clients, is_local_only } = model.devices.value;
  const why_not = is_local_only ? T.devices.client_nowhere : T.devices.client_not_here;
  if (!is_for_clients) return <p class="small soft">{why_not}</p>;
  return (
    <div class="client-code">
      <label class="field">
        <span>{T.devices.client_whose}</span>
        <select value={whose} onChange={(event) => set_whose(event.currentTarget.value)}>
          <option value="">{T.devices.client_choose}</option>
          {clients.map((client) => (
            <option key={client.id} value={client.id}>
              {client.name}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        class="button"
        disabled={whose === ''}
        onClick={() => send({ type: 'code_wanted', role: 'client', client_id: whose })}
      >
        {T.devices.code_for.client}
      </button>
    </div>
  );
}
