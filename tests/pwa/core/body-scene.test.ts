/** What the map shows: which view, which side where, what is enlarged, what is shaded. */
import { describe, expect, test } from 'vitest';
import { felt_outlines, felt_regions } from '../../../pwa/src/core/body/felt';
import { figure_fit, is_within } from '../../../pwa/src/core/body/fit';
import {
  areas_of,
  first_view,
  type Hand,
  HEAD,
  type Mark,
  scene_of,
  view_of,
  views_for,
  zones_of,
} from '../../../pwa/src/core/body/scene';
import {
  MOST,
  moved,
  reaching_up,
  type Window,
  whole_window,
  window_around,
  zoomed,
} from '../../../pwa/src/core/body/window';
import { POINTS, ZONES } from '../support/body';

function mark(id: string, side: Hand): Mark {
  const point = POINTS.find((each) => each.id === id);
  if (point === undefined) throw new RangeError(id);
  return { point, side };
}

const both = (id: string) => [mark(id, 'left'), mark(id, 'right')];

describe('views', () => {
  test('left and right are the person’s own: right is on the left from the front, on the right from behind', () => {
    const x_of = (id: string, side: Hand) =>
      areas_of(scene_of(mark(id, side).point.outline, []), 'neither', [mark(id, side)])[0]?.x ?? Number.NaN;
    expect(x_of('rectus-femoris-upper', 'right')).toBeLessThan(x_of('rectus-femoris-upper', 'left'));
    expect(x_of('biceps-femoris-mid', 'right')).toBeGreaterThan(x_of('biceps-femoris-mid', 'left'));
  });

  test('an enlarged part is drawn for each side that has a point, the left as the mirror of the right', () => {
    const marks = both('masseter-superficial');
    const scene = scene_of('head', marks);
    expect(scene.panels.map((panel) => panel.side)).toEqual(['right', 'left']);
    const [left, right] = areas_of(scene, 'neither', marks);
    const middle = scene.bounds.x + scene.bounds.w / 2;
    expect((left?.x ?? 0) - middle).toBeCloseTo(middle - (right?.x ?? 0), 6);
    expect(left?.y).toBe(right?.y);
    expect(scene_of('head', marks.slice(0, 1)).panels).toHaveLength(1);
  });

  test('only views with something to show are offered, and the one that shows it best comes first', () => {
    expect(views_for([...both('masseter-deep'), ...both('temporalis-middle')])).toEqual(['front', 'head']);
    expect(first_view([...both('masseter-deep'), ...both('temporalis-middle')])).toBe('head');
    expect(
      first_view([...both('rhomboid-major'), ...both('infraspinatus-central'), mark('pectoralis-minor', 'left')]),
    ).toBe('back');
    // Where one mark matters most it is in sight, whatever more another view would show.
    const ranked = [mark('pectoralis-minor', 'left'), ...both('rhomboid-major'), ...both('infraspinatus-central')];
    expect([first_view(ranked), first_view(ranked, ranked[0])]).toEqual(['back', 'front']);
    expect(view_of(mark('flexor-digitorum-brevis', 'left').point)).toBe('sole');
    expect(view_of(mark('opponens-pollicis', 'left').point)).toBe('palm');
    expect(view_of(mark('first-dorsal-interosseous', 'left').point)).toBe('hand');
  });

  test('zones stand on their own side of the body, twice on the figure', () => {
    const drawn = zones_of(scene_of('back', []), 'male', ZONES);
    expect(drawn.every(({ zone }) => zone.outline === 'back')).toBe(true);
    expect(drawn).toHaveLength(2 * ZONES.filter((zone) => zone.outline === 'back').length);
  });
});

describe('what is often felt', () => {
  test('the words of every point name at least one region', () => {
    const unnamed = POINTS.filter((point) => felt_regions(point).length === 0).map((point) => point.referral);
    expect(unnamed).toEqual([]);
  });

  test.each([
    ['upper-trapezius-top', 'Side and back of the neck, behind the ear.', 3],
    ['masseter-deep', 'Deep in the ear and over the jaw joint', 2],
    ['gluteus-minimus-anterior', 'Lower outer buttock, outer thigh to the ankle', 4],
    ['tibialis-anterior-upper', 'Front of the ankle, big toe.', 2],
  ])('%s: %s', (id, words, regions) => {
    const { point } = mark(id, 'left');
    expect(point.referral).toContain(words);
    expect(felt_regions(point)).toHaveLength(regions);
  });

  test('words that name nothing shade nothing', () => {
    expect(felt_regions({ referral: 'A feeling nobody can place.' })).toEqual([]);
  });

  test('it is shaded on the point’s own side', () => {
    const scene = scene_of('back', []);
    const spot = { left: { x: 42, y: 52.8 }, right: { x: 58, y: 52.8 } };
    const outlines = (side: Hand) => felt_outlines(scene, 'neither', mark('gluteus-maximus-sacral', side));
    const has = (side: Hand, at: Hand) =>
      outlines(side).some((outline) => is_within(figure_fit('neither').place(spot[at]), outline));
    expect([has('left', 'left'), has('left', 'right'), has('right', 'right')]).toEqual([true, false, true]);
  });
});

describe('closer and farther', () => {
  const bounds: Window = { x: 0, y: 0, w: 700, h: 1400 };
  const whole = whole_window(bounds, 1);

  test('the whole holds the whole drawing in a window of the place’s shape', () => {
    expect(whole).toEqual({ x: -350, y: 0, w: 1400, h: 1400 });
    expect(whole_window(bounds, 0.4)).toMatchObject({ w: 700, h: 1750 });
  });

  test('closer keeps the place under the finger where it is, as far as it goes', () => {
    const at = { x: 100, y: 300 };
    const closer = zoomed(whole, whole, 2, at);
    expect(closer.w).toBe(700);
    expect((at.x - closer.x) / closer.w).toBeCloseTo((at.x - whole.x) / whole.w, 9);
    expect((at.y - closer.y) / closer.h).toBeCloseTo((at.y - whole.y) / whole.h, 9);
    expect(zoomed(whole, whole, 1000, at).w).toBeCloseTo(whole.w / MOST, 9);
    expect(zoomed(closer, whole, 0.001, at)).toEqual(whole);
  });

  test('it never leaves the drawing', () => {
    const closer = zoomed(whole, whole, 4, { x: 350, y: 700 });
    const far = moved(closer, whole, { x: 1e6, y: -1e6 });
    expect(far.x + far.w).toBeCloseTo(whole.x + whole.w, 9);
    expect(far.y).toBe(whole.y);
  });

  test('a region holds every area with room around it, and enough of the body to know it again', () => {
    const areas = [
      { x: 300, y: 300, r: 10 },
      { x: 400, y: 340, r: 10 },
    ];
    const seen = window_around(areas, whole, 400);
    expect(seen.h).toBe(400);
    for (const { x, y, r } of areas) {
      expect(x - r).toBeGreaterThan(seen.x);
      expect(x + r).toBeLessThan(seen.x + seen.w);
      expect(y - r).toBeGreaterThan(seen.y);
      expect(y + r).toBeLessThan(seen.y + seen.h);
    }
    expect(window_around([], whole, 400)).toEqual(whole);
  });

  test('no upper edge cuts a head: it is shown whole, and every area with it, no smaller than it must be', () => {
    const { bounds } = scene_of('back', []);
    const whole = whole_window(bounds, 1);
    for (let y = 100; y < 900; y += 20) {
      const areas = [y, y + 200].map((down) => ({ x: 362, y: down, r: 20 }));
      const seen = window_around(areas, whole, 400);
      const shown = reaching_up(seen, whole, areas, HEAD);
      expect(shown.y <= HEAD.top || shown.y >= HEAD.bottom, `from ${y}`).toBe(true);
      expect(shown.y + shown.h, `from ${y}`).toBeGreaterThanOrEqual(y + 260);
      expect(shown.w / shown.h).toBeCloseTo(1, 9);
    }
    const low = [{ x: 362, y: 280, r: 20 }];
    expect(reaching_up(window_around(low, whole, 300), whole, low, HEAD)).toMatchObject({ y: HEAD.top, h: 300 });
  });
});
