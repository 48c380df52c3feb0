/**
 * What no file, import or screen may pass, asked again on the device before every Start.
 *
 * Mirrors the rules of holdwell.core.limits that keep a hold safe, by the same ids (tests/vectors/limits.json pins
 * both). Must never be softened by a setting: a copy stored on the device may be older than the rule, or forged.
 */
import type { Audience, Comfort, Point, ProtocolVersion, Side, Step, Zone } from '../wire.gen';

/** Longest single hold in the trials found (FACTS 1.2: HOU02, JCPR19). */
export const LONGEST_HOLD_MS = 90_000;
/** Largest dose at one point in a home trial: 6 x 30 s (FACTS 1.2: GUL11). House rule. */
export const LONGEST_POINT_SIDE_MS = 180_000;
/** Face, hand, or over a nerve trunk (FACTS 4.6). House rule. */
export const LONGEST_TENDER_HOLD_MS = 30_000;
export const LONGEST_SELF_CARE_HOLD_MS = 60_000;
export const LONGEST_SELF_CARE_PLAN_MS = 20 * 60_000;
/** Above this rating the hold ends everywhere (FACTS 4.5). */
export const HOLD_ENDS_ABOVE_NRS = 7;
const SELF_CARE_CEILING_NRS = 6;
/** Sinking in and coming off, least and most; rest between repeats (FACTS 4.6); the longest plan of all (FACTS 4.7). */
const RAMP_S = [5, 10] as const;
const RELEASE_S = [3, 5] as const;
const SHORTEST_REST_S = 10;
const LONGEST_PLAN_MS = 60 * 60_000;

export type RuleId = 'L1' | 'L2' | 'L3' | 'L4' | 'L5' | 'L6' | 'L7' | 'L8' | 'L10' | 'L11' | 'L12' | 'L13' | 'L24';

/** The longest one hold at this point may ever become, in milliseconds. An unknown point gets the shortest cap. */
export function longest_hold_ms(audience: Audience, point: Point | undefined): number {
  if (point === undefined || is_tender(point)) return LONGEST_TENDER_HOLD_MS;
  return audience === 'self-care' ? LONGEST_SELF_CARE_HOLD_MS : LONGEST_HOLD_MS;
}

/** One line of a protocol, with the point it names where the version carries it. */
interface Line {
  step: Step;
  point: Point | undefined;
}

type IsBroken = (lines: readonly Line[], version: ProtocolVersion) => boolean;

const RULES: readonly (readonly [RuleId, IsBroken])[] = [
  ['L1', (lines) => lines.some(({ step }) => step.hold_s * 1000 > LONGEST_HOLD_MS)],
  [
    'L2',
    (lines) => lines.some(({ step }) => SIDES.some((side) => dose_ms(lines, step.point, side) > LONGEST_POINT_SIDE_MS)),
  ],
  [
    'L3',
    (lines) =>
      lines.some(({ step, point }) => point && is_tender(point) && step.hold_s * 1000 > LONGEST_TENDER_HOLD_MS),
  ],
  [
    'L4',
    (lines, version) =>
      is_self_care(version) && lines.some(({ step }) => step.hold_s * 1000 > LONGEST_SELF_CARE_HOLD_MS),
  ],
  ['L5', (_, version) => is_self_care(version) && length_ms(version) > LONGEST_SELF_CARE_PLAN_MS],
  [
    'L6',
    (lines, version) =>
      is_self_care(version) && lines.some(({ point }) => point && use_of(point, 'self-care') === null),
  ],
  [
    'L7',
    (lines, version) =>
      lines.some(({ point }) => point && version.zones.some((zone) => is_forbidden(zone, point, version))),
  ],
  ['L8', (lines, version) => lines.some((line) => is_too_much(line, version))],
  ['L10', is_both_sides_of_the_throat],
  ['L11', (_, { protocol }) => !is_within(protocol.ramp_s, RAMP_S) || !is_within(protocol.release_s, RELEASE_S)],
  ['L12', (lines) => lines.some(({ step }) => step.reps > 1 && step.rest_s < SHORTEST_REST_S)],
  ['L13', (_, version) => length_ms(version) > LONGEST_PLAN_MS],
  ['L24', is_incomplete],
];

/** The rules this version breaks, each once; empty when it may be run. Nothing with a broken rule may start. */
export function broken_rules(version: ProtocolVersion): RuleId[] {
  const lines = version.protocol.steps.map((step) => ({
    step,
    point: version.points.find((point) => point.id === step.point),
  }));
  return RULES.filter(([, is_broken]) => is_broken(lines, version)).map(([id]) => id);
}

const SIDES: readonly Side[] = ['left', 'right', 'midline'];

function is_self_care(version: ProtocolVersion): boolean {
  return version.protocol.audience === 'self-care';
}

function is_within(value: number, [least, most]: readonly [number, number]): boolean {
  return least <= value && value <= most;
}

/** Whether holds here are short for everybody: on the face, the hand, or where a nerve lies under the finger. */
function is_tender(point: Point): boolean {
  const is_face_or_hand = [point.view, point.region].some((place) => place === 'head' || place === 'hand');
  return is_face_or_hand || point.therapist.hold_s.max * 1000 <= LONGEST_TENDER_HOLD_MS;
}

/** How this audience presses this point; null where it must not. */
function use_of(point: Point, audience: Audience): { pressure_nrs: Comfort } | null {
  if (audience === 'therapist') return point.therapist;
  return point.self_care === 'therapist-only' ? null : (point.self ?? null);
}

/** Time at one point and side over the whole protocol; the affected side may be either, so it counts on both. */
function dose_ms(lines: readonly Line[], point: string, side: Side): number {
  const counts = ({ step }: Line) =>
    step.side === side || (side !== 'midline' && ['both', 'affected'].includes(step.side));
  return lines
    .filter((line) => line.step.point === point && counts(line))
    .reduce((sum, { step }) => sum + step.hold_s * step.reps * 1000, 0);
}

function length_ms({ protocol }: ProtocolVersion): number {
  const around_s = protocol.ramp_s + protocol.release_s;
  const run_s = (step: Step) =>
    protocol.setup_s_per_run + step.reps * (around_s + step.hold_s) + (step.reps - 1) * step.rest_s;
  return protocol.steps.reduce((sum, step) => sum + (step.side === 'both' ? 2 : 1) * run_s(step) * 1000, 0);
}

function is_forbidden(zone: Zone, point: Point, version: ProtocolVersion): boolean {
  const forbids = zone.level === 'never' || (zone.level === 'therapist-only' && is_self_care(version));
  if (!forbids || zone.outline !== point.outline) return false;
  const spots = [point.position.left, point.position.right];
  return [zone.left, zone.right].some((box) =>
    spots.some(({ x, y }) => box.x0 <= x && x <= box.x1 && box.y0 <= y && y <= box.y1),
  );
}

/** Whether band and ceiling are out of order, or over what the point and the house allow. */
function is_too_much({ step, point }: Line, version: ProtocolVersion): boolean {
  const { audience } = version.protocol;
  const [low, high] = step.target_nrs;
  const most = audience === 'self-care' ? SELF_CARE_CEILING_NRS : HOLD_ENDS_ABOVE_NRS;
  const use = point ? use_of(point, audience) : null;
  const is_out_of_order = low > high || high >= step.ceiling_nrs;
  return is_out_of_order || step.ceiling_nrs > most || (use !== null && is_over(step, use.pressure_nrs));
}

function is_over(step: Step, comfort: Comfort): boolean {
  return step.ceiling_nrs > comfort.ceiling || step.target_nrs[1] > comfort.high;
}

/** Never both sides near the great vessels of the neck, not even one after the other. */
function is_both_sides_of_the_throat(lines: readonly Line[]): boolean {
  const throat = lines.filter(({ point }) => point?.zones_nearby.includes('anterior-neck'));
  const sides = new Set(throat.map(({ step }) => step.side));
  return sides.size > 1 || sides.has('both') || sides.has('midline');
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
