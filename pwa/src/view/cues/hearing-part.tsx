/** How this treatment is told to this person, folded away until somebody wants it otherwise. */
import type { Model, Send } from '../../app/model';
import { type Hearing, hearing_of } from '../../core/hearing';
import { Icon } from '../parts/icon';
import { T } from '../strings-rooms';
import { HearingChoice } from './hearing';

interface PartProps {
  model: Model;
  protocol_id: string;
  send: Send;
}

/** `is_key`: large, where it stands among what is pressed. */
export function HearingPart({ model, protocol_id, send, is_key }: PartProps & { is_key?: boolean }) {
  return (
    <details class={is_key ? 'hearing-part is-key' : 'hearing-part'}>
      <summary>
        {hearing_title(model, protocol_id)}:{' '}
        <strong>{T.hearing.profile[chosen_for(model, protocol_id).profile]}</strong>
        <Icon name="back" />
      </summary>
      <HearingOf model={model} protocol_id={protocol_id} send={send} />
    </details>
  );
}

/** The choice itself, and for whom it is. */
export function HearingOf({ model, protocol_id, send }: PartProps) {
  const { theme, is_candle_silent } = model.settings.value;
  const client = client_of(model, protocol_id);
  return (
    <>
      <HearingChoice
        name="hearing"
        hearing={chosen_for(model, protocol_id)}
        on_choose={(chosen) => send({ type: 'hearing_chosen', protocol_id, hearing: chosen })}
        on_try={() => send({ type: 'tone_tried' })}
      />
      {theme === 'candle' && is_candle_silent && <p class="small">{T.hearing.silent_by_candle}</p>}
      <p class="small soft">{client === null ? T.hearing.for_protocol : T.hearing.for_person(client)}</p>
    </>
  );
}

/** "Tones: Soft", for a key that leads to it. */
export function hearing_words(model: Model, protocol_id: string): string {
  return `${hearing_title(model, protocol_id)}: ${T.hearing.profile[chosen_for(model, protocol_id).profile]}`;
}

export function hearing_title(model: Model, protocol_id: string): string {
  const client = client_of(model, protocol_id);
  return client === null ? T.hearing.title : T.hearing.title_with(client);
}

function chosen_for(model: Model, protocol_id: string): Hearing {
  const { profile, volume } = model.settings.value;
  return hearing_of(model.hearings.value, protocol_id, client_id_of(model, protocol_id), { profile, volume });
}

/** With whom it is at hand, by name; null: nobody who has one. */
function client_of(model: Model, protocol_id: string): string | null {
  const id = client_id_of(model, protocol_id);
  const is_with = model.flow.value?.audience === 'therapist';
  return (is_with && model.clients.value.find((client) => client.id === id)?.name) || null;
}

function client_id_of(model: Model, protocol_id: string): string | null {
  const flow = model.flow.value;
  return flow?.version.protocol.id === protocol_id ? flow.client_id : null;
}
