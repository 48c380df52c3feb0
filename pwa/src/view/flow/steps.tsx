/** Today's steps: what may be left out, with the reason to, and a switch each. Everything else stays as it is. */
import { steps_taken, todays_steps } from '../../app/leaving-out';
import type { Flow, Model, Send } from '../../app/model';
import { has_points_left } from '../../app/screening';
import { Toggle } from '../parts/toggle';
import { plain_name } from '../run/names';
import { T } from '../strings-rooms';
import { FlowFrame } from './frame';
import { Shorter } from './shorter';

interface StepProps {
  flow: Flow;
  send: Send;
}

export function StepsStep({ model, flow, send }: StepProps & { model: Model }) {
  const has_any = has_points_left(flow);
  return (
    <FlowFrame
      title={flow.version.protocol.title}
      send={send}
      actions={
        <>
          {!has_any && <p class="flow-hint">{T.flow.steps.none_left}</p>}
          <button
            type="button"
            class="button is-primary"
            disabled={!has_any}
            onClick={() => send({ type: 'flow_continued' })}
          >
            {T.common.continue}
          </button>
        </>
      }
    >
      <h1 tabIndex={-1}>{T.flow.steps.title}</h1>
      <p class="lead soft">{T.flow.steps.lead}</p>
      <ul class="leave-out is-steps">
        {todays_steps(flow).map((step) => (
          <li key={step}>
            <StepSwitch flow={flow} step={step} send={send} />
          </li>
        ))}
      </ul>
      {has_any && <Shorter model={model} flow={flow} send={send} />}
    </FlowFrame>
  );
}

function StepSwitch({ flow, step, send }: StepProps & { step: number }) {
  const { version } = flow;
  const planned = version.protocol.steps[step];
  const point = plain_name(version, planned?.point ?? '');
  const why = planned?.leave_out_if ? T.flow.steps.when(planned.leave_out_if) : T.flow.steps.any;
  if (steps_taken(flow).includes(step)) {
    return (
      <p class="toggle">
        <span class="toggle-text">
          <strong>{T.flow.steps.name(point, step + 1)}</strong>
          <span class="small soft">{T.flow.steps.taken}</span>
        </span>
      </p>
    );
  }
  return (
    <Toggle
      name={T.flow.steps.leave_out(point, step + 1)}
      note={`${flow.left_out_steps.includes(step) ? T.flow.modify.left_out : T.flow.modify.kept}. ${why}`}
      is_on={flow.left_out_steps.includes(step)}
      on_change={(is_left_out) => send({ type: 'step_left_out', step, is_left_out })}
    />
  );
}
