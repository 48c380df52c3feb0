/** After the review interval: how it is compared with the start, in three large answers. */
import type { Flow, Send } from '../../app/model';
import { T } from '../strings-rooms';
import { day_text } from '../time';
import { FlowFrame } from './frame';

export function ReviewStep({ flow, send }: { flow: Flow; send: Send }) {
  const asked = flow.review;
  if (asked === null) return null;
  const is_self_care = flow.audience === 'self-care';
  return (
    <FlowFrame
      title={flow.version.protocol.title}
      send={send}
      actions={
        !is_self_care && (
          <button type="button" class="button" onClick={() => send({ type: 'flow_skipped' })}>
            {T.common.skip}
          </button>
        )
      }
    >
      <h1 tabIndex={-1}>{is_self_care ? T.review.title_self : T.review.title_client}</h1>
      <p class="lead soft">{T.review.lead(asked.title, day_text(asked.since_at))}</p>
      <div class="answers">
        {(['better', 'same', 'worse'] as const).map((change) => (
          <button key={change} type="button" class="person" onClick={() => send({ type: 'review_answered', change })}>
            {T.review.choices[change]}
          </button>
        ))}
      </div>
      <p class="soft">{T.review.note}</p>
    </FlowFrame>
  );
}
