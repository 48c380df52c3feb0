/**
 * The plan: a protocol flattened for one run.
 *
 * Owns the one formula for a plan's length (shared with the server, pinned by tests/vectors/plan.json):
 * for each step and side `setup` once; for each repeat `ramp`, `hold`, `release`; `rest` after every repeat but the last.
 * Must never read a clock or decide what is safe: that is limits.ts.
 *
 *  [P1] Both languages compute the same plan: setup once a step and side, ramp, hold and release each repeat, rest between.
 *  [P2] A step on the affected side cannot be planned before somebody said which side that is.
 *  [P3] A point left out is in no hold; the other steps keep their place in the log.
 *  [P4] Halved, every hold takes half its time (at least 5 s), at half the pressure; nothing ever becomes more by it.
 */
import type { Audience, HoldKind, Protocol, ProtocolVersion, Side, Step } from '../wire.gen';
import { longest_hold_ms } from './limits';

export type PhaseKind = 'setup' | 'ramp' | 'hold' | 'release' | 'rest';

/** One hold of the plan with the phases around it, in milliseconds; 0 means the phase does not happen. */
export interface PlannedHold {
  step: number;
  point: string;
  side: Side;
  /** From 1 to `repeats`. */
  repeat: number;
  repeats: number;
  hold_kind: HoldKind;
  setup_ms: number;
  ramp_ms: number;
  hold_ms: number;
  release_ms: number;
  rest_ms: number;
  /** Time to find the place again, when this hold is come back to out of its turn. */
  place_ms: number;
  /** The longest this hold may become, whatever is asked for (limits.ts). */
  cap_ms: number;
  target_nrs: [number, number];
  ceiling_nrs: number;
}

export interface Plan {
  protocol_id: string;
  protocol_digest: string;
  title: string;
  audience: Audience;
  holds: PlannedHold[];
  planned_ms: number;
}

export interface Phase {
  kind: PhaseKind;
  step: number;
  point: string;
  side: Side;
  repeat: number;
  ms: number;
}

/** What is asked before a run: the side that hurts, points to leave out, and whether holds and pressure are halved. */
export interface Choices {
  affected_side: 'left' | 'right' | null;
  left_out: readonly string[];
  /** False where it is missing. */
  is_halved?: boolean;
}

/** No hold is halved to less. */
const SHORTEST_HALVED_S = 5;

const NO_CHOICES: Choices = { affected_side: null, left_out: [] };

/** True when the protocol cannot be planned before somebody says which side hurts. */
export function is_side_asked(protocol: Protocol): boolean {
  return protocol.steps.some((step) => step.side === 'affected');
}

/** The plan of one run. Throws a RangeError when a step says `affected` and no side was given. */
export function plan_from(version: ProtocolVersion, digest: string, choices: Choices = NO_CHOICES): Plan {
  const { protocol } = version;
  const points = new Map(version.points.map((point) => [point.id, point]));
  const holds = protocol.steps.flatMap((whole, index) => {
    if (choices.left_out.includes(whole.point)) return [];
    const step = choices.is_halved ? halved(whole) : whole;
    const point = points.get(step.point);
    // Half is half: +15 s would give back what was taken away.
    const most_ms = choices.is_halved ? step.hold_s * 1000 : longest_hold_ms(protocol.audience, point);
    const cap_ms = Math.min(most_ms, longest_hold_ms(protocol.audience, point));
    return sides_of(step, choices).flatMap((side) => holds_of(protocol, step, index, side, cap_ms));
  });
  return {
    protocol_id: protocol.id,
    protocol_digest: digest,
    title: protocol.title,
    audience: protocol.audience,
    holds,
    planned_ms: holds.reduce((sum, hold) => sum + length_of(hold), 0),
  };
}

/** The length of each hold of such a plan, by step: all that a log of it does not say where it was not reached. */
export function hold_ms_by_step(protocol: Protocol, choices: Omit<Choices, 'affected_side'>): number[][] {
  return protocol.steps.map((whole) => {
    if (choices.left_out.includes(whole.point)) return [];
    const step = choices.is_halved ? halved(whole) : whole;
    // One side or the other: as many holds.
    const sides = sides_of(step, { ...choices, affected_side: 'left' });
    return sides.flatMap(() => Array.from({ length: step.reps }, () => step.hold_s * 1000));
  });
}

/** Every timed phase of a plan in order. */
export function phases_of(plan: Plan): Phase[] {
  return plan.holds.flatMap((hold) =>
    PHASES.filter((kind) => phase_ms(hold, kind) > 0).map((kind) => ({
      kind,
      step: hold.step,
      point: hold.point,
      side: hold.side,
      repeat: hold.repeat,
      ms: phase_ms(hold, kind),
    })),
  );
}

/** The order of phases around every hold. */
export const PHASES: readonly PhaseKind[] = ['setup', 'ramp', 'hold', 'release', 'rest'];

export function phase_ms(hold: PlannedHold, kind: PhaseKind): number {
  return hold[`${kind}_ms`];
}

/** Milliseconds from the start of hold `index` to the end of the plan. */
export function remaining_ms(plan: Plan, index: number): number {
  return plan.holds.slice(index).reduce((sum, hold) => sum + length_of(hold), 0);
}

function length_of(hold: PlannedHold): number {
  return PHASES.reduce((sum, kind) => sum + phase_ms(hold, kind), 0);
}

/** [P4] For whom touch itself may flare up (clinical facts, 4.2): half the time and half the pressure. */
function halved(step: Step): Step {
  const half_s = Math.max(SHORTEST_HALVED_S, Math.round(step.hold_s / 2));
  const [low, high] = [half_nrs(step.target_nrs[0]), half_nrs(step.target_nrs[1])];
  return {
    ...step,
    hold_s: Math.min(step.hold_s, half_s),
    target_nrs: [low, high],
    ceiling_nrs: Math.min(step.ceiling_nrs, Math.max(high + 1, half_nrs(step.ceiling_nrs))),
  };
}

/** Rounded up, so that some pressure is left to feel. */
function half_nrs(nrs: number): number {
  return Math.ceil(nrs / 2);
}

function sides_of(step: Step, choices: Choices): Side[] {
  if (step.side === 'both') return ['left', 'right'];
  if (step.side !== 'affected') return [step.side];
  if (choices.affected_side === null) throw new RangeError('which side hurts was not asked');
  return [choices.affected_side];
}

function holds_of(protocol: Protocol, step: Step, index: number, side: Side, cap_ms: number): PlannedHold[] {
  return Array.from({ length: step.reps }, (_, repeat) => ({
    step: index,
    point: step.point,
    side,
    repeat: repeat + 1,
    repeats: step.reps,
    hold_kind: step.hold_kind,
    setup_ms: repeat === 0 ? protocol.setup_s_per_run * 1000 : 0,
    ramp_ms: protocol.ramp_s * 1000,
    hold_ms: step.hold_s * 1000,
    release_ms: protocol.release_s * 1000,
    rest_ms: repeat + 1 < step.reps ? step.rest_s * 1000 : 0,
    place_ms: protocol.setup_s_per_run * 1000,
    cap_ms,
    target_nrs: [step.target_nrs[0], step.target_nrs[1]],
    ceiling_nrs: step.ceiling_nrs,
  }));
}
