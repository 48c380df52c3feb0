/** The rest of a session, fitted into the minutes that are left. Pure. */
import { fit_rest } from '../core/elastic';
import type { NewFact } from '../core/fact';
import type { Judge } from '../core/rules';
import type { Running } from '../shell/schema';
import { session_fact } from './opening';

/** A session whose rest was fitted into the time that is left, and the fact that says so; null where nothing changes. */
export function fitted_running(
  running: Running,
  judge: Judge | null,
  left_ms: number | null,
  at: number,
): { running: Running; fact: NewFact } | null {
  if (left_ms === null || judge === null) return null;
  const { plan, fitted } = fit_rest(running.plan, running.version, running.session, left_ms, judge);
  if (fitted.length === 0) return null;
  const body = { left_ms, planned_holds: plan.holds.length, planned_ms: plan.planned_ms, fitted };
  return { running: { ...running, plan }, fact: session_fact('plan_fitted', running, at, body) };
}
