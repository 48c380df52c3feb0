/**
 * The touch lock: a wet cloth, oil, a sleeve. Owns which presses of a run pass while it is closed.
 *
 *  [TL1] Locked, no touch does anything but what lets go: Stop by holding, Release while somebody is pressed, and the
 *        stop-rule card with all that it leads to. They err on the gentle side. Going on to the next hold is locked, from the
 *        card too, so that what lies on the screen starts nothing.
 *  [TL2] Keys, pedals and assistive technology are not locked: nothing presses them by lying there.
 */
import { useState } from 'preact/hooks';
import { is_by_hand } from './by-hand';
import type { Lock } from './room-keys';

const POINTER_EVENTS = ['onPointerDownCapture', 'onPointerUpCapture', 'onClickCapture'] as const;

/** The lock, and what to put on the element that it is the lock of. */
export function useLock(is_locked_at_start: boolean) {
  const [is_locked, set_locked] = useState(is_locked_at_start);
  const [is_asked, ask] = useState(false);
  const lock: Lock = {
    is_locked,
    is_asked,
    set: (is_closed) => {
      set_locked(is_closed);
      ask(false);
    },
  };
  const keep_out = (event: UIEvent) => {
    if (!is_locked || passes(event)) return;
    event.preventDefault();
    event.stopPropagation();
    ask(true);
  };
  return { lock, guard: Object.fromEntries(POINTER_EVENTS.map((name) => [name, keep_out])) };
}

function passes(event: UIEvent): boolean {
  if (!is_by_hand(event)) return true;
  return event.target instanceof Element && event.target.closest('[data-lock="open"]') !== null;
}
