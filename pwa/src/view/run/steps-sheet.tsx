/** Every step of the run in one sheet: where one is, the way to any other, one step back, and a step more. */
import { useState } from 'preact/hooks';
import type { Model, Run, Send } from '../../app/model';
import { planned_now_ms } from '../../core/dose';
import { clock_text } from '../../core/format';
import type { Side } from '../../wire.gen';
import { HearingOf, hearing_title, hearing_words } from '../cues/hearing-part';
import { Sheet } from '../parts/sheet';
import { T } from '../strings-rooms';
import { AddStep } from './add-step';
import { LetGo } from './let-go';
import { name_of } from './names';

interface SheetProps {
  model: Model;
  run: Run;
  /** The step that was tapped; null: the whole list. */
  chosen: number | null;
  send: Send;
  /** Back one step, or to a step: the sheet closes unless it is refused. */
  on_go: Send;
  on_choose: (hold: number | null) => void;
  on_close: () => void;
}

export function StepsSheet({ model, run, chosen, send, on_go, on_choose, on_close }: SheetProps) {
  const [is_adding, set_adding] = useState(false);
  const [is_hearing, set_hearing] = useState(false);
  const refused = run.refusal && (
    <p class="refusal" role="alert">
      {T.run.refused[run.refusal]}
    </p>
  );
  const { protocol_id } = run.plan;
  if (is_hearing)
    return (
      <Sheet key="tones" title={hearing_title(model, protocol_id)} on_close={on_close} class="steps-sheet">
        <HearingOf model={model} protocol_id={protocol_id} send={send} />
        <button type="button" class="button is-wide" onClick={() => set_hearing(false)}>
          {T.run.steps}
        </button>
        <button type="button" class="button is-primary is-wide" onClick={on_close}>
          {T.run.steps_close}
        </button>
        <LetGo run={run} send={send} />
      </Sheet>
    );
  if (is_adding) {
    const add = (point: string, sides: readonly Side[]) => {
      send({ type: 'add_step', point, sides });
      set_adding(false);
    };
    return (
      <Sheet key="add" title={T.run.add_step} on_close={on_close} class="steps-sheet">
        <AddStep points={run.addable} on_add={add} />
        <button type="button" class="button is-wide" onClick={() => set_adding(false)}>
          {T.run.steps_cancel}
        </button>
        <LetGo run={run} send={send} />
      </Sheet>
    );
  }
  if (chosen !== null && run.plan.holds[chosen])
    return (
      <OneStep run={run} index={chosen} send={send} on_go={on_go} on_back={() => on_choose(null)} on_close={on_close} />
    );
  return (
    <Sheet key="all" title={T.run.steps} on_close={on_close} class="steps-sheet">
      {refused}
      <div class="steps-keys">
        {run.can.back && (
          <button type="button" class="button" onClick={() => on_go({ type: 'go_back' })}>
            {T.run.back}
          </button>
        )}
        {run.addable.length > 0 && (
          <button type="button" class="button" onClick={() => set_adding(true)}>
            {T.run.add_step}
          </button>
        )}
        <button type="button" class="button" onClick={() => set_hearing(true)}>
          {hearing_words(model, protocol_id)}
        </button>
        <button type="button" class="button is-primary" onClick={on_close}>
          {T.run.steps_close}
        </button>
      </div>
      <StepList run={run} on_choose={on_choose} />
      <LetGo run={run} send={send} />
    </Sheet>
  );
}

interface OneProps {
  run: Run;
  index: number;
  send: Send;
  on_go: Send;
  on_back: () => void;
  on_close: () => void;
}

/** One step, before one goes there: where the pressure is on, it comes off first. */
function OneStep({ run, index, send, on_go, on_back, on_close }: OneProps) {
  const hold = run.plan.holds[index];
  if (hold === undefined) return null;
  const is_here = index === run.session.hold;
  const is_closed = run.session.closed.includes(hold.point);
  const is_done = (run.session.attempts[index] ?? 0) > 0;
  return (
    <Sheet
      key={`one-${index}`}
      title={name_of(run.version, hold.point, hold.side)}
      on_close={on_close}
      class="steps-sheet"
    >
      {run.refusal && (
        <p class="refusal" role="alert">
          {T.run.refused[run.refusal]}
        </p>
      )}
      <p class="numbers">
        {T.run.step_of(index + 1, run.plan.holds.length, length_of(run, index))}{' '}
        {is_here ? T.run.step_here : is_closed ? T.run.refused['point-closed'] : is_done ? T.run.step_done : ''}
      </p>
      {!is_here && !is_closed && <p class="soft">{T.run.go_note}</p>}
      <div class="steps-keys">
        {!is_here && !is_closed && (
          <button type="button" class="button is-primary" onClick={() => on_go({ type: 'jump', hold: index })}>
            {T.run.go_here}
          </button>
        )}
        <button type="button" class="button" onClick={on_back}>
          {T.run.steps_cancel}
        </button>
      </div>
      <LetGo run={run} send={send} />
    </Sheet>
  );
}

/** As long as the clock of the run has it, with what was added. */
function length_of({ session, plan }: Run, index: number): string {
  return clock_text(Math.round(planned_now_ms(session, plan, index) / 1000));
}

/** The list itself: every hold a button, the one that runs marked. */
export function StepList({ run, on_choose }: { run: Run; on_choose: (hold: number) => void }) {
  const { session, plan } = run;
  return (
    <ol class="run-steps numbers">
      {plan.holds.map((hold, index) => {
        const is_current = index === session.hold;
        const is_closed = session.closed.includes(hold.point);
        const is_past = !is_current && (session.attempts[index] ?? 0) > 0;
        return (
          <li
            key={`${hold.step}-${hold.side}-${hold.repeat}`}
            aria-current={is_current ? 'step' : undefined}
            class={is_current ? 'is-current' : is_closed ? 'is-closed' : is_past ? 'is-past' : undefined}
          >
            <button type="button" class="run-step" onClick={() => on_choose(index)}>
              <span class="run-steps-number">{index + 1}</span>
              <span>
                {name_of(run.version, hold.point, hold.side)}
                {hold.repeats > 1 && <span class="soft"> {T.run.repeat(hold.repeat, hold.repeats)}</span>}
              </span>
              <span class="run-steps-time">{is_closed ? T.run.left_out_today : length_of(run, index)}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
