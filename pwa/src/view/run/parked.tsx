/** Nobody was there: nothing ran on. Says so, says what comes next, and waits. */
import type { Model, Run, Send } from '../../app/model';
import type { PlannedHold } from '../../core/plan';
import { PreflightPart } from '../cues/preflight';
import { T } from '../strings-rooms';
import { SomethingWrong } from './controls';
import { name_of } from './names';

export function Parked({ model, run, send }: { model: Model; run: Run; send: Send }) {
  const { hold } = run;
  return (
    <div class="parked">
      <svg class="ring-mark" viewBox="0 0 100 100" aria-hidden="true">
        <circle cx="50" cy="50" r="42" />
        <path d="M41 36v28M59 36v28" />
      </svg>
      <h1 tabIndex={-1}>{T.run.parked.title}</h1>
      <p class="lead">{T.run.parked.come_off}</p>
      <p class="soft">{run.session.parked_by === 'reload' ? T.run.parked.reload : T.run.parked.sleep}</p>
      <p class="parked-next">{hold ? waiting_words(run, hold) : T.run.parked.nothing_left}</p>
      <PreflightPart model={model} send={send} />
      <div class="parked-keys">
        <button type="button" class="button go is-primary" onClick={() => send({ type: 'resume' })}>
          {T.common.continue}
        </button>
        <div class="parked-row">
          {run.can.redo && (
            <button type="button" class="button" onClick={() => send({ type: 'redo' })}>
              {T.run.redo}
            </button>
          )}
          {hold && (
            <button type="button" class="button" onClick={() => send({ type: 'skip' })}>
              {T.run.skip}
            </button>
          )}
        </div>
        <SomethingWrong send={send} />
      </div>
    </div>
  );
}

/** A hold that was begun before is not the next one, but the same once more. */
function waiting_words(run: Run, hold: PlannedHold): string {
  const was_begun = (run.session.attempts[run.session.hold] ?? 0) > 0;
  return T.run.parked[was_begun ? 'again' : 'next'](name_of(run.version, hold.point, hold.side));
}
