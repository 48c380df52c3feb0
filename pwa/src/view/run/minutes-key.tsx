/** In the run: the minutes that are left, one tap away. */
import { useState } from 'preact/hooks';
import type { Model, Run, Send } from '../../app/model';
import { fit_rest } from '../../core/elastic';
import { at_left } from '../../core/to-go';
import { Icon } from '../parts/icon';
import { MinutesSheet } from '../parts/minutes';
import { T } from '../strings-rooms';
import { LetGo } from './let-go';

export function MinutesKey({ model, run, send }: { model: Model; run: Run; send: Send }) {
  const [is_open, set_open] = useState(false);
  const is_self_care = run.plan.audience === 'self-care';
  const { plan, version, session } = run;
  const judge = model.judge.value;
  if (judge === null) return null;
  // A run is shown at its events; what fits is asked of now.
  const now = () => at_left(session, model.dial.peek().left_s * 1000);
  return (
    <>
      <button
        type="button"
        class="room-key"
        aria-label={is_self_care ? T.minutes.open_self : T.minutes.open}
        onClick={() => set_open(true)}
      >
        <Icon name="history" />
      </button>
      {is_open && (
        <MinutesSheet
          title={is_self_care ? T.minutes.title_self : T.minutes.title}
          whole_ms={model.dial.peek().plan_left_s * 1000}
          version={version}
          before={plan.holds}
          fit={(left_ms) => fit_rest(plan, version, now(), left_ms, judge)}
          on_use={(left_ms) => send({ type: 'time_given', left_ms })}
          on_close={() => set_open(false)}
        >
          <LetGo run={run} send={send} />
        </MinutesSheet>
      )}
    </>
  );
}
