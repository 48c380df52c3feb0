/**
 * A session that a therapist builds from picked points: a draft, what may be changed in it, and the version it makes.
 *
 * Pure. Owns what a picked point begins with; how a step is held stands in build-holds.ts. What is safe is decided in
 * rules.ts: a draft may break a rule, and says so; its version may not be saved then (build-limits.ts).
 *
 *  [B1] A picked point begins with its own hold and its own comfort band; between repeats lie at least 10 s.
 *  [B3] A version carries what its protocol uses as a published one does, for therapists, under the id of its document.
 *  [B4] Made from another protocol it keeps that one's steps; from self-care only their points, sides and repeats.
 */
import type { Condition, Library, PlannedSide, Point, Protocol, ProtocolVersion, Step } from '../wire.gen';
import { type HoldChange, type HoldWay, type LeftWays, with_hold, with_way } from './build-holds';
import { version_from } from './inlined';

export interface BuildStep {
  /** Stays with the step wherever it is moved. */
  key: number;
  step: Step;
  /** [B13] What was set in ways of holding it that were left; none as long as there was only one. */
  left?: LeftWays;
}

/** What is kept of the protocol a draft was made from, beside its steps. */
export type Frame = Omit<Protocol, 'id' | 'condition' | 'audience' | 'title' | 'summary' | 'steps'>;

export interface Draft {
  /** The document of the practice. */
  subject: string;
  /** The fact of the version it edits; null where it is new. */
  replaces: string | null;
  name: string;
  /** As it was chosen; null: that of most of its points. */
  condition: string | null;
  frame: Frame;
  steps: readonly BuildStep[];
}

export type BuildChange =
  | { to: 'name'; name: string }
  | { to: 'condition'; condition: string }
  | { to: 'add'; point: string }
  | { to: 'remove'; key: number }
  | { to: 'move'; key: number; by: -1 | 1 }
  | { to: 'side'; key: number; side: PlannedSide }
  | { to: 'reps'; key: number; by: -1 | 1 }
  | { to: 'way'; key: number; way: HoldWay }
  | HoldChange;

export const LONGEST_NAME = 80;
const MOST_STEPS = 60;
const MOST_REPS = 10;
const USUAL_REST_S = 15;
const SHORTEST_REST_S = 10;
/** What the house's own protocols for therapists have in common. */
const USUAL_FRAME: Frame = {
  minimum_age: 18,
  setup_s_per_run: 20,
  position_change_s: 30,
  frequency: {
    min_hours_between: 48,
    max_per_week: 2,
    stop_if_no_change_after_weeks: 4,
    same_point_min_hours: null,
    review_after_sessions: 6,
    review_after_weeks: null,
  },
  ramp_s: 5,
  release_s: 4,
  notes: [],
};

/** A draft with these points picked; points the library does not know are left aside. */
export function draft_from_points(subject: string, points: readonly string[], library: Library): Draft {
  const empty: Draft = { subject, replaces: null, name: '', condition: null, frame: USUAL_FRAME, steps: [] };
  return points.reduce((draft, point) => changed(draft, { to: 'add', point }, library), empty);
}

/** [B4] A draft of one's own from another protocol, or from a version of the document it edits. */
export function draft_from_version(
  { subject, replaces }: Pick<Draft, 'subject' | 'replaces'>,
  { protocol }: ProtocolVersion,
  library: Library,
): Draft {
  const { id: _, condition, audience, title, summary: __, steps, ...frame } = protocol;
  const is_trained = audience === 'therapist';
  const own = steps.flatMap((step) => {
    if (is_trained) return step;
    const point = point_of(library, step.point);
    const { side, reps } = step;
    return point ? with_rest({ ...fresh_step(point), side, reps }) : [];
  });
  return {
    subject,
    replaces,
    name: title,
    condition,
    frame: is_trained ? frame : USUAL_FRAME,
    steps: own.map((step, key) => ({ key, step })),
  };
}

/** The draft with one change; unchanged where there is nothing to change, or no room for it. */
export function changed(draft: Draft, change: BuildChange, library: Library): Draft {
  switch (change.to) {
    case 'name':
      return { ...draft, name: change.name };
    case 'condition':
      return { ...draft, condition: change.condition };
    case 'add':
      return added(draft, point_of(library, change.point));
    case 'remove':
      return { ...draft, steps: draft.steps.filter(({ key }) => key !== change.key) };
    case 'move':
      return moved(draft, change.key, change.by);
    case 'side':
      return with_step(draft, change.key, (entry) => ({ ...entry, step: { ...entry.step, side: change.side } }));
    case 'reps':
      return with_step(draft, change.key, (entry) => ({ ...entry, step: repeated(entry.step, change.by) }));
    case 'way':
      return with_step(draft, change.key, (entry) => {
        const point = point_of(library, entry.step.point);
        return point ? { ...entry, ...with_way(entry.step, entry.left ?? {}, change.way, point) } : entry;
      });
    default:
      return with_step(draft, change.key, (entry) => {
        const point = point_of(library, entry.step.point);
        return point ? { ...entry, step: with_hold(entry.step, change, point) } : entry;
      });
  }
}

function repeated(step: Step, by: -1 | 1): Step {
  return with_rest({ ...step, reps: Math.min(MOST_REPS, Math.max(1, step.reps + by)) });
}

/** [B3] The version this draft makes; null while it has no steps, or names what the library does not know. */
export function version_of(draft: Draft, library: Library): ProtocolVersion | null {
  const condition = condition_of(draft, library);
  if (draft.steps.length === 0 || condition === null) return null;
  const protocol: Protocol = {
    id: draft.subject,
    condition: condition.id,
    audience: 'therapist',
    title: draft.name.trim() || '-',
    summary: summary_of(draft, library),
    ...draft.frame,
    steps: draft.steps.map(({ step }) => step),
  };
  const version = version_from(library, { digest: '', protocol });
  return version && { ...version, protocol: { ...protocol, steps: protocol.steps.map(asking(version)) } };
}

/** Whose questions and evidence apply: the condition that was chosen, else that of most of these points. */
export function condition_of({ condition, steps }: Draft, library: Library): Condition | null {
  if (condition !== null) return library.conditions.find(({ id }) => id === condition) ?? null;
  const picked = new Set(steps.map(({ step }) => step.point));
  const known = library.conditions.map((each) => {
    const used = library.protocols.filter(({ protocol }) => protocol.condition === each.id);
    const points = new Set(used.flatMap(({ protocol }) => protocol.steps.map((step) => step.point)));
    return { each, points: points.size, shared: [...picked].filter((point) => points.has(point)).length };
  });
  // Among equals the one with the fewest other points; a sort keeps the library's order otherwise.
  return known.sort((a, b) => b.shared - a.shared || a.points - b.points)[0]?.each ?? null;
}

/** The library with what a version carries and the library no longer has, so that an older protocol can be edited. */
export function library_with(library: Library, version: ProtocolVersion | null): Library {
  if (version === null) return library;
  return {
    ...library,
    points: joined(library.points, version.points),
    conditions: joined(library.conditions, [version.condition]),
    screening: joined(library.screening, version.screening),
    zones: joined(library.zones, version.zones),
  };
}

function joined<T extends { id: string }>(list: readonly T[], more: readonly T[]): T[] {
  return [...list, ...more.filter(({ id }) => !list.some((each) => each.id === id))];
}

function point_of(library: Library, id: string): Point | undefined {
  return library.points.find((point) => point.id === id);
}

/** [B1] */
function fresh_step(point: Point): Step {
  const { hold_s, pressure_nrs } = point.therapist;
  const { left, right } = point.position;
  return {
    point: point.id,
    side: left.x === right.x && left.y === right.y ? 'midline' : 'affected',
    hold_s: hold_s.default,
    reps: 1,
    rest_s: 0,
    target_nrs: [pressure_nrs.low, pressure_nrs.high],
    ceiling_nrs: pressure_nrs.ceiling,
    hold_kind: 'time',
  };
}

/** [B1] */
function with_rest(step: Step): Step {
  const rest_s = step.rest_s >= SHORTEST_REST_S ? step.rest_s : USUAL_REST_S;
  return { ...step, rest_s: step.reps > 1 ? rest_s : 0 };
}

function added(draft: Draft, point: Point | undefined): Draft {
  if (point === undefined || draft.steps.length >= MOST_STEPS) return draft;
  const key = 1 + Math.max(-1, ...draft.steps.map((each) => each.key));
  return { ...draft, steps: [...draft.steps, { key, step: fresh_step(point) }] };
}

function moved(draft: Draft, key: number, by: -1 | 1): Draft {
  const from = draft.steps.findIndex((each) => each.key === key);
  const [here, there] = [draft.steps[from], draft.steps[from + by]];
  if (here === undefined || there === undefined) return draft;
  const steps = [...draft.steps];
  steps[from] = there;
  steps[from + by] = here;
  return { ...draft, steps };
}

function with_step(draft: Draft, key: number, change: (entry: BuildStep) => BuildStep): Draft {
  return { ...draft, steps: draft.steps.map((each) => (each.key === key ? change(each) : each)) };
}

/** A step is left out on a question that is asked: another condition may not ask it. */
function asking({ screening }: ProtocolVersion): (step: Step) => Step {
  const asked = new Set(screening.map(({ id }) => id));
  return ({ leave_out_on, ...step }) => {
    const left = leave_out_on?.filter((question) => asked.has(question)) ?? [];
    return left.length > 0 ? { ...step, leave_out_on: left } : step;
  };
}

/** The plain names of its points, each once. */
function summary_of({ steps }: Draft, library: Library): string {
  const ids = [...new Set(steps.map(({ step }) => step.point))];
  return `${ids.map((id) => point_of(library, id)?.muscle.plain ?? id).join('; ')}.`.slice(0, 2000);
}
