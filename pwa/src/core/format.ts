/**
 * Numbers as a person reads them: seconds on a clock, minutes of a plan. Words are not made here.
 */

/** 42 -> "0:42", 75 -> "1:15". */
export function clock_text(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** Whole seconds still to go: rounded up, so that a clock shows 0 only when the time is over. */
export function seconds_left(left_ms: number): number {
  return Math.max(0, Math.ceil(left_ms / 1000));
}

/** Minutes of a plan: the nearest whole minute, at least 1. The same rule stands in holdwell.core.plan. */
export function minutes_of(planned_ms: number): number {
  return Math.max(1, Math.floor(planned_ms / 60_000 + 0.5));
}

/** A count as people read it: 48,000. */
export function number_text(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}
