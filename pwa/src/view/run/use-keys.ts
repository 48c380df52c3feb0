/** Keys pressed without looking: listens to the whole page, and hands each press that is one to whoever is on the screen. */
import { useEffect, useRef } from 'preact/hooks';
import { is_ours, type KeyAction, type KeyPress, key_from, type LearnedKeys, Pedal } from '../../app/pedal';
import { is_by_hand, watch_hands } from './by-hand';

/** A pedal was used on this page: the screens after a run say what it does there. */
let was_used = false;

export function was_pedal_used(): boolean {
  return was_used;
}

/** `keys`: null where nothing listens now. `is_pressing`: asked where a dialog lies over the page. */
export function useKeys(
  keys: LearnedKeys | null,
  on_action: (action: KeyAction | number) => void,
  on_let_go = () => {},
  is_pressing = () => false,
): void {
  const calls = useRef({ keys, on_action, on_let_go, is_pressing });
  calls.current = { keys, on_action, on_let_go, is_pressing };
  useEffect(() => {
    const pedal = new Pedal();
    const down = (event: KeyboardEvent) => {
      const press = press_from(event, calls.current.is_pressing());
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
    // Before the control that has the focus.
    document.addEventListener('keydown', down, true);
    document.addEventListener('keyup', up, true);
    const free_focus = keep_focus_from_hands(() => calls.current.keys !== null);
    window.addEventListener('blur', leave);
    return () => {
      document.removeEventListener('keydown', down, true);
      document.removeEventListener('keyup', up, true);
      free_focus();
      window.removeEventListener('blur', leave);
    };
  }, []);
}

/**
 * [PK5] A hand leaves the focus on nothing that it presses. Whoever brings it to a control otherwise means to be there: a
 * keyboard, a switch, a screen reader, even where the hand pressed a moment before.
 */
function keep_focus_from_hands(is_wanted: () => boolean): () => void {
  let is_pressing = false;
  const drop = () => {
    if (is_wanted() && where() === 'control' && document.activeElement instanceof HTMLElement)
      document.activeElement.blur();
  };
  const heard: Record<string, (event: UIEvent) => void> = {
    pointerdown: (event) => {
      if (is_by_hand(event)) drop();
    },
    // The focus moves in what browsers do by themselves after these two, and nowhere else: the click of a label hands it on.
    mousedown: (event) => {
      is_pressing = is_by_hand(event);
    },
    click: (event) => {
      is_pressing = is_by_hand(event) && is_label(event.target);
    },
    mouseup: () => {
      is_pressing = false;
    },
    focusin: () => {
      if (is_pressing) drop();
    },
  };
  const free_hands = watch_hands();
  for (const [name, hear] of Object.entries(heard)) document.addEventListener(name, hear as EventListener, true);
  return () => {
    for (const [name, hear] of Object.entries(heard)) document.removeEventListener(name, hear as EventListener, true);
    free_hands();
  };
}

/** What stands in a label, and is not the control that it names. */
function is_label(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('label') !== null && !target.matches('input, select, textarea');
}

function press_from(event: KeyboardEvent, is_over_hold: boolean): KeyPress | null {
  const key = key_from(event);
  if (key === null) return null;
  const has_modifier = event.ctrlKey || event.altKey || event.metaKey;
  return { key, is_repeated: event.repeat, has_modifier, on: where(), is_over_hold, at_ms: event.timeStamp };
}

function where(): KeyPress['on'] {
  const node = document.activeElement;
  const is_field = node?.matches('input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]');
  if (document.querySelector('dialog[open]') !== null) return is_field ? 'dialog-field' : 'dialog';
  if (is_field) return 'field';
  return node === null || node.matches('body, h1, main') ? 'page' : 'control';
}
