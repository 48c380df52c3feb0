/** Nobody was there: nothing ran on. Says so, says what comes next, and waits. */
import type { Model, Run, Send } from '../../app/model';
import { clock_text, seconds_left } from '../../core/format';
import type { PlannedHold } from '../../core/plan';
import type { Seen } from '../../core/state';
import { PreflightPart } from '../cues/preflight';
import { T } from '../strings-rooms';
import { second_text } from '../time';
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
      <div class="parked-what">
        <h1 tabIndex={-1}>{T.run.parked.title}</h1>
        <p class="lead">{T.run.parked.come_off}</p>
        <SeenPart run={run} />
      </div>
      <div class="parked-then">
        <p class="soft">{run.session.parked_by === 'reload' ? T.run.parked.reload : T.run.parked.sleep}</p>
        <p class="parked-next">{hold ? waiting_words(run, hold) : T.run.parked.nothing_left}</p>
      </div>
      <PreflightPart model={model} is_in_run send={send} />
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

/** [S27] Which hold it was, how long it was held, and how much of that somebody saw or heard. */
function SeenPart({ run }: { run: Run }) {
  const { seen } = run.session;
  const hold = seen && run.plan.holds[seen.hold];
  if (!seen || !hold) return null;
  const [what, ...watched] = seen_words(seen, name_of(run.version, hold.point, hold.side));
  return (
    <p class="parked-seen numbers">
      <strong>{what}</strong> {watched.join(' ')}
    </p>
  );
}

export function seen_words(seen: Seen, place: string): string[] {
  const { phase, planned_ms, by_ear, until_at } = seen;
  const W = T.run.parked;
  const until = (by_ear ? W.heard_until : W.seen_until)(second_text(until_at));
  if (phase !== 'hold') return [W.was_on[phase](place), until, W.after];
  const [planned_s, held_s, watched_s] = [whole_s(planned_ms), whole_s(seen.held_ms), whole_s(seen.observed_ms)];
  const held = W.held(place, clock_text(held_s), clock_text(planned_s));
  if (watched_s === 0) return [held, W.none_watched];
  if (watched_s === held_s) return [held, until, W.all_watched];
  return [held, until, W.unwatched(clock_text(watched_s), clock_text(held_s - watched_s))];
}

function whole_s(ms: number): number {
  return Math.round(ms / 1000);
}

/** A hold that was begun before is not the next one, but what is left of it, or the same once more. */
function waiting_words(run: Run, hold: PlannedHold): string {
  const { attempts, hold: index, remainder_ms } = run.session;
  const name = name_of(run.version, hold.point, hold.side);
  if (remainder_ms !== null) return T.run.parked.rest(name, clock_text(seconds_left(remainder_ms)));
  return T.run.parked[attempts[index] ? 'again' : 'next'](name);
}
