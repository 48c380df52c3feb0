/**
 * Stop: by holding for 0.8 s, with the fill in sight; by key or assistive technology through a question.
 *
 * A short tap stops nothing and says how to: an oily hand brushes the screen.
 */
import { useEffect, useState } from 'preact/hooks';
import type { Run, Send } from '../../app/model';
import { close_sheets, Sheet } from '../parts/sheet';
import { T } from '../strings-rooms';
import { is_under_pressure, main_press } from './controls';
import { useHold } from './use-hold';

const HINT_MS = 6000;
type Showing = 'nothing' | 'hint' | 'question';

/** `is_held`: a key or pedal that stops is kept down. */
export function StopButton({ run, is_held, send }: { run: Run; is_held: boolean; send: Send }) {
  const [showing, show] = useState<Showing>('nothing');
  const { is_down, handlers } = useHold({
    on_held: () => send({ type: 'stop' }),
    on_short: () => show('hint'),
    on_pressed: () => show('question'),
  });

  useEffect(() => {
    if (showing !== 'hint') return;
    const timer = window.setTimeout(() => show('nothing'), HINT_MS);
    return () => window.clearTimeout(timer);
  }, [showing]);

  return (
    <div class="stop-place" data-lock="open">
      <button
        type="button"
        class={is_down || is_held ? 'stop is-down' : 'stop'}
        aria-label={T.run.stop_name}
        {...handlers}
      >
        <span>{T.run.stop}</span>
      </button>
      {showing === 'hint' && (
        <div class="stop-hint">
          <p role="alert">{T.run.stop_hint}</p>
          <button type="button" class="button" onClick={() => show('question')}>
            {T.run.stop_without_holding}
          </button>
        </div>
      )}
      {showing === 'question' && (
        <Sheet title={T.run.stop_title} on_close={() => show('nothing')}>
          <p>{T.run.stop_lead}</p>
          <div class="sheet-actions">
            <button type="button" class="button is-danger" onClick={() => send({ type: 'stop' })}>
              {T.run.stop_confirm}
            </button>
            <button type="button" class="button" onClick={() => show('nothing')}>
              {T.run.stop_cancel}
            </button>
            {is_under_pressure(run) && <ReleaseKey run={run} is_unsaid send={send} />}
          </div>
        </Sheet>
      )}
    </div>
  );
}

/** Whether "Stop the session here?" stands over the run. */
export function is_asked_to_stop(): boolean {
  return document.querySelector('.stop-place dialog[open]') !== null;
}

/** [PK8] Off the point, and back at the run. `is_unsaid`: no word is asked of how it went. */
export function ReleaseKey({ run, is_unsaid, send }: { run: Run; is_unsaid?: true; send: Send }) {
  const release = () => {
    close_sheets();
    send(is_unsaid ? { type: 'release', is_unsaid } : { type: 'release' });
  };
  return (
    <button type="button" class="button go is-primary" data-lock="open" onClick={release}>
      {is_unsaid ? T.run.release_now : main_press(run).name}
    </button>
  );
}
