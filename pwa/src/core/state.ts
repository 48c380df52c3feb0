/**
 * The words of the session machine: what it is in, what may happen to it, and what it asks the world to do.
 *
 * A Session is plain data: it is saved as it stands and taken up again. Must never hold anything but data.
 */
import type {
  BodyPosition,
  EndedBy,
  HoldEnded,
  HoldRated,
  Rating,
  ScreeningAnswered,
  SessionReason,
  StepAdded,
} from '../wire.gen';
import type { PhaseKind, Plan, PlannedHold } from './plan';

/** Both clocks at the moment of an event: epoch milliseconds, and milliseconds of a clock that is never set. */
export interface Instant {
  wall_ms: number;
  mono_ms: number;
}

export type Event = { at: Instant } & (
  | { type: 'ticked' }
  | { type: 'begun_early' }
  /** `is_unsaid`: by a key that says nothing of how it went. */
  | { type: 'released'; is_unsaid?: boolean }
  | { type: 'paused' }
  | { type: 'resumed' }
  | { type: 'redone' }
  | { type: 'skipped' }
  | { type: 'extended' }
  | { type: 'rated'; nrs: number }
  /** One breath of a hold that counts them. */
  | { type: 'breathed' }
  /** Back to the hold before this one; to any hold of the plan, by its index. */
  | { type: 'went_back' }
  | { type: 'jumped'; hold: number }
  /** A therapist adds a step; its holds come at the end of the plan, one for each side. */
  | { type: 'added'; holds: readonly PlannedHold[] }
  | { type: 'reacted'; reaction: string; scope: 'point' | 'session' }
  | { type: 'stopped' }
  /** To the question that was asked again; one for another question answers nothing. */
  | { type: 'answered'; question: string; answer: 'yes' | 'no' }
  /** The app was closed or killed since the session was saved. */
  | { type: 'reloaded' }
);

export type EventType = Event['type'];
export type Stage = 'running' | 'paused' | 'parked' | 'asking' | 'ended';
/** What the machine is in: the running phase, or one of the other stages. */
export type Mode = PhaseKind | Exclude<Stage, 'running'>;

/** The hold that was pressed last, as long as a rating still belongs to it. Its record is written. */
export interface Felt {
  hold: number;
  attempt: number;
  held_ms: number;
  /** Since it ended. */
  since_ms: number;
  /** It was rated since. */
  is_rated: boolean;
  ratings: Rating[];
}

/** What was on when a session was last watched, and how much of it was. */
export interface Seen {
  hold: number;
  phase: PhaseKind;
  /** Of a hold: how long it was to be, how long it was held, and how much of that somebody saw or heard. */
  planned_ms: number;
  held_ms: number;
  observed_ms: number;
  /** Until when, on the wall. */
  until_at: number;
  /** It was the track that was heard until then. */
  by_ear: boolean;
}

export interface Session {
  stage: Stage;
  /** Index into `plan.holds` of the hold that runs or comes next; `plan.holds.length` when none is left. */
  hold: number;
  phase: PhaseKind;
  /** Length of the running phase, and how much of it has run, in milliseconds. */
  planned_ms: number;
  ran_ms: number;
  /** The part of `ran_ms` in which the app was awake. */
  observed_ms: number;
  /** Time paused or parked since the last hold ended. */
  paused_ms: number;
  ratings: Rating[];
  /** Length of the next attempt at `hold` when one was broken off; null: its full length. */
  remainder_ms: number | null;
  /** Time held in the attempts of this hold that were broken off: it counts towards the cap of one hold. */
  broken_ms: number;
  /** Attempts ended so far, by index of the hold. */
  attempts: number[];
  /** Indices of holds at which something was held; a session saved by an older app lacks it. */
  held_holds?: number[];
  /** Time held so far by point and side. */
  pressed_ms: Record<string, number>;
  /** Time added to the plan by +15 s and Redo. */
  extra_ms: number;
  /** Points left for today. */
  closed: string[];
  /** The hold that ended last by its own turn, which Redo repeats. */
  last_hold: number | null;
  /** The hold that was last under pressure, to which what is felt afterwards belongs. */
  last_pressed: number | null;
  parked_by: 'sleep' | 'reload' | null;
  /** [S27] Of what was on when nobody watched any more, while parked; a session saved by an older app lacks it. */
  seen?: Seen | null;
  /** Of holds with levels: the one that runs, from 0, and when it began within the hold. An older app lacks these six. */
  level?: number;
  level_from_ms?: number;
  /** Breaths counted in this attempt, and in those of this hold that were broken off. */
  breaths?: number;
  breaths_before?: number;
  felt?: Felt | null;
  /** The hold to go to once the pressure is off, where somebody chose one. */
  going_to?: number | null;
  /** Questions answered with no during this session, by step; a session saved by an older app lacks these three. */
  answered?: string[];
  /** How long the question on the screen has stood there. */
  asking_ms?: number;
  /** How one lies now, as far as the plan says. */
  lying?: BodyPosition | null;
  reason: SessionReason | null;
  last: Instant;
  /** How far the wall has come ahead of the monotonic clock without having been counted. */
  ahead_ms: number;
  last_press: { type: EventType; mono_ms: number } | null;
}

export type Cue =
  | PhaseKind
  /** The place to find is on the other side. */
  | 'side-switch'
  | 'half'
  /** The hold ends in five seconds. */
  | 'last-five'
  | 'end'
  | 'ease-off'
  | 'pause'
  /** The next level of a hold that has them; the two beats of a pulse. */
  | 'raise'
  | 'press'
  | 'ease';
export type Refusal =
  | 'hold-cap'
  | 'point-cap'
  | 'plan-cap'
  | 'nothing-to-redo'
  | 'nothing-before'
  | 'point-closed'
  | 'therapist-only'
  /** The protocol with what was asked for would break a rule of the house. */
  | 'house-rule'
  | 'not-now';
export type Milestone =
  | { says: 'phase'; phase: PhaseKind; hold: number }
  | { says: 'half' }
  | { says: 'raise'; level: number; levels: number }
  | { says: 'press' | 'ease' }
  | { says: 'added' | 'breath' | 'rated' }
  | { says: 'ease-off'; ceiling_nrs: number }
  | { says: 'hold-ended'; ended_by: EndedBy }
  | { says: 'paused' }
  | { says: 'parked' }
  | { says: 'asking' }
  | { says: 'ended'; reason: SessionReason };

export type Effect =
  | { type: 'record'; kind: 'hold_ended'; at: number; body: HoldEnded }
  | { type: 'record'; kind: 'hold_rated'; at: number; body: HoldRated }
  | { type: 'record'; kind: 'step_added'; at: number; body: StepAdded }
  | { type: 'record'; kind: 'reaction_reported'; at: number; body: { reaction: string; during: string | null } }
  | { type: 'record'; kind: 'screening_answered'; at: number; body: ScreeningAnswered }
  | { type: 'record'; kind: 'session_ended'; at: number; body: { reason: SessionReason } }
  /** A tone that no deadline announced: it follows a press. */
  | { type: 'sound'; cue: Cue }
  | { type: 'announce'; milestone: Milestone }
  | { type: 'refuse'; event: EventType; reason: Refusal };

export interface Outcome {
  /** The plan it goes on with: another one where a step was added. */
  plan: Plan;
  session: Session;
  effects: Effect[];
}

/** Longer than this without an event, or the wall that far ahead of the monotonic clock, is sleep. */
export const SLEEP_MS = 2000;
/** A session that stood still for longer is over: what was asked before it says nothing about now. */
export const STALE_MS = 2 * 3_600_000;

/** A session that has not begun. */
export function before_start(at: Instant): Session {
  return {
    stage: 'running',
    hold: 0,
    phase: 'setup',
    planned_ms: 0,
    ran_ms: 0,
    observed_ms: 0,
    paused_ms: 0,
    ratings: [],
    remainder_ms: null,
    broken_ms: 0,
    attempts: [],
    held_holds: [],
    pressed_ms: {},
    extra_ms: 0,
    closed: [],
    last_hold: null,
    last_pressed: null,
    parked_by: null,
    seen: null,
    level: 0,
    level_from_ms: 0,
    breaths: 0,
    breaths_before: 0,
    felt: null,
    going_to: null,
    answered: [],
    asking_ms: 0,
    lying: null,
    reason: null,
    last: at,
    ahead_ms: 0,
    last_press: null,
  };
}

export function mode_of(session: Session): Mode {
  return session.stage === 'running' ? session.phase : session.stage;
}

/** Milliseconds until the running phase ends. */
export function left_ms(session: Session): number {
  return Math.max(0, session.planned_ms - session.ran_ms);
}
