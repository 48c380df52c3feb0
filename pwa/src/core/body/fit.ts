/**
 * Carries places of the canvas that content is written on to the figures that are drawn, by the landmarks of both.
 *
 * Points and zones go through the same map, so that what lies outside a zone is seen outside it. The map of the left half
 * is the mirror of the right one's. It places a marker on a drawing, and must never be taken for a place on a person.
 */
import type { Box, Spot } from '../../wire.gen';
import { type Build, LANDMARKS, landmark_on, type Reach } from './landmarks';
import { type Mapping, mirrored_spline_of, type Pair, type Place } from './spline';
import { WEIGHTS } from './weights.gen';

/** The box a figure is drawn in, in its own units, and its axis. */
export const FIGURE = { width: 724, height: 1448, axis: 362 } as const;

/** A search area as drawn: where, and how wide. */
export interface Area extends Place {
  readonly r: number;
}

/** One map from the canvas, in percent, to a drawing, in its units. */
export interface Fit {
  readonly place: Mapping;
}

const known = new Map<string, Fit>();

/** From the canvas to a figure: one half, from the axis, in the canvas' width and the figure's units. */
export function figure_pairs(build: Build): Pair[] {
  return LANDMARKS.map((mark) => {
    const [aside, down] = landmark_on(build, mark);
    return { from: canvas_place(mark.canvas), to: { x: aside, y: down } };
  });
}

/**
 * The fit to a figure; the same for its front and back, which share one silhouette. Its weights come with the app: finding
 * them takes a slow phone longer than drawing does.
 */
export function figure_fit(build: Build): Fit {
  return remembered(`figure ${build}`, () => {
    const knots = LANDMARKS.map((mark) => canvas_place(mark.canvas));
    const map = mirrored_spline_of(knots, WEIGHTS[build]);
    return {
      place: (spot) => {
        const at = map({ x: spot.x - 50, y: 2 * spot.y });
        return { x: FIGURE.axis + at.x, y: at.y };
      },
    };
  });
}

/** The canvas is twice as high as wide: a percent down counts twice a percent aside. */
function canvas_place([aside, down]: Reach): Place {
  return { x: aside, y: 2 * down };
}

export function remembered(name: string, make: () => Fit): Fit {
  const found = known.get(name) ?? make();
  known.set(name, found);
  return found;
}

/** How far around a place the drawing's scale is taken, in percent of the canvas' width. */
const STEP = 0.25;

/** A search area as drawn. `radius` is in percent of the canvas' width; the drawn one is that of a circle as large. */
export function area_from(fit: Fit, spot: Spot, radius: number): Area {
  const at = fit.place(spot);
  const [left, right] = [fit.place({ x: spot.x - STEP, y: spot.y }), fit.place({ x: spot.x + STEP, y: spot.y })];
  // Half the step: the canvas is twice as high as wide.
  const [above, below] = [
    fit.place({ x: spot.x, y: spot.y - STEP / 2 }),
    fit.place({ x: spot.x, y: spot.y + STEP / 2 }),
  ];
  const turned = (right.x - left.x) * (below.y - above.y) - (right.y - left.y) * (below.x - above.x);
  return { ...at, r: (radius * Math.sqrt(Math.abs(turned))) / (2 * STEP) };
}

const STEPS_OF_AN_EDGE = 6;

/** A zone's box as drawn: its edge all around, bent as the drawing is. */
export function outline_from(fit: Fit, box: Box): Place[] {
  const corners: Place[] = [
    { x: box.x0, y: box.y0 },
    { x: box.x1, y: box.y0 },
    { x: box.x1, y: box.y1 },
    { x: box.x0, y: box.y1 },
  ];
  return corners.flatMap((from, index) => {
    const to = corners[(index + 1) % corners.length] ?? from;
    return Array.from({ length: STEPS_OF_AN_EDGE }, (_, step) => {
      const share = step / STEPS_OF_AN_EDGE;
      return fit.place({ x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) });
    });
  });
}

/** Whether a place lies inside an outline. */
export function is_within(place: Place, outline: readonly Place[]): boolean {
  let is_in = false;
  let before = outline.at(-1);
  for (const at of outline) {
    if (before !== undefined && at.y > place.y !== before.y > place.y) {
      const crossing = at.x + ((place.y - at.y) / (before.y - at.y)) * (before.x - at.x);
      if (place.x < crossing) is_in = !is_in;
    }
    before = at;
  }
  return is_in;
}
