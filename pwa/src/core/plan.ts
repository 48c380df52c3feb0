/**
 * The plan: a protocol flattened for one run.
 *
 * Owns the one formula for a plan's length (shared with the server, pinned by tests/vectors/plan.json). A run is one step
 * on one side: `setup` once, with the time to turn over on top where its body position is another; then for each repeat
 * `ramp`, `hold`, `release`, and `rest` after every repeat but the last. Must never read a clock or decide what is safe:
 * that is limits.ts.
 *
 *  [P1] Both languages compute the same plan: setup once a run, ramp, hold and release each repeat, rest between.
 *  [P2] A step on the affected side cannot be planned before somebody said which side that is.
 *  [P3] A point or a step left out is in no hold; the other steps keep their place in the log.
 *  [P4] Halved, every hold takes half its time (at least 5 s), at half the pressure; nothing ever becomes more by it.
 *  [P5] Sides go by step, all left ones first, or alternate hold by hold; whatever the order, the same holds are planned.
 *  [P6] Where the body position differs from the one before, that run begins with the time to turn over.
 *  [P7] A step for both sides keeps to the side that was chosen for today; what is for one side is never moved.
 *  [P8] Every hold carries the questions that must be asked again before it.
 */
import type {
  Action,
  Audience,
  BodyPosition,
  ChosenSide,
  HoldKind,
  Point,
  Protocol,
  ProtocolVersion,
  Question,
  Side,
  Step,
} from '../wire.gen';
import { longest_hold_ms } from './limits';

export type PhaseKind = 'setup' | 'ramp' | 'hold' | 'release' | 'rest';

/** A question that must be answered again before a hold, and what a yes leads to. */
export interface AskedAgain {
  question: string;
  action: Action;
}

/** One level of a hold, so long at this band. */
export interface PlannedLevel {
  hold_ms: number;
  target_nrs: readonly [number, number];
}

/** One hold of the plan with the phases around it, in milliseconds; 0 means the phase does not happen. */
export interface PlannedHold {
  step: number;
  point: string;
  side: Side;
  /** From 1 to `repeats`. */
  repeat: number;
  repeats: number;
  hold_kind: HoldKind;
  /** For raise-and-hold, pulse, and a cap in breaths: what kinds.ts goes by. Plans of an older app lack these. */
  levels?: readonly PlannedLevel[];
  pulse?: { press_ms: number; ease_ms: number };
  breaths?: number;
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
  /** How one lies for it, where the protocol says; the part of `setup_ms` for turning over. Older plans lack these. */
  body_position?: BodyPosition | null;
  turn_ms?: number;
  asks?: readonly AskedAgain[];
}

export interface Plan {
  protocol_id: string;
  protocol_digest: string;
  title: string;
  audience: Audience;
  holds: PlannedHold[];
  planned_ms: number;
  /** Time to turn over, where a run goes another way than planned; a plan saved by an older app lacks it. */
  position_change_ms?: number;
}

/** What is asked before a run: sides, what to leave out, and whether holds and pressure are halved. */
export interface Choices {
  affected_side: 'left' | 'right' | null;
  /** Points. */
  left_out: readonly string[];
  /** Single steps, from 0. */
  left_out_steps?: readonly number[];
  /** Which side today, for the steps that are for both; null or missing: both. */
  sides?: ChosenSide | null;
  /** False where it is missing. */
  is_halved?: boolean;
}

/** No hold is halved to less. */
const SHORTEST_HALVED_S = 5;
/** Where a protocol does not say how long turning over takes. */
const POSITION_CHANGE_S = 20;

const NO_CHOICES: Choices = { affected_side: null, left_out: [] };

/** One step on one side: these repeats of it, one after the other. */
interface PlannedRun {
  index: number;
  step: Step;
  side: Side;
  repeats: readonly number[];
}

/** The plan of one run. Throws a RangeError when a step says `affected` and no side was given. */
export function plan_from(version: ProtocolVersion, digest: string, choices: Choices = NO_CHOICES): Plan {
  const { protocol } = version;
  const position_change_ms = (protocol.position_change_s ?? POSITION_CHANGE_S) * 1000;
  let lying: BodyPosition | null = null;
  const holds: PlannedHold[] = [];
  for (const run of runs_of(protocol, choices)) {
    const named: BodyPosition | null = run.step.body_position ?? lying;
    const turn_ms = lying !== null && named !== lying ? position_change_ms : 0;
    lying = named;
    holds.push(...holds_of(version, run, { body_position: named, turn_ms, is_halved: choices.is_halved ?? false }));
  }
  return {
    protocol_id: protocol.id,
    protocol_digest: digest,
    title: protocol.title,
    audience: protocol.audience,
    holds,
    planned_ms: holds.reduce((sum, hold) => sum + length_of(hold), 0),
    position_change_ms,
  };
}

/**
 * The length of a plan before anybody chose a side, in milliseconds. With all left sides first one turns over more or
 * less often by the side that is affected: then the longer of the two.
 */
export function longest_plan_ms(version: ProtocolVersion): number {
  const sides = ['left', 'right'] as const;
  return Math.max(...sides.map((affected_side) => plan_from(version, '', { affected_side, left_out: [] }).planned_ms));
}

/** The length of each hold of such a plan, by step: all that a log of it does not say where it was not reached. */
export function hold_ms_by_step(protocol: Protocol, choices: Omit<Choices, 'affected_side'>): number[][] {
  const lengths: number[][] = protocol.steps.map(() => []);
  // One side or the other: as many holds.
  for (const { index, step, repeats } of runs_of(protocol, { ...choices, affected_side: 'left' }))
    lengths[index]?.push(...repeats.map(() => step.hold_s * 1000));
  return lengths;
}

/** The order of phases around every hold. */
export const PHASES: readonly PhaseKind[] = ['setup', 'ramp', 'hold', 'release', 'rest'];

export function phase_ms(hold: PlannedHold, kind: PhaseKind): number {
  return hold[`${kind}_ms`];
}

function length_of(hold: PlannedHold): number {
  return PHASES.reduce((sum, kind) => sum + phase_ms(hold, kind), 0);
}

/** [P4] For whom touch itself may flare up (clinical facts, 4.2): half the time and half the pressure. */
function halved(step: Step): Step {
  const half_s = Math.max(SHORTEST_HALVED_S, Math.round(step.hold_s / 2));
  const [low, high] = [half_nrs(step.target_nrs[0]), half_nrs(step.target_nrs[1])];
  const hold_s = Math.min(step.hold_s, half_s);
  const [first] = step.levels ?? [];
  return {
    ...step,
    hold_s,
    // No raise where touch itself may flare up: all of it at the first level.
    ...(first && { levels: [{ hold_s, target_nrs: [half_nrs(first.target_nrs[0]), half_nrs(first.target_nrs[1])] }] }),
    target_nrs: [low, high],
    ceiling_nrs: Math.min(step.ceiling_nrs, Math.max(high + 1, half_nrs(step.ceiling_nrs))),
  };
}

/** Rounded up, so that some pressure is left to feel. */
function half_nrs(nrs: number): number {
  return Math.ceil(nrs / 2);
}

function sides_of(step: Step, choices: Choices): Side[] {
  if (step.side === 'both') {
    const { sides } = choices;
    return sides === 'left' || sides === 'right' ? [sides] : ['left', 'right'];
  }
  if (step.side !== 'affected') return [step.side];
  if (choices.affected_side === null) throw new RangeError('which side hurts was not asked');
  return [choices.affected_side];
}

/** [P5] All runs in the order in which they are gone through. */
function runs_of(protocol: Protocol, choices: Choices): PlannedRun[] {
  const runs = protocol.steps.flatMap((whole, index) => {
    if (is_left_out(whole, index, choices)) return [];
    const step = choices.is_halved ? halved(whole) : whole;
    const sides = sides_of(step, choices);
    const repeats = Array.from({ length: step.reps }, (_, i) => i + 1);
    if (protocol.side_order !== 'alternate' || sides.length < 2)
      return sides.map((side) => ({ index, step, side, repeats }));
    return repeats.flatMap((repeat) => sides.map((side) => ({ index, step, side, repeats: [repeat] })));
  });
  if (protocol.side_order !== 'all-left-first') return runs;
  return [...runs.filter(({ side }) => side !== 'right'), ...runs.filter(({ side }) => side === 'right')];
}

/** [P3] */
function is_left_out(step: Step, index: number, { left_out, left_out_steps }: Choices): boolean {
  return left_out.includes(step.point) || (left_out_steps ?? []).includes(index);
}

interface Around {
  body_position: BodyPosition | null;
  turn_ms: number;
  is_halved: boolean;
}

function holds_of(version: ProtocolVersion, run: PlannedRun, around: Around): PlannedHold[] {
  const { protocol } = version;
  const { index, step, side, repeats } = run;
  const point = version.points.find((each) => each.id === step.point);
  const place_ms = protocol.setup_s_per_run * 1000;
  // Half is half: +15 s would give back what was taken away.
  const longest_ms = longest_hold_ms(protocol.audience, point);
  const cap_ms = around.is_halved ? Math.min(step.hold_s * 1000, longest_ms) : longest_ms;
  const asks = asked_again(point, version.screening);
  return repeats.map((repeat, i) => ({
    step: index,
    point: step.point,
    side,
    repeat,
    repeats: step.reps,
    hold_kind: step.hold_kind,
    ...inside(step),
    setup_ms: i === 0 ? place_ms + around.turn_ms : 0,
    ramp_ms: (step.ramp_s ?? protocol.ramp_s) * 1000,
    hold_ms: step.hold_s * 1000,
    release_ms: (step.release_s ?? protocol.release_s) * 1000,
    rest_ms: i + 1 < repeats.length ? step.rest_s * 1000 : 0,
    place_ms,
    cap_ms,
    target_nrs: [step.target_nrs[0], step.target_nrs[1]],
    ceiling_nrs: step.ceiling_nrs,
    body_position: around.body_position,
    turn_ms: i === 0 ? around.turn_ms : 0,
    asks,
  }));
}

/** What happens within the hold. */
function inside({ levels, pulse, hold_breaths }: Step): Pick<PlannedHold, 'levels' | 'pulse' | 'breaths'> {
  return {
    ...(levels && { levels: levels.map(({ hold_s, target_nrs }) => ({ hold_ms: hold_s * 1000, target_nrs })) }),
    ...(pulse && { pulse: { press_ms: pulse.press_s * 1000, ease_ms: pulse.ease_s * 1000 } }),
    ...(hold_breaths && { breaths: hold_breaths }),
  };
}

/** [P8] A question that did not come with the version is asked all the same, with the strictest end. */
function asked_again(point: Point | undefined, questions: readonly Question[]): AskedAgain[] {
  return (point?.ask_again ?? []).map((question) => ({
    question,
    action: questions.find(({ id }) => id === question)?.if_yes ?? 'emergency',
  }));
}
