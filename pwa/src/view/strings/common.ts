/**
 * Words that rooms share from the first load on; those that only later rooms need are in common-rooms.ts. Sentences a person
 * would say; a phrase said twice is written once.
 */
import type { Trouble } from '../../app/model';
import type { Grade } from '../../wire.gen';

export const common = {
  app: 'Holdwell',
  nav: 'Main',
  library: 'Library',
  history: 'History',
  settings: 'Settings',
  lock_now: 'Lock',
  try_again: 'Try again',
  fetching_title: 'One moment',
  fetching: 'Fetching this page.',
  not_fetched_title: 'Not on this device yet',
  not_fetched: 'This page is fetched once, then it works without a network. Connect, and try again.',
  update: 'A newer version is ready.',
  update_action: 'Update now',
  trouble: {
    'storage-full': 'This device is full. What happens is kept in memory until there is room: free some space soon.',
    'storage-blocked':
      'The browser lets nothing be stored. What happens is kept in memory only: allow storage for this page.',
    'older-app': 'A newer version is open in another tab. Close this one, or load it again.',
  } satisfies Record<Trouble, string>,
  grade: {
    low: 'low',
    'very-low': 'very low',
    none: 'none found',
    'not-supported': 'speaks against it',
  } satisfies Record<Grade, string>,
  minutes: (minutes: number) => `${minutes} min`,
  points: (count: number) => (count === 1 ? '1 point' : `${count} points`),
} as const;

/** What a broken rule of core/rules means to the person who meets it. */
export const BARRED: Record<string, string> = {
  L1: 'It plans a hold longer than 90 seconds.',
  L2: 'It presses one point for more than three minutes.',
  L3: 'It presses a delicate place for more than 30 seconds.',
  L4: 'It plans a hold longer than 60 seconds, which is too long alone.',
  L5: 'It takes longer than 20 minutes, which is too long alone.',
  L6: 'It uses a point that only a trained therapist may press.',
  L7: 'It uses a point inside a place where nobody may press.',
  L8: 'It allows more pressure than the point is fit for.',
  L10: 'It presses both sides of the front of the neck.',
  L24: 'It names a point that this device does not know.',
  L25: 'It gives holds in a way that this app cannot time yet.',
  L27: 'It presses the calf without asking for a blood clot again.',
  unjudged: 'The part of the app that checks it could not be fetched. Reload the page.',
};

/** The reason, whatever the rule is called. */
export function barred_reason(rule: string): string {
  return BARRED[rule] ?? 'It breaks one of the limits that keep a hold within bounds.';
}
