/**
 * The dose guard: what a person's own history says about pressing again now (FACTS 4.5, 4.7, 4.8, 4.10).
 *
 * Pure: sessions, a protocol and the wall's time go in, advice comes out. In self-care it blocks or leaves points out; for a
 * therapist it is advice, but what was closed today is left out ([C18]). Must never read a clock, and never reward: nothing here counts up.
 *
 *  [C1] Only a session in which something was pressed counts as one, from its last press.
 *  [C2] A clock set back opens nothing: a press that lies ahead of now is not rested, and a course has lasted until the
 *       latest moment known. A clock set forward cannot be told from time gone by.
 *  [C3] Between two sessions lie the protocol's hours, in self-care at least 24.
 *  [C4] The same point rests the protocol's hours, in self-care at least 48; on either side. Where other points remain,
 *       self-care leaves the unrested ones out; where none does, it waits.
 *  [C5] In any seven days there are no more sessions than the protocol says, in self-care at most 4.
 *  [C6] Sore from last time: wait until somebody says that it is gone.
 *  [C7] Worse after last time: rest, until it is asked again a day later.
 *  [C8] Worse twice in a row: stop, and see someone.
 *  [C9] Numb, bruised, or in pain beyond two days since: stop, and see someone.
 *  [C10] A sign that calls for emergency care closes it for everybody.
 *  [C11] A stop reason of nerves, vessels or heart closes its point, or with the whole body everything; so does a yes that
 *        stopped a run.
 *  [C12] No useful change after the protocol's weeks, or worse at a review: the course ends, see someone.
 *  [C13] The review is due after the protocol's sessions or weeks, and at the end of its weeks. A pause of four weeks
 *        begins a new course.
 *  [C15] What waits for a clinician is open again once somebody says that one has looked at it and agrees: asked not before
 *        the day after, and about what was said until then only.
 */
import type { Protocol } from '../wire.gen';
import { DAY_MS, gravest, may_check_in } from './check-in';
import { type Closed, closed_today } from './closed-today';
import { type CheckIn, type Review, type SessionRecord, was_stopped_by_answer } from './history';
import { STOP_RULES } from './stop-rules';

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * DAY_MS;
/** A longer pause begins a new course. */
const COURSE_GAP_MS = 4 * WEEK_MS;
/** The bounds of the house in self-care, whatever a stored copy says (L15). */
const HOUSE = { hours_between: 24, same_point_hours: 48, per_week: 4 } as const;

export type AdviceId =
  | 'emergency-signs'
  | 'signs'
  | 'stop-reason'
  | 'worse-twice'
  | 'no-change'
  | 'worse'
  | 'sore'
  | 'hours-between'
  | 'per-week'
  | 'same-point';

export interface Advice {
  id: AdviceId;
  /** When that on which it rests happened or was said. */
  since_at: number;
  /** When its rest is over, or it is asked again; null: when a clinician has looked at it. */
  until_at: number | null;
  /** The points it is about; none: every point. */
  points: string[];
  /** Sessions of the last seven days (`per-week`), weeks of the course (`no-change`), reactions (`stop-reason`). */
  sessions?: number;
  weeks?: number;
  reactions?: string[];
}

export interface Guarded {
  /** The moment at which it was looked at. */
  now_ms: number;
  /** Gravest first. */
  advice: Advice[];
  /** Points that are left out of today's plan: the unrested ones in self-care, for a therapist those closed today. */
  left_out: string[];
  /** [C18] Every point closed today, of whatever protocol; nothing is advised of these. */
  closed_today: Closed[];
  /** Nothing leads on from here. */
  is_blocked: boolean;
  /** This device's clock stands before something it knows to have happened. */
  is_clock_behind: boolean;
  /** From when somebody may say that a clinician has looked at it; null: nothing waits for one. */
  clinician_from_at: number | null;
}

/** What the rules look at. Sessions stand in the order in which they began, the latest last. */
interface Case {
  protocol: Protocol;
  points: string[];
  now_ms: number;
  is_self_care: boolean;
  /** Those in which something was pressed. */
  pressed: SessionRecord[];
  /** Those since a clinician last looked, of which that is still open. */
  open: SessionRecord[];
  /** When something was pressed, and what: with what was pressed elsewhere. */
  rests: SessionRecord[];
}

type Found = Omit<Advice, 'id' | 'points'> & { points?: string[] };

/** THE TABLE: every rule with the advice it gives, gravest first. */
const RULES: readonly { id: AdviceId; rule: string; closes: 'everybody' | 'self-care'; find: (of: Case) => Found[] }[] =
  [
    { id: 'emergency-signs', rule: 'C10', closes: 'everybody', find: emergency_signs },
    { id: 'signs', rule: 'C9', closes: 'self-care', find: signs },
    { id: 'stop-reason', rule: 'C11', closes: 'self-care', find: stop_reasons },
    { id: 'worse-twice', rule: 'C8', closes: 'self-care', find: worse_twice },
    { id: 'no-change', rule: 'C12', closes: 'self-care', find: no_change },
    { id: 'worse', rule: 'C7', closes: 'self-care', find: worse },
    { id: 'sore', rule: 'C6', closes: 'self-care', find: sore },
    { id: 'hours-between', rule: 'C3', closes: 'self-care', find: hours_between },
    { id: 'per-week', rule: 'C5', closes: 'self-care', find: per_week },
    { id: 'same-point', rule: 'C4', closes: 'self-care', find: same_point },
  ];

/** What this history says about this protocol now. `now_ms`: epoch milliseconds of the wall. `elsewhere`: see [C17]. */
export function guard(
  history: readonly SessionRecord[],
  protocol: Protocol,
  now_ms: number,
  elsewhere: readonly SessionRecord[] = [],
): Guarded {
  const of = case_of(history, protocol, now_ms, elsewhere);
  const found = RULES.flatMap(({ id, find }) => find(of).map((found) => ({ points: [], ...found, id })));
  const closed = of.is_self_care ? [] : closed_today(history, now_ms);
  const is_closed = (point: string) =>
    of.is_self_care ? found.some(({ points }) => points.includes(point)) : closed.some((each) => each.point === point);
  const left_out = of.points.filter(is_closed);
  const advice = of.is_self_care ? found : found.flatMap((each) => of_others(each, left_out));
  const closing = advice.filter((each) => closes(each, of.is_self_care));
  const clinician = found.filter((each) => each.until_at === null);
  const said_at = Math.max(...clinician.map((each) => each.since_at));
  return {
    now_ms,
    advice,
    left_out,
    closed_today: closed,
    is_blocked: closing.length > 0 || left_out.length === of.points.length,
    is_clock_behind: now_ms < latest_at([...history, ...elsewhere]),
    clinician_from_at: clinician.length > 0 ? said_at + DAY_MS : null,
  };
}

/** [C14] The session of which the check-in is due, or null. */
export function check_in_due(history: readonly SessionRecord[], now_ms: number): SessionRecord | null {
  const last = history.filter(was_pressed).at(-1);
  if (last === undefined || !may_check_in(last, now_ms)) return null;
  const of_nobody = { open: open_of(history) };
  const is_waiting = last.check_ins.length > 0 && [signs, worse_twice].some((find) => find(of_nobody).length > 0);
  return is_waiting ? null : last;
}

/** [C13] The last session of the course whose review is due, with the start of that course; null while none is. */
export function review_due(
  history: readonly SessionRecord[],
  protocol: Protocol,
  now_ms: number,
): { session: SessionRecord; since_at: number } | null {
  const of = case_of(history, protocol, now_ms);
  const course = course_of(of);
  const [first, last] = [course[0], course.at(-1)];
  if (first === undefined || last === undefined) return null;
  const { review_after_sessions, review_after_weeks, stop_if_no_change_after_weeks } = protocol.frequency;
  const reviewed = latest_review(of);
  const since_last = course.slice(course.findLastIndex((session) => session.reviews.some(is_open_review(of))) + 1);
  if (since_last.length === 0) return null;
  const [now, since_at] = [until_now(of), pressed_at(first)];
  const end_at = since_at + stop_if_no_change_after_weeks * WEEK_MS;
  const is_due =
    (review_after_sessions !== null && since_last.length >= (review_after_sessions ?? Infinity)) ||
    now - (reviewed?.at ?? since_at) >= (review_after_weeks ?? Infinity) * WEEK_MS ||
    (now >= end_at && (reviewed === undefined || reviewed.at < end_at));
  return is_due ? { session: last, since_at: first.started_at } : null;
}

/** [C18] What is advised of points that are not left out anyway; nothing where all of them are. */
function of_others(advice: Advice, left_out: readonly string[]): Advice[] {
  if (advice.points.length === 0) return [advice];
  const points = advice.points.filter((point) => !left_out.includes(point));
  return points.length > 0 ? [{ ...advice, points }] : [];
}

function closes(advice: Advice, is_self_care: boolean): boolean {
  const closing = RULES.find((rule) => rule.id === advice.id)?.closes;
  return closing === 'everybody' || (is_self_care && advice.points.length === 0);
}

function case_of(
  history: readonly SessionRecord[],
  protocol: Protocol,
  now_ms: number,
  elsewhere: readonly SessionRecord[] = [],
): Case {
  return {
    protocol,
    points: [...new Set(protocol.steps.map((step) => step.point))],
    now_ms,
    is_self_care: protocol.audience === 'self-care',
    pressed: history.filter(was_pressed),
    open: open_of(history),
    rests: [...elsewhere, ...history].filter(was_pressed),
  };
}

// -- Time -------------------------------------------------------------------------------------------------------------

/** [C3] */
function hours_between({ protocol, now_ms, is_self_care, rests }: Case): Found[] {
  const { min_hours_between } = protocol.frequency;
  const hours = is_self_care ? Math.max(min_hours_between, HOUSE.hours_between) : min_hours_between;
  const since_at = Math.max(...rests.map(pressed_at));
  const until_at = since_at + hours * HOUR_MS;
  return now_ms < until_at ? [{ since_at, until_at }] : [];
}

/** [C4] */
function same_point({ protocol, points, now_ms, is_self_care, rests }: Case): Found[] {
  const own = protocol.frequency.same_point_min_hours ?? HOUSE.same_point_hours;
  const hours = is_self_care ? Math.max(own, HOUSE.same_point_hours) : own;
  const by_time = new Map<number, string[]>();
  for (const point of points) {
    const touched = rests.filter(({ holds }) => holds.some((hold) => hold.point === point && hold.held_ms > 0));
    const since_at = Math.max(...touched.map(pressed_at));
    if (now_ms < since_at + hours * HOUR_MS) by_time.set(since_at, [...(by_time.get(since_at) ?? []), point]);
  }
  return [...by_time]
    .sort(([a], [b]) => b - a)
    .map(([since_at, of_then]) => ({ since_at, until_at: since_at + hours * HOUR_MS, points: of_then }));
}

/** [C5] */
function per_week({ protocol, now_ms, is_self_care, rests }: Case): Found[] {
  const { max_per_week } = protocol.frequency;
  const most = is_self_care ? Math.min(max_per_week, HOUSE.per_week) : max_per_week;
  const lately = rests
    .map(pressed_at)
    .filter((at) => now_ms < at + WEEK_MS)
    .sort((a, b) => b - a);
  const [since_at, first_to_pass] = [lately[0], lately[most - 1]];
  if (since_at === undefined || first_to_pass === undefined) return [];
  return [{ since_at, until_at: first_to_pass + WEEK_MS, sessions: lately.length }];
}

// -- The day after ----------------------------------------------------------------------------------------------------

/** [C6] */
function sore({ pressed }: Case): Found[] {
  const last = pressed.at(-1)?.check_ins.at(-1);
  return last?.is_sore && !last.is_cleared ? [{ since_at: last.at, until_at: last.at + DAY_MS }] : [];
}

/** [C7] */
function worse({ pressed }: Case): Found[] {
  const session = pressed.at(-1);
  const last = session && feelings_of(session).at(-1);
  return last?.is_worse ? [{ since_at: last.at, until_at: last.at + DAY_MS }] : [];
}

/** [C8] Two answers in a row, or two sessions in a row that were each followed by worse. */
function worse_twice({ open }: Pick<Case, 'open'>): Found[] {
  const sessions = open.filter(was_pressed);
  const said = sessions.flatMap((session) => feelings_of(session));
  const by_session = sessions.map((session) => feelings_of(session).find(({ is_worse }) => is_worse));
  const pairs = [
    ...said.slice(1).flatMap((each, index) => (each.is_worse && said[index]?.is_worse ? [each.at] : [])),
    ...by_session.slice(1).flatMap((each, index) => (each && by_session[index] ? [each.at] : [])),
  ];
  return pairs.length > 0 ? [{ since_at: Math.max(...pairs), until_at: null }] : [];
}

/** What was said of how it felt: the day after, or where nobody was asked yet, at its end. */
function feelings_of(session: SessionRecord): { is_worse: boolean; at: number }[] {
  const said = session.check_ins.filter(is_open_check_in);
  if (session.check_ins.length > 0) return said.map(({ feeling, at }) => ({ is_worse: feeling === 'worse', at }));
  return session.made_worse && session.cleared_at === null ? [{ is_worse: true, at: pressed_at(session) }] : [];
}

/** [C9] */
function signs(of: Pick<Case, 'open'>): Found[] {
  return signs_that(of, 'clinician');
}

/** [C10] */
function emergency_signs(of: Pick<Case, 'open'>): Found[] {
  return signs_that(of, 'emergency');
}

function signs_that({ open }: Pick<Case, 'open'>, action: 'clinician' | 'emergency'): Found[] {
  const said = open.flatMap((session) => session.check_ins.filter(is_open_check_in));
  const last = said.findLast((check_in) => gravest(check_in.signs) === action);
  return last ? [{ since_at: last.at, until_at: null, reactions: last.signs }] : [];
}

/** [C11] What closes everything stands before what closes a point: it is the graver one, and the one that is said. */
function stop_reasons({ open, points }: Case): Found[] {
  const found = open
    .filter((session) => session.cleared_at === null)
    .flatMap((session): Found[] => {
      const grave = session.reactions.filter(({ reaction }) => needs_clinician(reaction));
      const since_at = session.last_pressed_at ?? session.started_at;
      const by_reaction = grave.flatMap(({ reaction, during }): Found[] => {
        const found = { since_at, until_at: null, reactions: [reaction] };
        if (STOP_RULES.find((rule) => rule.id === reaction)?.scope === 'session') return [found];
        return during !== null && points.includes(during) ? [{ ...found, points: [during] }] : [];
      });
      return was_stopped_by_answer(session) ? [{ since_at, until_at: null }, ...by_reaction] : by_reaction;
    });
  return found.sort((a, b) => (a.points?.length ?? 0) - (b.points?.length ?? 0));
}

function needs_clinician(reaction: string): boolean {
  return STOP_RULES.some((rule) => rule.id === reaction && rule.needs_clinician);
}

// -- The course -------------------------------------------------------------------------------------------------------

/** [C12] */
function no_change(of: Case): Found[] {
  const last = latest_review(of);
  if (last === undefined || last.change === 'better') return [];
  const [first, latest] = [course_of(of)[0], course_of(of).at(-1)];
  const weeks = of.protocol.frequency.stop_if_no_change_after_weeks;
  if (first === undefined || latest === undefined) return [];
  const is_over = Math.max(last.at, pressed_at(latest)) - pressed_at(first) >= weeks * WEEK_MS;
  return is_over || last.change === 'worse' ? [{ since_at: last.at, until_at: null, weeks }] : [];
}

/** Sessions of this protocol that belong together: since the last long pause, and since a clinician looked. */
function course_of({ protocol, pressed, open }: Case): SessionRecord[] {
  const mine = pressed.filter(
    (session) => session.protocol_id === protocol.id && session.cleared_at === null && open.includes(session),
  );
  const begins = mine.findLastIndex((session, index) => {
    const before = mine[index - 1];
    return before === undefined || pressed_at(session) - pressed_at(before) >= COURSE_GAP_MS;
  });
  return mine.slice(Math.max(0, begins));
}

function latest_review(of: Case): Review | undefined {
  const course = course_of(of);
  return course.flatMap((session) => session.reviews.filter(is_open_review(of))).at(-1);
}

function is_open_review({ protocol }: Case): (review: Review) => boolean {
  return (review) => !review.is_cleared && review.protocol_id === protocol.id;
}

// -- Parts ------------------------------------------------------------------------------------------------------------

/** [C1] */
function was_pressed(session: SessionRecord): boolean {
  return session.last_pressed_at !== null;
}

function pressed_at(session: SessionRecord): number {
  return session.last_pressed_at ?? session.started_at;
}

/** [C15] From the session of which a clinician's word was last said: what was said of it later is open again. */
function open_of(history: readonly SessionRecord[]): SessionRecord[] {
  return history.slice(
    Math.max(
      0,
      history.findLastIndex((session) => session.cleared_at !== null),
    ),
  );
}

function is_open_check_in(check_in: CheckIn): boolean {
  return !check_in.is_cleared;
}

/** [C2] The wall's time, or the latest moment known where that is later. */
function until_now({ now_ms, pressed }: Case): number {
  return Math.max(now_ms, latest_at(pressed));
}

function latest_at(sessions: readonly SessionRecord[]): number {
  return Math.max(
    ...sessions.flatMap(({ started_at, last_pressed_at, check_ins, reviews }) => [
      started_at,
      last_pressed_at ?? started_at,
      ...[...check_ins, ...reviews].map(({ at }) => at),
    ]),
  );
}
