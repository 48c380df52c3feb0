/** How it was the day after: three short answers, in the flow before the next run, and on a session's page. */
import { useState } from 'preact/hooks';
import type { Flow, Send } from '../../app/model';
import { type CheckInAnswer, gravest, is_complete, NO_ANSWER, SIGNS } from '../../core/check-in';
import type { Feeling } from '../../wire.gen';
import { Scale } from '../parts/scale';
import { Toggle } from '../parts/toggle';
import { T } from '../strings-rooms';
import { since_text } from '../time';
import { FlowFrame } from './frame';

interface StepProps {
  flow: Flow;
  send: Send;
}

const FEELINGS: readonly Feeling[] = ['better', 'same', 'worse'];

export function CheckInStep({ flow, send }: StepProps) {
  const [answer, set_answer] = useState<CheckInAnswer>(NO_ANSWER);
  const asked = flow.check_in;
  if (asked === null) return null;
  const is_self_care = flow.audience === 'self-care';
  return (
    <FlowFrame
      title={flow.version.protocol.title}
      send={send}
      class="is-long"
      actions={
        <>
          <Urgent answer={answer} />
          {!is_complete(answer) && <p class="flow-hint">{T.check_in.open}</p>}
          {!is_self_care && (
            <button type="button" class="button" onClick={() => send({ type: 'flow_skipped' })}>
              {T.common.skip}
            </button>
          )}
          <button
            type="button"
            class="button is-primary"
            disabled={!is_complete(answer)}
            onClick={() => send({ type: 'checked_in', session_id: asked.session_id, answer })}
          >
            {T.common.continue}
          </button>
        </>
      }
    >
      <h1 tabIndex={-1}>{T.check_in.title}</h1>
      <p class="lead soft">{T.check_in.lead(asked.title, since_text(asked.at, flow.guard.now_ms))}</p>
      {!is_self_care && <p class="soft">{T.check_in.ask_client}</p>}
      <CheckInFields answer={answer} on_change={set_answer} />
    </FlowFrame>
  );
}

interface FieldsProps {
  answer: CheckInAnswer;
  on_change: (answer: CheckInAnswer) => void;
}

/** The questions themselves. */
export function CheckInFields({ answer, on_change }: FieldsProps) {
  const change = (part: Partial<CheckInAnswer>) => on_change({ ...answer, ...part });
  const others = (id: string) => answer.signs.filter((sign) => sign !== id);
  return (
    <div class="check-in">
      <fieldset class="choices">
        <legend>{T.check_in.feeling}</legend>
        {FEELINGS.map((feeling) => (
          <label key={feeling} class="choice">
            <input
              type="radio"
              name="feeling"
              checked={answer.feeling === feeling}
              onChange={() => change({ feeling })}
            />
            {T.check_in.feelings[feeling]}
          </label>
        ))}
      </fieldset>
      <fieldset class="choices is-two">
        <legend>{T.check_in.sore}</legend>
        {(['yes', 'no'] as const).map((each) => (
          <label key={each} class="choice">
            <input
              type="radio"
              name="sore"
              checked={answer.is_sore === (each === 'yes')}
              onChange={() => change({ is_sore: each === 'yes' })}
            />
            {T.flow.screening[each]}
          </label>
        ))}
      </fieldset>
      <fieldset class="signs">
        <legend>{T.check_in.signs}</legend>
        <ul class="leave-out">
          {SIGNS.map(({ id }) => (
            <li key={id}>
              <Toggle
                name={T.check_in.sign[id]}
                is_on={answer.signs.includes(id)}
                on_change={(is_on) => change({ signs: is_on ? [...others(id), id] : others(id), is_none: false })}
              />
            </li>
          ))}
          <li>
            <Toggle
              name={T.check_in.none}
              is_on={answer.is_none}
              on_change={(is_none) => change({ is_none, signs: is_none ? [] : answer.signs })}
            />
          </li>
        </ul>
      </fieldset>
      <div class="check-in-pain">
        <p>{T.check_in.pain}</p>
        <Scale
          label={T.flow.pain.scale}
          value={answer.pain_nrs}
          on_choose={(pain_nrs) => change({ pain_nrs: answer.pain_nrs === pain_nrs ? null : pain_nrs })}
        />
        <p class="pain-ends small soft">
          <span>{T.flow.pain.zero}</span>
          <span>{T.flow.pain.ten}</span>
        </p>
      </div>
    </div>
  );
}

/** What cannot wait for the other answers is said at once. */
export function Urgent({ answer }: { answer: CheckInAnswer }) {
  const action = gravest(answer.signs);
  if (action === null && answer.feeling !== 'worse') return null;
  return (
    <p class="notice is-stop" role="alert">
      {action === 'emergency' && T.flow.blocked.emergency.lead}
      {action === 'clinician' && T.check_in.clinician}
      {action === null && T.check_in.worse_today}
    </p>
  );
}
