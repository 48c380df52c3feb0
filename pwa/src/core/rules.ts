/**
 * What no file, import or screen may pass, asked again on the device before every Start.
 *
 * Mirrors holdwell.core.limits, by the same ids: every rule that a version can be judged by (tests/vectors/limits.json
 * pins both). Must never be softened by a setting: a copy stored on the device may be older than the rule, or forged.
 * What cannot be compared (a number that is none, a field that is missing) counts as broken, never as kept.
 */
import type { Audience, Box, Comfort, HoldRange, Point, ProtocolVersion, Side, Spot, Step, Zone } from '../wire.gen';
import {
  is_tender,
  LONGEST_HOLD_MS,
  LONGEST_PLAN_MS,
  LONGEST_POINT_SIDE_MS,
  LONGEST_SELF_CARE_PLAN_MS,
  longest_hold_ms,
} from './limits';
import { longest_plan_ms, type Plan } from './plan';

const SELF_CARE_CEILING_NRS = 6;
const THERAPIST_CEILING_NRS = 7;
/** Sinking in and coming off, least and most; rest between repeats (FACTS 4.6). */
const RAMP_S = [5, 10] as const;
const RELEASE_S = [3, 5] as const;
const SHORTEST_REST_S = 10;
const TURNING_S = [10, 120] as const;
/** From below the hollow of the knee to the ankle, in percent of the outline's height. */
const CALF_Y = [65, 95] as const;
/** Places are written with one decimal; less than half of it is no difference. */
const NO_DIFFERENCE = 0.05;

/** One line of a protocol, with the point it names where the version carries it. */
interface Line {
  step: Step;
  point: Point | undefined;
}

/** A line whose point came along. */
interface Placed extends Line {
  point: Point;
}

/** What judges a version, by these rules or in their place: the rules it breaks, the one to be shown first. */
export type Judge = (version: ProtocolVersion) => readonly string[];

type IsBroken = (version: ProtocolVersion, lines: readonly Line[], placed: readonly Placed[]) => boolean;

const RULES = {
  L1: (_, lines) => lines.some(({ step }) => is_over(step.hold_s * 1000, LONGEST_HOLD_MS)),
  L2: (_, lines) =>
    lines.some(({ step }) => SIDES.some((side) => is_over(dose_ms(lines, step.point, side), LONGEST_POINT_SIDE_MS))),
  L3: ({ points }, _, placed) =>
    placed.some(
      ({ step, point }) => is_tender(point) && is_over(step.hold_s * 1000, longest_hold_ms('therapist', point)),
    ) || points.some((point) => is_tender(point) && uses_of(point).some(({ hold_s }) => is_over(hold_s.max, 30))),
  L4: (version, lines) => is_self_care(version) && lines.some(({ step }) => is_over(step.hold_s, 60)),
  L5: (version) => is_self_care(version) && is_over(longest_plan_ms(version), LONGEST_SELF_CARE_PLAN_MS),
  L6: (version, _, placed) =>
    (is_self_care(version) && placed.some(({ point }) => use_of(point, 'self-care') === null)) ||
    version.points.some((point) => (point.self_care === 'therapist-only') === has_self_use(point)),
  L7: (version, _, placed) =>
    placed.some(({ point }) =>
      version.zones.some((zone) => is_self_care(version) && zone.level === 'therapist-only' && gap(point, zone) === 0),
    ) || version.points.some((point) => version.zones.some((zone) => is_forbidden(point, zone))),
  L8: (version, lines) =>
    lines.some((line) => is_too_much(line, version)) ||
    version.points.some((point) =>
      uses_of(point).some(({ pressure_nrs, most_nrs }) => is_unordered(pressure_nrs, most_nrs)),
    ),
  L9: ({ protocol, points }, _, placed) =>
    placed.some(({ step, point }) => {
      const use = use_of(point, protocol.audience);
      return use !== null && !is_within(step.hold_s, [use.hold_s.min, use.hold_s.max]);
    }) ||
    points.some((point) =>
      uses_of(point).some(
        ({ hold_s: { min, default: usual, max }, most_s }) => !(min <= usual && usual <= max && max <= most_s),
      ),
    ),
  L10: ({ points }, _, placed) =>
    is_both_sides_of_the_throat(placed) ||
    points.some((point) => is_throat(point) && point.self_care !== 'therapist-only'),
  L11: ({ protocol }) =>
    [protocol, ...protocol.steps].some(
      ({ ramp_s = RAMP_S[0], release_s = RELEASE_S[0] }) =>
        !is_within(ramp_s, RAMP_S) || !is_within(release_s, RELEASE_S),
    ),
  L12: (_, lines) => lines.some(({ step }) => step.reps !== 1 && !(step.rest_s >= SHORTEST_REST_S)),
  L13: (version) => is_over(longest_plan_ms(version), LONGEST_PLAN_MS),
  L14: (version) => is_self_care(version) && !(version.protocol.minimum_age >= 18),
  L15: (version) => is_too_often(version),
  L16: (_, __, placed) => placed.some(({ step, point }) => is_single(point) !== (step.side === 'midline')),
  L17: ({ points, zones }) => points.some(is_lopsided) || zones.some(is_lopsided_zone),
  L18: (version, _, placed) =>
    version.points.some(
      (point) => is_for_fingers(point) && has_self_use(point) && `${point.self?.tools}` !== 'fingers',
    ) ||
    (is_self_care(version) &&
      placed.some(({ step, point }) => is_for_fingers(point) && (step.tool ?? 'fingers') !== 'fingers')),
  L19: ({ points, zones }) =>
    points.some((point) =>
      zones.some((zone) => gap(point, zone) < point.search_radius && !point.zones_nearby.includes(zone.id)),
    ),
  L23: ({ screening, condition, points }) => {
    const asked = screening.map((question) => question.id);
    const expected = points.flatMap((point) => [...(point.screen ?? []), ...(point.ask_again ?? [])]);
    return (
      !screening.some((question) => question.group === 'all') ||
      [...condition.screen, ...expected].some((question) => !asked.includes(question))
    );
  },
  L24: (version, lines) => is_incomplete(lines, version),
  L25: (_, lines) => lines.some(({ step }) => is_not_timed(step)),
  L26: (_, lines) => lines.some(({ step }) => is_kind_mixed(step)),
  L27: ({ points }) => points.some((point) => is_calf(point) && !point.ask_again?.includes('clot-signs')),
  L28: ({ protocol }) =>
    protocol.side_order === 'alternate' &&
    protocol.steps.some(({ side, reps, ramp_s = protocol.ramp_s, release_s = protocol.release_s }) => {
      const between_s = 2 * protocol.setup_s_per_run + ramp_s + release_s;
      return side === 'both' && reps !== 1 && !(between_s >= SHORTEST_REST_S);
    }),
  L29: (version, _, placed) => placed.some((line) => is_pressed_otherwise(line, is_self_care(version))),
  L30: ({ protocol: { steps, position_change_s } }) => {
    const named = steps.flatMap(({ body_position }) => body_position ?? []);
    const groups = named.filter((each, i) => each !== named[i - 1]);
    return new Set(groups).size < groups.length || !is_within(position_change_s ?? TURNING_S[0], TURNING_S);
  },
  L31: (version, lines) => {
    const asked = version.screening.map((question) => question.id);
    return (
      lines.some(({ step }) => step.leave_out_on?.some((question) => !asked.includes(question))) ||
      (is_self_care(version) && lines.some(({ step }) => step.leave_out_if !== undefined)) ||
      lines.every(({ step }) => step.optional === true)
    );
  },
  L34: (version, lines) => is_self_care(version) && lines.some(({ step }) => CHANGING_KINDS.includes(step.hold_kind)),
} satisfies Record<string, IsBroken>;

export type RuleId = keyof typeof RULES;

/** The rules this version breaks, each once; empty when it may be run. Nothing with a broken rule may start. */
export function broken_rules(version: ProtocolVersion): RuleId[] {
  try {
    const lines = version.protocol.steps.map((step) => ({
      step,
      point: version.points.find((point) => point.id === step.point),
    }));
    const placed = lines.filter((line): line is Placed => line.point !== undefined);
    return (Object.keys(RULES) as RuleId[]).filter((id) => (RULES[id] as IsBroken)(version, lines, placed));
  } catch {
    // Something that every protocol carries is not there.
    return ['L24'];
  }
}

/**
 * Whether a plan that was kept is one of this version: its own points, for its audience, no hold longer than planned.
 * A session that is taken up again goes by its plan, which lay on the device as the version did.
 */
export function is_plan_of(plan: Plan, { protocol, points }: ProtocolVersion): boolean {
  return (
    plan.audience === protocol.audience &&
    plan.holds.every((hold) => {
      const step = protocol.steps[hold.step];
      const point = points.find(({ id }) => id === hold.point);
      const most_ms = longest_hold_ms(protocol.audience, point);
      if (step === undefined || step.point !== hold.point) return false;
      const is_asked = (question: string) => hold.asks?.some((each) => each.question === question) ?? false;
      if (!(point?.ask_again ?? []).every(is_asked)) return false;
      return hold.hold_ms <= step.hold_s * 1000 && hold.cap_ms <= most_ms && hold.ceiling_nrs <= step.ceiling_nrs;
    })
  );
}

/**
 * [L6] [L20] Whether self-care would press what the library of now keeps for therapists: the same point, whatever the version
 * says of it, or another name within its search area. `known`: the points of the library.
 */
export function is_kept_from_self_care({ protocol, points }: ProtocolVersion, known: readonly Point[]): boolean {
  if (protocol.audience === 'therapist') return false;
  const kept = known.filter((point) => point.self_care === 'therapist-only');
  const pressed = points.filter((point) => protocol.steps.some((step) => step.point === point.id));
  return pressed.some((point) => kept.some((other) => other.id === point.id || is_within_search(point, other)));
}

function is_within_search(point: Point, other: Point): boolean {
  if (point.outline !== other.outline) return false;
  const spots = [other.position.left, other.position.right];
  return [point.position.left, point.position.right].some((spot) =>
    spots.some((there) => Math.hypot(spot.x - there.x, 2 * (spot.y - there.y)) < other.search_radius),
  );
}

const SIDES: readonly Side[] = ['left', 'right', 'midline'];
/** Whatever kind a newer server may know besides is not run. */
const TIMED_KINDS: readonly string[] = ['time', 'until-eased', 'raise-and-hold', 'pulse'];
const CHANGING_KINDS: readonly string[] = ['raise-and-hold', 'pulse'];
const LEVEL_S_AT_LEAST = 10;
const PULSE_S_AT_LEAST = 2;

function is_over(value: number, most: number): boolean {
  return !(value <= most);
}

function is_within(value: number, [least, most]: readonly [number, number]): boolean {
  return least <= value && value <= most;
}

function is_self_care(version: ProtocolVersion): boolean {
  return version.protocol.audience !== 'therapist';
}

function has_self_use(point: Point): boolean {
  return (point.self ?? null) !== null;
}

/** How this audience presses this point; null where it must not. */
function use_of(point: Point, audience: Audience): { hold_s: HoldRange; pressure_nrs: Comfort } | null {
  if (audience === 'therapist') return point.therapist;
  return point.self_care === 'therapist-only' ? null : (point.self ?? null);
}

/** Both ways to press a point, with the most that the house allows. */
function uses_of(point: Point): { hold_s: HoldRange; pressure_nrs: Comfort; most_s: number; most_nrs: number }[] {
  const therapist = { ...point.therapist, most_s: 90, most_nrs: THERAPIST_CEILING_NRS };
  return point.self ? [therapist, { ...point.self, most_s: 60, most_nrs: SELF_CARE_CEILING_NRS }] : [therapist];
}

/** Time at one point and side over the whole protocol; the affected side may be either, so it counts on both. */
function dose_ms(lines: readonly Line[], point: string, side: Side): number {
  const counts = ({ step }: Line) =>
    step.side === side || (side !== 'midline' && ['both', 'affected'].includes(step.side));
  return lines
    .filter((line) => line.step.point === point && counts(line))
    .reduce((sum, { step }) => sum + step.hold_s * step.reps * 1000, 0);
}

/** From the nearer marker of a point to a zone, in percent of the outline's width; infinite on different outlines. */
function gap(point: Point, zone: Zone): number {
  if (point.outline !== zone.outline) return Number.POSITIVE_INFINITY;
  const distance = (spot: Spot, box: Box) =>
    Math.hypot(Math.max(box.x0 - spot.x, 0, spot.x - box.x1), 2 * Math.max(box.y0 - spot.y, 0, spot.y - box.y1));
  // Either marker against either box: a marker put on the wrong side is in the zone all the same.
  const { left, right } = point.position;
  return Math.min(...[left, right].flatMap((spot) => [distance(spot, zone.left), distance(spot, zone.right)]));
}

function is_forbidden(point: Point, zone: Zone): boolean {
  const forbids =
    zone.level === 'never' ||
    (zone.level === 'therapist-only' && point.self_care !== 'therapist-only') ||
    (zone.level === 'gentle-only' && point.self_care === 'allowed');
  return forbids && gap(point, zone) === 0;
}

function is_unordered({ low, high, ceiling }: Comfort, most_nrs: number): boolean {
  return !(low <= high && high < ceiling && ceiling <= most_nrs);
}

/** Whether band and ceiling are out of order, or over what the point and the house allow. */
function is_too_much({ step, point }: Line, { protocol: { audience } }: ProtocolVersion): boolean {
  const [low, high] = step.target_nrs;
  const most_nrs = audience === 'therapist' ? THERAPIST_CEILING_NRS : SELF_CARE_CEILING_NRS;
  const allowed = point ? use_of(point, audience)?.pressure_nrs : undefined;
  return (
    is_unordered({ low, high, ceiling: step.ceiling_nrs }, most_nrs) ||
    (allowed !== undefined && (is_over(step.ceiling_nrs, allowed.ceiling) || is_over(high, allowed.high)))
  );
}

function is_throat(point: Point): boolean {
  return point.zones_nearby.includes('anterior-neck');
}

/** Never both sides near the great vessels of the neck, not even one after the other. */
function is_both_sides_of_the_throat(placed: readonly Placed[]): boolean {
  const sides = new Set(placed.filter(({ point }) => is_throat(point)).map(({ step }) => step.side));
  return sides.size > 1 || sides.has('both') || sides.has('midline');
}

function is_too_often(version: ProtocolVersion): boolean {
  const { min_hours_between, max_per_week, same_point_min_hours } = version.protocol.frequency;
  return is_self_care(version)
    ? !(min_hours_between >= 24 && max_per_week <= 4 && (same_point_min_hours ?? 0) >= 48)
    : !(min_hours_between >= 48 && max_per_week <= 3);
}

function is_single({ position: { left, right } }: Point): boolean {
  return left.x === right.x && left.y === right.y;
}

function is_apart(value: number, other: number): boolean {
  return !(Math.abs(value - other) <= NO_DIFFERENCE);
}

/** The person's right lies on the left of the front outline, and on the right of the back one. */
function is_on_wrong_side(right_x: number, outline: Point['outline']): boolean {
  return outline === 'front' ? !(right_x <= 50) : !(right_x >= 50);
}

function is_lopsided({ position: { left, right }, outline }: Point): boolean {
  return is_apart(right.x + left.x, 100) || is_apart(right.y, left.y) || is_on_wrong_side(right.x, outline);
}

function is_lopsided_zone({ left, right, outline }: Zone): boolean {
  return (
    [left, right].some((box) => !(box.x0 < box.x1 && box.y0 < box.y1)) ||
    is_on_wrong_side((right.x0 + right.x1) / 2, outline) ||
    is_apart(right.x0 + left.x1, 100) ||
    is_apart(right.x1 + left.x0, 100) ||
    is_apart(right.y0, left.y0) ||
    is_apart(right.y1, left.y1)
  );
}

/** Neck and face: fingers only, where nobody trained is there. */
function is_for_fingers({ region, view }: Point): boolean {
  return region === 'head' || region === 'neck' || view === 'head';
}

/** Where a hidden clot could lie under the finger: by place, region or muscle, so that no other name gets around it. */
function is_calf({ outline, region, position, muscle }: Point): boolean {
  const is_back_of_leg = outline === 'back' && (region === 'leg' || is_within(position.right.y, CALF_Y));
  return is_back_of_leg || /gastrocnem|soleus/i.test(muscle.latin);
}

/** Whether no hand could follow it: a level too short to sink in anew, a rhythm too quick, or a kind nobody knows here. */
function is_not_timed({ hold_kind, levels, pulse }: Step): boolean {
  return (
    !TIMED_KINDS.includes(hold_kind) ||
    !!levels?.some(({ hold_s }) => !(hold_s >= LEVEL_S_AT_LEAST)) ||
    (pulse !== undefined && !(pulse.press_s >= PULSE_S_AT_LEAST && pulse.ease_s >= PULSE_S_AT_LEAST))
  );
}

/** Whether levels or a rhythm stand with another kind of hold, are missing with their own, or do not fit into it. */
function is_kind_mixed(step: Step): boolean {
  const { hold_kind, levels, pulse, hold_s, target_nrs, ceiling_nrs } = step;
  if ((hold_kind === 'raise-and-hold') !== (levels !== undefined)) return true;
  if ((hold_kind === 'pulse') !== (pulse !== undefined)) return true;
  if (pulse !== undefined) return is_over(pulse.press_s + pulse.ease_s, hold_s);
  return (
    levels?.reduce((sum, level) => sum + level.hold_s, 0) !== (levels && hold_s) ||
    !!levels?.some(({ target_nrs: [low, high] }, i) => {
      const [low_before, high_before] = levels[i - 1]?.target_nrs ?? [-1, -1];
      const is_inside = target_nrs[0] <= low && low <= high && high <= target_nrs[1] && high < ceiling_nrs;
      return !is_inside || !(low >= low_before && high >= high_before && low + high > low_before + high_before);
    })
  );
}

/** Whether a step names a tool or a technique that its point does not allow. */
function is_pressed_otherwise({ step: { tool, technique }, point }: Placed, is_alone: boolean): boolean {
  const allowed = is_alone ? (point.self?.tools ?? []) : point.therapist.technique;
  return (
    (is_alone && technique !== undefined) ||
    [tool, technique].some((word) => word !== undefined && !allowed.includes(word))
  );
}

/** Whether something the protocol names did not come with it, or came twice: then no other rule can be trusted. */
function is_incomplete(lines: readonly Line[], version: ProtocolVersion): boolean {
  const zones = new Set(version.zones.map((zone) => zone.id));
  const carried = (id: string) => version.points.filter((point) => point.id === id).length;
  return (
    version.condition.id !== version.protocol.condition ||
    lines.some(({ step }) => carried(step.point) !== 1) ||
    version.points.some((point) => point.zones_nearby.some((zone) => !zones.has(zone)))
  );
}
