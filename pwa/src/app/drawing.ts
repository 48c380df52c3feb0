/**
 * Where it hurts, shaded by regions: which regions there are, and what a flow keeps of them. Pure.
 *
 * A region is an area of core/areas.ts on one side of the person, seen from the front or the back (`left-shoulder-back`).
 * Never judged and never counted: it is kept as it was shaded, and shown.
 *
 *  [Z1] A region is one side of one area on the front or the back; what is not known here is kept and not drawn.
 *  [Z2] A drawing is optional: skipped, or with nothing shaded, nothing is kept of it.
 *  [Z3] It opens where something is shaded already, at what was shaded last; else on the side of most points of the plan.
 */
import { type Ground, PATCHES } from '../core/areas';
import type { Area, Box, DrawnWhen, PainDrawn, Point } from '../wire.gen';

/** What a flow knows of it. */
export interface Drawn {
  drawn_before: string[];
  drawn_after: string[];
}

export interface DrawnRegion {
  id: string;
  side: 'left' | 'right';
  area: Area;
  ground: Ground;
  /** On the canvas of content. */
  box: Box;
}

const GROUNDS: readonly Ground[] = ['front', 'back'];
const SIDES = ['left', 'right'] as const;

/** [Z1] All of them: front before back, from the top down, left before right. */
export const REGIONS: readonly DrawnRegion[] = GROUNDS.flatMap((ground) =>
  (Object.entries(PATCHES[ground]) as [Area, readonly [number, number, number, number]][])
    .sort(([, a], [, b]) => a[2] + a[3] - (b[2] + b[3]))
    .flatMap(([area, [from, to, y0, y1]]) =>
      SIDES.map((side) => {
        // One's right lies on the left of the front, and on the right of the back.
        const is_left_of_picture = (side === 'right') === (ground === 'front');
        const [x0, x1] = is_left_of_picture ? [50 - to, 50 - from] : [50 + from, 50 + to];
        return { id: `${side}-${area}-${ground}`, side, area, ground, box: { x0, x1, y0, y1 } };
      }),
    ),
);

/** The regions with these ids, in the order of the figure. */
export function regions_of(ids: readonly string[]): DrawnRegion[] {
  return REGIONS.filter(({ id }) => ids.includes(id));
}

/** [Z3] */
export function first_ground(drawn: readonly string[], points: readonly Pick<Point, 'outline'>[]): Ground {
  const last = regions_of(drawn.slice(-1))[0];
  const behind = points.filter(({ outline }) => outline === 'back').length;
  return last?.ground ?? (behind > points.length / 2 ? 'back' : 'front');
}

/** The drawing with one region more, or one less. */
export function with_region(drawn: readonly string[], region: string): string[] {
  if (drawn.includes(region)) return drawn.filter((each) => each !== region);
  return REGIONS.some(({ id }) => id === region) ? [...drawn, region] : [...drawn];
}

/** [Z2] What is kept of a drawing: as facts' bodies, none or one. */
export function drawn_bodies({ drawn_before, drawn_after }: Drawn, when: DrawnWhen): PainDrawn[] {
  const regions = when === 'before' ? drawn_before : drawn_after;
  return regions.length === 0 ? [] : [{ when, regions }];
}
