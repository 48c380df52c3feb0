/**
 * Whether a press was made by a hand, with a finger or a mouse. What assistive technology presses (a screen reader, a switch, a
 * voice) is meant, and needs neither holding nor a lock.
 *
 * Owns what the last pointer was. Must never take a finger for assistive technology: a wet cloth would open what is locked.
 */
let is_by_reader = false;

/** Notes each pointer before anything else hears of it; until the returned function is called. */
export function watch_hands(): () => void {
  const note = (event: PointerEvent) => {
    is_by_reader = has_no_body(event);
  };
  document.addEventListener('pointerdown', note, true);
  return () => document.removeEventListener('pointerdown', note, true);
}

/** Asked of a click, or of one of the pointer's own events. */
export function is_by_hand(event: UIEvent): boolean {
  const is_counted = event.type.startsWith('pointer') || event.detail > 0;
  return is_counted && !is_by_reader;
}

/** VoiceOver's pointer has no size, TalkBack's no pressure; both say they are a mouse. A finger never does. */
function has_no_body({ pointerType, width, height, pressure }: PointerEvent): boolean {
  return pointerType !== 'touch' && ((width === 0 && height === 0) || (width === 1 && height === 1 && pressure === 0));
}
