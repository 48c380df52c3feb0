/** Before the run: how long it takes, and the way to fit it into the minutes there are. */
import { useState } from 'preact/hooks';
import type { Flow, Model, Send } from '../../app/model';
import { fit_of, plan_of, whole_plan_of } from '../../app/opening';
import { minutes_of } from '../../core/format';
import { MinutesSheet } from '../parts/minutes';
import { T } from '../strings-rooms';

export function Shorter({ model, flow, send }: { model: Model; flow: Flow; send: Send }) {
  const [is_open, set_open] = useState(false);
  const is_self_care = flow.audience === 'self-care';
  const judge = model.judge.value;
  const whole = whole_plan_of(flow);
  const minutes = minutes_of(plan_of(flow, judge).planned_ms);
  const give = (left_ms: number | null) => send({ type: 'time_given', left_ms });
  return (
    <div class="shorter">
      <p class="numbers">
        {flow.left_ms === null || judge === null ? T.minutes.takes(minutes) : T.minutes.chosen(minutes)}
      </p>
      {judge !== null && (
        <button type="button" class="button is-plain" onClick={() => set_open(true)}>
          {is_self_care ? T.minutes.open_self : T.minutes.open}
        </button>
      )}
      {is_open && (
        <MinutesSheet
          title={is_self_care ? T.minutes.title_self : T.minutes.title}
          whole_ms={whole.planned_ms}
          version={flow.version}
          before={whole.holds}
          fit={(left_ms) =>
            fit_of(flow, judge, left_ms) ?? { plan: whole, fitted: [], takes_ms: whole.planned_ms, is_within: true }
          }
          on_use={give}
          {...(flow.left_ms !== null && {
            on_whole: () => {
              give(null);
              set_open(false);
            },
          })}
          on_close={() => set_open(false)}
        />
      )}
    </div>
  );
}
