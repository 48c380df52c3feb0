/**
 * What answers lead to, and which steps a flow has. Pure.
 *
 * Rules:
 *  [Q1] `emergency` and `refer-first` block everybody; `therapist-only` blocks self-care; nothing overrides a block.
 *  [Q2] `modify`, and what a therapist goes on with, must be looked at and confirmed before the run.
 *  [Q3] With nothing left to press the session ends kindly, and is kept as one that never began.
 *  [Q4] Where sites must be named, nothing leads on from `modify` before a point was left out, or somebody said that none is
 *       affected.
 *  [Q5] Widespread pain halves pressure and holds (clinical facts, 4.2).
 *  [Q6] A yes that calls for emergency care is enough: nobody has to answer the rest first.
 *  [Q12] A yes that sent somebody to a clinician or to emergency care is named at their next start, and asked again by itself,
 *        whatever protocol it is: no key that answers several answers it, and it decides nothing for ever.
 */
import type { Action, Audience, Question, Step } from '../wire.gen';
import { is_halved_by, is_named, todays_steps } from './leaving-out';
import type { Flow, FlowStep } from './model';

/** The most serious first. */
const ACTIONS: readonly Action[] = ['emergency', 'refer-first', 'therapist-only', 'modify'];

export type Answers = Readonly<Record<string, 'yes' | 'no'>>;

/** The questions answered yes, most serious action first. */
export function raised_by(questions: readonly Question[], answers: Answers): { question: Question; action: Action }[] {
  return questions
    .filter((question) => answers[question.id] === 'yes')
    .map((question) => ({ question, action: question.if_yes }))
    .sort((a, b) => ACTIONS.indexOf(a.action) - ACTIONS.indexOf(b.action));
}

/** [Q1] The most serious action that stops this audience here. */
export function block_of(raised: readonly { action: Action }[], audience: Audience): Action | null {
  const blocks = raised.map(({ action }) => action).filter((action) => is_block(action, audience));
  return blocks[0] ?? null;
}

function is_block(action: Action, audience: Audience): boolean {
  if (action === 'therapist-only') return audience === 'self-care';
  return action !== 'modify';
}

/** The steps of this flow in their order, as far as the answers are known. */
export function steps_of(flow: Flow): FlowStep[] {
  const steps: FlowStep[] = [];
  if (flow.audience === 'therapist') steps.push('who');
  if (flow.check_in !== null) steps.push('check-in');
  if (flow.review !== null) steps.push('review');
  if (flow.guard.advice.length + flow.guard.left_out.length > 0) steps.push('guard');
  if (flow.guard.is_blocked) return steps;
  if (flow.questions.length > 0) steps.push('screening');
  if (flow.blocked_by !== null) return [...steps, 'blocked'];
  if (flow.raised.length > 0) steps.push('modify');
  // An answer took the last one out.
  if (flow.raised.length > 0 && !has_points_left(flow)) return [...steps, 'blocked'];
  if (todays_steps(flow).length > 0) steps.push('steps');
  if (needs_side(flow) || needs_sides(flow)) steps.push('side');
  return [...steps, 'pain-before', 'run', 'pain-after', 'summary'];
}

/** No to what has no answer yet: a yes that was given stays a yes, and what was one last time is answered by itself ([Q12]). */
export function none_of({ questions, answers, said_before }: Flow): Record<string, 'yes' | 'no'> {
  const is_own = (id: string) => said_before.some(({ question }) => question === id);
  return Object.fromEntries(
    questions.flatMap(({ id }) => {
      const answer = answers[id] ?? (is_own(id) ? null : 'no');
      return answer === null ? [] : [[id, answer] as const];
    }),
  );
}

/** True when what the step asks is answered. */
export function is_answered(flow: Flow): boolean {
  switch (flow.step) {
    case 'who':
      return !flow.asks_training || flow.is_trained;
    case 'check-in':
    case 'review':
      // Their answer itself leads on.
      return false;
    case 'guard':
      return !flow.guard.is_blocked && (!needs_reason(flow) || flow.set_aside !== null);
    case 'screening':
      return needs_no_more_answers(flow) || flow.questions.every((question) => flow.answers[question.id] !== undefined);
    case 'modify':
      return !has_points_left(flow) || is_named(flow);
    case 'steps':
      return has_points_left(flow);
    case 'side':
      return (flow.affected_side !== null || !needs_side(flow)) && (flow.sides !== null || !needs_sides(flow));
    case 'pain-before':
      return flow.pain_before !== null || flow.drawn_before.length > 0;
    case 'pain-after':
      return flow.pain_after !== null || flow.made_worse || flow.drawn_after.length > 0;
    default:
      return true;
  }
}

/** Whether a therapist has to say why one goes on: what is left out anyway needs no reason. */
export function needs_reason({ audience, guard }: Flow): boolean {
  return audience === 'therapist' && guard.advice.length > 0;
}

/** [Q6] Nothing more serious could be found out. */
export function needs_no_more_answers(flow: Flow): boolean {
  return flow.blocked_by === 'emergency';
}

/** [Q3] */
export function has_points_left(flow: Flow): boolean {
  return steps_in(flow).length > 0;
}

/** The steps that are pressed today. */
export function steps_in(flow: Flow): Step[] {
  const out = points_out(flow);
  return flow.version.protocol.steps.filter(
    (step, index) => !out.includes(step.point) && !flow.left_out_steps.includes(index),
  );
}

/** Points that are not pressed today: an answer left them out, or they are not rested. */
export function points_out({ left_out, guard }: Flow): string[] {
  return [...new Set([...guard.left_out, ...left_out])];
}

/** Which side hurts, for the steps of one side only. */
export function needs_side(flow: Flow): boolean {
  return steps_in(flow).some((step) => step.side === 'affected');
}

/** [Q11] Which side today, for the steps of both. */
export function needs_sides(flow: Flow): boolean {
  return flow.audience === 'self-care' && steps_in(flow).some((step) => step.side === 'both');
}

/** [Q5] */
export function is_halved({ answers, questions }: Pick<Flow, 'answers' | 'questions'>): boolean {
  return is_halved_by(questions, answers);
}
