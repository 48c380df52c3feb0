/** Some answers leave points out: which ones is said by the person who knows the body. */
import type { Flow, Send } from '../../app/model';
import type { Point } from '../../wire.gen';
import { Toggle } from '../parts/toggle';
import { T } from '../strings-rooms';
import { FlowFrame } from './frame';

interface StepProps {
  flow: Flow;
  send: Send;
}

export function ModifyStep({ flow, send }: StepProps) {
  const { points, protocol } = flow.version;
  const raised = flow.raised.filter((each) => each.action !== 'emergency');
  const is_open = flow.left_out.length === 0 && !flow.is_none_affected;
  const is_empty = points.every((point) => flow.left_out.includes(point.id));
  return (
    <FlowFrame
      title={protocol.title}
      send={send}
      actions={
        <>
          {is_empty && <p class="flow-hint">{T.flow.modify.all_out}</p>}
          {is_open && <p class="flow-hint">{T.flow.modify.open}</p>}
          <button
            type="button"
            class="button is-primary"
            disabled={is_empty || is_open}
            onClick={() => send({ type: 'flow_continued' })}
          >
            {T.flow.modify.confirm}
          </button>
        </>
      }
    >
      <h1 tabIndex={-1}>{T.flow.modify.title}</h1>
      <p class="lead soft">{flow.audience === 'self-care' ? T.flow.modify.lead : T.flow.modify.lead_therapist}</p>
      <ul class="raised">
        {raised.map(({ question }) => (
          <li key={question.id}>
            <p>{question.ask}</p>
            {T.flow.modify.hints[question.id] && <p class="raised-hint">{T.flow.modify.hints[question.id]}</p>}
          </li>
        ))}
      </ul>
      <ul class="leave-out">
        {points.map((point) => (
          <LeaveOut key={point.id} point={point} is_left_out={flow.left_out.includes(point.id)} send={send} />
        ))}
        <li>
          <Toggle
            name={T.flow.modify.none_affected}
            is_on={flow.is_none_affected}
            on_change={(is_so) => send({ type: 'none_affected', is_so })}
          />
        </li>
      </ul>
    </FlowFrame>
  );
}

function LeaveOut({ point, is_left_out, send }: { point: Point; is_left_out: boolean; send: Send }) {
  return (
    <li>
      <Toggle
        name={point.muscle.plain}
        label={T.flow.modify.leave_out(point.muscle.plain)}
        note={is_left_out ? T.flow.modify.left_out : T.flow.modify.kept}
        is_on={is_left_out}
        on_change={(is_on) => send({ type: 'left_out', point: point.id, is_left_out: is_on })}
      />
    </li>
  );
}
