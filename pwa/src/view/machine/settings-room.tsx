/** Settings: how it looks and sounds, where the data is, what this device can do, and what the guide is and is not. */
import type { ComponentChildren } from 'preact';
import type { Model, Send, Settings } from '../../app/model';
import { THEMES, with_theme } from '../../app/room-model';
import { BUILDS } from '../../core/body/landmarks';
import { SoundSettings } from '../cues/sound-settings';
import { DISTANCES_M, distance_of } from '../distance';
import { LockSetting } from '../lock/lock-setting';
import { InstallPart } from '../parts/install';
import { Link } from '../parts/link';
import { Segments } from '../parts/segments';
import { SyncLine } from '../parts/sync-line';
import { Toggle } from '../parts/toggle';
import { T } from '../strings-rooms';
import { moment_text } from '../time';
import { SignedOutWay } from './signed-out-way';
import { TeachKeys } from './teach-keys';

interface RoomProps {
  model: Model;
  send: Send;
}

export function SettingsRoom({ model, send }: RoomProps) {
  return (
    <div class="settings">
      <h1 tabIndex={-1}>{T.settings.title}</h1>
      <div class="settings-parts">
        <LookAndSound model={model} send={send} />
        <LockPart model={model} send={send} />
        <Practice model={model} send={send} />
        <EarlierPractice model={model} send={send} />
        <ThisDevice model={model} />
        <InstallPart model={model} send={send} />
        <About />
      </div>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="settings-part">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function LookAndSound({ model, send }: RoomProps) {
  const settings = model.settings.value;
  const change = (changed: Partial<Settings>) => send({ type: 'settings_changed', settings: changed });
  return (
    <>
      <Part title={T.settings.look}>
        <Segments
          name="theme"
          label={T.settings.look}
          value={settings.theme}
          options={THEMES.map((value) => ({ value, label: T.settings.theme[value] }))}
          on_choose={(theme) => change(with_theme(settings, theme))}
        />
        <Toggle
          name={T.room.candle_silent}
          note={T.room.candle_silent_note}
          is_on={settings.is_candle_silent}
          on_change={(is_candle_silent) => change({ is_candle_silent })}
        />
      </Part>
      <RoomPart settings={settings} change={change} />
      <Part title={T.room.teach}>
        <TeachKeys keys={settings.keys} on_change={(keys) => change({ keys })} />
      </Part>
      <Part title={T.settings.figure}>
        <p class="soft">{T.settings.figure_lead}</p>
        <Segments
          name="figure"
          label={T.settings.figure}
          value={settings.figure}
          options={BUILDS.map((value) => ({ value, label: T.settings.figures[value] }))}
          on_choose={(figure) => change({ figure })}
        />
      </Part>
      <Part title={T.settings.distance}>
        <p class="soft">{T.settings.distance_lead}</p>
        <Segments
          name="distance"
          label={T.settings.distance}
          value={String(distance_of(settings))}
          options={DISTANCES_M.map((value) => ({ value: String(value), label: T.settings.distance_m(value) }))}
          on_choose={(chosen) => change({ distance_m: DISTANCES_M.find((each) => String(each) === chosen) ?? null })}
        />
      </Part>
      <Part title={T.settings.sound}>
        <SoundSettings model={model} send={send} />
      </Part>
    </>
  );
}

/** What the room asks of the run. */
function RoomPart({ settings, change }: { settings: Settings; change: (changed: Partial<Settings>) => void }) {
  return (
    <Part title={T.room.target}>
      <p class="soft">{T.room.target_lead}</p>
      <Segments
        name="target"
        label={T.room.target}
        value={settings.target}
        options={(['keys', 'whole'] as const).map((value) => ({ value, label: T.room.targets[value] }))}
        on_choose={(target) => change({ target })}
      />
      <Toggle
        name={T.room.locks}
        note={T.room.locks_note}
        is_on={settings.is_locked_at_start}
        on_change={(is_locked_at_start) => change({ is_locked_at_start })}
      />
      <h3>{T.room.ends}</h3>
      <p class="soft">{T.room.ends_lead}</p>
      <Segments
        name="ends"
        label={T.room.ends}
        value={settings.ends}
        options={(['one', 'both'] as const).map((value) => ({ value, label: T.room.ends_of[value] }))}
        on_choose={(ends) => change({ ends })}
      />
    </Part>
  );
}

/** For devices of staff, which lie where others pass; wherever a lock is set it can be taken off. */
function LockPart({ model, send }: RoomProps) {
  if (!model.is_staff.value && !model.lock.value.is_set) return null;
  return (
    <Part title={T.lock.setting}>
      <LockSetting model={model} send={send} />
    </Part>
  );
}

function Practice({ model, send }: RoomProps) {
  const { paired, unsent, refused, last_synced_at } = model.sync.value;
  const is_owner = paired?.role === 'owner';
  return (
    <Part title={T.settings.practice}>
      <p>{practice_words(model)}</p>
      <SignedOutWay model={model} />
      <SyncLine model={model} send={send} is_saved />
      {last_synced_at !== null && <p class="small soft numbers">{T.settings.synced_at(moment_text(last_synced_at))}</p>}
      {refused.length > 0 && (
        <>
          <p>{T.sync.refused_title}</p>
          <ul class="lines">
            {refused.map(({ id, kind, title, detail }) => (
              <li key={id}>{T.sync.refused_fact(kind, title, detail)}</li>
            ))}
          </ul>
          <p class="small soft">{T.sync.refused_lead}</p>
        </>
      )}
      <div class="settings-keys">
        {paired && (
          <button type="button" class="button" onClick={() => send({ type: 'sync_wanted' })}>
            {T.sync.now}
          </button>
        )}
        {is_owner && (
          <Link class="button" to={{ screen: 'devices' }} send={send}>
            {T.settings.devices}
          </Link>
        )}
        {is_owner && (
          <Link class="button" to={{ screen: 'status' }} send={send}>
            {T.settings.status}
          </Link>
        )}
        {unsent > 0 && (
          <button type="button" class="button" onClick={() => send({ type: 'export_wanted' })}>
            {T.sync.export}
          </button>
        )}
      </div>
    </Part>
  );
}

function practice_words(model: Model): string {
  const { paired, activity } = model.sync.value;
  if (paired === null) return T.settings.not_paired;
  if (activity === 'signed-out') return T.settings.signed_out(paired.practice_name);
  return T.settings.paired_as(paired.practice_name, T.common.role[paired.role]);
}

function EarlierPractice({ model, send }: RoomProps) {
  const { sessions } = model.earlier.value;
  if (sessions.length === 0) return null;
  return (
    <Part title={T.settings.earlier(sessions.length)}>
      <p>{T.settings.earlier_lead}</p>
      <div class="settings-keys">
        <button type="button" class="button" onClick={() => send({ type: 'earlier_export_wanted' })}>
          {T.settings.earlier_save}
        </button>
      </div>
    </Part>
  );
}

function ThisDevice({ model }: { model: Model }) {
  const { wake_lock, sound, storage, offline, ticks } = model.platform.value;
  return (
    <Part title={T.settings.this_device}>
      <ul class="lines">
        <li>{T.settings.offline[offline]}</li>
        <li>{T.settings.wake_lock[wake_lock]}</li>
        <li>{T.settings.sound_state[sound]}</li>
        <li>{T.settings.storage[storage]}</li>
        {ticks === 'when-seen' && <li>{T.settings.ticks_when_seen}</li>}
      </ul>
    </Part>
  );
}

function About() {
  return (
    <Part title={T.settings.about}>
      <p class="draft">{T.protocol.draft}</p>
      {T.settings.about_lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      <h3>{T.settings.licences}</h3>
      {T.settings.licence_lines.map((line) => (
        <p key={line} class="small soft">
          {line}
        </p>
      ))}
    </Part>
  );
}
