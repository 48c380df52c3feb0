/** Which side: the one that hurts, and for the steps of both the one for today. The person's own left on the left. */
import type { Flow, Send } from '../../app/model';
import { is_answered, needs_side, needs_sides, steps_in } from '../../app/screening';
import type { PlannedSide } from '../../wire.gen';
import { plain_name } from '../run/names';
import { T } from '../strings-rooms';
import { FlowFrame } from './frame';

interface StepProps {
  flow: Flow;
  send: Send;
}

export function SideStep({ flow, send }: StepProps) {
  const asks_hurt = needs_side(flow);
  const asks_today = needs_sides(flow);
  return (
    <FlowFrame
      title={flow.version.protocol.title}
      send={send}
      actions={
        <button
          type="button"
          class="button is-primary"
          disabled={!is_answered(flow)}
          onClick={() => send({ type: 'flow_continued' })}
        >
          {T.common.continue}
        </button>
      }
    >
      <h1 tabIndex={-1}>{asks_hurt ? T.flow.side.title : T.flow.side.today}</h1>
      <p class="lead soft">{flow.audience === 'self-care' ? T.flow.side.lead_self : T.flow.side.lead_client}</p>
      {asks_hurt && (
        <>
          <Sides
            title={T.flow.side.title}
            sides={['left', 'right']}
            chosen={flow.affected_side}
            on_choose={(side) => send({ type: 'side_chosen', side })}
          />
          <p class="small soft">
            {T.flow.side.points}: {names_of(flow, 'affected')}
          </p>
        </>
      )}
      {asks_today && (
        <>
          {asks_hurt && <h2>{T.flow.side.today}</h2>}
          <Sides
            title={T.flow.side.today}
            sides={['left', 'both', 'right']}
            chosen={flow.sides}
            on_choose={(sides) => send({ type: 'sides_chosen', sides })}
          />
          <p class="small soft">
            {T.flow.side.today_points}: {names_of(flow, 'both')}
          </p>
        </>
      )}
    </FlowFrame>
  );
}

interface SidesProps<S extends 'left' | 'right' | 'both'> {
  title: string;
  sides: readonly S[];
  chosen: S | null;
  on_choose: (side: S) => void;
}

function Sides<S extends 'left' | 'right' | 'both'>({ title, sides, chosen, on_choose }: SidesProps<S>) {
  return (
    <div class={sides.length === 2 ? 'sides' : 'sides is-three'} role="radiogroup" aria-label={title}>
      {sides.map((side) => (
        <label key={side} class="pick">
          <input type="radio" name={title} value={side} checked={chosen === side} onChange={() => on_choose(side)} />
          {T.flow.side[side]}
        </label>
      ))}
    </div>
  );
}

/** The points that are asked about, each once. */
function names_of(flow: Flow, side: PlannedSide): string {
  const asked = new Set(steps_in(flow).flatMap((step) => (step.side === side ? [step.point] : [])));
  return [...asked].map((point) => plain_name(flow.version, point)).join(', ');
}
