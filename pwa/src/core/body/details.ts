/**
 * The enlarged drawings and where the same places lie on them: head from the side, palm, back of the hand, sole.
 *
 * Each shows the person's right; a left point is shown on its mirror. Canvas: percent of its width from the midline,
 * percent of its height from the top. Drawn: units of that drawing's own box. Owns which drawing a point calls for.
 */
import type { Box, Point, Spot } from '../../wire.gen';
import { type Area, area_from, type Fit, outline_from, remembered } from './fit';
import type { Reach } from './landmarks';
import { type Place, spline_through } from './spline';

export const DETAILS = ['head', 'palm', 'hand', 'sole'] as const;
export type Detail = (typeof DETAILS)[number];

/** The box a detail is drawn in. */
export const DETAIL_BOX = {
  head: { width: 400, height: 420 },
  palm: { width: 400, height: 480 },
  hand: { width: 400, height: 480 },
  sole: { width: 300, height: 480 },
} as const satisfies Record<Detail, { width: number; height: number }>;

export interface DetailMark {
  readonly name: string;
  readonly canvas: Reach;
  readonly drawn: Place;
}

const HAND: readonly DetailMark[] = [
  { name: 'wrist, thumb side', canvas: [40.3, 51.4], drawn: { x: 256, y: 432 } },
  { name: 'wrist, little-finger side', canvas: [35.8, 52], drawn: { x: 140, y: 436 } },
  { name: 'web of the thumb', canvas: [42, 56.8], drawn: { x: 296, y: 268 } },
  { name: 'knuckle of the little finger', canvas: [38, 57.4], drawn: { x: 116, y: 236 } },
  { name: 'tip of the middle finger', canvas: [43.2, 61.2], drawn: { x: 206, y: 28 } },
];

export const DETAIL_MARKS: Readonly<Record<Detail, readonly DetailMark[]>> = {
  head: [
    { name: 'crown', canvas: [0, 3.2], drawn: { x: 200, y: 28 } },
    { name: 'side of the skull', canvas: [8.6, 5.2], drawn: { x: 186, y: 88 } },
    { name: 'brow', canvas: [0, 7.4], drawn: { x: 306, y: 146 } },
    { name: 'outer corner of the eye', canvas: [5, 8.3], drawn: { x: 272, y: 176 } },
    { name: 'top of the ear', canvas: [8.8, 7.6], drawn: { x: 180, y: 162 } },
    { name: 'jaw joint', canvas: [8, 9.7], drawn: { x: 210, y: 212 } },
    { name: 'corner of the mouth', canvas: [2.4, 11.7], drawn: { x: 288, y: 264 } },
    { name: 'below the ear', canvas: [8.8, 11.8], drawn: { x: 170, y: 266 } },
    { name: 'corner of the jaw', canvas: [7.2, 12.4], drawn: { x: 200, y: 290 } },
    { name: 'chin', canvas: [0, 13.4], drawn: { x: 302, y: 328 } },
  ],
  palm: HAND,
  // The back of the hand is the palm seen from the other side: thumb to the left.
  hand: HAND.map((mark) => ({ ...mark, drawn: { x: 400 - mark.drawn.x, y: mark.drawn.y } })),
  sole: [
    { name: 'heel', canvas: [10, 95.2], drawn: { x: 150, y: 424 } },
    { name: 'inner edge', canvas: [7.8, 97], drawn: { x: 186, y: 290 } },
    { name: 'outer edge', canvas: [12.2, 97], drawn: { x: 90, y: 290 } },
    { name: 'ball of the foot', canvas: [10, 98.6], drawn: { x: 156, y: 160 } },
  ],
};

/** The enlarged drawing a point calls for; null for one that is seen on the whole body. */
export function detail_of(point: Pick<Point, 'view' | 'outline'>): Detail | null {
  if (point.view === 'head') return 'head';
  if (point.view === 'foot') return 'sole';
  if (point.view === 'hand') return point.outline === 'front' ? 'palm' : 'hand';
  return null;
}

/** The fit of the right half of the canvas to a detail. Worked out once. */
function detail_fit(detail: Detail): Fit {
  return remembered(`detail ${detail}`, () => {
    const map = spline_through(
      DETAIL_MARKS[detail].map(({ canvas, drawn }) => ({ from: { x: canvas[0], y: 2 * canvas[1] }, to: drawn })),
    );
    return { place: (spot) => map({ x: Math.abs(spot.x - 50), y: 2 * spot.y }) };
  });
}

/** A place of the canvas on a detail, as drawn for the right. */
export function detail_place(detail: Detail, spot: Spot): Place {
  return detail_fit(detail).place(spot);
}

/** A search area on a detail, as drawn for the right; on the mirror of the drawing for the left. */
export function detail_area(detail: Detail, spot: Spot, radius: number): Area {
  return area_from(detail_fit(detail), spot, radius);
}

/** A zone on a detail, as drawn for the right. */
export function detail_outline(detail: Detail, box: Box): Place[] {
  return outline_from(detail_fit(detail), box);
}
