/** Words of the library and of a protocol's page. */
import type { HoldKind, PlannedSide, ZoneLevel } from '../../wire.gen';

const PLANNED_SIDES: Record<PlannedSide, string> = {
  left: 'left',
  right: 'right',
  both: 'both sides',
  affected: 'the side that hurts',
  midline: 'middle',
};

export const library = {
  title: 'What would help today?',
  audience: 'Who is it for',
  for_myself: 'For myself',
  with_a_client: 'With a client',
  search: 'Search',
  search_hint: 'Search by name or place',
  none_found: (text: string) => `Nothing here is called “${text}”.`,
  clear_search: 'Show everything',
  none_here: 'There is nothing for you here yet.',
  loading: 'Fetching the library.',
  missing: 'It is fetched once, then it works without a network. Connect, and try again.',
  draft: 'Content is a draft, not yet reviewed by a clinician.',
  offline: {
    ready: 'Ready offline.',
    preparing: 'Getting ready for use offline.',
    absent: 'This browser cannot keep the app for use offline.',
  },
  evidence: (grade: string) => `Evidence: ${grade}`,
  barred: 'Cannot be run here.',
} as const;

export const protocol = {
  start: 'Start',
  facts: {
    minutes: 'minutes',
    points: (count: number) => (count === 1 ? 'point' : 'points'),
    holds: 'holds',
  },
  cannot_start: 'This one cannot be started here.',
  elsewhere: 'A session is running in another tab. One at a time.',
  unknown_title: 'This protocol is not here',
  unknown: 'It may have been renamed or taken out of the library.',
  draft: 'Draft, not reviewed by a clinician',
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
  for_therapists: 'You remain responsible for assessment, consent and scope of practice where you work.',
} as const;
