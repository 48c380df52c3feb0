/** How a built step is held: what each way begins with at every point, how far its numbers go, and what is kept of it. */
import { expect, test } from 'vitest';
import { type BuildChange, changed, type Draft, draft_from_points, version_of } from '../../../pwa/src/core/build';
import {
  type HoldStep,
  hold_bounds_s,
  is_at_end,
  no_room_for,
  presses_of,
  WAYS,
  way_of,
  with_way,
} from '../../../pwa/src/core/build-holds';
import { broken_where } from '../../../pwa/src/core/build-limits';
import { broken_rules } from '../../../pwa/src/core/rules';
import type { Library, Point, Step } from '../../../pwa/src/wire.gen';
import { shipped_library } from '../support/shipped';

const library = shipped_library();
const SUBJECT = '0190aaaa-0000-7000-8000-00000000000a';
const BLADE = 'infraspinatus-central';

function built(point: string, ...changes: BuildChange[]): Draft {
  return changes.reduce(
    (draft, change) => changed(draft, change, library),
    draft_from_points(SUBJECT, [point], library),
  );
}

function way(to: (typeof WAYS)[number]): BuildChange {
  return { to: 'way', key: 0, way: to };
}

function by(to: 'hold' | 'levels' | 'press' | 'let-up' | 'breaths', direction: -1 | 1): BuildChange {
  return { to, key: 0, by: direction };
}

function on_level(to: 'level-time' | 'level-aim', level: number, direction: -1 | 1): BuildChange {
  return { to, key: 0, level, by: direction };
}

function step_of(draft: Draft): Step {
  const [entry] = draft.steps;
  if (entry === undefined) throw new Error('no step');
  return entry.step;
}

function broken(draft: Draft, of: Library = library): string[] {
  const version = version_of(draft, of);
  if (version === null) throw new Error('no version');
  return broken_rules(version);
}

const levels_of = (draft: Draft) => step_of(draft).levels?.map((level) => [level.hold_s, ...level.target_nrs]);

/** The library with this one point held for so long, by everybody. */
function with_point(hold_s: Point['therapist']['hold_s']): { library: Library; point: Point } {
  const points = library.points.map((point) =>
    point.id === BLADE
      ? {
          ...point,
          therapist: { ...point.therapist, hold_s },
          ...(point.self && { self: { ...point.self, hold_s } }),
        }
      : point,
  );
  const point = points.find(({ id }) => id === BLADE);
  if (point === undefined) throw new Error('no point');
  return { library: { ...library, points }, point };
}

test('[B11] at every point every way begins with values that keep every rule of the house', () => {
  for (const point of library.points)
    for (const each of WAYS) {
      const draft = built(point.id, way(each));
      expect(way_of(step_of(draft)), `${point.id} ${each}`).toBe(each);
      expect(broken(draft), `${point.id} ${each}`).toEqual([]);
    }
});

test('[B11] each begins with the hold that stands there: levels from light to deep, a rhythm, breaths for about that time', () => {
  expect(levels_of(built(BLADE, way('raise-and-hold')))).toEqual([
    [20, 4, 4],
    [20, 5, 5],
    [20, 6, 6],
  ]);
  expect(step_of(built(BLADE, way('raise-and-hold')))).toMatchObject({ hold_s: 60, hold_kind: 'raise-and-hold' });
  // Where there is less time, or less room in the band, two.
  expect(levels_of(built('scalene-middle', way('raise-and-hold')))).toHaveLength(2);
  expect(step_of(built(BLADE, way('pulse')))).toMatchObject({ hold_s: 60, pulse: { press_s: 5, ease_s: 3 } });
  expect(step_of(built(BLADE, way('breaths')))).toMatchObject({ hold_s: 60, hold_kind: 'time', hold_breaths: 10 });
  expect(step_of(built(BLADE, by('hold', -1), way('until-eased')))).toMatchObject({ hold_s: 55 });
});

test('[B11] what a point leaves no room for is not offered: nothing deeper to go to, or no time for two levels or one round', () => {
  const step = step_of(built(BLADE));
  const { point } = with_point({ min: 30, default: 60, max: 90 });
  expect(no_room_for('raise-and-hold', step, point)).toBeNull();
  const narrow = { ...step, target_nrs: [5, 5] as Step['target_nrs'] };
  expect(no_room_for('raise-and-hold', narrow, point)).toBe('band');
  expect(with_way(narrow, {}, 'raise-and-hold', point)).toEqual({ step: narrow, left: {} });
  const { point: short } = with_point({ min: 5, default: 10, max: 15 });
  expect(no_room_for('raise-and-hold', step, short)).toBe('time');
  expect(no_room_for('pulse', step, short)).toBeNull();
  const { point: tiny } = with_point({ min: 1, default: 3, max: 3 });
  expect(no_room_for('pulse', step, tiny)).toBe('time');
});

test('[B11] holds shorter than a round of the usual pulse get a shorter one', () => {
  const short = with_point({ min: 5, default: 6, max: 6 });
  const begun = draft_from_points(SUBJECT, [BLADE], short.library);
  const draft = changed(begun, way('pulse'), short.library);
  expect(step_of(draft)).toMatchObject({ hold_s: 6, pulse: { press_s: 4, ease_s: 2 } });
  expect(broken(draft, short.library)).toEqual([]);
});

/** Every single press there is on a step that is held in some way. */
function presses(step: Step): HoldStep[] {
  const both = [-1, 1] as const;
  const of_levels = (step.levels ?? []).flatMap((_, level): HoldStep[] =>
    both.flatMap((direction): HoldStep[] => [
      { to: 'level-time', level, by: direction },
      { to: 'level-aim', level, by: direction },
    ]),
  );
  const plain = both.flatMap((direction): HoldStep[] =>
    (['hold', 'levels', 'press', 'let-up', 'breaths'] as const).map((to) => ({ to, by: direction })),
  );
  return [...of_levels, ...plain];
}

test('[B2] [B12] whatever is pressed in whatever order, at every point and in every way, no rule is broken', () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  for (const point of library.points) {
    const { least_s, most_s } = hold_bounds_s(point);
    let draft = built(point.id);
    for (let i = 0; i < 60; i += 1) {
      const step = step_of(draft);
      const all = presses(step);
      const made = all[random(all.length)];
      const next: BuildChange =
        i % 12 === 0 ? way(WAYS[random(WAYS.length)] ?? 'time') : ({ ...made, key: 0 } as never);
      draft = changed(draft, next, library);
      const { hold_s } = step_of(draft);
      expect(hold_s >= least_s && hold_s <= most_s, `${point.id} ${JSON.stringify(next)} ${hold_s}`).toBe(true);
      expect(broken(draft), `${point.id} ${JSON.stringify([next, step_of(draft)])}`).toEqual([]);
      // A key says so where it is at its end, and only there.
      if (i % 12 !== 0 && made) expect(is_at_end(step, made, point)).toBe(step_of(draft) === step || same(step, draft));
    }
  }
});

function same(step: Step, draft: Draft): boolean {
  return JSON.stringify(step) === JSON.stringify(step_of(draft));
}

test('[B12] a level gets more or less time by five seconds, at least ten, and the hold is as long as its levels', () => {
  const draft = built(BLADE, way('raise-and-hold'), on_level('level-time', 1, 1), on_level('level-time', 0, -1));
  expect(levels_of(draft)?.map(([hold_s]) => hold_s)).toEqual([15, 25, 20]);
  expect(step_of(draft).hold_s).toBe(60);
  let least = draft;
  for (let i = 0; i < 9; i += 1) least = changed(least, on_level('level-time', 0, -1), library);
  expect(levels_of(least)?.[0]?.[0]).toBe(10);
  let most = draft;
  for (let i = 0; i < 20; i += 1) most = changed(most, on_level('level-time', 2, 1), library);
  expect(step_of(most).hold_s).toBe(90);
});

test('[B12] a level goes lighter and deeper by half a number, and never to or past the one beside it', () => {
  let draft = built(BLADE, way('raise-and-hold'), on_level('level-aim', 0, 1));
  expect(levels_of(draft)?.[0]).toEqual([20, 4, 5]);
  draft = changed(draft, on_level('level-aim', 0, 1), library);
  expect(levels_of(draft)?.[0]).toEqual([20, 4, 5]);
  draft = changed(draft, on_level('level-aim', 2, 1), library);
  expect(levels_of(draft)?.[2]).toEqual([20, 6, 6]);
  draft = changed(changed(draft, on_level('level-aim', 0, -1), library), on_level('level-aim', 0, -1), library);
  expect(levels_of(draft)?.[0]).toEqual([20, 4, 4]);
});

test('[B12] two levels or three: one more goes deeper still, or all are spread anew; one less keeps the others', () => {
  const three = built(BLADE, way('raise-and-hold'), by('hold', 1));
  const two = changed(three, by('levels', -1), library);
  expect(levels_of(two)).toEqual([
    [20, 4, 4],
    [20, 5, 5],
  ]);
  expect(changed(two, by('levels', -1), library)).toEqual(two);
  expect(levels_of(changed(two, by('levels', 1), library))).toEqual(levels_of(three));
  const deep = changed(changed(two, on_level('level-aim', 1, 1), library), on_level('level-aim', 1, 1), library);
  expect(levels_of(deep)?.[1]).toEqual([20, 6, 6]);
  expect(levels_of(changed(deep, by('levels', 1), library))?.map(([, ...aim]) => aim)).toEqual([
    [4, 4],
    [5, 5],
    [6, 6],
  ]);
  expect(changed(three, by('levels', 1), library)).toEqual(three);
  // Without time for one more the whole is shared anew; what would be too short for the point is made up.
  const tender = library.points.find(({ therapist: { hold_s } }) => hold_s.max === 30)?.id ?? '';
  const shared = built(tender, way('raise-and-hold'), by('levels', 1));
  expect(levels_of(shared)?.map(([hold_s]) => hold_s)).toEqual([10, 10, 10]);
  const short = built(
    BLADE,
    way('raise-and-hold'),
    ...[0, 1, 2].flatMap((level) => Array(2).fill(on_level('level-time', level, -1))),
  );
  expect(step_of(changed(short, by('levels', -1), library)).hold_s).toBe(30);
});

test('[B12] pressing and letting up go by one second, at least two, and one round fits into the hold', () => {
  let draft = built(BLADE, way('pulse'), by('press', 1), by('let-up', -1), by('let-up', -1));
  expect(step_of(draft).pulse).toEqual({ press_s: 6, ease_s: 2 });
  for (let i = 0; i < 90; i += 1) draft = changed(draft, by('press', 1), library);
  expect(step_of(draft).pulse).toEqual({ press_s: 58, ease_s: 2 });
  // The hold cannot become shorter than its round then.
  expect(step_of(changed(draft, by('hold', -1), library)).hold_s).toBe(60);
});

test('a pulse presses as often as a whole press still fits', () => {
  const step = step_of(built(BLADE, way('pulse')));
  expect(presses_of({ ...step, hold_s: 60, pulse: { press_s: 5, ease_s: 3 } })).toBe(7);
  expect(presses_of({ ...step, hold_s: 61, pulse: { press_s: 5, ease_s: 3 } })).toBe(8);
  expect(presses_of({ ...step, hold_s: 8, pulse: { press_s: 5, ease_s: 3 } })).toBe(1);
  expect(presses_of(step_of(built(BLADE)))).toBe(0);
});

test('[B12] breaths go from one to thirty', () => {
  let draft = built(BLADE, way('breaths'));
  for (let i = 0; i < 40; i += 1) draft = changed(draft, by('breaths', 1), library);
  expect(step_of(draft).hold_breaths).toBe(30);
  for (let i = 0; i < 40; i += 1) draft = changed(draft, by('breaths', -1), library);
  expect(step_of(draft).hold_breaths).toBe(1);
});

test('[B13] each way comes back as it was left, and nothing of another one stands in the version', () => {
  const set = built(
    BLADE,
    by('hold', -1),
    way('raise-and-hold'),
    on_level('level-time', 0, 1),
    on_level('level-aim', 0, 1),
    way('pulse'),
    by('press', 1),
    by('hold', -1),
    way('breaths'),
    by('breaths', -1),
    way('until-eased'),
    by('hold', 1),
  );
  const seen = WAYS.map((each) => step_of(changed(set, way(each), library)));
  expect(seen).toMatchObject([
    { hold_kind: 'time', hold_s: 55 },
    { hold_kind: 'until-eased', hold_s: 60 },
    { hold_kind: 'raise-and-hold', levels: [{ hold_s: 35, target_nrs: [5, 5] }, { hold_s: 25 }] },
    { hold_kind: 'pulse', hold_s: 55, pulse: { press_s: 6, ease_s: 3 } },
    { hold_kind: 'time', hold_breaths: 8 },
  ]);
  const around = WAYS.reduce((draft, each) => changed(draft, way(each), library), set);
  const back = changed(around, way('until-eased'), library);
  expect(step_of(back)).toEqual(step_of(set));
  const [step] = version_of(back, library)?.protocol.steps ?? [];
  expect(Object.keys(step ?? {})).not.toContain('left');
  expect(step).not.toHaveProperty('levels');
});

test('[B13] what was left and would break a rule now begins anew', () => {
  const set = built(BLADE, way('raise-and-hold'), way('time'));
  const [entry] = set.steps;
  const spoiled = {
    levels: [{ hold_s: 5, target_nrs: [4, 4] as [number, number] }],
    hold_s: 5,
    hold_kind: 'raise-and-hold' as const,
  };
  const broken_draft = {
    ...set,
    steps: [{ ...entry, key: 0, step: step_of(set), left: { 'raise-and-hold': spoiled } }],
  };
  expect(broken(changed(broken_draft, way('raise-and-hold'), library))).toEqual([]);
});

test('[B5] levels or a rhythm that no hand could follow are said at their step, and mended by choosing the way again', () => {
  const draft = built(BLADE, way('pulse'));
  const [entry] = draft.steps;
  const quick = { ...step_of(draft), pulse: { press_s: 1, ease_s: 1 } };
  const forged: Draft = { ...draft, steps: [{ ...entry, key: 0, step: quick }] };
  const version = version_of(forged, library);
  if (version === null) throw new Error('no version');
  expect(broken_where(version)).toEqual([{ rule: 'L25', steps: [0] }]);
  expect(broken(changed(changed(forged, way('time'), library), way('pulse'), library))).toEqual([]);
});
