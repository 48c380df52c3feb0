/**
 * THE SESSION MACHINE: what happens from Start to the end of a session.
 *
 * `step(plan, session, event)` is a pure function: the next session, and effects (what the world must do). TABLE below
 * says for every event in every mode which transition runs; that table is the whole machine. It never reads a clock:
 * every event carries the wall and the monotonic time at which it happened.
 *
 * Rules (quoted by tests; DESIGN.md gives the reasons; [S19] to [S25], the kinds of hold, stand in kinds.ts):
 *  [S1] A phase is a deadline in monotonic time; ticks only notice that it has passed.
 *  [S2] No jump of any clock lengthens a hold: held never passes planned, planned never passes the caps.
 *  [S3] A wake-up up to 2 s late ends the phase at its deadline, and the next one begins at that deadline.
 *  [S4] Asleep (wall ahead of monotonic by over 2 s, or no event for over 2 s) past a deadline: the hold ends at its
 *       deadline as `unobserved`, and the session parks before the next phase. No phase runs that nobody saw.
 *  [S5] Asleep short of a deadline: the deadline stands; the time asleep counts as held, never as observed.
 *  [S6] Killed and reopened: a running hold ends at the last saved moment as `unobserved`; parked at the same hold.
 *  [S7] Pause during a hold ends it; Resume begins a new attempt of the remainder.
 *  [S8] +15 s and Redo are refused, with the reason, where a cap would be passed; of a hold until it eases its planned time
 *       is one. All attempts at a hold that were broken off count towards its cap; finding the place again after a pause
 *       does not count towards the 20 minutes.
 *  [S9] Above 7, or above the ceiling in self-care, the hold ends and the point is left for today.
 *  [S10] A reaction ends the hold; the point is left for today, or the session ends, as the reaction says.
 *  [S11] A press within 300 ms of the same press, or of the Pause whose place its key took, is not a second one.
 *  [S12] Every hold of the plan that was reached has at least one `hold_ended`; the last fact is `session_ended`.
 *  [S13] A session that stood still for over two hours is over (`abandoned`): its screening says nothing about now.
 *  [S14] Where one lies otherwise than the next hold wants, however it came to be next, finding its place begins with the
 *       time to turn over.
 *  [S15] No hold of a point that asks again runs before its questions were answered with no in this session, once a step. The
 *       session stands still meanwhile; a grave yes ends it, another leaves the point for today; a press in the question's first second, or a late one, is no answer.
 *  [S16] One step back, or to any step, goes off slowly first and then by finding its place. What was done is not done again by
 *       its turn; going forward, what is left out is logged as skipped; going back, a hold that had not begun keeps its turn.
 *  [S17] What is rated within 20 s of a hold's end belongs to it: its record stands, the rating follows as a fact.
 *  [S18] A step is added by a therapist only, at the end of the plan, within every cap, and logged with all that was planned.
 *  [S26] A session that was sent to a hold which its plan does not have, as an older app saved it, goes on in turn.
 *  [S27] Parked, the session says what was on when it was last watched: the hold, how long it was held, how much of that somebody
 *       saw or heard, and until when.
 *  [S28] Redo where there is contact goes off slowly first and then by finding the place, as to any step ([S16]): pressure never
 *       goes on from one attempt into the next. While that place is looked for, Redo asks for nothing more.
 */
import type { Action, EndedBy } from '../wire.gen';
import { answer_key, open_question, turn_back_ms } from './before-hold';
import { EXTENSION_MS, extension_refusal, redo_ms, redo_refusal } from './dose';
import { release_word } from './guide';
import { can_tell, guided, next_within } from './kinds';
import { add, go_back, jump } from './moves';
import { PHASES, type Plan } from './plan';
import { breathe, rate, rate_late, remainder_of } from './rated';
import {
  before_start,
  type Cue,
  type Event,
  type EventType,
  type Instant,
  left_ms,
  type Mode,
  mode_of,
  type Outcome,
  type Session,
  STALE_MS,
} from './state';
import {
  abandon,
  advance,
  ask,
  BY_PRESS,
  begin_anew,
  come_off,
  cue_after,
  cue_of,
  Draft,
  end_hold,
  find_place,
  finish,
  next_hold,
  next_turn,
  run_clock,
  seen_of,
  turn_after,
  wait_before,
} from './turns';

const SAME_PRESS_MS = 300;
/** A question that has just come up, or just gone, was not there for the press that comes now. */
const UNMEANT_MS = 1000;

/** The session at the moment of Start. */
export function begin(plan: Plan, at: Instant): Outcome {
  const draft = new Draft(plan, before_start(at), at);
  // How one lies for the first hold is taken before the run begins.
  draft.session.lying = plan.holds[0]?.body_position ?? null;
  next_hold(draft, 0);
  return draft.outcome();
}

/** One event. Safe to call as often as one likes: a tick that changes nothing changes nothing. */
export function step(plan: Plan, session: Session, event: Event): Outcome {
  const draft = new Draft(plan, session, event.at);
  if (event.type !== 'reloaded') run_clock(draft);
  draft.session.last = event.at;
  if (is_same_press(session, event)) return draft.outcome();
  if (PRESSES.includes(event.type)) draft.session.last_press = { type: event.type, mono_ms: event.at.mono_ms };
  TABLE[event.type][mode_of(draft.session)](draft, event);
  return draft.outcome();
}

/** Presses that would do harm twice: an oily hand taps double. */
const PRESSES: readonly EventType[] = ['released', 'skipped', 'redone', 'extended', 'paused', 'went_back', 'breathed'];
/** What takes the place of Pause under the same thumb. */
const BESIDE_PAUSE: readonly EventType[] = ['redone', 'skipped'];

/** What may lie under a thumb that has just answered. */
const PASSED_KEYS: readonly EventType[] = [...PRESSES, 'begun_early'];

/** [S11] [S15] */
function is_same_press(session: Session, event: Event): boolean {
  const { last_press } = session;
  if (last_press === null) return false;
  const since_ms = event.at.mono_ms - last_press.mono_ms;
  if (last_press.type === 'answered') return PASSED_KEYS.includes(event.type) && since_ms >= 0 && since_ms < UNMEANT_MS;
  const is_after_pause = last_press.type === 'paused' && BESIDE_PAUSE.includes(event.type);
  if (last_press.type !== event.type && !is_after_pause) return false;
  return since_ms >= 0 && since_ms < (event.type === 'breathed' ? UNMEANT_MS : SAME_PRESS_MS);
}

/** What a next tick will sound, in how many milliseconds, and how far into its phase; null when nothing runs. */
export function next_cue(plan: Plan, session: Session): { cue: Cue; in_ms: number; at_ms: number } | null {
  if (session.stage !== 'running') return null;
  const hold = plan.holds[session.hold];
  const within = hold ? next_within(hold, session) : null;
  if (within) return { ...within, in_ms: within.at_ms - session.ran_ms };
  return { cue: cue_after(plan, session), in_ms: left_ms(session), at_ms: session.planned_ms };
}

// -- The table --------------------------------------------------------------------------------------------------------

type Transition = (draft: Draft, event: Event) => void;

const MODES: readonly Mode[] = [...PHASES, 'paused', 'parked', 'asking', 'ended'];

function row(...transitions: Transition[]): Record<Mode, Transition> {
  return Object.fromEntries(MODES.map((mode, i) => [mode, transitions[i]])) as Record<Mode, Transition>;
}

const stay: Transition = () => {};
const not_now: Transition = (draft, event) => draft.refuse(event.type, 'not-now');

// biome-ignore format: the table is read as a table
const TABLE: Record<EventType, Record<Mode, Transition>> = {
  //                 setup        ramp         hold             release    rest       paused        parked        asking      ended
  ticked:      row(stay,        stay,        stay,            stay,      stay,      stay,         stay,         stay,       stay),
  begun_early: row(end_phase,   not_now,     not_now,         not_now,   not_now,   not_now,      not_now,      not_now,    stay),
  released:    row(leave_hold,  leave_hold,  release_hold,    end_phase, end_phase, not_now,      not_now,      not_now,    stay),
  paused:      row(pause,       pause,       break_off,       pause,     pause,     stay,         stay,         stay,       stay),
  resumed:     row(stay,        stay,        stay,            stay,      stay,      resume,       go_on,        stay,       stay),
  redone:      row(redo_place,  redo_begun,  redo_running,    redo_left, redo,      redo,         redo,         not_now,    stay),
  skipped:     row(skip_hold,   skip_hold,   skip_hold,       on_in_turn, on_in_turn, skip_waiting, skip_waiting, not_now,    stay),
  extended:    row(extend,      extend,      extend,          extend,    extend,    not_now,      not_now,      not_now,    stay),
  rated:       row(rate_late,   rate,        rate,            rate_late, rate_late, not_now,      not_now,      not_now,    stay),
  breathed:    row(not_now,     not_now,     breathe,         not_now,   not_now,   not_now,      not_now,      not_now,    stay),
  went_back:   row(go_back,     go_back,     go_back,         go_back,   go_back,   go_back,      go_back,      not_now,    stay),
  jumped:      row(jump,        jump,        jump,            jump,      jump,      jump,         jump,         not_now,    stay),
  added:       row(add,         add,         add,             add,       add,       add,          add,          add,        stay),
  reacted:     row(react,       react,       react,           react,     react,     react,        react,        react,      stay),
  stopped:     row(stop,        stop_hold,   stop_hold,       stop,      stop,      stop,         stop,         stop,       stay),
  answered:    row(stay,        stay,        stay,            stay,      stay,      stay,         stay,         answer,     stay),
  reloaded:    row(park_again,  park_again,  break_by_reload, park_next, park_next, park_again,   park_again,   park_again, stay),
};

// -- Transitions ------------------------------------------------------------------------------------------------------

function on_in_turn(draft: Draft): void {
  next_turn(draft);
}

function end_phase(draft: Draft): void {
  advance(draft, BY_PRESS);
}

/** Release before the hold began: the place was not found, or the person changed their mind. That is fine. */
function leave_hold(draft: Draft): void {
  leave_by(draft, 'released');
}

/** Where there was contact it comes off slowly, whatever the press was called. */
function leave_by(draft: Draft, ended_by: EndedBy): void {
  end_hold(draft, ended_by, draft.at.wall_ms);
  if (draft.session.phase === 'setup') next_turn(draft);
  else come_off(draft);
}

/** Ending early is success; what it is called depends on how the hold was going. */
function release_hold(draft: Draft, event: Event): void {
  const { session, hold } = draft;
  const is_said = can_tell(session) && !(event.type === 'released' && event.is_unsaid);
  const ended_by = release_word(hold.hold_kind, guided(hold, session), session.ratings, is_said);
  end_hold(draft, ended_by, draft.at.wall_ms);
  draft.announce({ says: 'hold-ended', ended_by });
  come_off(draft);
}

function pause(draft: Draft): void {
  draft.session.stage = 'paused';
  draft.sound('pause');
  draft.announce({ says: 'paused' });
}

/** [S7] Nobody holds through a pause: the hold ends, and what is left of it becomes the next attempt. */
function break_off(draft: Draft): void {
  const { session, hold } = draft;
  const remainder = remainder_of(hold, session);
  end_hold(draft, 'released', draft.at.wall_ms);
  session.broken_ms += Math.round(session.ran_ms);
  if (remainder) {
    const { rest_ms, breaths_before } = remainder;
    Object.assign(session, { phase: 'ramp', planned_ms: hold.ramp_ms, ran_ms: 0, observed_ms: 0 });
    Object.assign(session, { remainder_ms: rest_ms, breaths_before, breaths: 0 });
  } else Object.assign(session, { phase: 'release', planned_ms: 0, ran_ms: 0, observed_ms: 0 });
  pause(draft);
}

function resume(draft: Draft): void {
  const { session } = draft;
  if (session.hold === draft.plan.holds.length) return finish(draft, 'completed');
  if (session.phase === 'setup' && open_question(session, draft.hold)) return ask(draft);
  session.stage = 'running';
  // Pressure came off in the pause: sinking in starts again from the surface.
  if (session.phase === 'ramp') session.ran_ms = session.observed_ms = 0;
  if (left_ms(session) === 0) return advance(draft, BY_PRESS);
  draft.sound(cue_of(session.phase, draft.plan.holds[session.last_hold ?? -1], draft.hold));
  draft.announce({ says: 'phase', phase: session.phase, hold: session.hold });
}

/** Continue after parking: first find the place again. */
function go_on(draft: Draft): void {
  Object.assign(draft.session, { parked_by: null, seen: null });
  resume(draft);
}

/** [S28] */
function redo_running(draft: Draft, event: Event): void {
  const { session, plan, hold } = draft;
  const refusal = redo_refusal(plan, session);
  if (refusal) return draft.refuse(event.type, refusal);
  end_hold(draft, 'redone', draft.at.wall_ms);
  // Not asked again: what was held is written now, and would count twice.
  session.extra_ms += redo_ms(plan, session, hold);
  session.going_to = session.hold;
  come_off(draft);
}

/** [S28] Sinking in: as going back, what has not begun keeps its turn. */
function redo_begun(draft: Draft, event: Event): void {
  if (goes_again(draft, event)) come_off(draft);
}

/** [S28] Coming off goes on; a second press asks for nothing more. */
function redo_left(draft: Draft, event: Event): void {
  const { going_to, last_hold } = draft.session;
  if (last_hold === null || going_to !== last_hold) goes_again(draft, event);
}

/** [S28] */
function redo_place(draft: Draft, event: Event): void {
  if (draft.session.hold !== draft.session.last_hold) redo(draft, event);
}

/** The next turn is that of the hold that was pressed last, unless it is refused. */
function goes_again(draft: Draft, event: Event): boolean {
  const { session, plan } = draft;
  const refusal = redo_refusal(plan, session);
  const again = plan.holds[session.last_hold ?? -1];
  if (refusal || again === undefined) {
    draft.refuse(event.type, refusal ?? 'nothing-to-redo');
    return false;
  }
  session.extra_ms += redo_ms(plan, session, again);
  session.going_to = session.last_hold;
  return true;
}

function redo(draft: Draft, event: Event): void {
  const refusal = redo_refusal(draft.plan, draft.session);
  if (refusal) return draft.refuse(event.type, refusal);
  do_again(draft);
}

function do_again(draft: Draft): void {
  const { session, plan } = draft;
  if (session.last_hold === null) return;
  const must_place = session.last_hold !== session.hold || session.stage !== 'running';
  const again = plan.holds[session.last_hold] ?? draft.hold;
  const back_ms = turn_back_ms(plan, session, again);
  session.extra_ms += redo_ms(plan, session, again);
  begin_anew(draft, session.last_hold);
  session.going_to = null;
  if (must_place) return find_place(draft, false, BY_PRESS, back_ms);
  Object.assign(session, { stage: 'running', phase: 'setup' });
  advance(draft, BY_PRESS);
}

function skip_hold(draft: Draft): void {
  leave_by(draft, 'skipped');
}

/** Skips the hold that waits while paused or parked, and goes on waiting before the next. */
function skip_waiting(draft: Draft): void {
  const { session } = draft;
  if (session.hold === draft.plan.holds.length) return finish(draft, 'completed');
  const { stage, parked_by } = session;
  if (!session.attempts[session.hold]) end_hold(draft, 'skipped', draft.at.wall_ms);
  wait_before(draft, session.hold + 1, stage === 'parked' ? 'parked' : 'paused', parked_by);
}

/** [S8] */
function extend(draft: Draft, event: Event): void {
  const refusal = extension_refusal(draft.plan, draft.session);
  if (refusal) return draft.refuse(event.type, refusal);
  draft.session.planned_ms += EXTENSION_MS;
  draft.session.extra_ms += EXTENSION_MS;
}

/** What else a yes may lead to leaves the place out, and the session goes on without it. */
const STOPS: readonly Action[] = ['emergency', 'refer-first'];

/** [S15] */
function answer(draft: Draft, event: Event): void {
  if (event.type !== 'answered') return;
  const { session, hold } = draft;
  const asked = open_question(session, hold);
  if (asked?.question !== event.question || (session.asking_ms ?? 0) < UNMEANT_MS) return;
  const body = { question: asked.question, answer: event.answer, action: asked.action };
  draft.effects.push({ type: 'record', kind: 'screening_answered', at: Math.round(draft.at.wall_ms), body });
  if (event.answer === 'yes' && STOPS.includes(asked.action)) return finish(draft, 'stopped');
  session.answered = [...(session.answered ?? []), answer_key(hold, asked.question)];
  session.last_press = { type: 'answered', mono_ms: draft.at.mono_ms };
  if (event.answer === 'no') return find_place(draft, false);
  session.closed.push(hold.point);
  next_hold(draft, session.hold);
}

/** [S10] While the next place is still being looked for, what is felt belongs to the point just left. */
function react(draft: Draft, event: Event): void {
  if (event.type !== 'reacted') return;
  const { session, plan } = draft;
  const before = session.phase === 'setup' ? session.last_pressed : null;
  const is_before = before !== null;
  const felt = plan.holds[before ?? session.hold];
  const is_open = session.phase === 'hold' || session.phase === 'ramp' || session.phase === 'setup';
  const is_unwritten = session.stage === 'running' || !session.attempts[session.hold];
  if (!is_before && is_open && is_unwritten && felt) end_hold(draft, 'reaction', draft.at.wall_ms);
  const body = { reaction: event.reaction, during: felt?.point ?? null };
  draft.effects.push({ type: 'record', kind: 'reaction_reported', at: Math.round(draft.at.wall_ms), body });
  if (event.scope === 'session') return finish(draft, 'stopped');
  if (felt && !session.closed.includes(felt.point)) session.closed.push(felt.point);
  wait_before(draft, is_before ? session.hold : turn_after(session), 'paused');
}

function stop(draft: Draft): void {
  const { session } = draft;
  if (session.phase === 'ramp' && !session.attempts[session.hold]) end_hold(draft, 'stopped', draft.at.wall_ms);
  finish(draft, 'stopped');
}

function stop_hold(draft: Draft): void {
  end_hold(draft, 'stopped', draft.at.wall_ms);
  finish(draft, 'stopped');
}

/** [S6] Held until the last saved moment; what came after, nobody saw. */
function break_by_reload(draft: Draft): void {
  const { session, hold } = draft;
  const remainder = remainder_of(hold, session);
  const held_ms = Math.round(session.ran_ms);
  session.seen = seen_of(draft);
  end_hold(draft, 'unobserved', draft.saved_at);
  if (is_stale(draft)) return abandon(draft);
  wait_before(draft, remainder ? session.hold : session.hold + 1, 'parked', 'reload');
  if (remainder === null) return;
  const { rest_ms, breaths_before } = remainder;
  Object.assign(session, { remainder_ms: rest_ms, broken_ms: session.broken_ms + held_ms, breaths_before, breaths: 0 });
}

function is_stale(draft: Draft): boolean {
  return draft.at.wall_ms - draft.saved_at > STALE_MS;
}

function park_again(draft: Draft): void {
  const { session } = draft;
  if (is_stale(draft)) return abandon(draft);
  if (session.stage === 'running') session.seen = seen_of(draft);
  const is_over = session.phase === 'release' || session.phase === 'rest';
  wait_before(draft, is_over ? turn_after(session) : session.hold, 'parked', session.parked_by ?? 'reload');
}

function park_next(draft: Draft): void {
  if (is_stale(draft)) return abandon(draft);
  draft.session.seen = seen_of(draft);
  wait_before(draft, turn_after(draft.session), 'parked', 'reload');
}
