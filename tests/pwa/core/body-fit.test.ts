/** The canvas of the content fitted to the figures: landmarks, sides, muscles, zones, all as drawn. */

import { figures } from 'virtual:figure';
import { describe, expect, test } from 'vitest';
import { DETAIL_BOX, DETAIL_MARKS, DETAILS, detail_area, detail_of } from '../../../pwa/src/core/body/details';
import { type Area, area_from, FIGURE, figure_fit, figure_pairs, is_within } from '../../../pwa/src/core/body/fit';
import { BUILDS, type Build, LANDMARKS, landmark_on } from '../../../pwa/src/core/body/landmarks';
import { scene_of, zones_of } from '../../../pwa/src/core/body/scene';
import { mirrored_weights, type Place } from '../../../pwa/src/core/body/spline';
import { DRAWINGS } from '../../../pwa/src/view/body/drawings';
import type { Point } from '../../../pwa/src/wire.gen';
import { MUSCLES, POINTS, ZONES } from '../support/body';
import { box_of, distance_to, edge_distance, mirrored, outlines_of } from '../support/outlines';

/** Units of a figure 1254 high: 8 are about a centimetre on a person of 1.75 m. */
const CENTIMETRE = 8;

const silhouette = (build: Build) => figures[build].silhouette.flatMap(outlines_of);
const shape = (build: Build, view: 'front' | 'back', name: string) => outlines_of(figures[build][view][name] ?? '');
const area = (build: Build, point: Point, side: 'left' | 'right'): Area =>
  area_from(figure_fit(build), point.position[side], point.search_radius);

/** How high a vertical line a little beside the axis enters the body from below: the groin. */
function groin_of(build: Build): number {
  const outlines = silhouette(build);
  const is_in = (y: number) => outlines.some((outline) => is_within({ x: FIGURE.axis + 1, y }, outline));
  let y = FIGURE.height;
  while (y > 0 && !is_in(y)) y -= 1;
  return y;
}

/**
 * Landmarks read off the drawn shapes, not from the table the fit is made of: where each lies on the canvas by average
 * proportions, where the drawing has it, and how far apart the two may lie once fitted, in units.
 */
const DRAWN: readonly [name: string, canvas: Place, drawn: (build: Build) => number, tolerance: number][] = [
  ['crown', { x: 50, y: 3.2 }, (build) => box_of(silhouette(build)).top, 4],
  ['notch, at the lower end of the neck', { x: 50, y: 19.4 }, (b) => box_of(shape(b, 'front', 'neck')).bottom, 12],
  ['elbow, at the upper end of the forearm', { x: 19.4, y: 37 }, (b) => box_of(shape(b, 'front', 'forearm')).top, 20],
  ['wrist, at the upper end of the hand', { x: 12, y: 51.7 }, (b) => box_of(shape(b, 'front', 'hands')).top, 16],
  [
    'iliac crest, at the upper end of the buttock',
    { x: 60, y: 40.6 },
    (b) => box_of(shape(b, 'back', 'gluteal')).top,
    16,
  ],
  ['groin', { x: 50, y: 52.4 }, groin_of, 6],
  ['fold of the buttock', { x: 59, y: 53 }, (b) => box_of(shape(b, 'back', 'gluteal')).bottom, 20],
  ['knee, at the kneecap', { x: 40, y: 71 }, (b) => middle_down(shape(b, 'front', 'knees')), 20],
  [
    'hollow of the knee, at the upper end of the calf',
    { x: 60, y: 68.6 },
    (b) => box_of(shape(b, 'back', 'calves')).top,
    24,
  ],
  ['ankle', { x: 40, y: 92.6 }, (b) => middle_down(shape(b, 'front', 'ankles')), 16],
  ['sole', { x: 40, y: 98 }, (build) => box_of(silhouette(build)).bottom, 8],
];

function middle_down(outlines: Place[][]): number {
  const { top, bottom } = box_of(outlines);
  return (top + bottom) / 2;
}

test('the weights that come with the app are those of the landmarks; `npx vitest run core/body-fit -u` finds them anew', async () => {
  const rounded = (numbers: readonly number[]) => numbers.map((each) => Number(each.toPrecision(10)));
  const found = Object.fromEntries(
    BUILDS.map((build) => {
      const { along, down } = mirrored_weights(figure_pairs(build));
      return [build, { along: rounded(along), down: rounded(down) }];
    }),
  );
  const text = `// Found from core/body/landmarks.ts by tests/pwa/core/body-fit.test.ts. Never edited by hand.
import type { Build } from './landmarks';
import type { Weights } from './spline';

export const WEIGHTS: Readonly<Record<Build, Weights>> = ${JSON.stringify(found, null, 1)};
`;
  await expect(text).toMatchFileSnapshot('../../../pwa/src/core/body/weights.gen.ts');
});

describe.each(BUILDS)('on the figure %s', (build) => {
  const fit = figure_fit(build);

  test('every landmark of the table lies where the table says, on both sides', () => {
    for (const mark of LANDMARKS) {
      const [aside, down] = landmark_on(build, mark);
      for (const sign of [-1, 1]) {
        const at = fit.place({ x: 50 + sign * mark.canvas[0], y: mark.canvas[1] });
        expect(Math.hypot(at.x - FIGURE.axis - sign * aside, at.y - down), mark.name).toBeLessThan(0.01);
      }
    }
  });

  test.each(DRAWN)('%s of the canvas comes to lie on that of the drawing', (_name, canvas, drawn, tolerance) => {
    expect(Math.abs(fit.place(canvas).y - drawn(build))).toBeLessThanOrEqual(tolerance);
  });

  test('the landmarks at the edge of the body lie at the edge of the drawing', () => {
    const edges = silhouette(build);
    const at_edge = /^(?!notch|nipple|tip of|navel|iliac|pubic|fold|web)/;
    const found = LANDMARKS.filter(({ name }) => at_edge.test(name) && !/^(?:chin|sole|corner|groin)/.test(name));
    expect(found.length).toBeGreaterThan(20);
    for (const mark of found) {
      const [aside, down] = landmark_on(build, mark);
      const at = { x: FIGURE.axis - aside, y: down };
      const far = Math.min(...edges.map((outline) => edge_distance(at, outline)));
      expect(far, `${mark.name}: ${far.toFixed(1)}`).toBeLessThanOrEqual(1.5 * CENTIMETRE);
    }
  });

  test('left and right mirror each other', () => {
    for (const point of POINTS) {
      const [left, right] = [area(build, point, 'left'), area(build, point, 'right')];
      expect(left.x + right.x, point.id).toBeCloseTo(2 * FIGURE.axis, 6);
      expect(left.y, point.id).toBeCloseTo(right.y, 6);
      expect(left.r, point.id).toBeCloseTo(right.r, 6);
    }
  });

  test('every point lies inside the body, its own right on the right of the picture from behind only', () => {
    const edges = silhouette(build);
    for (const point of POINTS) {
      const at = area(build, point, 'right');
      expect(distance_to(at, edges), point.id).toBe(0);
      expect(at.x > FIGURE.axis, point.id).toBe(point.outline === 'back');
    }
  });

  test('every point lies on the muscle it belongs to, or its search area within a centimetre of it', () => {
    for (const point of POINTS.filter((each) => each.view !== 'head')) {
      const half = (MUSCLES[point.id] ?? []).flatMap((name) => shape(build, point.outline, name));
      expect(half.length, `${point.id}: which muscle of the figure is it on?`).toBeGreaterThan(0);
      const at = area(build, point, 'right');
      const far = distance_to(at, [...half, ...mirrored(half, FIGURE.axis)]);
      expect(far, `${point.id}: ${far.toFixed(1)} away, ${at.r.toFixed(1)} wide`).toBeLessThan(at.r + CENTIMETRE);
    }
  });

  test('the map never folds: around every point and zone, right stays right and below stays below', () => {
    const corners = ZONES.flatMap(({ right: { x0, x1, y0, y1 } }) => [
      { x: x0, y: y0 },
      { x: x1, y: y1 },
    ]);
    for (const spot of [...POINTS.map((point) => point.position.right), ...corners]) {
      const at = fit.place(spot);
      const aside = fit.place({ x: spot.x + 0.2, y: spot.y });
      const below = fit.place({ x: spot.x, y: spot.y + 0.1 });
      expect((aside.x - at.x) * (below.y - at.y) - (aside.y - at.y) * (below.x - at.x)).toBeGreaterThan(0);
    }
  });
});

describe('zones as drawn', () => {
  const forbids = (point: Point, level: string) =>
    point.self_care !== 'therapist-only' && (level !== 'gentle-only' || point.self_care === 'allowed');

  test.each(BUILDS)('[L7] no point for self-care lies in a zone that forbids it, on the figure %s', (build) => {
    for (const view of ['front', 'back'] as const) {
      const drawn = zones_of(scene_of(view, []), build, ZONES);
      expect(drawn.length).toBeGreaterThan(10);
      for (const point of POINTS.filter((each) => each.outline === view)) {
        for (const { zone, outline } of drawn.filter(({ zone }) => forbids(point, zone.level))) {
          for (const side of ['left', 'right'] as const) {
            expect(is_within(area(build, point, side), outline), `${point.id} in ${zone.id}`).toBe(false);
          }
        }
      }
    }
  });

  test('[L7] nor on an enlarged drawing', () => {
    for (const detail of DETAILS) {
      const marks = POINTS.filter((point) => detail_of(point) === detail).map((point) => ({
        point,
        side: 'right' as const,
      }));
      const drawn = zones_of(scene_of(detail, marks), 'neither', ZONES);
      for (const { point } of marks) {
        const at = detail_area(detail, point.position.right, point.search_radius);
        for (const { zone, outline } of drawn.filter(({ zone }) => forbids(point, zone.level))) {
          expect(is_within(at, outline), `${point.id} in ${zone.id}`).toBe(false);
        }
      }
    }
  });

  test('the test would notice: a point moved into a zone is found in it as drawn', () => {
    const zone = ZONES.find((each) => each.id === 'popliteal');
    const [point] = POINTS.filter((each) => each.id === 'gastrocnemius-medial');
    if (zone === undefined || point === undefined) throw new Error('content has changed');
    const moved = { ...point, position: { ...point.position, right: { x: 60, y: 70.6 } } };
    const [drawn] = zones_of(scene_of('back', []), 'neither', [zone]);
    expect(is_within(area('neither', moved, 'right'), drawn?.outline ?? [])).toBe(true);
  });
});

describe('enlarged drawings', () => {
  const TONES: Readonly<Record<string, number>> = {
    'temporalis-anterior': 0,
    'temporalis-middle': 0,
    'masseter-superficial': 1,
    'masseter-deep': 1,
    'opponens-pollicis': 0,
    'adductor-pollicis': 0,
    'first-dorsal-interosseous': 0,
  };

  test('every point that calls for one lies inside it, and on the muscle that is drawn there', () => {
    const shown = POINTS.filter((point) => detail_of(point) !== null);
    expect(shown.map((point) => point.view).sort()).toContain('foot');
    for (const point of shown) {
      const detail = detail_of(point);
      if (detail === null) continue;
      const at = detail_area(detail, point.position.right, point.search_radius);
      expect(distance_to(at, outlines_of(DRAWINGS[detail].edge)), point.id).toBe(0);
      const tone = DRAWINGS[detail].tone[TONES[point.id] ?? -1];
      if (tone !== undefined) expect(distance_to(at, outlines_of(tone)), point.id).toBeLessThan(at.r);
    }
    expect(shown.filter((point) => point.id in TONES)).toHaveLength(Object.keys(TONES).length);
  });

  test.each(DETAILS)('the landmarks of %s lie in its box, and the fit goes through them', (detail) => {
    for (const { name, canvas, drawn } of DETAIL_MARKS[detail]) {
      const at = detail_area(detail, { x: 50 - canvas[0], y: canvas[1] }, 1);
      expect(Math.hypot(at.x - drawn.x, at.y - drawn.y), name).toBeLessThan(0.01);
      expect(drawn.x).toBeLessThan(DETAIL_BOX[detail].width);
      expect(drawn.y).toBeLessThan(DETAIL_BOX[detail].height);
    }
  });
});
