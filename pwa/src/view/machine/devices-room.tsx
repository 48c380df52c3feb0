/** The devices of the practice, and codes for more. The owner's page. */
import type { Model, Send } from '../../app/model';
import type { Code, Device } from '../../wire.gen';
import { Empty } from '../parts/empty';
import { Icon } from '../parts/icon';
import { Link } from '../parts/link';
import { signed_out_words } from '../parts/sync-line';
import { T } from '../strings-rooms';
import { moment_text, time_text } from '../time';
import { QrCode } from './qr-code';

interface RoomProps {
  model: Model;
  send: Send;
}

export function DevicesRoom({ model, send }: RoomProps) {
  const { state, devices, code, is_local_only } = model.devices.value;
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
      <ul class="device-list">
        {devices.map((device) => (
          <DeviceEntry key={device.device_id} device={device} />
        ))}
      </ul>
      <section class="add-device">
        <h2>{T.devices.add}</h2>
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
      </section>
    </div>
  );
}

function DeviceEntry({ device }: { device: Device }) {
  return (
    <li class="device">
      <p class="device-name">
        <strong>{device.device_name}</strong>
        {device.is_this && <span class="tag">{T.devices.this_one}</span>}
      </p>
      <p class="device-facts small soft numbers">
        <span>{T.common.role[device.role]}.</span> <span>{T.devices.since(moment_text(device.created_at))}.</span>{' '}
        <span>{T.devices.last_seen(moment_text(device.last_seen_at))}.</span>
      </p>
    </li>
  );
}

function CodeCard({ code, is_local_only }: { code: Code; is_local_only: boolean }) {
  return (
    <div class="code-card">
      <p class="small">
        {T.devices.code_title} ({T.common.role[code.role].toLowerCase()})
      </p>
      <p class="code numbers">{code.code}</p>
      <QrCode text={code.url} label={T.devices.qr} hint={T.devices.scan} />
      <p class="small soft numbers">{T.devices.code_until(time_text(code.expires_at))}</p>
      <p class="small code-url">{code.url}</p>
      {is_local_only && <p class="small notice">{T.devices.local_only}</p>}
    </div>
  );
}
