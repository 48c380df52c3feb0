/**
 * The part of a drawing that is seen, by fingers, mouse, keys and buttons.
 *
 * Two fingers spread and move, one moves what is enlarged, a double tap comes closer or shows the whole. Where the whole
 * is seen, one finger scrolls the page as everywhere. Owns the gesture; what it leads to is core/body/window.ts.
 */
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Place } from '../../core/body/spline';
import { is_whole, moved, type Window, zoomed } from '../../core/body/window';

const STEP = 1.6;
const DOUBLE_TAP_MS = 320;
const TAP_PX = 10;

export interface Look {
  readonly seen: Window;
  readonly is_whole: boolean;
  readonly closer: () => void;
  readonly farther: () => void;
  readonly show_whole: () => void;
  /** Brings a place that is out of sight into the middle. */
  readonly bring: (place: Place) => void;
}

interface Fingers {
  readonly at: Map<number, Place>;
  /** Where the last tap was and when, to know a second one. */
  tap: (Place & { ms: number }) | null;
  from: Place | null;
  was_moved: boolean;
}

/** `begin` is where to look first and `whole` all there is; both anew where their places change. */
export function useWindow(stage: RefObject<HTMLElement | null>, whole: Window, begin: Window): Look {
  const [, redraw] = useState(begin);
  const key = [begin, whole].flatMap((each) => [each.x, each.y, each.w, each.h]).join();
  const now = useRef({ seen: begin, key });
  if (now.current.key !== key) now.current = { seen: begin, key };
  const look = (next: Window) => {
    now.current.seen = next;
    redraw(next);
  };
  const current = now.current.seen;
  const zoom = (factor: number, at: Place = middle_of(now.current.seen)) =>
    look(zoomed(now.current.seen, whole, factor, at));
  const move = (by: Place) => look(moved(now.current.seen, whole, by));
  const handled = { seen: () => now.current.seen, whole, zoom, move, look };
  useFingers(stage, handled);
  useKeys(stage, handled);
  return {
    seen: current,
    is_whole: is_whole(current, whole),
    closer: () => zoom(STEP),
    farther: () => zoom(1 / STEP),
    show_whole: () => look(whole),
    bring: (place) => {
      const middle = middle_of(now.current.seen);
      move({ x: place.x - middle.x, y: place.y - middle.y });
    },
  };
}

interface Handled {
  seen: () => Window;
  whole: Window;
  zoom: (factor: number, at?: Place) => void;
  move: (by: Place) => void;
  look: (next: Window) => void;
}

/** Keys, from whatever in the drawing's frame has the focus. */
function useKeys(stage: RefObject<HTMLElement | null>, handled: Handled): void {
  const latest = useRef(handled);
  latest.current = handled;
  useEffect(() => {
    const frame = stage.current?.parentElement;
    if (!frame) return;
    const on_key = (event: KeyboardEvent) => press_key(latest.current, event);
    frame.addEventListener('keydown', on_key);
    return () => frame.removeEventListener('keydown', on_key);
  }, [stage]);
}

function press_key({ seen, whole, zoom, move, look }: Handled, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const step = seen().w / 6;
  // What has the focus stays in sight.
  const at = place_held_by(event.target);
  const keys: Record<string, () => void> = {
    '+': () => zoom(STEP, at),
    '=': () => zoom(STEP, at),
    '-': () => zoom(1 / STEP, at),
    '0': () => look(whole),
    ArrowLeft: () => move({ x: -step, y: 0 }),
    ArrowRight: () => move({ x: step, y: 0 }),
    ArrowUp: () => move({ x: 0, y: -step }),
    ArrowDown: () => move({ x: 0, y: step }),
  };
  const press = keys[event.key];
  // Where nothing can move, arrows scroll the page.
  if (press === undefined || (event.key.startsWith('Arrow') && is_whole(seen(), whole))) return;
  event.preventDefault();
  press();
}

function useFingers(stage: RefObject<HTMLElement | null>, handled: Handled): void {
  const latest = useRef(handled);
  latest.current = handled;
  useEffect(() => {
    const node = stage.current;
    if (node === null) return;
    const fingers: Fingers = { at: new Map(), tap: null, from: null, was_moved: false };
    const down = (event: PointerEvent) => put_down(fingers, event);
    const go = (event: PointerEvent) => go_on(node, fingers, latest.current, event);
    const up = (event: PointerEvent) => lift(node, fingers, latest.current, event);
    const lost = (event: PointerEvent) => void fingers.at.delete(event.pointerId);
    // A finger that moved the drawing has not pressed what lies under it.
    const click = (event: MouseEvent) => {
      if (!fingers.was_moved || event.detail === 0) return;
      event.preventDefault();
      event.stopPropagation();
    };
    node.addEventListener('pointerdown', down);
    node.addEventListener('pointermove', go);
    node.addEventListener('pointerup', up);
    node.addEventListener('pointercancel', lost);
    node.addEventListener('click', click, true);
    return () => {
      node.removeEventListener('pointerdown', down);
      node.removeEventListener('pointermove', go);
      node.removeEventListener('pointerup', up);
      node.removeEventListener('pointercancel', lost);
      node.removeEventListener('click', click, true);
    };
  }, [stage]);
}

function put_down(fingers: Fingers, event: PointerEvent): void {
  if (fingers.at.size === 0) {
    fingers.from = { x: event.clientX, y: event.clientY };
    fingers.was_moved = false;
  }
  fingers.at.set(event.pointerId, { x: event.clientX, y: event.clientY });
}

function go_on(node: HTMLElement, fingers: Fingers, handled: Handled, event: PointerEvent): void {
  const before = fingers.at.get(event.pointerId);
  if (before === undefined) return;
  const at = { x: event.clientX, y: event.clientY };
  const other = [...fingers.at].find(([id]) => id !== event.pointerId)?.[1];
  const unit = handled.seen().w / node.clientWidth;
  const is_far = fingers.from !== null && distance(fingers.from, at) > TAP_PX;
  if (other === undefined && (is_whole(handled.seen(), handled.whole) || !(is_far || fingers.was_moved))) return;
  fingers.was_moved = true;
  fingers.at.set(event.pointerId, at);
  const share = other === undefined ? 1 : 0.5;
  handled.move({ x: (before.x - at.x) * unit * share, y: (before.y - at.y) * unit * share });
  if (other === undefined) return;
  const spread = distance(at, other) / Math.max(1, distance(before, other));
  handled.zoom(spread, place_of(node, handled.seen(), { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 }));
}

function lift(node: HTMLElement, fingers: Fingers, handled: Handled, event: PointerEvent): void {
  fingers.at.delete(event.pointerId);
  if (fingers.was_moved || fingers.at.size > 0) return;
  const tap = { x: event.clientX, y: event.clientY, ms: event.timeStamp };
  const last = fingers.tap;
  fingers.tap = tap;
  if (last === null || tap.ms - last.ms > DOUBLE_TAP_MS || distance(last, tap) > 3 * TAP_PX) return;
  fingers.tap = null;
  const seen = handled.seen();
  if (is_whole(seen, handled.whole)) handled.zoom(STEP * STEP, place_of(node, seen, tap));
  else handled.look(handled.whole);
}

/** The place of the drawing that an element stands for, by its `data-x` and `data-y`. */
function place_held_by(target: EventTarget | null): Place | undefined {
  const { x, y } = target instanceof HTMLElement ? target.dataset : {};
  return x === undefined || y === undefined ? undefined : { x: Number(x), y: Number(y) };
}

/** A place on the screen as a place of the drawing. */
export function place_of(node: HTMLElement, seen: Window, at: Place): Place {
  const box = node.getBoundingClientRect();
  return {
    x: seen.x + ((at.x - box.left) / box.width) * seen.w,
    y: seen.y + ((at.y - box.top) / box.height) * seen.h,
  };
}

function middle_of(seen: Window): Place {
  return { x: seen.x + seen.w / 2, y: seen.y + seen.h / 2 };
}

function distance(a: Place, b: Place): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
