/** Settings of what is heard and felt on this device. */
import type { Model, Send, Settings } from '../../app/model';
import { is_silent } from '../../core/hearing';
import { Toggle } from '../parts/toggle';
import { T } from '../strings-rooms';
import { HearingChoice } from './hearing';

interface SoundProps {
  model: Model;
  send: Send;
}

const W = T.hearing_settings;

export function SoundSettings({ model, send }: SoundProps) {
  const settings = model.settings.value;
  const { vibrates } = model.senses.value;
  const change = (changed: Partial<Settings>) => send({ type: 'settings_changed', settings: changed });
  const hearing = { profile: settings.profile, volume: settings.volume };
  const { has_mute_switch } = model.platform.value;
  return (
    <>
      <p class="soft">{W.lead}</p>
      <HearingChoice
        name="profile"
        hearing={hearing}
        on_choose={(chosen) => change(chosen)}
        on_try={() => send({ type: 'tone_tried' })}
      />
      {has_mute_switch && !is_silent(hearing) && (
        <Toggle
          name={W.mute_switch}
          note={settings.passes_mute_switch ? W.mute_switch_on : W.mute_switch_off}
          is_on={settings.passes_mute_switch}
          on_change={(passes_mute_switch) => change({ passes_mute_switch })}
        />
      )}
      {!is_silent(hearing) && (!has_mute_switch || settings.passes_mute_switch) && (
        <Toggle
          name={W.locked}
          note={W.locked_note}
          is_on={settings.plays_locked}
          on_change={(plays_locked) => change({ plays_locked })}
        />
      )}
      {vibrates ? (
        <Toggle
          name={W.vibrates}
          note={W.vibrates_note}
          is_on={settings.vibrates}
          on_change={(is_on) => change({ vibrates: is_on })}
        />
      ) : (
        <p class="small soft">{W.vibrates_never}</p>
      )}
      <VoiceSettings model={model} send={send} />
    </>
  );
}

function VoiceSettings({ model, send }: SoundProps) {
  const { speaks, voice_id } = model.settings.value;
  const { voices } = model.senses.value;
  const change = (changed: Partial<Settings>) => send({ type: 'settings_changed', settings: changed });
  return (
    <>
      <Toggle name={W.speaks} note={W.speaks_note} is_on={speaks} on_change={(is_on) => change({ speaks: is_on })} />
      {speaks && voices.length === 0 && <p class="small">{W.no_voice}</p>}
      {speaks && voices.length > 0 && (
        <div class="hearing-loud">
          <label class="field">
            <span>{W.voice}</span>
            <select
              value={voice_id ?? ''}
              onChange={(event) => change({ voice_id: event.currentTarget.value || null })}
            >
              <option value="">{W.first_voice}</option>
              {voices.map(({ id, name, language }) => (
                <option key={id} value={id}>
                  {name} ({language})
                </option>
              ))}
            </select>
          </label>
          <button type="button" class="button" onClick={() => send({ type: 'voice_tried' })}>
            {W.try_voice}
          </button>
        </div>
      )}
    </>
  );
}
