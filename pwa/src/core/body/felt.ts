/**
 * Where a point is often felt, read from the words content says it in, as soft regions to shade.
 *
 * Content has no drawing of it, and none is made up: a region is shaded only where its name stands in the words, and what
 * has no name here is left to the words. Rough on purpose. Such patterns vary and diagnose nothing; whoever shows a
 * region must say so. Owns the table of names and regions, in percent of the canvas, for one side.
 */
import type { Point } from '../../wire.gen';
import { detail_place } from './details';
import { figure_fit } from './fit';
import type { Build } from './landmarks';
import { is_detail, type Mark, placed, type Scene } from './scene';
import type { Place } from './spline';

type Ground = 'front' | 'back' | 'sole';
/** An ellipse: how far from the midline and from the top its middle lies, half its width and height. */
type Region = readonly [ground: Ground, aside: number, down: number, half_width: number, half_height: number];

const NAMES: readonly (readonly [words: RegExp, ...regions: Region[]])[] = [
  // Head and neck.
  [/eyebrow|(?:around|to|behind) the eye/, ['front', 2.8, 7.7, 2.4, 1.3]],
  [/forehead/, ['front', 2.6, 5.6, 2.6, 1.1]],
  [/temple/, ['front', 7.4, 7.2, 1.2, 1.1]],
  [/side of the head/, ['front', 8, 6.2, 1.2, 1.7]],
  [/top of the head/, ['front', 2.6, 4.1, 2.4, 0.7], ['back', 2.6, 4.1, 2.4, 0.7]],
  [/back of the head/, ['back', 3.2, 8, 3, 2]],
  [/jaw line|jaw angle/, ['front', 5.4, 12.3, 1.5, 0.9]],
  [/teeth|mouth/, ['front', 2.4, 11.4, 1.8, 0.8]],
  [/jaw joint/, ['front', 8, 9.8, 0.8, 0.8]],
  [/behind the ear/, ['back', 7.2, 9.6, 1, 1.2]],
  [/(?<!behind the )\bear\b(?! ringing)/, ['front', 8.8, 9.3, 0.7, 1.3]],
  [/throat/, ['front', 1.5, 15.6, 1.4, 1.6]],
  [/angle of the neck|stiff-neck/, ['back', 5.8, 16.4, 1.9, 1.6]],
  [/side (?:and back )?of the neck/, ['back', 5.2, 14.2, 1.2, 1.8]],
  [/back of the neck/, ['back', 2.9, 14, 1.7, 2.2]],
  // Shoulder and chest.
  [
    /inner (?:shoulder-)?blade|inner edge of the shoulder blade|blade and spine|shoulder-blade edge/,
    ['back', 6.6, 24.4, 1.8, 3.8],
  ],
  [/(?:under|across) the blade/, ['back', 11.6, 24, 3.4, 3]],
  [/tip of the shoulder blade/, ['back', 10, 28, 2, 1.5]],
  [/back of the shoulder/, ['back', 20.5, 22.6, 2.6, 2.2]],
  [/top of the shoulder|toward the shoulder\b(?!-)/, ['back', 14.5, 18.8, 4, 1.3]],
  [/front of the shoulder/, ['front', 20.5, 22.6, 2.6, 2.3]],
  [/outer shoulder/, ['front', 23.8, 24, 1.6, 2.4], ['back', 23.8, 24, 1.6, 2.4]],
  [/chest/, ['front', 10.5, 25, 4.6, 3]],
  // Arm and hand.
  [/inner arm/, ['front', 25.4, 33.4, 1.3, 3.4]],
  [/outer arm/, ['front', 28.4, 31, 1.3, 4.6]],
  [/down the arm/, ['front', 27, 32, 1.8, 5.4]],
  [/front and back of arm/, ['front', 27, 32, 1.8, 5.2], ['back', 27, 32, 1.8, 5.2]],
  [/back of the arm|shoulder and arm/, ['back', 26.8, 31.6, 1.8, 5]],
  [/outer elbow/, ['back', 32.2, 38.4, 1.1, 1.3]],
  [/side of forearm|wrist and forearm/, ['front', 36, 44.8, 1.1, 4.2]],
  [/thumb-side (?:front of the )?wrist|thumb side of the wrist|thumb-side front/, ['front', 39.4, 51.2, 0.9, 1]],
  [/little-finger side of the wrist/, ['front', 36.4, 51.6, 0.8, 1]],
  [/base of the thumb|side of the thumb|thumb and index finger,|thumb side of the hand/, ['front', 41, 54.6, 1.1, 1.5]],
  [/near the thumb/, ['back', 40.6, 54.6, 1.2, 1.3]],
  [/web between/, ['front', 41.6, 56.4, 0.8, 0.8], ['back', 41.6, 56.4, 0.8, 0.8]],
  [/back of the hand/, ['back', 40, 55.2, 1.6, 1.8]],
  [/index finger(?!,? outer)/, ['front', 42.8, 58.6, 0.7, 1.8], ['back', 42.8, 58.6, 0.7, 1.8]],
  [/into the finger/, ['front', 41.4, 59, 1.8, 1.8]],
  [/little fingers?\b/, ['front', 39.6, 58.8, 1, 1.8], ['back', 39.6, 58.8, 1, 1.8]],
  // Back and hip.
  [/low back/, ['back', 5.6, 38.4, 3.2, 2.8]],
  [/abdomen/, ['front', 6, 41.5, 4, 4]],
  [/groin/, ['front', 6, 47.6, 2.4, 1.8]],
  [/crest/, ['back', 9.6, 41, 3.8, 1.1]],
  [/sacroiliac|sacrum/, ['back', 4.2, 43.6, 1.8, 2]],
  [/tail bone/, ['back', 1.8, 47.4, 1.3, 1.8]],
  [/(?<!outer |lower )buttock/, ['back', 8.6, 47.2, 4.4, 3.6]],
  [/lower (?:outer )?buttock/, ['back', 9, 50.2, 3.6, 1.9]],
  [/gluteal fold/, ['back', 8.6, 52.8, 4, 0.8]],
  [/outer hip|back of the hip/, ['front', 15.4, 47, 1.4, 2.2], ['back', 15.4, 47, 1.4, 2.2]],
  // Leg and foot.
  [/outer (?:upper )?thigh/, ['front', 15.2, 57, 1.4, 5.4], ['back', 15.2, 57, 1.4, 5.4]],
  [/back of the thigh/, ['back', 10, 60, 3.2, 5.6]],
  [/front of the thigh/, ['front', 11, 58, 3.4, 5.4]],
  [/lower front thigh/, ['front', 10.4, 65, 3, 2.8]],
  [/front of the knee/, ['front', 10, 70.4, 2.6, 1.9]],
  [/outer knee|to the knee/, ['front', 13, 70.2, 1.1, 1.8]],
  [/behind the knee/, ['back', 10, 70.7, 2.4, 1.9]],
  [/outer calf/, ['back', 12.8, 78, 1.3, 4.6]],
  [/to the ankle/, ['back', 12.8, 81, 1.2, 9]],
  [/outer ankle/, ['front', 12, 92.2, 0.8, 1.2], ['back', 12, 92.2, 0.8, 1.2]],
  [/front of the ankle/, ['front', 10, 91.6, 1.4, 1.3]],
  [/big toe/, ['front', 8.4, 97, 0.9, 0.7]],
  [/heel|achilles/, ['back', 10, 94, 1.3, 1.8], ['sole', 10, 95.3, 1.5, 0.4]],
  [/\bsole\b/, ['sole', 10, 97, 1.4, 1]],
  [/arch of the foot/, ['back', 8.6, 96.6, 0.9, 0.7], ['sole', 9, 96.8, 0.8, 0.8]],
  [/ball of the foot/, ['sole', 10, 98.5, 1.8, 0.4]],
];

const CORNERS = 24;

/** The regions a point's words name. */
export function felt_regions(point: Pick<Point, 'referral'>): Region[] {
  const said = point.referral.toLowerCase();
  return NAMES.flatMap(([words, ...regions]) => (words.test(said) ? regions : []));
}

/** Where a mark is often felt, on its own side, as outlines on this scene; none where its words name nothing seen here. */
export function felt_outlines(scene: Scene, build: Build, mark: Mark): Place[][] {
  const { view } = scene;
  const ground: Ground = view === 'sole' ? 'sole' : view === 'back' || view === 'hand' ? 'back' : 'front';
  const aside_sign = (ground === 'front') === (mark.side === 'right') ? -1 : 1;
  return felt_regions(mark.point)
    .filter((region) => region[0] === ground)
    .flatMap(([, aside, down, half_width, half_height]) => {
      const rim = Array.from({ length: CORNERS }, (_, corner) => {
        const turn = (2 * Math.PI * corner) / CORNERS;
        return {
          x: 50 + aside_sign * (aside + half_width * Math.cos(turn)),
          y: down + half_height * Math.sin(turn),
        };
      });
      if (!is_detail(view)) return [rim.map(figure_fit(build).place)];
      return scene.panels
        .filter((panel) => panel.side === mark.side)
        .map((panel) => rim.map((spot) => placed(detail_place(view, spot), panel)));
    });
}
