/** The run as the view may show it, and what a person may ask for while it is on. A part of the seam in model.ts. */
import type { Advice } from '../core/advice';
import type { GuideWord } from '../core/guide';
import type { AskedAt, Beat, HoldPart } from '../core/kinds';
import type { Plan, PlannedHold } from '../core/plan';
import type { Felt, Refusal, Session } from '../core/state';
import type { Point, ProtocolVersion, Question, Side } from '../wire.gen';

/** The run as the screen shows it. Changes on events, never by time alone. */
export interface Run {
  plan: Plan;
  version: ProtocolVersion;
  session: Session;
  /** The hold that runs, waits or comes next; null at the end. */
  hold: PlannedHold | null;
  next: PlannedHold | null;
  /** 1 of `plan.holds.length`. */
  number: number;
  guide: GuideWord;
  /** The comfort band of now: of the level that runs, where there are levels. */
  band: readonly [number, number];
  /** From 1, of how many; null where pressure is not raised, or not yet pressed. */
  level: { number: number; count: number } | null;
  /** Of a pulse, while it runs. */
  beat: Beat | null;
  /** Where within the hold one is, as its tones tell; null where none has sounded. */
  part: HoldPart | null;
  /** The place that is looked for is on the other side. */
  is_other_side: boolean;
  /** Breaths counted, of how many; null where none are. */
  breaths: { done: number; count: number } | null;
  /** For which rating the screen asks. */
  asked: AskedAt | null;
  rating: number | null;
  /** What was rated of the hold that has just ended, until the next one begins. */
  melted: Felt | null;
  client_name: string | null;
  /** The stop-rule card is open (the session is paused under it). */
  card: 'closed' | 'open';
  /** After a reaction, or a yes to a question asked again: what is advised, until Continue. */
  advice: Advice | null;
  /** What the session stands still for; null too where the question did not come along: then nobody can say no to it. */
  question: Question | null;
  /** Finding the place begins with turning over. */
  is_turning: boolean;
  /** The last refusal, until the next event. */
  refusal: Refusal | null;
  /** Points that a therapist may add; none in self-care. */
  addable: readonly Point[];
  can: { redo: boolean; extend: boolean; begin_early: boolean; rate: boolean; back: boolean };
}

/** Repainted four times a second at most. */
export interface Dial {
  /** Time left in the phase in whole seconds, rounded up: what stands on the clock. */
  left_s: number;
  /** 0 at the start of the phase, 1 at its end. */
  share: number;
  /** Time left in the whole plan, in whole seconds. */
  plan_left_s: number;
}

export type RunIntent =
  | { type: 'begin_early' }
  /** `is_unsaid`: by a key that says nothing of how it went. */
  | { type: 'release'; is_unsaid?: true }
  | { type: 'pause' }
  | { type: 'resume' }
  | { type: 'redo' }
  | { type: 'skip' }
  | { type: 'extend' }
  | { type: 'rate'; nrs: number }
  /** One breath of a hold that counts them. */
  | { type: 'breathe' }
  | { type: 'go_back' }
  /** To any hold of the plan, by its index. */
  | { type: 'jump'; hold: number }
  /** A therapist adds a step at this point. */
  | { type: 'add_step'; point: string; sides: readonly Side[] }
  /** So much time is left, before a run and in it; null: as long as it takes, which only a run that has not begun can be. */
  | { type: 'time_given'; left_ms: number | null }
  | { type: 'card_opened' }
  | { type: 'card_closed' }
  | { type: 'react'; reaction: string }
  | { type: 'stop' }
  /** To the question that was asked again. */
  | { type: 'answered_again'; question: string; answer: 'yes' | 'no' };
