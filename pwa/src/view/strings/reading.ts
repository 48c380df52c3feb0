/** Words of a protocol's page below its cover: what one reads. */
import type { BodyPosition, PlannedSide, SideOrder, Step, ZoneLevel } from '../../wire.gen';

const PLANNED_SIDES: Record<PlannedSide, string> = {
  left: 'left',
  right: 'right',
  both: 'both sides',
  affected: 'the side that hurts',
  midline: 'middle',
};

/** How long a step is held, and what changes within the hold. */
function held_words({ hold_s, hold_kind, levels, pulse, hold_breaths }: Step): string {
  const seconds = (count: number) => `${count}\u00a0s`;
  const breaths = hold_breaths === undefined ? '' : hold_breaths === 1 ? '1 breath' : `${hold_breaths} breaths`;
  const at_most = `${breaths ? `${breaths} or ` : ''}${seconds(hold_s)} at most`;
  if (hold_kind === 'until-eased') return `until it eases, ${at_most}`;
  const whole = breaths ? at_most : seconds(hold_s);
  if (levels) {
    const each = levels.map(({ hold_s: level_s, target_nrs: [low, high] }) => {
      return `${seconds(level_s)} at ${low === high ? low : `${low} to ${high}`}`;
    });
    return `${whole} in levels: ${each.join(', then ')}`;
  }
  if (pulse) return `${whole}: ${seconds(pulse.press_s)} pressed, ${seconds(pulse.ease_s)} let up, by turns`;
  return whole;
}

export const reading = {
  steps: 'Step by step',
  steps_note: 'Each marker is a place to search, never an exact spot. Search, do not aim.',
  planned_side: PLANNED_SIDES,
  hold: held_words,
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
  lies: {
    supine: 'On the back',
    prone: 'Face down',
    'side-lying': 'On the side',
    seated: 'Sitting',
    standing: 'Standing',
  } satisfies Record<BodyPosition, string>,
  side_order: {
    'by-step': 'Each step left, then right.',
    'all-left-first': 'All left sides first, then all right ones.',
    alternate: 'Sides change after every hold.',
  } satisfies Record<SideOrder, string>,
  fingers_only: 'Fingers only',
  may_be_left_out: 'May be left out',
  leave_out_if: 'Not if',
  cue: 'Think',
  say: 'Say',
  note: 'Note',
  ask_again: 'Asked',
  sources_title: 'What this rests on',
  source_who: (authors: string, year: number | null) => (year === null ? authors : `${authors}, ${year}`),
  is_read: 'Read for this',
  is_not_read: 'Not re-read',
  outside_name: (address: string) => `${address}, opens outside this app`,
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
