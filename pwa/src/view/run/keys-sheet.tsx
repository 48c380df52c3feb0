/** All keys of the run in one sheet, large: what the whole screen as one key opens when it is held ([PK6]). */
import type { Intent, Model, Run, Send } from '../../app/model';
import { leads_on } from '../../app/pedal';
import { PreflightPart } from '../cues/preflight';
import { Sheet } from '../parts/sheet';
import { T } from '../strings-rooms';
import { is_under_pressure, SomethingWrong } from './controls';
import { TimeLeft } from './dial';
import { Ratings } from './guide-panel';
import { LetGo } from './let-go';
import { StopButton } from './stop-button';

interface KeysProps {
  model: Model;
  run: Run;
  send: Send;
  on_close: () => void;
}

export function KeysSheet({ model, run, send, on_close }: KeysProps) {
  const go: Send = (intent) => {
    send(intent);
    // Where it was refused, the sheet says why.
    if (!model.run.peek()?.refusal) on_close();
  };
  const is_pressing = is_under_pressure(run);
  const is_paused = run.session.stage === 'paused';
  const on = leads_on(run);
  const keys: readonly [string, Intent, boolean][] = [
    [T.run.pause, { type: 'pause' }, !is_paused],
    [T.run.skip, { type: 'skip' }, true],
    [T.run.redo, { type: 'redo' }, run.can.redo],
    [T.run.more_time, { type: 'extend' }, run.can.extend],
  ];
  return (
    <Sheet title={T.room.keys} on_close={on_close} class="keys-sheet">
      <p class="keys-time numbers">
        <span class="unseen">{T.run.time_left} </span>
        <TimeLeft model={model} run={run} />
      </p>
      {run.refusal && (
        <p class="refusal" role="alert">
          {T.run.refused[run.refusal]}
        </p>
      )}
      {!is_pressing && on && (
        <button type="button" class="button go is-primary" onClick={() => go(on)}>
          {on.type === 'begin_early' ? T.run.begin_now : on.type === 'resume' ? T.run.resume : T.run.go_on}
        </button>
      )}
      <div class="keys-grid">
        {keys.map(([name, intent, is_able]) => (
          <button key={name} type="button" class="button" aria-disabled={!is_able} onClick={() => go(intent)}>
            {name}
          </button>
        ))}
      </div>
      {is_paused && <PreflightPart model={model} send={send} />}
      {run.can.rate && run.hold && <Ratings run={run} hold={run.hold} send={go} />}
      <div class="keys-grid">
        <SomethingWrong
          send={(intent) => {
            on_close();
            send(intent);
          }}
        />
        <button type="button" class="button" onClick={on_close}>
          {T.run.steps_close}
        </button>
      </div>
      {!is_pressing && <StopButton run={run} is_held={false} send={send} />}
      <LetGo run={run} send={send} />
    </Sheet>
  );
}
