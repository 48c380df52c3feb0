/**
 * A question asked once more, right before a hold: one sentence, two answers far apart. Nothing is pressed meanwhile.
 *
 * Nothing here answers by itself: the heading has the focus, and a press of the first second is none (core/session.ts).
 */
import type { Run, Send } from '../../app/model';
import type { PlannedHold } from '../../core/plan';
import { T } from '../strings-rooms';
import { SomethingWrong } from './controls';
import { plain_name } from './names';

export function Asking({ run, hold, send }: { run: Run; hold: PlannedHold; send: Send }) {
  const { question } = run;
  const words = run.plan.audience === 'self-care' ? T.run.asking.self : T.run.asking.client;
  const answer = (given: 'yes' | 'no') =>
    question && send({ type: 'answered_again', question: question.id, answer: given });
  return (
    <div class="asking">
      <p class="asking-before">{T.run.asking.before(plain_name(run.version, hold.point))}</p>
      <h1 tabIndex={-1}>{question?.ask ?? T.run.asking.unknown}</h1>
      <p class="asking-note">{words}</p>
      <div class="asking-keys">
        <button type="button" class="button asking-yes" disabled={question === null} onClick={() => answer('yes')}>
          {T.run.asking.yes}
        </button>
        <button
          type="button"
          class="button is-primary asking-no"
          disabled={question === null}
          onClick={() => answer('no')}
        >
          {T.run.asking.no}
        </button>
      </div>
      <SomethingWrong send={send} />
    </div>
  );
}
