/**
 * Stop: by holding for 0.8 s, with the fill in sight; by key or assistive technology through a question.
 *
 * A short tap stops nothing and says how to: an oily hand brushes the screen.
 */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Send } from '../../app/model';
import { Sheet } from '../parts/sheet';
import { T } from '../strings-rooms';
import { HoldPress } from './hold-press';

const HINT_MS = 6000;
type Showing = 'nothing' | 'hint' | 'question';

export function StopButton({ send }: { send: Send }) {
  const [showing, show] = useState<Showing>('nothing');
  const [is_down, set_down] = useState(false);
  const press = useMemo(() => {
    const world = {
      set_timer: (call: () => void, ms: number) => window.setTimeout(call, ms),
      clear_timer: (timer: number) => window.clearTimeout(timer),
    };
    const stop = () => {
      set_down(false);
      send({ type: 'stop' });
    };
    return new HoldPress(world, stop, () => show('hint'));
  }, [send]);

  useEffect(() => () => press.cancel(), [press]);
  useEffect(() => {
    if (showing !== 'hint') return;
    const timer = window.setTimeout(() => show('nothing'), HINT_MS);
    return () => window.clearTimeout(timer);
  }, [showing]);

  function down(event: PointerEvent): void {
    if (event.button !== 0) return;
    press.press();
    set_down(true);
  }

  function up(let_go: boolean): void {
    if (let_go) press.let_go();
    else press.cancel();
    set_down(false);
  }

  return (
    <div class="stop-place">
      <button
        type="button"
        class={is_down ? 'stop is-down' : 'stop'}
        aria-label={T.run.stop_name}
        onPointerDown={down}
        onPointerUp={() => up(true)}
        onPointerLeave={() => up(false)}
        onPointerCancel={() => up(false)}
        onContextMenu={(event) => event.preventDefault()}
        onClick={(event) => {
          // A click that no pointer made: a key, a switch, a screen reader.
          if (event.detail === 0) show('question');
        }}
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
          </div>
        </Sheet>
      )}
    </div>
  );
}
