/** Pain 0 to 10, before and after. Any number is fine; none is fine too. */
import type { Flow, Model, Send } from '../../app/model';
import { keys_of_flow } from '../../app/pedal';
import { HearingPart } from '../cues/hearing-part';
import { PreflightPart } from '../cues/preflight';
import { Scale } from '../parts/scale';
import { Toggle } from '../parts/toggle';
import { OlderNotice } from '../past/older-part';
import { CandleKey } from '../run/room-keys';
import { useKeys, was_pedal_used } from '../run/use-keys';
import { T } from '../strings-rooms';
import { DrawingPart } from './drawing';
import { FlowFrame } from './frame';
import { Shorter } from './shorter';

/** From here on a word is said before anything is pressed; nothing is stopped by it. */
const STRONG_NRS = 7;

interface StepProps {
  model: Model;
  flow: Flow;
  send: Send;
  when: 'before' | 'after';
}

export function PainStep({ model, flow, send, when }: StepProps) {
  const nrs = when === 'before' ? flow.pain_before : flow.pain_after;
  const is_after = when === 'after';
  usePainByKey(model, flow, send, is_after);
  const drawn = is_after ? flow.drawn_after : flow.drawn_before;
  return (
    <FlowFrame
      title={flow.version.protocol.title}
      send={send}
      has_back={!is_after}
      tools={<CandleKey model={model} send={send} />}
      class="is-pain"
      actions={
        <>
          <button type="button" class="button" onClick={() => send({ type: 'flow_skipped' })}>
            {T.common.skip}
          </button>
          <button
            type="button"
            class="button is-primary"
            disabled={nrs === null && drawn.length === 0 && !(is_after && flow.made_worse)}
            onClick={() => send({ type: 'flow_continued' })}
          >
            {T.common.continue}
          </button>
        </>
      }
    >
      <h1 tabIndex={-1}>{is_after ? T.flow.pain.title_after : T.flow.pain.title_before}</h1>
      <p class="lead soft">{is_after ? T.flow.pain.lead_after : T.flow.pain.lead_before}</p>
      <div class="pain-scale">
        <p class={nrs === null ? 'pain-number is-open' : 'pain-number numbers'} aria-hidden="true">
          {nrs ?? T.flow.pain.choose}
        </p>
        <Scale
          label={T.flow.pain.scale}
          value={nrs}
          on_choose={(chosen) => send({ type: 'pain_chosen', nrs: chosen })}
        />
        <p class="pain-ends small soft">
          <span>{T.flow.pain.zero}</span>
          <span>{T.flow.pain.ten}</span>
        </p>
      </div>
      {!is_after && nrs !== null && nrs >= STRONG_NRS && <p class="notice">{T.flow.pain.strong[flow.audience]}</p>}
      {!is_after && <Shorter model={model} flow={flow} send={send} />}
      {is_after && was_pedal_used() && <p class="small soft">{T.room.pain_by_pedal}</p>}
      {is_after && (
        <Toggle
          name={T.flow.pain.made_worse}
          is_on={flow.made_worse}
          on_change={(is_worse) => send({ type: 'made_worse', is_worse })}
        />
      )}
      {is_after && flow.made_worse && <p class="notice is-stop">{T.flow.pain.worse_advice}</p>}
      {!is_after && flow.audience === 'therapist' && <OlderNotice model={model} client_id={flow.client_id} />}
      {!is_after && <PreflightPart model={model} send={send} />}
      {!is_after && <HearingPart model={model} protocol_id={flow.version.protocol.id} send={send} is_key />}
      <DrawingPart flow={flow} build={model.settings.value.figure} when={when} send={send} />
    </FlowFrame>
  );
}

/** Whoever ended a run by pedal says by pedal how it is: the key for pause chooses a number, the key for next goes on. */
function usePainByKey(model: Model, flow: Flow, send: Send, is_after: boolean): void {
  useKeys(is_after && was_pedal_used() ? keys_of_flow(model.settings.value.keys) : null, (action) => {
    const { pain_before, pain_after } = flow;
    if (action === 'next') return send({ type: pain_after === null ? 'flow_skipped' : 'flow_continued' });
    if (typeof action === 'number') return send({ type: 'pain_chosen', nrs: action });
    const from = pain_after ?? (pain_before ?? 5) + (action === 'higher' ? -1 : 1);
    const nrs = from + (action === 'higher' ? 1 : -1);
    send({ type: 'pain_chosen', nrs: (nrs + 11) % 11 });
  });
}
