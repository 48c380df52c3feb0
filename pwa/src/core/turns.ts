/**
 * How a session moves through its plan: time, turns, waiting, and the one place that writes a hold's record.
 *
 * The mechanism under the table of session.ts, whose rules [S..] it keeps. Must never decide what an event means.
 */
import type { EndedBy, HoldEnded, SessionReason } from '../wire.gen';
import { find_ms, open_question } from './before-hold';
import { attempt_ms, key_of, pressed_ms } from './dose';
import { beat_of, has_half, level_of, may_raise, raise_due_ms } from './kinds';
import { PHASES, type PhaseKind, type Plan, type PlannedHold, phase_ms } from './plan';
import {
  type Cue,
  type Effect,
  type EventType,
  type Instant,
  left_ms,
  type Milestone,
  type Outcome,
  type Refusal,
  type Seen,
  type Session,
  SLEEP_MS,
  STALE_MS,
} from './state';

/** A session in the making: the copy that transitions write on, and the effects they ask for. */
export class Draft {
  readonly session: Session;
  readonly effects: Effect[] = [];
  /** Wall time of the event before this one: when a session that was reloaded was last seen. */
  readonly saved_at: number;

  constructor(
    public plan: Plan,
    from: Session,
    readonly at: Instant,
  ) {
    this.saved_at = from.last.wall_ms;
    const { ratings, attempts, held_holds, pressed_ms, closed, felt, going_to } = from;
    this.session = {
      ...from,
      ratings: [...ratings],
      attempts: [...attempts],
      ...(held_holds && { held_holds: [...held_holds] }),
      pressed_ms: { ...pressed_ms },
      closed: [...closed],
      // [S26]
      going_to: plan.holds[going_to ?? -1] ? (going_to ?? null) : null,
      ...(felt && { felt: { ...felt, ratings: [...felt.ratings] } }),
    };
  }

  /** The hold that runs or comes next. Must not be asked for when none is left. */
  get hold(): PlannedHold {
    const hold = this.plan.holds[this.session.hold];
    if (hold === undefined) throw new RangeError(`the plan has no hold ${this.session.hold}`);
    return hold;
  }

  announce(milestone: Milestone): void {
    this.effects.push({ type: 'announce', milestone });
  }

  sound(cue: Cue): void {
    this.effects.push({ type: 'sound', cue });
  }

  refuse(event: EventType, reason: Refusal): void {
    this.effects.push({ type: 'refuse', event, reason });
  }

  outcome(): Outcome {
    return { plan: this.plan, session: this.session, effects: this.effects };
  }
}

// -- Time -------------------------------------------------------------------------------------------------------------

/** How a phase came to begin: at a deadline (its tone was scheduled ahead), or by a press. */
export type Arrival = { by: 'press' } | { by: 'time'; late_ms: number };
export const BY_PRESS: Arrival = { by: 'press' };

/** The wall may be this far ahead before it counts: less is the grain of the clocks. */
const GRAIN_MS = 100;

/**
 * Lets time pass up to the event. The only place that does.
 *
 * Time that the monotonic clock did not count, the wall did ([S2]): standing still for a moment, again and again, would
 * otherwise lengthen a hold without bound. A wall set back counts for nothing.
 */
export function run_clock(draft: Draft): void {
  const { session, at } = draft;
  const mono_ms = Math.max(0, at.mono_ms - session.last.mono_ms);
  session.ahead_ms = Math.max(-GRAIN_MS, session.ahead_ms + at.wall_ms - session.last.wall_ms - mono_ms);
  const uncounted_ms = session.ahead_ms > GRAIN_MS ? session.ahead_ms : 0;
  session.ahead_ms -= uncounted_ms;
  pass(draft, mono_ms + uncounted_ms, mono_ms);
}

/** Milliseconds pass, of which the app was awake for at most `awake_ms`. */
function pass(draft: Draft, passed_ms: number, awake_ms: number): void {
  const { session, at } = draft;
  if (session.stage !== 'running') return wait(draft, passed_ms);
  const is_asleep = passed_ms > SLEEP_MS;
  const ran_before_ms = session.ran_ms;
  const left = left_ms(session);
  session.ran_ms += Math.min(passed_ms, left);
  if (session.felt) session.felt.since_ms += passed_ms;
  if (!is_asleep) session.observed_ms += Math.min(awake_ms, left);
  const late_ms = passed_ms - left;
  if (late_ms < 0) announce_within(draft, ran_before_ms, is_asleep);
  else if (is_asleep) wake_past_deadline(draft, at.wall_ms - late_ms);
  else advance(draft, { by: 'time', late_ms });
  if (passed_ms > STALE_MS) abandon(draft);
}

function wait(draft: Draft, passed_ms: number): void {
  if (draft.session.stage === 'ended') return;
  draft.session.paused_ms += passed_ms;
  if (draft.session.stage === 'asking') draft.session.asking_ms = (draft.session.asking_ms ?? 0) + passed_ms;
  if (draft.session.paused_ms > STALE_MS) abandon(draft);
}

/** [S13] Nobody came back in time. The end is dated when the session was last seen. */
export function abandon(draft: Draft): void {
  if (draft.session.stage !== 'ended') finish(draft, 'abandoned', { by: 'time', late_ms: 0 }, draft.saved_at);
}

/** [S4] The deadline passed while nobody was there to guide. */
function wake_past_deadline(draft: Draft, deadline_at: number): void {
  const { session } = draft;
  session.seen = seen_of(draft);
  if (session.phase === 'hold') end_hold(draft, 'unobserved', deadline_at);
  const is_over = session.phase === 'hold' || session.phase === 'release' || session.phase === 'rest';
  wait_before(draft, is_over ? turn_after(session) : session.hold, 'parked', 'sleep');
}

/** [S27] What is on, as far as it was watched; asked before its record is written. */
export function seen_of({ session, saved_at }: Draft): Seen {
  const { hold, phase, planned_ms } = session;
  const held_ms = phase === 'hold' ? Math.round(session.ran_ms) : 0;
  const observed_ms = Math.min(held_ms, Math.round(session.observed_ms));
  return { hold, phase, planned_ms, held_ms, observed_ms, until_at: Math.round(saved_at), by_ear: false };
}

/** What time alone brings within a hold: its middle, the next beat, the next level. No level comes unseen ([S20]). */
function announce_within(draft: Draft, ran_before_ms: number, is_asleep: boolean): void {
  const { session, hold } = draft;
  if (session.phase !== 'hold') return;
  const half_ms = session.planned_ms / 2;
  if (ran_before_ms < half_ms && session.ran_ms >= half_ms && has_half(hold, session)) draft.announce({ says: 'half' });
  const beat = beat_of(hold, session);
  if (beat !== null && beat !== beat_of(hold, { ...session, ran_ms: ran_before_ms })) draft.announce({ says: beat });
  const due_ms = raise_due_ms(hold, session);
  if (!is_asleep && due_ms !== null && due_ms <= session.ran_ms && may_raise(hold, session)) raise(draft);
}

/** [S19] The next level; its tone was scheduled, or follows the press that allowed it. */
export function raise(draft: Draft): void {
  const { session, hold } = draft;
  session.level = level_of(session) + 1;
  session.level_from_ms = session.ran_ms;
  draft.announce({ says: 'raise', level: session.level + 1, levels: hold.levels?.length ?? 0 });
}

export function cue_after(plan: Plan, session: Session): Cue {
  const hold = plan.holds[session.hold];
  const following = PHASES.slice(PHASES.indexOf(session.phase) + 1);
  const phase =
    hold && following.find((kind) => phase_ms(hold, kind) > 0 && !(kind === 'rest' && is_rest_left(session, hold)));
  if (phase) return phase;
  const at = next_open(plan, session);
  const next = plan.holds[at];
  if (open_question(session, next)) return 'pause';
  if (next === undefined) return 'end';
  const is_looked_for = find_ms(plan, session, next, is_in_turn(session, hold, at, next)) > 0;
  const first = PHASES.find((kind) => kind !== 'setup' && phase_ms(next, kind) > 0);
  return cue_of(is_looked_for ? 'setup' : (first ?? 'hold'), hold, next);
}

/**
 * Whether hold `at` comes after `left` as the plan has it: the hand is there already where the same place comes again right
 * away; whoever was sent there has to find it.
 */
export function is_in_turn(session: Session, left: PlannedHold | undefined, at: number, next: PlannedHold): boolean {
  if (left === undefined || at === session.going_to) return false;
  return next.setup_ms > 0 || key_of(left) === key_of(next);
}

/** How a phase of a hold begins, after another hold or the first: the other side is another tone. */
export function cue_of(phase: PhaseKind, before: PlannedHold | undefined, hold: PlannedHold | undefined): Cue {
  const sides = [before?.side, hold?.side];
  return phase === 'setup' && sides.includes('left') && sides.includes('right') ? 'side-switch' : phase;
}

/** Nobody rests for a next hold that does not come here. */
export function is_rest_left({ closed, going_to }: Session, hold: PlannedHold): boolean {
  return closed.includes(hold.point) || (going_to ?? null) !== null;
}

/** [S16] Where the next turn leads: to the hold that was chosen, else to the next that is neither done nor closed. */
export function next_open(plan: Plan, session: Session): number {
  const from = turn_after(session);
  const is_open = (hold: PlannedHold, i: number) =>
    i >= from && !session.closed.includes(hold.point) && (i === session.going_to || !session.attempts[i]);
  const next = plan.holds.findIndex(is_open);
  return next < 0 ? plan.holds.length : next;
}

/** The index from which the next turn is looked for. */
export function turn_after({ hold, going_to }: Session): number {
  return going_to ?? hold + 1;
}

// -- Moving through the plan ------------------------------------------------------------------------------------------

/** From the running phase to the one that follows it. */
export function advance(draft: Draft, arrival: Arrival): void {
  const { session, hold } = draft;
  if (session.phase === 'hold')
    end_hold(draft, 'time', draft.at.wall_ms - (arrival.by === 'time' ? arrival.late_ms : 0));
  const following = PHASES.slice(PHASES.indexOf(session.phase) + 1);
  const phase = following.find((kind) => phase_ms(hold, kind) > 0);
  if (phase === undefined || (phase === 'rest' && is_rest_left(session, hold))) {
    next_turn(draft, arrival);
  } else enter(draft, phase, phase === 'hold' ? attempt_ms(session, hold) : phase_ms(hold, phase), arrival);
}

/** [S3] Begins a phase at the deadline of the one before, unless it would be over before anybody saw it. */
export function enter(draft: Draft, phase: PhaseKind, planned_ms: number, arrival: Arrival): void {
  const { session } = draft;
  const late_ms = arrival.by === 'time' && arrival.late_ms < planned_ms ? arrival.late_ms : 0;
  Object.assign(session, {
    stage: 'running',
    phase,
    planned_ms,
    ran_ms: late_ms,
    observed_ms: late_ms,
    parked_by: null,
    seen: null,
  });
  if (phase === 'ramp' || phase === 'hold') Object.assign(session, { level: 0, level_from_ms: 0, felt: null });
  if (phase !== 'setup') session.lying = draft.hold.body_position ?? session.lying ?? null;
  if (arrival.by === 'press') draft.sound(cue_of(phase, draft.plan.holds[session.last_hold ?? -1], draft.hold));
  draft.announce({ says: 'phase', phase, hold: session.hold });
}

/** On to the hold that was chosen, or to the next in turn. */
export function next_turn(draft: Draft, arrival: Arrival = BY_PRESS): void {
  const { going_to } = draft.session;
  if (going_to === undefined || going_to === null) return next_hold(draft, draft.session.hold + 1, arrival);
  go_to(draft, going_to, arrival);
}

/** [S16] To this hold, wherever it stands. What lies between and was not done is accounted for, going forward. */
export function go_to(draft: Draft, index: number, arrival: Arrival = BY_PRESS): void {
  const { session, plan } = draft;
  const is_closed = session.closed.includes(plan.holds[index]?.point ?? '');
  session.going_to = null;
  pass_over(draft, session.hold, index);
  if (is_closed) return next_hold(draft, index, arrival);
  begin_anew(draft, index);
  find_place(draft, false, arrival);
}

/** The turn of the first open hold from `index` on; the end where there is none. */
export function next_hold(draft: Draft, index: number, arrival: Arrival = BY_PRESS): void {
  const { session, plan } = draft;
  const left = session.phase === 'setup' ? undefined : plan.holds[session.hold];
  const next = pass_closed(draft, index);
  begin_anew(draft, next);
  if (next === plan.holds.length) return finish(draft, 'completed', arrival);
  find_place(draft, is_in_turn(session, left, next, draft.hold), arrival);
}

/** [S9] The place that is being looked for is left for today now: on to the next. */
export function next_hold_of_closed(draft: Draft): void {
  next_hold(draft, draft.session.hold);
}

/** The session stands before this hold, and nothing of it has been held. */
export function begin_anew(draft: Draft, index: number): void {
  Object.assign(draft.session, { hold: index, remainder_ms: null, broken_ms: 0, breaths: 0, breaths_before: 0 });
}

/** [S14] [S15] The way to every hold: its question, where one is open; turning over; finding the place. */
export function find_place(draft: Draft, is_in_turn: boolean, arrival: Arrival = BY_PRESS, back_ms = 0): void {
  const { session, plan, hold } = draft;
  session.phase = 'setup';
  if (open_question(session, hold)) return ask(draft, arrival);
  const setup_ms = find_ms(plan, session, hold, is_in_turn) + back_ms;
  if (setup_ms > 0) return enter(draft, 'setup', setup_ms, arrival);
  session.stage = 'running';
  advance(draft, arrival);
}

/** After a hold that a press ended: off slowly, then on. */
export function come_off(draft: Draft): void {
  if (draft.hold.release_ms > 0) return enter(draft, 'release', draft.hold.release_ms, BY_PRESS);
  draft.session.phase = 'release';
  advance(draft, BY_PRESS);
}

/** [S15] Stands still: nothing is pressed until somebody has answered. */
export function ask(draft: Draft, arrival: Arrival = BY_PRESS): void {
  const planned_ms = draft.hold.place_ms;
  Object.assign(draft.session, { stage: 'asking', phase: 'setup', planned_ms, ran_ms: 0, observed_ms: 0 });
  Object.assign(draft.session, { asking_ms: 0, parked_by: null, seen: null });
  if (arrival.by === 'press') draft.sound('pause');
  draft.announce({ says: 'asking' });
}

/** [S12] Holds of points left for today are passed over, and the log says so; what was done is done ([S16]). */
function pass_closed(draft: Draft, index: number): number {
  const { plan, session } = draft;
  const is_passed = (hold: PlannedHold, i: number) => session.closed.includes(hold.point) || !!session.attempts[i];
  const next = plan.holds.findIndex((hold, i) => i >= index && !is_passed(hold, i));
  const end = next < 0 ? plan.holds.length : next;
  pass_over(draft, index, end);
  return end;
}

/** Holds from `index` to before `end` that were never tried are logged as skipped; nobody was there. */
function pass_over(draft: Draft, index: number, end: number): void {
  const { session } = draft;
  const { last_hold, phase, hold } = session;
  for (let i = index; i < end; i += 1) {
    if (session.attempts[i]) continue;
    Object.assign(session, { hold: i, phase: 'setup', remainder_ms: null });
    end_hold(draft, 'skipped', draft.at.wall_ms);
  }
  Object.assign(session, { last_hold, phase, hold });
}

/** Stands still before hold `index`: nothing runs until somebody says so. */
export function wait_before(
  draft: Draft,
  index: number,
  stage: 'paused' | 'parked',
  by: Session['parked_by'] = null,
): void {
  const { session, plan } = draft;
  const is_here = index === session.hold && !session.closed.includes(plan.holds[index]?.point ?? '');
  if (session.going_to === index) pass_over(draft, session.hold, index);
  const is_chosen = session.going_to === index && !session.closed.includes(plan.holds[index]?.point ?? '');
  // What was chosen begins anew, though it be the one that was on ([S28]).
  if (is_chosen || !is_here) begin_anew(draft, is_chosen ? index : pass_closed(draft, index));
  Object.assign(session, { going_to: null, felt: null });
  if (stage === 'paused') session.seen = null;
  if (stage === 'paused' && session.hold === plan.holds.length) return finish(draft, 'completed');
  session.phase = 'setup';
  const next = plan.holds[session.hold];
  const planned_ms = next ? find_ms(plan, session, next, false) : 0;
  Object.assign(session, { stage, planned_ms, ran_ms: 0, observed_ms: 0, parked_by: by });
  draft.sound('pause');
  draft.announce({ says: stage });
}

/** Writes the hold's record. The one place where held time is counted; it never passes what was planned ([S2]). */
export function end_hold(draft: Draft, ended_by: EndedBy, at: number): void {
  const { session, hold } = draft;
  const was_held = session.phase === 'hold';
  const held_ms = was_held ? Math.round(session.ran_ms) : 0;
  const attempt = (session.attempts[session.hold] ?? 0) + 1;
  const { breaths } = session;
  const body: HoldEnded = {
    step: hold.step,
    point: hold.point,
    side: hold.side,
    repeat: hold.repeat,
    attempt,
    planned_ms: was_held ? session.planned_ms : attempt_ms(session, hold),
    held_ms,
    observed_ms: was_held ? Math.min(held_ms, Math.round(session.observed_ms)) : 0,
    paused_ms: Math.round(session.paused_ms),
    ended_by,
    ratings: session.ratings,
    ...(was_held && hold.levels && { level: level_of(session) + 1 }),
    ...(was_held && hold.breaths !== undefined && breaths !== undefined && { breaths }),
  };
  draft.effects.push({ type: 'record', kind: 'hold_ended', at: Math.round(at), body });
  session.attempts[session.hold] = attempt;
  if (held_ms > 0) session.held_holds?.push(session.hold);
  session.pressed_ms[key_of(hold)] = pressed_ms(session, hold) + held_ms;
  if (was_held || session.phase === 'ramp') session.last_pressed = session.hold;
  // [S25] Its record is written; what is rated from here on follows as a fact of its own.
  if (held_ms > 0 && ended_by !== 'unobserved')
    session.felt = { hold: session.hold, attempt, held_ms, since_ms: 0, is_rated: false, ratings: session.ratings };
  Object.assign(session, { last_hold: session.hold, paused_ms: 0, ratings: [], remainder_ms: null });
}

export function finish(draft: Draft, reason: SessionReason, arrival: Arrival = BY_PRESS, at = draft.at.wall_ms): void {
  Object.assign(draft.session, { stage: 'ended', reason });
  draft.effects.push({ type: 'record', kind: 'session_ended', at: Math.round(at), body: { reason } });
  if (arrival.by === 'press') draft.sound('end');
  draft.announce({ says: 'ended', reason });
}
