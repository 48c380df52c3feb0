/** Keys pressed without looking: listens to the whole page, and hands each press that is one to whoever is on the screen. */
import { useEffect, useRef } from 'preact/hooks';
import { is_ours, type KeyAction, type KeyPress, key_from, type LearnedKeys, Pedal } from '../../app/pedal';

/** A finger that taps leaves the focus behind; whoever else moves it, a keyboard or assistive technology, means to be there. */
const AFTER_TOUCH_MS = 500;
let touched_at_ms = Number.NEGATIVE_INFINITY;
let is_by_touch = false;
/** A pedal was used on this page: the screens after a run say what it does there. */
let was_used = false;

export function was_pedal_used(): boolean {
  return was_used;
}

/** `keys`: null where nothing listens now. */
export function useKeys(
  keys: LearnedKeys | null,
  on_action: (action: KeyAction | number) => void,
  on_let_go = () => {},
): void {
  const calls = useRef({ keys, on_action, on_let_go });
  calls.current = { keys, on_action, on_let_go };
  useEffect(() => {
    const pedal = new Pedal();
    const down = (event: KeyboardEvent) => {
      if (event.key === 'Tab') touched_at_ms = Number.NEGATIVE_INFINITY;
      const press = press_from(event);
      const known = calls.current.keys;
      if (press === null || known === null || !is_ours(press, known)) return;
      event.preventDefault();
      const action = pedal.press(press, known);
      if (action === null) return;
      was_used = true;
      calls.current.on_action(action);
    };
    const up = (event: KeyboardEvent) => {
      pedal.let_go(key_from(event) ?? '');
      calls.current.on_let_go();
    };
    const leave = () => {
      pedal.let_all_go();
      calls.current.on_let_go();
    };
    const touch = (event: PointerEvent) => {
      touched_at_ms = event.timeStamp;
    };
    const move = (event: FocusEvent) => {
      is_by_touch = event.timeStamp - touched_at_ms < AFTER_TOUCH_MS;
    };
    // Before the control that has the focus.
    document.addEventListener('keydown', down, true);
    document.addEventListener('keyup', up, true);
    document.addEventListener('pointerdown', touch, true);
    document.addEventListener('pointerup', touch, true);
    document.addEventListener('focusin', move, true);
    window.addEventListener('blur', leave);
    return () => {
      document.removeEventListener('keydown', down, true);
      document.removeEventListener('keyup', up, true);
      document.removeEventListener('pointerdown', touch, true);
      document.removeEventListener('pointerup', touch, true);
      document.removeEventListener('focusin', move, true);
      window.removeEventListener('blur', leave);
    };
  }, []);
}

function press_from(event: KeyboardEvent): KeyPress | null {
  const key = key_from(event);
  if (key === null) return null;
  const has_modifier = event.ctrlKey || event.altKey || event.metaKey;
  return { key, is_repeated: event.repeat, has_modifier, on: where(), at_ms: event.timeStamp };
}

function where(): KeyPress['on'] {
  if (document.querySelector('dialog[open]') !== null) return 'dialog';
  const node = document.activeElement;
  if (node === null || node.matches('body, h1, main')) return 'page';
  if (node.matches('input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]')) return 'field';
  return is_by_touch ? 'page' : 'control';
}
