/** How this treatment is told, folded away until somebody wants it otherwise. */
import type { Model, Send } from '../../app/model';
import { hearing_of } from '../../core/hearing';
import { Icon } from '../parts/icon';
import { T } from '../strings-rooms';
import { HearingChoice } from './hearing';

interface PartProps {
  model: Model;
  protocol_id: string;
  send: Send;
}

export function HearingPart({ model, protocol_id, send }: PartProps) {
  const { profile, volume } = model.settings.value;
  const flow = model.flow.value;
  const client_id = flow?.version.protocol.id === protocol_id ? flow.client_id : null;
  const hearing = hearing_of(model.hearings.value, protocol_id, client_id, { profile, volume });
  return (
    <details class="hearing-part">
      <summary>
        {T.hearing.title}: <strong>{T.hearing.profile[hearing.profile]}</strong>
        <Icon name="back" />
      </summary>
      <HearingChoice
        name="hearing"
        hearing={hearing}
        on_choose={(chosen) => send({ type: 'hearing_chosen', protocol_id, hearing: chosen })}
        on_try={() => send({ type: 'tone_tried' })}
      />
      <p class="small soft">{T.hearing.for_protocol}</p>
    </details>
  );
}
