/** Which side hurts: two large halves, the person's own left on the left. */
import type { Flow, Send } from '../../app/model';
import { T } from '../strings-rooms';
import { FlowFrame } from './frame';

export function SideStep({ flow, send }: { flow: Flow; send: Send }) {
  const { protocol, points } = flow.version;
  const asked = protocol.steps.filter((step) => step.side === 'affected').map((step) => step.point);
  const names = points.filter((point) => asked.includes(point.id)).map((point) => point.muscle.plain);
  return (
    <FlowFrame
      title={protocol.title}
      send={send}
      actions={
        <button
          type="button"
          class="button is-primary"
          disabled={flow.affected_side === null}
          onClick={() => send({ type: 'flow_continued' })}
        >
          {T.common.continue}
        </button>
      }
    >
      <h1 tabIndex={-1}>{T.flow.side.title}</h1>
      <p class="lead soft">{flow.audience === 'self-care' ? T.flow.side.lead_self : T.flow.side.lead_client}</p>
      <div class="sides" role="radiogroup" aria-label={T.flow.side.title}>
        {(['left', 'right'] as const).map((side) => (
          <label key={side} class="pick">
            <input
              type="radio"
              name="side"
              value={side}
              checked={flow.affected_side === side}
              onChange={() => send({ type: 'side_chosen', side })}
            />
            {T.flow.side[side]}
          </label>
        ))}
      </div>
      <p class="small soft">
        {T.flow.side.points}: {names.join(', ')}
      </p>
    </FlowFrame>
  );
}
