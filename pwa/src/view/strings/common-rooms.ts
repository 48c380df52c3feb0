/** Words that several rooms share which are fetched after the first load. */
import type { Action, Audience, Role, Side } from '../../wire.gen';

const SIDES: Record<Side, string> = { left: 'left', right: 'right', midline: 'middle' };

/** What every emergency says first, in one wording: nobody who has such a sign is told to wait and see. */
export const CALL_NOW = 'Call your local emergency number now: 112, 999 or 911. Say what you have noticed.';

export const common_rooms = {
  locked: 'Locked',
  back: 'Back',
  continue: 'Continue',
  skip: 'Skip',
  cancel: 'Cancel',
  done: 'Done',
  to_library: 'Back to the library',
  side: SIDES,
  audience: { 'self-care': 'For yourself', therapist: 'For a trained therapist, with a client' } satisfies Record<
    Audience,
    string
  >,
  role: { owner: 'Owner', therapist: 'Therapist', client: 'Client' } satisfies Record<Role, string>,
  action: {
    emergency: 'Emergency care',
    'refer-first': 'See a clinician first',
    'therapist-only': 'With a trained therapist only',
    modify: 'Something is left out',
  } satisfies Record<Action, string>,
  band: (low: number, high: number) => (low === high ? `aim for ${low}` : `aim ${low} to ${high}`),
  no_name: 'No name',
  call: (number: string) => `Call ${number}`,
  emergency_number: 'emergency number',
} as const;

export function point_side(point: string, side: Side): string {
  return `${point}, ${SIDES[side]}`;
}

export const POINT_UNKNOWN = 'A point of a version not kept here';

/** A spelled-out number of a rating, at the start of a sentence. */
export const NUMBERS = ['Zero', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten'] as const;
