/** An answer blocks: said calmly, with where to go, and with no way on from here but back. */
import type { Flow, Send } from '../../app/model';
import { Icon } from '../parts/icon';
import { T } from '../strings-rooms';

const MARKS = { emergency: 'hand', 'refer-first': 'clinician', 'therapist-only': 'person', modify: 'person' } as const;

export function BlockedStep({ flow, send }: { flow: Flow; send: Send }) {
  // Stopped without a block: an answer left nothing to press.
  const action = flow.blocked_by ?? 'modify';
  const words = T.flow.blocked[action];
  const because = flow.raised.filter((each) => each.action === action).map((each) => each.question);
  return (
    <div class={`blocked is-${action}`}>
      <main class="blocked-main" tabIndex={-1}>
        <span class="blocked-mark">
          <Icon name={MARKS[action]} />
        </span>
        <h1 tabIndex={-1}>{words.title}</h1>
        <p class="blocked-lead">{words.lead}</p>
        <ul class="blocked-more">
          {words.more.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        {because.length > 0 && (
          <section class="blocked-because">
            <h2>{because.length === 1 ? T.flow.because.one : T.flow.because.many}</h2>
            {because.map((question) => (
              <p key={question.id}>{question.ask}</p>
            ))}
          </section>
        )}
      </main>
      <footer class="flow-actions">
        <button type="button" class="button" onClick={() => send({ type: 'flow_left' })}>
          {T.common.to_library}
        </button>
      </footer>
    </div>
  );
}
