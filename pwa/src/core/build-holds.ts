/**
 * How a step of a built session is held: the ways one can choose, what each begins with, and how far each number goes.
 *
 * Pure. Mirrors no rule: what is stepped here stays within rules.ts, which is asked of the whole version all the same.
 *
 *  [B2] A hold goes up and down in steps of 5 s, within the point's own range and below every limit.
 *  [B11] Each way begins with values that keep every rule of the house, made from the hold that stands there. One that the
 *       point leaves no room for is not offered, and it is said why.
 *  [B12] Levels, a rhythm and breaths go by one press at a time, and never past what a hold of their kind may be.
 *  [B13] A way that was left comes back as it was left, its time too; only what would break a rule begins anew.
 */
import type { HoldKind, Level, Point, Step } from '../wire.gen';
import { longest_hold_ms } from './limits';

/** The kinds of hold, and steady pressure for so many breaths. */
export type HoldWay = HoldKind | 'breaths';

/** What of a step belongs to its way of holding. */
export type Held = Pick<Step, 'hold_s' | 'hold_kind' | 'levels' | 'pulse' | 'hold_breaths'>;

/** What was set in ways that were left. */
export type LeftWays = Partial<Record<HoldWay, Held>>;

export type HoldChange =
  | { to: 'hold'; key: number; by: -1 | 1 }
  | { to: 'level-time'; key: number; level: number; by: -1 | 1 }
  | { to: 'level-aim'; key: number; level: number; by: -1 | 1 }
  | { to: 'levels'; key: number; by: -1 | 1 }
  | { to: 'press'; key: number; by: -1 | 1 }
  | { to: 'let-up'; key: number; by: -1 | 1 }
  | { to: 'breaths'; key: number; by: -1 | 1 };

/** A change to one step's hold, its step aside. */
export type HoldStep = HoldChange extends infer Each ? (Each extends HoldChange ? Omit<Each, 'key'> : never) : never;

/** Why a way is not offered at a point: its comfort band is one number, or its holds are too short. */
export type NoRoom = 'band' | 'time';

export const WAYS: readonly HoldWay[] = ['time', 'until-eased', 'raise-and-hold', 'pulse', 'breaths'];

const HOLD_STEP_S = 5;
/** Of levels and of a pulse: what a hand can follow (L25). */
const SHORTEST_LEVEL_S = 10;
const SHORTEST_BEAT_S = 2;
const LEAST_LEVELS = 2;
const MOST_LEVELS = 3;
/** Three levels begin only where each has time enough to ease in. */
const FRESH_LEVEL_S = 20;
const FRESH_PULSE = { press_s: 5, ease_s: 3 };
/** Only to begin with, and never shown: so long a breath lasts, more or less, in somebody at rest. */
const USUAL_BREATH_S = 6;
const MOST_BREATHS = 30;
/** The longest that the format lets one press of a pulse be. */
const LONGEST_BEAT_S = 60;

export function way_of({ hold_kind, hold_breaths }: Held): HoldWay {
  return hold_kind === 'time' && hold_breaths !== undefined ? 'breaths' : hold_kind;
}

/** The shortest and the longest hold at a point, in seconds, in the hands of a therapist. */
export function hold_bounds_s(point: Point): { least_s: number; most_s: number } {
  const { min, max } = point.therapist.hold_s;
  return { least_s: min, most_s: Math.min(max, longest_hold_ms('therapist', point) / 1000) };
}

/** [B11] What stands against a way; null where nothing does. */
export function no_room_for(way: HoldWay, { target_nrs: [low, high] }: Step, point: Point): NoRoom | null {
  const { most_s } = hold_bounds_s(point);
  if (way === 'raise-and-hold') {
    if (low === high) return 'band';
    return most_s < LEAST_LEVELS * SHORTEST_LEVEL_S ? 'time' : null;
  }
  return way === 'pulse' && most_s < 2 * SHORTEST_BEAT_S ? 'time' : null;
}

/** [B11] [B13] The step held in another way, and what was set in the one it leaves. */
export function with_way(step: Step, left: LeftWays, way: HoldWay, point: Point): { step: Step; left: LeftWays } {
  if (way_of(step) === way || no_room_for(way, step, point) !== null) return { step, left };
  const { hold_s, hold_kind, levels, pulse, hold_breaths, ...rest } = step;
  const held: Held = { hold_s, hold_kind, ...of_way({ levels, pulse, hold_breaths }) };
  const before = left[way];
  const next = before && is_sound(before, step) ? before : fresh(way, step, point);
  return { step: { ...rest, ...next }, left: { ...left, [way_of(step)]: held } };
}

/** [B12] The step with one number of its hold gone one step further; the same where that is its end. */
export function with_hold(step: Step, change: HoldStep, point: Point): Step {
  const { levels, pulse, hold_breaths } = step;
  switch (change.to) {
    case 'hold':
      return levels ? step : { ...step, hold_s: next_hold_s(step, change.by, point) };
    case 'level-time':
      return levels ? with_levels(step, timed(levels, change.level, change.by, point)) : step;
    case 'level-aim':
      return levels ? with_levels(step, aimed(levels, change.level, change.by, step)) : step;
    case 'levels':
      return levels ? with_levels(step, counted(levels, change.by, step, point)) : step;
    case 'press': {
      if (!pulse) return step;
      const most_s = Math.min(LONGEST_BEAT_S, step.hold_s - pulse.ease_s);
      return { ...step, pulse: { ...pulse, press_s: within(pulse.press_s + change.by, SHORTEST_BEAT_S, most_s) } };
    }
    case 'let-up': {
      if (!pulse) return step;
      const most_s = Math.min(LONGEST_BEAT_S, step.hold_s - pulse.press_s);
      return { ...step, pulse: { ...pulse, ease_s: within(pulse.ease_s + change.by, SHORTEST_BEAT_S, most_s) } };
    }
    case 'breaths':
      return hold_breaths === undefined
        ? step
        : { ...step, hold_breaths: within(hold_breaths + change.by, 1, MOST_BREATHS) };
  }
}

/** Whether one press more would change nothing: then its key is at its end. */
export function is_at_end(step: Step, change: HoldStep, point: Point | undefined): boolean {
  return point === undefined || JSON.stringify(with_hold(step, change, point)) === JSON.stringify(step);
}

/** How often a pulse presses: a press for which no whole time is left is not begun. */
export function presses_of({ hold_s, pulse }: Step): number {
  if (!pulse) return 0;
  return 1 + Math.max(0, Math.floor((hold_s - pulse.press_s) / (pulse.press_s + pulse.ease_s)));
}

/** Of the ways of holding a step, what is there. */
function of_way({ levels, pulse, hold_breaths }: Pick<Step, 'levels' | 'pulse' | 'hold_breaths'>): Partial<Held> {
  return {
    ...(levels && { levels }),
    ...(pulse && { pulse }),
    ...(hold_breaths !== undefined && { hold_breaths }),
  };
}

/** [B11] */
function fresh(way: HoldWay, { hold_s: now_s, target_nrs }: Step, point: Point): Held {
  const { least_s, most_s } = hold_bounds_s(point);
  const hold_s = within(now_s, least_s, most_s);
  switch (way) {
    case 'raise-and-hold': {
      const whole_s = Math.max(hold_s, LEAST_LEVELS * SHORTEST_LEVEL_S);
      const has_three = whole_s >= MOST_LEVELS * FRESH_LEVEL_S && target_nrs[1] - target_nrs[0] > 1;
      const aims = spread(target_nrs, has_three ? MOST_LEVELS : LEAST_LEVELS);
      const times = shared(whole_s, aims.length);
      const levels = aims.map((aim, i) => ({ hold_s: times[i] ?? 0, target_nrs: aim }));
      return { hold_s: whole_s, hold_kind: way, levels };
    }
    case 'pulse': {
      const round_s = FRESH_PULSE.press_s + FRESH_PULSE.ease_s;
      const whole_s = Math.max(hold_s, Math.min(round_s, most_s));
      const is_short = whole_s < round_s;
      const pulse = is_short ? { press_s: whole_s - SHORTEST_BEAT_S, ease_s: SHORTEST_BEAT_S } : FRESH_PULSE;
      return { hold_s: whole_s, hold_kind: way, pulse };
    }
    case 'breaths': {
      const hold_breaths = within(Math.round(hold_s / USUAL_BREATH_S), 1, MOST_BREATHS);
      return { hold_s, hold_kind: 'time', hold_breaths };
    }
    default:
      return { hold_s, hold_kind: way };
  }
}

/** [B13] Whether what was left still fits: an older draft, or a library of before, may have left what does not. */
function is_sound({ hold_s, levels, pulse }: Held, { target_nrs }: Step): boolean {
  if (pulse) return Math.min(pulse.press_s, pulse.ease_s) >= SHORTEST_BEAT_S && pulse.press_s + pulse.ease_s <= hold_s;
  if (!levels) return true;
  const is_timed = levels.every((level) => level.hold_s >= SHORTEST_LEVEL_S) && sum_s(levels) === hold_s;
  return is_timed && is_rising(levels, target_nrs);
}

/** [B2] To the next multiple of five seconds in this direction; a pulse needs time for one round. */
function next_hold_s({ hold_s, pulse }: Step, by: -1 | 1, point: Point): number {
  const { least_s, most_s } = hold_bounds_s(point);
  return within(next_five(hold_s, by), Math.max(least_s, pulse ? pulse.press_s + pulse.ease_s : 0), most_s);
}

function next_five(value_s: number, by: -1 | 1): number {
  const next = by > 0 ? Math.floor(value_s / HOLD_STEP_S) + 1 : Math.ceil(value_s / HOLD_STEP_S) - 1;
  return next * HOLD_STEP_S;
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

// -- Levels ---------------------------------------------------------------------------------------------------------------

type Aim = Level['target_nrs'];

function with_levels(step: Step, levels: Level[]): Step {
  return { ...step, levels, hold_s: sum_s(levels) };
}

function timed(levels: readonly Level[], index: number, by: -1 | 1, point: Point): Level[] {
  const { least_s, most_s } = hold_bounds_s(point);
  const others_s = sum_s(levels.filter((_, i) => i !== index));
  return levels.map((level, i) => {
    if (i !== index) return level;
    const least_here_s = Math.max(SHORTEST_LEVEL_S, least_s - others_s);
    return { ...level, hold_s: within(next_five(level.hold_s, by), least_here_s, most_s - others_s) };
  });
}

/** One level a little lighter or deeper, as long as each stays above the one before, within the step's band. */
function aimed(levels: Level[], index: number, by: -1 | 1, { target_nrs }: Step): Level[] {
  const next = levels.map((level, i) =>
    i === index ? { ...level, target_nrs: aim_of(depth_of(level.target_nrs) + by) } : level,
  );
  return is_rising(next, target_nrs) ? next : levels;
}

function counted(levels: Level[], by: -1 | 1, { target_nrs }: Step, point: Point): Level[] {
  const { least_s, most_s } = hold_bounds_s(point);
  if (by < 0) {
    if (levels.length <= LEAST_LEVELS) return levels;
    const fewer = levels.slice(0, -1);
    const lack_s = Math.max(0, least_s - sum_s(fewer));
    return fewer.map((level, i) => (i === fewer.length - 1 ? { ...level, hold_s: level.hold_s + lack_s } : level));
  }
  const last = levels.at(-1);
  if (levels.length >= MOST_LEVELS || last === undefined || most_s < MOST_LEVELS * SHORTEST_LEVEL_S) return levels;
  const room_s = most_s - sum_s(levels);
  const times =
    room_s < SHORTEST_LEVEL_S
      ? shared(Math.max(sum_s(levels), MOST_LEVELS * SHORTEST_LEVEL_S), MOST_LEVELS)
      : [...levels.map(({ hold_s }) => hold_s), Math.min(last.hold_s, room_s)];
  const deepest = 2 * target_nrs[1];
  const next = Math.min(deepest, depth_of(last.target_nrs) + 2);
  const aims = [...levels.map((level) => level.target_nrs), aim_of(next)];
  const grown = aims.map((aim, i) => ({ hold_s: times[i] ?? 0, target_nrs: aim }));
  if (is_rising(grown, target_nrs)) return grown;
  const anew = spread(target_nrs, MOST_LEVELS);
  return grown.map((level, i) => ({ ...level, target_nrs: anew[i] ?? level.target_nrs }));
}

/** How deep a level goes, in half numbers: its band is one number or two neighbours, so that one press moves it by half. */
function depth_of([low, high]: Aim): number {
  return low + high;
}

function aim_of(depth: number): Aim {
  return [Math.floor(depth / 2), Math.ceil(depth / 2)];
}

/** Bands from light to deep over the step's own: of two neighbours each where there is room, else of one number. */
function spread([low, high]: Aim, count: number): Aim[] {
  const margin = high - low >= count ? 1 : 0;
  const [from, to] = [2 * low + margin, 2 * high - margin];
  return Array.from({ length: count }, (_, i) => aim_of(Math.round(from + (i * (to - from)) / (count - 1))));
}

function is_rising(levels: readonly Level[], [least, most]: Aim): boolean {
  return levels.every(({ target_nrs: [low, high] }, i) => {
    const [low_before, high_before] = levels[i - 1]?.target_nrs ?? [-1, -1];
    const is_above = low >= low_before && high >= high_before && low + high > low_before + high_before;
    return least <= low && high <= most && is_above;
  });
}

/** A time shared evenly by fives; what is over goes to the first, and what is no five to the last. */
function shared(whole_s: number, count: number): number[] {
  const each_s = Math.floor(whole_s / count / HOLD_STEP_S) * HOLD_STEP_S;
  const over = Math.floor((whole_s - each_s * count) / HOLD_STEP_S);
  const odd_s = (whole_s - each_s * count) % HOLD_STEP_S;
  return Array.from({ length: count }, (_, i) => each_s + (i < over ? HOLD_STEP_S : 0) + (i === count - 1 ? odd_s : 0));
}

function sum_s(levels: readonly Level[]): number {
  return levels.reduce((sum, { hold_s }) => sum + hold_s, 0);
}
