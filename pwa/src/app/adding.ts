/**
 * A step that a therapist adds to the session that is on. Pure: the version with one more step, and its holds.
 *
 * The version is the protocol's own with the point, its zones and questions of the library of now put to it, so that every
 * house rule can be asked of it as a whole. Must never decide whether it may run: that is rules.ts and the machine.
 */
import { used_by } from '../core/inlined';
import { longest_hold_ms } from '../core/limits';
import { type PlannedHold, plan_from } from '../core/plan';
import type { Running } from '../shell/schema';
import type { Library, Point, ProtocolVersion, Side, Step } from '../wire.gen';
import { is_halved_by } from './leaving-out';

/** The session that is on. */
type Of = Pick<Running, 'version' | 'plan' | 'answers' | 'left_out' | 'closed_today'>;

export interface AddedStep {
  version: ProtocolVersion;
  holds: PlannedHold[];
}

/**
 * Points that may be added by hand to this session: for a therapist all that no answer left out, nor what was felt there
 * today ([C18]); none in self-care.
 */
export function addable_points(of: Of, library: Library | null): readonly Point[] {
  if (of.plan.audience !== 'therapist') return [];
  return (library?.points ?? []).filter(({ id }) => !is_out(of, id));
}

function is_out({ left_out, closed_today = [] }: Of, point: string): boolean {
  return left_out.includes(point) || closed_today.includes(point);
}

/**
 * One hold on each of these sides, as long and as deep as the point usually gets, halved where an answer halved the session;
 * null where the point is not known.
 */
export function added_step(
  of: Of,
  library: Library,
  { point: id, sides }: { point: string; sides: readonly Side[] },
): AddedStep | null {
  const { version, plan, answers } = of;
  const point = library.points.find((each) => each.id === id);
  const side = sides.length > 1 ? 'both' : sides[0];
  if (point === undefined || side === undefined || is_out(of, id)) return null;
  const { hold_s, pressure_nrs } = point.therapist;
  const step: Step = {
    point: id,
    side,
    hold_s: Math.min(hold_s.default, longest_hold_ms('therapist', point) / 1000),
    reps: 1,
    rest_s: 0,
    target_nrs: [pressure_nrs.low, pressure_nrs.high],
    ceiling_nrs: pressure_nrs.ceiling,
    hold_kind: 'time',
  };
  const protocol = { ...version.protocol, steps: [...version.protocol.steps, step] };
  const grown = with_what_it_uses({ ...version, protocol }, library, point);
  const alone = { ...grown, protocol: { ...protocol, steps: [step], side_order: 'by-step' as const } };
  const asked = version.screening.map((question) => question.id);
  // Nobody was asked these before the session: they are asked right before the hold.
  const asks = grown.screening
    .filter(({ id: question }) => point.screen?.includes(question) && !asked.includes(question))
    .map(({ id: question, if_yes: action }) => ({ question, action }));
  const is_halved = is_halved_by(version.screening, answers);
  const choices = { affected_side: null, left_out: [], is_halved };
  const holds = plan_from(alone, plan.protocol_digest, choices).holds.map((hold) => ({
    ...hold,
    step: protocol.steps.length - 1,
    asks: [...(hold.asks ?? []), ...asks],
    // One lies as one lies.
    body_position: null,
  }));
  return { version: grown, holds };
}

function with_what_it_uses(version: ProtocolVersion, library: Library, point: Point): ProtocolVersion {
  const used = used_by(library, version.protocol);
  const more = <T extends { id: string }>(had: readonly T[], list: readonly T[], places: readonly number[]): T[] => {
    const known = new Set(had.map(({ id }) => id));
    return [...had, ...places.flatMap((place) => list[place] ?? []).filter(({ id }) => !known.has(id))];
  };
  return {
    ...version,
    points: version.points.some(({ id }) => id === point.id) ? version.points : [...version.points, point],
    screening: more(version.screening, library.screening, used.screening),
    zones: more(version.zones, library.zones, used.zones),
  };
}
