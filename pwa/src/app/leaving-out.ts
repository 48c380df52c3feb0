/**
 * What is not pressed today, and why: an answer took it out, a person named it, a therapist decided. Pure.
 *
 * Must never put back in self-care what an answer took out. Rules (with those of screening.ts):
 *  [Q7] A yes to a question that leaves out by zones takes out every point near them by itself. In self-care it stays out; a
 *       therapist sees why, and decides.
 *  [Q8] A yes to a question that a step names takes that step out by itself, for everybody.
 *  [Q9] A question says what its yes changes; one kept by an older app, which does not, asks for the sites.
 *  [Q10] Steps that may be left out are offered to a therapist before the run, and to nobody else; what was left out is logged.
 *  [Q11] For both sides, self-care asks which side today.
 */
import type { Change, Point, ProtocolVersion, Question, Step } from '../wire.gen';
import type { Flow } from './model';

/** Shipped is for ever: the question whose yes halved a plan before questions said so themselves. */
const HALVED_ONCE = 'widespread-pain';

/** [Q9] What a yes to this question changes. */
export function change_of({ id, change }: Question): Change {
  return change ?? (id === HALVED_ONCE ? 'halve' : 'leave-out-sites');
}

/** The questions answered yes that change something and do not stop the session. */
function changing({ raised }: Pick<Flow, 'raised'>): Question[] {
  return raised.filter(({ action }) => action === 'modify').map(({ question }) => question);
}

/** [Q5] */
export function is_halved_by(questions: readonly Question[], answers: Flow['answers']): boolean {
  const is_so = (question: Question) => question.if_yes === 'modify' && change_of(question) === 'halve';
  // A session kept by an older app may know the answer and no longer the question.
  return answers[HALVED_ONCE] === 'yes' || questions.some((each) => answers[each.id] === 'yes' && is_so(each));
}

/** [Q7] The questions whose yes takes this point out. */
export function reasons_out(flow: Pick<Flow, 'raised'>, point: Point): Question[] {
  return changing(flow).filter(
    (question) =>
      change_of(question) === 'leave-out-zones' &&
      (question.zones ?? []).some((zone) => point.zones_nearby.includes(zone)),
  );
}

/** [Q7] The points that answers took out. */
export function points_taken(flow: Pick<Flow, 'raised' | 'version'>): string[] {
  return flow.version.points.filter((point) => reasons_out(flow, point).length > 0).map(({ id }) => id);
}

/** [Q8] The steps that answers took out. */
export function steps_taken({ answers, version }: Pick<Flow, 'answers' | 'version'>): number[] {
  const is_taken = (step: Step) => (step.leave_out_on ?? []).some((question) => answers[question] === 'yes');
  return version.protocol.steps.flatMap((step, index) => (is_taken(step) ? [index] : []));
}

/** [Q7] [Q8] Points and steps that these answers took out. */
export function taken_by(
  version: ProtocolVersion,
  answers: Flow['answers'],
  raised: Flow['raised'],
): Pick<Flow, 'left_out' | 'left_out_steps'> {
  return { left_out: points_taken({ raised, version }), left_out_steps: steps_taken({ answers, version }) };
}

/** Whether a person has to name the sites that an answer touches: so it is for what a therapist goes on with, too. */
export function asks_sites({ raised }: Pick<Flow, 'raised'>): boolean {
  return raised.some(({ question, action }) => action !== 'modify' || change_of(question) === 'leave-out-sites');
}

/** Whether it was said what to leave out, or that nothing is affected. */
export function is_named(flow: Flow): boolean {
  const taken = points_taken(flow);
  return !asks_sites(flow) || flow.is_none_affected || flow.left_out.some((point) => !taken.includes(point));
}

/** [Q7] Whether this person may put that point back. */
export function may_put_back(flow: Flow, point: string): boolean {
  return flow.audience === 'therapist' || !points_taken(flow).includes(point);
}

/** The points left out when one more was, or one less. What stays out stays out. */
export function with_point(flow: Flow, point: string, is_out: boolean): string[] {
  if (!may_put_back(flow, point)) return flow.left_out;
  const others = flow.left_out.filter((each) => each !== point);
  return is_out ? [...others, point] : others;
}

/** [Q8] [Q10] The steps left out when one more was, or one less. */
export function with_step(flow: Flow, step: number, is_out: boolean): number[] {
  if (!todays_steps(flow).includes(step) || steps_taken(flow).includes(step)) return flow.left_out_steps;
  const others = flow.left_out_steps.filter((each) => each !== step);
  return is_out ? [...others, step].sort((a, b) => a - b) : others;
}

/** [Q10] The steps about which a therapist decides before the run. */
export function todays_steps({ audience, version, left_out, guard }: Flow): number[] {
  if (audience !== 'therapist') return [];
  return version.protocol.steps.flatMap((step, index) =>
    (step.optional || step.leave_out_if !== undefined) && ![...left_out, ...guard.left_out].includes(step.point)
      ? [index]
      : [],
  );
}
