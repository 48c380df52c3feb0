/**
 * THE SESSION MACHINE: what happens from Start to the end of a session.
 *
 * `step(plan, session, event)` is a pure function: the next session, and effects (what the world must do). TABLE below
 * says for every event in every mode which transition runs; that table is the whole machine. It never reads a clock:
 * every event carries the wall and the monotonic time at which it happened.
 *
 * Rules (quoted by tests; DESIGN.md gives the reasons):
 *  [S1] A phase is a deadline in monotonic time; ticks only notice that it has passed.
 *  [S2] No jump of any clock lengthens a hold: held never passes planned, planned never passes the caps.
 *  [S3] A wake-up up to 2 s late ends the phase at its deadline, and the next one begins at that deadline.
 *  [S4] Asleep (wall ahead of monotonic by over 2 s, or no event for over 2 s) past a deadline: the hold ends at its
 *       deadline as `unobserved`, and the session parks before the next phase. No phase runs that nobody saw.
 *  [S5] Asleep short of a deadline: the deadline stands; the time asleep counts as held, never as observed.
 *  [S6] Killed and reopened: a running hold ends at the last saved moment as `unobserved`; parked at the same hold.
 *  [S7] Pause during a hold ends it; Resume begins a new attempt of the remainder.
 *  [S8] +15 s and Redo are refused, with the reason, where a cap would be passed.
 *  [S9] Above 7, or above the ceiling in self-care, the hold ends and the point is left for today.
 *  [S10] A reaction ends the hold; the point is left for today, or the session ends, as the reaction says.
 *  [S11] The same press twice within 400 ms is one press.
 *  [S12] Every hold of the plan that was reached has at least one `hold_ended`; the last fact is `session_ended`.
 */
import { EXTENSION_MS, extension_refusal, redo_ms, redo_refusal } from './dose';
import { HOLD_ENDS_ABOVE_NRS } from './limits';
import { PHASES, type Plan } from './plan';
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
} from './state';
import {
  advance,
  BY_PRESS,
  cue_after,
  Draft,
  end_hold,
  enter,
  finish,
  has_half,
  next_hold,
  run_clock,
  wait_before,
} from './turns';

/** A broken-off hold with less than this left is not taken up again. */
export const SHORTEST_ATTEMPT_MS = 5000;
const SAME_PRESS_MS = 400;

/** The session at the moment of Start. */
export function begin(plan: Plan, at: Instant): Outcome {
  const draft = new Draft(plan, before_start(at), at);
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
const PRESSES: readonly EventType[] = ['released', 'skipped', 'redone'];

/** [S11] */
function is_same_press(session: Session, event: Event): boolean {
  const { last_press } = session;
  if (last_press === null || last_press.type !== event.type) return false;
  const since_ms = event.at.mono_ms - last_press.mono_ms;
  return since_ms >= 0 && since_ms < SAME_PRESS_MS;
}

/** What a next tick will sound, and in how many milliseconds; null when nothing runs. */
export function next_cue(plan: Plan, session: Session): { cue: Cue; in_ms: number } | null {
  if (session.stage !== 'running') return null;
  const half_ms = session.planned_ms / 2 - session.ran_ms;
  if (has_half(session) && half_ms > 0) return { cue: 'half', in_ms: half_ms };
  return { cue: cue_after(plan, session), in_ms: left_ms(session) };
}

// -- The table --------------------------------------------------------------------------------------------------------

type Transition = (draft: Draft, event: Event) => void;

const MODES: readonly Mode[] = [...PHASES, 'paused', 'parked', 'ended'];

function row(...transitions: Transition[]): Record<Mode, Transition> {
  return Object.fromEntries(MODES.map((mode, i) => [mode, transitions[i]])) as Record<Mode, Transition>;
}

const stay: Transition = () => {};
const not_now: Transition = (draft, event) => draft.refuse(event.type, 'not-now');

// biome-ignore format: the table is read as a table
const TABLE: Record<EventType, Record<Mode, Transition>> = {
  //                 setup          ramp            hold            release      rest         paused         parked         ended
  ticked:      row(stay,          stay,           stay,           stay,        stay,        stay,          stay,          stay),
  begun_early: row(end_phase,     not_now,        not_now,        not_now,     not_now,     not_now,       not_now,       stay),
  released:    row(leave_hold,    leave_hold,     release_hold,   end_phase,   end_phase,   not_now,       not_now,       stay),
  paused:      row(pause,         pause,          break_off,      pause,       pause,       stay,          stay,          stay),
  resumed:     row(stay,          stay,           stay,           stay,        stay,        resume,        go_on,         stay),
  redone:      row(redo,          redo,           redo_running,   redo,        redo,        redo,          redo,          stay),
  skipped:     row(skip_hold,     skip_hold,      skip_hold,      next_turn,   next_turn,   skip_waiting,  skip_waiting,  stay),
  extended:    row(extend,        extend,         extend,         extend,      extend,      not_now,       not_now,       stay),
  rated:       row(not_now,       rate,           rate,           not_now,     not_now,     not_now,       not_now,       stay),
  reacted:     row(react,         react,          react,          react,       react,       react,         react,         stay),
  stopped:     row(stop,          stop_hold,      stop_hold,      stop,        stop,        stop,          stop,          stay),
  reloaded:    row(park_again,    park_again,     break_by_reload, park_next,  park_next,   park_again,    park_again,    stay),
};

// -- Transitions ------------------------------------------------------------------------------------------------------

function end_phase(draft: Draft): void {
  advance(draft, BY_PRESS);
}

/** Release before the hold began: the place was not found, or the person changed their mind. That is fine. */
function leave_hold(draft: Draft): void {
  end_hold(draft, 'released', draft.at.wall_ms);
  if (draft.session.phase === 'setup') return next_turn(draft);
  draft.session.phase = 'hold';
  come_off(draft);
}

/** Ending early is success; what it is called depends on how the hold was going. */
function release_hold(draft: Draft): void {
  const { session, hold } = draft;
  const is_hot = (session.ratings.at(-1)?.nrs ?? 0) >= hold.ceiling_nrs;
  const ended_by = is_hot ? 'ceiling' : hold.hold_kind === 'until-eased' ? 'eased' : 'released';
  end_hold(draft, ended_by, draft.at.wall_ms);
  draft.announce({ says: 'hold-ended', ended_by });
  come_off(draft);
}

/** After a hold that a press ended: off slowly, then on. */
function come_off(draft: Draft): void {
  if (draft.hold.release_ms > 0) return enter(draft, 'release', draft.hold.release_ms, BY_PRESS);
  draft.session.phase = 'release';
  advance(draft, BY_PRESS);
}

function next_turn(draft: Draft): void {
  next_hold(draft, draft.session.hold + 1);
}

function pause(draft: Draft): void {
  draft.session.stage = 'paused';
  draft.sound('pause');
  draft.announce({ says: 'paused' });
}

/** [S7] Nobody holds through a pause: the hold ends, and what is left of it becomes the next attempt. */
function break_off(draft: Draft, event: Event): void {
  const { session, hold } = draft;
  const rest_ms = Math.floor(left_ms(session));
  const is_felt = event.type === 'paused' && event.because === 'reaction';
  end_hold(draft, is_felt ? 'reaction' : 'released', draft.at.wall_ms);
  if (rest_ms >= SHORTEST_ATTEMPT_MS) {
    Object.assign(session, {
      phase: 'ramp',
      planned_ms: hold.ramp_ms,
      ran_ms: 0,
      observed_ms: 0,
      remainder_ms: rest_ms,
    });
  } else Object.assign(session, { phase: 'release', planned_ms: 0, ran_ms: 0, observed_ms: 0 });
  pause(draft);
}

function resume(draft: Draft): void {
  const { session } = draft;
  if (session.hold === draft.plan.holds.length) return finish(draft, 'completed');
  session.stage = 'running';
  // Pressure came off in the pause: sinking in starts again from the surface.
  if (session.phase === 'ramp') session.ran_ms = session.observed_ms = 0;
  if (left_ms(session) === 0) return advance(draft, BY_PRESS);
  draft.sound(session.phase);
  draft.announce({ says: 'phase', phase: session.phase, hold: session.hold });
}

/** Continue after parking: first find the place again. */
function go_on(draft: Draft): void {
  draft.session.parked_by = null;
  resume(draft);
}

function redo_running(draft: Draft, event: Event): void {
  const refusal = redo_refusal(draft.plan, draft.session);
  if (refusal) return draft.refuse(event.type, refusal);
  end_hold(draft, 'redone', draft.at.wall_ms);
  redo(draft, event);
}

function redo(draft: Draft, event: Event): void {
  const { session, plan } = draft;
  const refusal = redo_refusal(plan, session);
  if (refusal || session.last_hold === null) return draft.refuse(event.type, refusal ?? 'nothing-to-redo');
  const must_place = session.last_hold !== session.hold || session.stage !== 'running';
  Object.assign(session, { hold: session.last_hold, remainder_ms: null });
  session.extra_ms += redo_ms(draft.hold);
  if (must_place && draft.hold.place_ms > 0) return enter(draft, 'setup', draft.hold.place_ms, BY_PRESS);
  Object.assign(session, { stage: 'running', phase: 'setup' });
  advance(draft, BY_PRESS);
}

function skip_hold(draft: Draft): void {
  const was_setup = draft.session.phase === 'setup';
  end_hold(draft, 'skipped', draft.at.wall_ms);
  if (was_setup) return next_turn(draft);
  draft.session.phase = 'release';
  advance(draft, BY_PRESS);
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

/** [S9] */
function rate(draft: Draft, event: Event): void {
  if (event.type !== 'rated') return;
  const { session, hold, plan } = draft;
  session.ratings.push({ after_ms: session.phase === 'hold' ? Math.round(session.ran_ms) : 0, nrs: event.nrs });
  if (event.nrs < hold.ceiling_nrs && event.nrs <= HOLD_ENDS_ABOVE_NRS) return;
  draft.sound('ease-off');
  const is_over = event.nrs > HOLD_ENDS_ABOVE_NRS || (plan.audience === 'self-care' && event.nrs > hold.ceiling_nrs);
  if (!is_over) return draft.announce({ says: 'ease-off', ceiling_nrs: hold.ceiling_nrs });
  end_hold(draft, 'ceiling', draft.at.wall_ms);
  session.closed.push(hold.point);
  draft.announce({ says: 'hold-ended', ended_by: 'ceiling' });
  come_off(draft);
}

/** [S10] While the next place is still being looked for, what is felt belongs to the point just left. */
function react(draft: Draft, event: Event): void {
  if (event.type !== 'reacted') return;
  const { session, plan } = draft;
  const is_before = session.phase === 'setup' && session.last_hold !== null;
  const felt = plan.holds[is_before && session.last_hold !== null ? session.last_hold : session.hold];
  const is_open = session.phase === 'hold' || session.phase === 'ramp' || session.phase === 'setup';
  const is_unwritten = session.stage === 'running' || !session.attempts[session.hold];
  if (!is_before && is_open && is_unwritten && felt) end_hold(draft, 'reaction', draft.at.wall_ms);
  const body = { reaction: event.reaction, during: felt?.point ?? null };
  draft.effects.push({ type: 'record', kind: 'reaction_reported', at: Math.round(draft.at.wall_ms), body });
  if (event.scope === 'session') return finish(draft, 'stopped');
  if (felt && !session.closed.includes(felt.point)) session.closed.push(felt.point);
  wait_before(draft, is_before ? session.hold : session.hold + 1, 'paused');
}

function stop(draft: Draft): void {
  finish(draft, 'stopped');
}

function stop_hold(draft: Draft): void {
  end_hold(draft, 'stopped', draft.at.wall_ms);
  finish(draft, 'stopped');
}

/** [S6] Held until the last saved moment; what came after, nobody saw. */
function break_by_reload(draft: Draft): void {
  const { session } = draft;
  const rest_ms = Math.floor(left_ms(session));
  end_hold(draft, 'unobserved', draft.saved_at);
  const is_worth_it = rest_ms >= SHORTEST_ATTEMPT_MS;
  wait_before(draft, is_worth_it ? session.hold : session.hold + 1, 'parked', 'reload');
  if (is_worth_it) session.remainder_ms = rest_ms;
}

function park_again(draft: Draft): void {
  const { session } = draft;
  const is_over = session.phase === 'release' || session.phase === 'rest';
  wait_before(draft, is_over ? session.hold + 1 : session.hold, 'parked', session.parked_by ?? 'reload');
}

function park_next(draft: Draft): void {
  wait_before(draft, draft.session.hold + 1, 'parked', 'reload');
}
