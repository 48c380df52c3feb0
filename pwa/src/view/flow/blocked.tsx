/** An answer blocks: said calmly, with where to go, and with no way on from here but back. */
import type { Flow, Send } from '../../app/model';
import type { Action } from '../../wire.gen';
import { CallKeys } from '../parts/call-keys';
import { Icon } from '../parts/icon';
import { T } from '../strings-rooms';

const MARKS = { emergency: 'hand', 'refer-first': 'clinician', 'therapist-only': 'person', modify: 'person' } as const;

export function BlockedStep({ flow, send }: { flow: Flow; send: Send }) {
  // Stopped without a block: an answer left nothing to press.
  const action = flow.blocked_by ?? 'modify';
  const because = flow.raised.filter((each) => each.action === action).map((each) => each.question.ask);
  return <Blocked action={action} because={because} send={send} />;
}

interface BlockedProps {
  action: Action;
  /** What was said, in the words that were read. */
  because: readonly string[];
  because_title?: string;
  /** Said instead of the usual words for this action. */
  lead?: string;
  /** The name of a way back, where what was chosen may be the wrong words. */
  back?: string;
  send: Send;
}

export function Blocked({ action, because, because_title, lead, back, send }: BlockedProps) {
  const words = T.flow.blocked[action];
  return (
    <div class={`blocked is-${action}`}>
      <main class="blocked-main" tabIndex={-1}>
        <span class="blocked-mark">
          <Icon name={MARKS[action]} />
        </span>
        <h1 tabIndex={-1}>{words.title}</h1>
        <p class="blocked-lead">{lead ?? words.lead}</p>
        {action === 'emergency' && <CallKeys said={[lead ?? words.lead]} />}
        {lead === undefined && (
          <ul class="blocked-more">
            {words.more.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
        {action !== 'emergency' && <CallKeys said={lead === undefined ? words.more : [lead]} />}
        {because.length > 0 && (
          <section class="blocked-because">
            <h2>{because_title ?? (because.length === 1 ? T.flow.because.one : T.flow.because.many)}</h2>
            {because.map((said) => (
              <p key={said}>{said}</p>
            ))}
          </section>
        )}
      </main>
      <footer class="flow-actions">
        {back !== undefined && (
          <button type="button" class="button" onClick={() => send({ type: 'flow_backed' })}>
            {back}
          </button>
        )}
        <button type="button" class="button" onClick={() => send({ type: 'flow_left' })}>
          {T.common.to_library}
        </button>
      </footer>
    </div>
  );
}
