/** Words of a protocol's page below its cover: what one reads. */
import type { HoldKind, PlannedSide, ZoneLevel } from '../../wire.gen';

const PLANNED_SIDES: Record<PlannedSide, string> = {
  left: 'left',
  right: 'right',
  both: 'both sides',
  affected: 'the side that hurts',
  midline: 'middle',
};

export const reading = {
  steps: 'Step by step',
  steps_note: 'Each marker is a place to search, never an exact spot. Search, do not aim.',
  planned_side: PLANNED_SIDES,
  hold: (seconds: number, kind: HoldKind) =>
    kind === 'until-eased' ? `until it eases, ${seconds}\u00a0s at most` : `${seconds}\u00a0s`,
  holds: (reps: number) => (reps === 1 ? 'once' : reps === 2 ? 'twice' : `${reps} times`),
  ceiling: (nrs: number) => `ease off at ${nrs}`,
  position: 'How',
  tools: 'With',
  referral: 'Felt in',
  latin: 'Latin',
  tool: (id: string) => id.replaceAll('-', ' '),
  gentle_only: 'Gentle only',
  evidence: 'What is known',
  grade: (grade: string) => `Evidence: ${grade}`,
  sources: (keys: readonly string[]) => `Sources: ${keys.join(', ')}`,
  may_say: 'What it may do',
  must_not_say: 'What it does not do',
  who_not: 'Who must not use it',
  minimum_age: (years: number) => `Anyone under ${years}`,
  frequency: 'How often',
  hours_between: (hours: number) => `At least ${hours} hours between sessions.`,
  same_point: (hours: number) => `At least ${hours} hours before the same point again.`,
  per_week: (times: number) => (times === 1 ? 'Once a week at most.' : `${times} times a week at most.`),
  review_sessions: (sessions: number) => `Look again after ${sessions} sessions.`,
  review_weeks: (weeks: number) => (weeks === 1 ? 'Look again after a week.' : `Look again after ${weeks} weeks.`),
  end_course: (weeks: number) => `Stop if nothing has changed after ${weeks} weeks, or if it gets worse.`,
  sore: 'Sore from last time: wait until that is gone. A missed day is neutral.',
  zones: 'Keep away from',
  zone: { never: 'Never press', 'therapist-only': 'Trained hands only', 'gentle-only': 'Gently only' } satisfies Record<
    ZoneLevel,
    string
  >,
  notes: 'Good to know',
  about: [
    'This guide times pressure holds. It does not diagnose, treat or cure disease, and it cannot tell whether a hold is safe for you.',
    'Stop whenever you wish. Ending early is part of the method.',
  ],
} as const;
