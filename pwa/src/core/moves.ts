/**
 * Going through the plan otherwise than in turn: one step back, to any step, and a step that is added on the fly.
 *
 * Transitions of the table in session.ts. Every way to a hold leads through finding its place, with its question and the time
 * to turn over; before anything is added or done again the caps are asked (dose.ts).
 */
import { added_refusal, visit_ms, visit_refusal } from './dose';
import type { PlannedHold } from './plan';
import type { Event } from './state';
import { come_off, type Draft, end_hold, go_to, wait_before } from './turns';

/** [S16] To the hold before this one that is not left for today. */
export function go_back(draft: Draft, event: Event): void {
  const { session, plan } = draft;
  const before = plan.holds.slice(0, session.hold).findLastIndex(({ point }) => !session.closed.includes(point));
  if (before < 0) return draft.refuse(event.type, 'nothing-before');
  visit(draft, event, before);
}

/** [S16] */
export function jump(draft: Draft, event: Event): void {
  if (event.type === 'jumped') visit(draft, event, event.hold);
}

function visit(draft: Draft, event: Event, index: number): void {
  const { session, plan } = draft;
  const refusal = visit_refusal(plan, session, index);
  if (refusal) return draft.refuse(event.type, refusal);
  session.extra_ms += visit_ms(plan, session, index);
  const { stage, phase, parked_by } = session;
  session.going_to = index;
  if (stage === 'paused' || stage === 'parked') return wait_before(draft, index, stage, parked_by);
  const is_left_open = index < session.hold && phase !== 'hold';
  const is_touched = phase === 'ramp' || phase === 'hold';
  // Going back, a hold that has not begun keeps its turn; else it is left as it is.
  if (!is_left_open && !session.attempts[session.hold]) end_hold(draft, 'skipped', draft.at.wall_ms);
  else if (phase === 'hold') end_hold(draft, 'skipped', draft.at.wall_ms);
  if (is_touched) come_off(draft);
  // What comes off already comes off first.
  else if (phase !== 'release') go_to(draft, index);
}

/** [S18] A step more, at the end of the plan: for a therapist, and within every cap. */
export function add(draft: Draft, event: Event): void {
  if (event.type !== 'added') return;
  const { plan } = draft;
  const [first] = event.holds;
  const refusal = added_refusal(plan, draft.session, event.holds);
  if (refusal || first === undefined) return draft.refuse(event.type, refusal ?? 'not-now');
  const planned_ms = event.holds.reduce((sum, hold) => sum + length_of(hold), 0);
  const { step, point, hold_ms, target_nrs, ceiling_nrs } = first;
  const sides = event.holds.map(({ side }) => side);
  const body = { step, point, sides, hold_ms, planned_ms, target_nrs, ceiling_nrs };
  draft.effects.push({ type: 'record', kind: 'step_added', at: Math.round(draft.at.wall_ms), body });
  draft.plan = { ...plan, holds: [...plan.holds, ...event.holds], planned_ms: plan.planned_ms + planned_ms };
  draft.announce({ says: 'added' });
}

function length_of({ setup_ms, ramp_ms, hold_ms, release_ms, rest_ms }: PlannedHold): number {
  return setup_ms + ramp_ms + hold_ms + release_ms + rest_ms;
}
