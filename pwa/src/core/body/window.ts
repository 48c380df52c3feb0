/**
 * The part of a drawing that is seen: moved and enlarged, and never lost out of sight.
 *
 * Pure; in units of the drawing. The view turns fingers, keys and buttons into these and draws what comes back.
 */
import type { Area } from './fit';
import type { Place } from './spline';

/** A part of a drawing. Its shape is that of the place on the screen, so that nothing is ever bent. */
export interface Window {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export const MOST = 6;
/** Around what is shown some of the body must be seen, or nobody knows where they are. In radii of the largest area. */
const ROOM = 3;

/** The smallest window of this shape (width by height) that holds the whole drawing. */
export function whole_window(bounds: Window, aspect: number): Window {
  const w = Math.max(bounds.w, bounds.h * aspect);
  return about({ x: bounds.x + bounds.w / 2, y: bounds.y + bounds.h / 2 }, w, aspect);
}

/** A window around these areas, at least `least` high, inside what holds the whole; that itself where there are none. */
export function window_around(areas: readonly Area[], whole: Window, least: number): Window {
  if (areas.length === 0) return whole;
  const left = Math.min(...areas.map((area) => area.x - ROOM * area.r));
  const right = Math.max(...areas.map((area) => area.x + ROOM * area.r));
  const top = Math.min(...areas.map((area) => area.y - ROOM * area.r));
  const bottom = Math.max(...areas.map((area) => area.y + ROOM * area.r));
  const aspect = whole.w / whole.h;
  const w = Math.max(right - left, (bottom - top) * aspect, least * aspect);
  return kept_in(about({ x: (left + right) / 2, y: (top + bottom) / 2 }, w, aspect), whole);
}

/**
 * Reaching up to `top` where its upper edge would cut what ends at `bottom`: a head is shown whole, or not at all. Moved
 * as far as these areas keep their room, and larger by the rest.
 */
export function reaching_up(
  seen: Window,
  whole: Window,
  areas: readonly Area[],
  { top, bottom }: { top: number; bottom: number },
): Window {
  if (seen.y <= top || seen.y >= bottom) return seen;
  const lowest = Math.max(...areas.map((area) => area.y + ROOM * area.r));
  const h = Math.min(whole.h, Math.max(seen.h, lowest - top));
  const w = (seen.w * h) / seen.h;
  return kept_in({ x: seen.x - (w - seen.w) / 2, y: top, w, h }, whole);
}

/** Enlarged by a factor (smaller than 1: the other way) about a place that stays where it is. */
export function zoomed(seen: Window, whole: Window, factor: number, at: Place): Window {
  const w = Math.min(whole.w, Math.max(whole.w / MOST, seen.w / factor));
  const share = w / seen.w;
  const h = seen.h * share;
  return kept_in({ x: at.x - (at.x - seen.x) * share, y: at.y - (at.y - seen.y) * share, w, h }, whole);
}

/** Moved by so much of the drawing. */
export function moved(seen: Window, whole: Window, by: Place): Window {
  return kept_in({ ...seen, x: seen.x + by.x, y: seen.y + by.y }, whole);
}

export function is_whole(seen: Window, whole: Window): boolean {
  return seen.w > whole.w * 0.999;
}

function about(at: Place, w: number, aspect: number): Window {
  return { x: at.x - w / 2, y: at.y - w / aspect / 2, w, h: w / aspect };
}

function kept_in(seen: Window, whole: Window): Window {
  const w = Math.min(seen.w, whole.w);
  const h = Math.min(seen.h, whole.h);
  const x = Math.min(Math.max(seen.x, whole.x), whole.x + whole.w - w);
  const y = Math.min(Math.max(seen.y, whole.y), whole.y + whole.h - h);
  return { x, y, w, h };
}
