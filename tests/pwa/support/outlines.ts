/** Paths of a drawing as outlines of short straight pieces, and where places lie to them. */
import svgpath from 'svgpath';
import { is_within } from '../../../pwa/src/core/body/fit';
import type { Place } from '../../../pwa/src/core/body/spline';

const PIECES = 8;

/** One outline for each closed part of the path. */
export function outlines_of(path: string): Place[][] {
  const found: Place[][] = [];
  let part: Place[] = [];
  svgpath(path)
    .unarc()
    .unshort()
    .abs()
    .iterate(([name, ...rest], _index, x, y) => {
      const at = rest.map(Number) as [number, number, number, number, number, number];
      if (name === 'M') {
        part = [{ x: at[0], y: at[1] }];
        found.push(part);
      } else if (name === 'H') part.push({ x: at[0], y });
      else if (name === 'V') part.push({ x, y: at[0] });
      else if (name === 'L') part.push({ x: at[0], y: at[1] });
      else if (name === 'C') part.push(...curve({ x, y }, at));
      else if (name === 'Q') {
        const [cx, cy, ex, ey] = at;
        const third = (from: number, by: number) => from + (2 / 3) * (by - from);
        part.push(...curve({ x, y }, [third(x, cx), third(y, cy), third(ex, cx), third(ey, cy), ex, ey]));
      }
    });
  return found;
}

function curve(from: Place, [ax, ay, bx, by, ex, ey]: [number, number, number, number, number, number]): Place[] {
  return Array.from({ length: PIECES }, (_, piece) => {
    const t = (piece + 1) / PIECES;
    const s = 1 - t;
    const on = (p: number, a: number, b: number, e: number) =>
      s ** 3 * p + 3 * s * s * t * a + 3 * s * t * t * b + t ** 3 * e;
    return { x: on(from.x, ax, bx, ex), y: on(from.y, ay, by, ey) };
  });
}

export function mirrored(outlines: readonly (readonly Place[])[], axis: number): Place[][] {
  return outlines.map((outline) => outline.map(({ x, y }) => ({ x: 2 * axis - x, y })));
}

/** 0 inside one of the outlines, else how far the nearest edge is. */
export function distance_to(place: Place, outlines: readonly (readonly Place[])[]): number {
  if (outlines.some((outline) => is_within(place, outline))) return 0;
  return Math.min(...outlines.map((outline) => edge_distance(place, outline)));
}

/** How far the nearest edge is, inside or out. */
export function edge_distance(place: Place, outline: readonly Place[]): number {
  return Math.min(
    ...outline.map((a, index) => {
      const b = outline[(index + 1) % outline.length] ?? a;
      const square = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
      const along = square === 0 ? 0 : ((place.x - a.x) * (b.x - a.x) + (place.y - a.y) * (b.y - a.y)) / square;
      const t = Math.min(1, Math.max(0, along));
      return Math.hypot(place.x - a.x - t * (b.x - a.x), place.y - a.y - t * (b.y - a.y));
    }),
  );
}

export function box_of(outlines: readonly (readonly Place[])[]) {
  const places = outlines.flat();
  const xs = places.map(({ x }) => x);
  const ys = places.map(({ y }) => y);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}
