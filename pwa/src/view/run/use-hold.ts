/** A key that is held down by a hand. Keys and assistive technology press it, with a click of their own. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { is_by_hand } from './by-hand';
import { HOLD_TO_STOP_MS, HoldPress } from './hold-press';

interface Presses {
  /** Kept down for as long as it asks. */
  on_held: () => void;
  /** Let go too soon. */
  on_short?: () => void;
  /** Let go after so long, and before it is all the way down. */
  between?: { after_ms: number; on_let_go: () => void };
  /** Pressed by what cannot hold: a key, a switch, a screen reader. */
  on_pressed?: () => void;
}

/** Whether it is down now, and what to put on the element. What it calls may change from one paint to the next. */
export function useHold(presses: Presses, hold_ms: number = HOLD_TO_STOP_MS) {
  const [is_down, set_down] = useState(false);
  const [is_between, set_between] = useState(false);
  const calls = useRef(presses);
  calls.current = presses;
  const after_ms = presses.between?.after_ms;
  const press = useMemo(() => {
    const world = {
      set_timer: (call: () => void, ms: number) => window.setTimeout(call, ms),
      clear_timer: (timer: number) => window.clearTimeout(timer),
    };
    const held = () => {
      set_down(false);
      set_between(false);
      calls.current.on_held();
    };
    const on_way = after_ms !== undefined && {
      after_ms,
      on_reached: () => set_between(true),
      on_let_go: () => calls.current.between?.on_let_go(),
    };
    return new HoldPress(world, held, () => calls.current.on_short?.(), hold_ms, on_way || null);
  }, [hold_ms, after_ms]);
  useEffect(() => () => press.cancel(), [press]);

  function up(is_let_go: boolean): void {
    if (is_let_go) press.let_go();
    else press.cancel();
    set_down(false);
    set_between(false);
  }

  const handlers = {
    onPointerDown: (event?: PointerEvent) => {
      if (event !== undefined && (event.button !== 0 || !is_by_hand(event))) return;
      press.press();
      set_down(true);
    },
    onPointerUp: () => up(true),
    onPointerLeave: () => up(false),
    onPointerCancel: () => up(false),
    onClick: (event: MouseEvent) => {
      if (!is_by_hand(event)) calls.current.on_pressed?.();
    },
    onContextMenu: (event: MouseEvent) => event.preventDefault(),
  };
  return { is_down, is_between, handlers };
}
