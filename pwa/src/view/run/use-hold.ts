/** A key that is held down: the pointer's part of it. Keys and assistive technology press it with a click of their own. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { HOLD_TO_STOP_MS, HoldPress } from './hold-press';

/** Whether it is down now, and what to put on the element. `on_held` and `on_short` may change from one paint to the next. */
export function useHold(on_held: () => void, on_short: () => void, hold_ms: number = HOLD_TO_STOP_MS) {
  const [is_down, set_down] = useState(false);
  const calls = useRef({ on_held, on_short });
  calls.current = { on_held, on_short };
  const press = useMemo(() => {
    const world = {
      set_timer: (call: () => void, ms: number) => window.setTimeout(call, ms),
      clear_timer: (timer: number) => window.clearTimeout(timer),
    };
    const held = () => {
      set_down(false);
      calls.current.on_held();
    };
    return new HoldPress(world, held, () => calls.current.on_short(), hold_ms);
  }, [hold_ms]);
  useEffect(() => () => press.cancel(), [press]);

  function up(is_let_go: boolean): void {
    if (is_let_go) press.let_go();
    else press.cancel();
    set_down(false);
  }

  const handlers = {
    onPointerDown: (event?: PointerEvent) => {
      if (event !== undefined && event.button !== 0) return;
      press.press();
      set_down(true);
    },
    onPointerUp: () => up(true),
    onPointerLeave: () => up(false),
    onPointerCancel: () => up(false),
    onContextMenu: (event: MouseEvent) => event.preventDefault(),
  };
  return { is_down, handlers };
}
