/**
 * What answers lead to, and which steps a flow has. Pure.
 *
 * Rules:
 *  [Q1] `emergency` and `refer-first` block everybody; `therapist-only` blocks self-care; nothing overrides a block.
 *  [Q2] `modify`, and what a therapist goes on with, must be looked at and confirmed before the run.
 *  [Q3] All points may not be left out.
 *  [Q4] Nothing leads on from `modify` before a point was left out, or somebody said that none is affected.
 *  [Q5] Widespread pain halves pressure and holds (clinical facts, 4.2).
 *  [Q6] A yes that calls for emergency care is enough: nobody has to answer the rest first.
 */
import type { Action, Audience, Question } from '../wire.gen';
import type { Flow, FlowStep } from './model';

/** The most serious first. */
const ACTIONS: readonly Action[] = ['emergency', 'refer-first', 'therapist-only', 'modify'];

/** Shipped is for ever: the question whose yes halves a plan. */
const HALVES = 'widespread-pain';

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
  if (flow.questions.length > 0) steps.push('screening');
  if (flow.blocked_by !== null) return [...steps, 'blocked'];
  if (flow.raised.length > 0) steps.push('modify');
  if (needs_side(flow)) steps.push('side');
  return [...steps, 'pain-before', 'run', 'pain-after', 'summary'];
}

/** True when what the step asks is answered. */
export function is_answered(flow: Flow): boolean {
  switch (flow.step) {
    case 'who':
      return !flow.asks_training || flow.is_trained;
    case 'screening':
      return needs_no_more_answers(flow) || flow.questions.every((question) => flow.answers[question.id] !== undefined);
    case 'modify':
      return has_points_left(flow) && (flow.left_out.length > 0 || flow.is_none_affected);
    case 'side':
      return flow.affected_side !== null;
    case 'pain-before':
      return flow.pain_before !== null;
    case 'pain-after':
      return flow.pain_after !== null || flow.made_worse;
    default:
      return true;
  }
}

/** [Q6] Nothing more serious could be found out. */
export function needs_no_more_answers(flow: Flow): boolean {
  return flow.blocked_by === 'emergency';
}

/** [Q3] */
export function has_points_left({ version, left_out }: Flow): boolean {
  return version.protocol.steps.some((step) => !left_out.includes(step.point));
}

function needs_side({ version, left_out }: Flow): boolean {
  return version.protocol.steps.some((step) => step.side === 'affected' && !left_out.includes(step.point));
}

/** [Q5] */
export function is_halved({ answers }: Pick<Flow, 'answers'>): boolean {
  return answers[HALVES] === 'yes';
}
