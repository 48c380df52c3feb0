/** The facts with which a session begins, and those of one that an answer stopped before it began. Pure. */
import { type Fit, fit_plan } from '../core/elastic';
import type { NewFact } from '../core/fact';
import { type Plan, plan_from } from '../core/plan';
import type { Judge } from '../core/rules';
import type { FactBodies, KnownFactKind } from '../wire.gen';
import { drawn_bodies } from './drawing';
import type { Flow } from './model';
import { is_halved, needs_sides, points_out } from './screening';

/** A fact of a session; the type checks its body against its kind. */
export function session_fact<K extends KnownFactKind>(
  kind: K,
  session: { session_id: string; client_id: string | null },
  at: number,
  body: FactBodies[K],
): NewFact {
  return { kind, subject: session.session_id, client_id: session.client_id, at, body };
}

/** The plan, fitted into the time there is for it. */
export function plan_of(flow: Flow, judge: Judge | null): Plan {
  return fit_of(flow, judge)?.plan ?? whole_plan_of(flow);
}

/** What the time there is takes out of the plan; null where none was named, or no rules are there to ask. */
export function fit_of(flow: Flow, judge: Judge | null, left_ms: number | null = flow.left_ms): Fit | null {
  return left_ms === null || judge === null ? null : fit_plan(whole_plan_of(flow), flow.version, left_ms, judge);
}

/** The plan as far as it is known; a side that was never asked changes no length. */
export function whole_plan_of(flow: Flow): Plan {
  const { version, digest } = flow;
  return plan_from(version, digest, {
    affected_side: flow.affected_side ?? 'left',
    left_out: points_out(flow),
    left_out_steps: flow.left_out_steps,
    sides: needs_sides(flow) ? flow.sides : null,
    is_halved: is_halved(flow),
  });
}

/** What is known when the run begins: written with the running state, before the first hold. */
export function opening_facts(flow: Flow, judge: Judge | null, at: number, time_zone: string): NewFact[] {
  const { version, digest, audience, pain_before, set_aside } = flow;
  const left_out = points_out(flow);
  const fit = fit_of(flow, judge);
  const plan = fit?.plan ?? whole_plan_of(flow);
  const { id: protocol_id, title, condition } = version.protocol;
  const facts = [
    session_fact('session_started', flow, at, {
      protocol_id,
      protocol_digest: digest,
      audience,
      planned_holds: plan.holds.length,
      planned_ms: plan.planned_ms,
      time_zone,
      title,
      ...(left_out.length > 0 && { left_out }),
      ...(is_halved(flow) && { halved: true }),
      ...(flow.left_out_steps.length > 0 && { left_out_steps: flow.left_out_steps }),
      ...(needs_sides(flow) && flow.sides !== null && { sides: flow.sides }),
      ...(fit !== null && fit.fitted.length > 0 && { left_ms: flow.left_ms, fitted: fit.fitted }),
    }),
  ];
  if (flow.asks_training && flow.is_trained) {
    const confirmed = { question: 'trained', answer: 'yes', action: 'therapist-only' } as const;
    facts.push(session_fact('screening_answered', flow, at, confirmed));
  }
  for (const { id: question, if_yes: action } of flow.questions) {
    const answer = flow.answers[question];
    if (answer) facts.push(session_fact('screening_answered', flow, at, { question, answer, action }));
  }
  if (set_aside !== null) facts.push(session_fact('advice_set_aside', flow, at, set_aside));
  if (pain_before !== null) {
    facts.push(session_fact('pain_rated', flow, at, { when: 'before', nrs: pain_before, region: condition }));
  }
  for (const body of drawn_bodies(flow, 'before')) facts.push(session_fact('pain_drawn', flow, at, body));
  return facts;
}

/** A session that an answer stopped: the answers are kept, nothing was pressed. */
export function blocked_facts(flow: Flow, judge: Judge | null, at: number, time_zone: string): NewFact[] {
  const opening = opening_facts({ ...flow, pain_before: null, drawn_before: [] }, judge, at, time_zone);
  return [...opening, session_fact('session_ended', flow, at, { reason: 'abandoned' })];
}
