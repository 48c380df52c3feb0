/** One device of the practice: what it is called, who it is, and the way to rename or remove it. */
import { useState } from 'preact/hooks';
import type { Model, Send } from '../../app/model';
import type { Device, RemovedDevice } from '../../wire.gen';
import { Icon } from '../parts/icon';
import { Sheet } from '../parts/sheet';
import { T } from '../strings-rooms';
import { moment_text } from '../time';

interface EntryProps {
  model: Model;
  device: Device;
  send: Send;
}

type Doing = 'nothing' | 'renaming' | 'removing';

export function DeviceEntry({ model, device, send }: EntryProps) {
  const [doing, set_doing] = useState<Doing>('nothing');
  const { device_id, device_name, role, client_id } = device;
  const whose = client_id === null ? '' : model.clients.value.find(({ id }) => id === client_id)?.name;
  return (
    <li class="device">
      <p class="device-name">
        <strong>{device_name}</strong>
        {device.is_this && <span class="tag">{T.devices.this_one}</span>}
      </p>
      <p class="device-since small soft numbers">
        <span>
          {T.common.role[role]}
          {whose === '' ? '' : ` (${whose ?? T.common.no_name})`}.
        </span>{' '}
        <span>{T.devices.since(moment_text(device.created_at))}.</span>{' '}
        <span>{T.devices.last_seen(moment_text(device.last_seen_at))}.</span>
      </p>
      {doing === 'renaming' ? (
        <Rename
          name={device_name}
          on_done={(name) => {
            set_doing('nothing');
            if (name !== null && name !== device_name) send({ type: 'device_renamed', device_id, device_name: name });
          }}
        />
      ) : (
        <div class="device-keys">
          <button type="button" class="button is-plain" onClick={() => set_doing('renaming')}>
            {T.devices.rename}
          </button>
          {!device.is_this && (
            <button type="button" class="button is-plain" onClick={() => set_doing('removing')}>
              {T.devices.remove}
            </button>
          )}
        </div>
      )}
      {doing === 'removing' && (
        <Sheet title={T.devices.remove_title(device_name)} on_close={() => set_doing('nothing')}>
          <p class="numbers">
            <strong>{T.devices.remove_last_seen(moment_text(device.last_seen_at))}</strong>
          </p>
          <p>{T.devices.remove_lead}</p>
          <p class="soft">{T.devices.remove_unsent}</p>
          <div class="sheet-actions">
            <button
              type="button"
              class="button is-danger"
              onClick={() => {
                set_doing('nothing');
                send({ type: 'device_removed', device_id });
              }}
            >
              <Icon name="bin" />
              {T.devices.remove_confirm}
            </button>
            <button type="button" class="button" onClick={() => set_doing('nothing')}>
              {T.common.cancel}
            </button>
          </div>
        </Sheet>
      )}
    </li>
  );
}

function Rename({ name, on_done }: { name: string; on_done: (name: string | null) => void }) {
  const [typed, set_typed] = useState(name);
  const kept = typed.trim();
  return (
    <form
      class="device-rename"
      onSubmit={(event) => {
        event.preventDefault();
        if (kept !== '') on_done(kept);
      }}
    >
      <label class="field">
        <span>{T.pair.device_name}</span>
        <input value={typed} maxLength={80} onInput={(event) => set_typed(event.currentTarget.value)} />
      </label>
      <div class="device-keys">
        <button type="submit" class="button is-primary" disabled={kept === ''}>
          {T.devices.rename_save}
        </button>
        <button type="button" class="button" onClick={() => on_done(null)}>
          {T.common.cancel}
        </button>
      </div>
    </form>
  );
}

/** What removed devices had not sent: the owner takes it into the record, or discards it. */
export function RemovedDevices({ removed, send }: { removed: readonly RemovedDevice[]; send: Send }) {
  const [discarding, set_discarding] = useState<RemovedDevice | null>(null);
  if (removed.length === 0) return null;
  const decide = (device_id: string, take: boolean) => send({ type: 'handover_decided', device_id, take });
  return (
    <section class="removed-devices notice is-waiting">
      <h2>{T.devices.removed}</h2>
      <p>{T.devices.removed_lead}</p>
      <ul class="device-list">
        {removed.map((each) => (
          <li key={each.device_id} class="device">
            <p class="device-name">
              <strong>{each.device_name || T.devices.removed_nameless}</strong>
            </p>
            <p class="small numbers">
              {T.devices.removed_facts(each.facts)}. {T.devices.removed_at(moment_text(each.removed_at))}.
            </p>
            <div class="device-keys">
              <button type="button" class="button is-primary" onClick={() => decide(each.device_id, true)}>
                {T.devices.take}
              </button>
              <button type="button" class="button" onClick={() => set_discarding(each)}>
                {T.devices.discard}
              </button>
            </div>
          </li>
        ))}
      </ul>
      {discarding !== null && (
        <Sheet
          title={T.devices.discard_title(discarding.device_name || T.devices.removed_nameless)}
          on_close={() => set_discarding(null)}
        >
          <p>{T.devices.discard_lead(discarding.facts)}</p>
          <div class="sheet-actions">
            <button
              type="button"
              class="button is-danger"
              onClick={() => {
                decide(discarding.device_id, false);
                set_discarding(null);
              }}
            >
              <Icon name="bin" />
              {T.devices.discard}
            </button>
            <button type="button" class="button" onClick={() => set_discarding(null)}>
              {T.common.cancel}
            </button>
          </div>
        </Sheet>
      )}
    </section>
  );
}
