/**
 * The elastic appointment: what of a plan fits into the minutes that are left. Pure.
 *
 * Priorities are the protocol's own: `optional` steps matter least, and of what is left the order says what matters most.
 * What is taken away is one fixed row of small cuts; as many of them are made, from the first, as the minutes ask for.
 *
 *  [E1] Nothing becomes longer, harder or more: a cut leaves out a step, a repeat, or seconds of a hold.
 *  [E2] First optional steps, from the last; then repeats, one at a time of the step that has most of them, down to one; then
 *       seconds of holds, five at a time from the longest; then steps, from the last. One always stays.
 *  [E3] No hold becomes shorter than its point's least; one that goes by levels, pulses or breaths keeps its length.
 *  [E4] A cut by which the protocol would break a rule of the house that it kept before is not made.
 *  [E5] More minutes never take more away.
 *  [E6] The hold that runs, all that were begun, and the one that was chosen to go to stay as they are, where they are.
 *
 * How long it all takes is asked of to-go.ts ([E7]), and what will not run is not cut either: that would free no time.
 * The rules are handed in: they are a piece of their own, and without it the app must still stand.
 */
import type { BodyPosition, FittedStep, ProtocolVersion } from '../wire.gen';
import { PHASES, type Plan, type PlannedHold, phase_ms } from './plan';
import type { Judge } from './rules';
import type { Session } from './state';
import { to_go_ms } from './to-go';

export interface Fit {
  plan: Plan;
  /** Only the steps that changed, in order. */
  fitted: FittedStep[];
  /** What is left of the plan from now on, in milliseconds. */
  takes_ms: number;
  /** False where even the shortest takes longer than there is time. */
  is_within: boolean;
}

const CUT_MS = 5000;
type Holds = readonly PlannedHold[];
/** The holds after this cut, named so that it is not tried twice; null where there is none of its kind. */
type Cut = (holds: Holds, now: Now) => { name: string; holds: Holds } | null;

interface Asked {
  version: ProtocolVersion;
  /** Index of the first hold that may be cut. */
  from: number;
  /** Points left for today. */
  closed: readonly string[];
  judge: Judge;
}

interface Now extends Asked {
  refused: ReadonlySet<string>;
}

/** [E2] In this order. */
const CUTS: readonly Cut[] = [
  (holds, now) => cut_step(holds, now, (step) => now.version.protocol.steps[step]?.optional === true),
  cut_repeat,
  cut_seconds,
  (holds, now) => cut_step(holds, now, () => true),
];

/** A plan that has not begun, fitted into so many milliseconds. */
export function fit_plan(plan: Plan, version: ProtocolVersion, time_ms: number, judge: Judge): Fit {
  return fit_from(plan, { version, from: 0, closed: [], judge }, time_ms, length_ms);
}

/** [E6] What is left of a session that is on, fitted into so many milliseconds from now on. */
export function fit_rest(plan: Plan, version: ProtocolVersion, session: Session, time_ms: number, judge: Judge): Fit {
  const begun = session.attempts.reduce((last, tries, index) => (tries ? index : last), -1);
  const { hold, going_to, held_holds, closed } = session;
  const from = Math.min(plan.holds.length, Math.max(hold, begun, going_to ?? -1, ...(held_holds ?? [])) + 1);
  const asked = { version, from, closed, judge };
  return fit_from(plan, asked, time_ms, (holds) => to_go_ms({ ...plan, holds: [...holds] }, session));
}

/** `time_of`: how long what is left takes with these holds. */
function fit_from(plan: Plan, asked: Asked, time_ms: number, time_of: (holds: Holds) => number): Fit {
  const { from } = asked;
  const refused = new Set<string>();
  const broken = broken_by(asked, plan.holds);
  let holds: Holds = plan.holds;
  const takes_ms = () => time_of(holds);
  for (const cut of CUTS) {
    for (let next = cut(holds, { ...asked, refused }); next !== null && takes_ms() > time_ms; ) {
      const tidied = tidied_up(next.holds, from, plan.position_change_ms ?? 0);
      // [E4]
      if (broken_by(asked, tidied).some((rule) => !broken.includes(rule))) refused.add(next.name);
      else holds = tidied;
      next = cut(holds, { ...asked, refused });
    }
  }
  const fitted = changed_steps(plan.holds, holds, from);
  const shorter = fitted.length === 0 ? plan : { ...plan, holds: [...holds], planned_ms: length_ms(holds) };
  return { plan: shorter, fitted, takes_ms: takes_ms(), is_within: takes_ms() <= time_ms };
}

// -- The cuts -----------------------------------------------------------------------------------------------------------

/** The last step of those that may go. */
function cut_step(holds: Holds, now: Now, may_go: (step: number) => boolean): ReturnType<Cut> {
  const { from, refused } = now;
  const steps = steps_of(open_of(holds, now));
  if (from === 0 && steps.length < 2) return null;
  const step = steps.filter((each) => may_go(each) && !refused.has(`step ${each}`)).at(-1);
  if (step === undefined) return null;
  return { name: `step ${step}`, holds: holds.filter((hold, index) => index < from || hold.step !== step) };
}

/** One repeat of the step that has most; of those with as many, the last. */
function cut_repeat(holds: Holds, now: Now): ReturnType<Cut> {
  const { from, refused } = now;
  const open = open_of(holds, now);
  const most = (step: number) => Math.max(...open.filter((hold) => hold.step === step).map(({ repeat }) => repeat));
  const name = (step: number) => `repeat ${step} ${most(step)}`;
  const steps = steps_of(open).filter((step) => most(step) > 1 && !refused.has(name(step)));
  const step = last_of_largest(steps, most);
  if (step === undefined) return null;
  const repeats = most(step) - 1;
  const kept = holds.filter((hold, index) => index < from || hold.step !== step || hold.repeat <= repeats);
  const counted = kept.map((hold, index) => (index >= from && hold.step === step ? { ...hold, repeats } : hold));
  return { name: name(step), holds: counted };
}

/** [E3] Five seconds of every hold of the step whose holds are longest; of those as long, of the last. */
function cut_seconds(holds: Holds, now: Now): ReturnType<Cut> {
  const { version, from, refused } = now;
  const open = open_of(holds, now);
  const longest = (step: number) => Math.max(...open.filter((hold) => hold.step === step).map((hold) => hold.hold_ms));
  const name = (step: number) => `seconds ${step} ${longest(step)}`;
  const least = (hold: PlannedHold) => least_ms(version, hold);
  const steps = steps_of(open).filter(
    (step) =>
      open.every((hold) => hold.step !== step || is_by_time(hold)) &&
      open.some((hold) => hold.step === step && hold.hold_ms > least(hold)) &&
      !refused.has(name(step)),
  );
  const step = last_of_largest(steps, longest);
  if (step === undefined) return null;
  const shorter = holds.map((hold, index) =>
    index >= from && hold.step === step
      ? { ...hold, hold_ms: Math.min(hold.hold_ms, Math.max(least(hold), hold.hold_ms - CUT_MS)) }
      : hold,
  );
  return { name: name(step), holds: shorter };
}

/** What may be cut: of a point left for today nothing runs. */
function open_of(holds: Holds, { from, closed }: Asked): Holds {
  return holds.slice(from).filter(({ point }) => !closed.includes(point));
}

function is_by_time({ hold_kind, levels, pulse, breaths }: PlannedHold): boolean {
  return ['time', 'until-eased'].includes(hold_kind) && !levels && !pulse && !breaths;
}

/** An unknown point has no least: its hold keeps its length. */
function least_ms({ protocol, points }: ProtocolVersion, hold: PlannedHold): number {
  const point = points.find(({ id }) => id === hold.point);
  const use = protocol.audience === 'therapist' ? point?.therapist : point?.self;
  return use ? use.hold_s.min * 1000 : hold.hold_ms;
}

// -- Around them ----------------------------------------------------------------------------------------------------------

/** Where a repeat is gone nothing rests before it, and one turns over only where one lies otherwise than before. */
function tidied_up(holds: Holds, from: number, change_ms: number): Holds {
  let lying: BodyPosition | null = null;
  return holds.map((hold, index) => {
    const before = lying;
    lying = hold.body_position ?? lying;
    if (index < from) return hold;
    const next = holds[index + 1];
    const is_repeated = next?.step === hold.step && next.side === hold.side && next.repeat === hold.repeat + 1;
    const rest_ms = is_repeated ? hold.rest_ms : 0;
    if (hold.setup_ms === 0) return { ...hold, rest_ms };
    const turn_ms = before !== null && lying !== before ? change_ms : 0;
    return { ...hold, rest_ms, turn_ms, setup_ms: hold.setup_ms - (hold.turn_ms ?? 0) + turn_ms };
  });
}

/** The rules that the protocol would break as it is planned here. */
function broken_by({ version, judge }: Asked, holds: Holds): readonly string[] {
  const steps = version.protocol.steps.flatMap((step, index) => {
    const own = holds.filter((hold) => hold.step === index);
    if (own.length === 0) return [];
    const hold_s = Math.min(step.hold_s, ...own.map((hold) => hold.hold_ms / 1000));
    return [{ ...step, hold_s, reps: Math.max(...own.map(({ repeat }) => repeat)) }];
  });
  return judge({ ...version, protocol: { ...version.protocol, steps } });
}

function changed_steps(before: Holds, after: Holds, from: number): FittedStep[] {
  const state = (holds: Holds, step: number) => {
    const own = holds.filter((hold) => hold.step === step);
    const open = holds.find((hold, index) => index >= from && hold.step === step);
    return { holds: own.length, hold_ms: (open ?? own.at(-1))?.hold_ms ?? 0 };
  };
  return steps_of(before.slice(from)).flatMap((step) => {
    const [was, is] = [state(before, step), state(after, step)];
    return was.holds === is.holds && was.hold_ms === is.hold_ms ? [] : [{ step, ...is }];
  });
}

/** Steps in the protocol's order. */
function steps_of(holds: Holds): number[] {
  return [...new Set(holds.map(({ step }) => step))].sort((a, b) => a - b);
}

function last_of_largest(steps: readonly number[], size: (step: number) => number): number | undefined {
  return steps.reduce<number | undefined>(
    (best, step) => (best === undefined || size(step) >= size(best) ? step : best),
    undefined,
  );
}

function length_ms(holds: Holds): number {
  return holds.reduce((sum, hold) => sum + PHASES.reduce((all, kind) => all + phase_ms(hold, kind), 0), 0);
}
