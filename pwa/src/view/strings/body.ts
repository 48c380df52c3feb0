/** Words of the body map. Left and right are always the person's own. */
import type { BodyView, Hand } from '../../core/body/scene';
import type { Audience } from '../../wire.gen';

const WHOSE: Record<Audience, string> = { 'self-care': 'Your', therapist: 'Client’s' };

export const body = {
  views: 'View',
  view: {
    front: 'Front',
    back: 'Back',
    head: 'Head',
    palm: 'Palm',
    hand: 'Back of the hand',
    sole: 'Sole',
  } satisfies Record<BodyView, string>,
  side: (audience: Audience, side: Hand) => `${WHOSE[audience]} ${side}`,
  thumb: (name: string, view: string) => `Where: ${name}. ${view}.`,
  /** "Infraspinatus, left, step 2". */
  mark: (name: string, side: Hand, steps: readonly number[]) =>
    steps.length === 0
      ? `${name}, ${side}`
      : `${name}, ${side}, ${steps.length === 1 ? 'step' : 'steps'} ${steps.join(', ')}`,
  mark_eased: (name: string, first: number | undefined, last: number | undefined) =>
    first === undefined || last === undefined
      ? `${name}, not rated`
      : first === last
        ? `${name}, discomfort ${first}`
        : `${name}, discomfort ${first} to ${last}`,
  /** Discomfort at first and at last, as it stands in an area. */
  eased: (first: number | undefined, last: number | undefined) =>
    first === undefined || last === undefined ? '·' : first === last ? `${first}` : `${first}\u2009→\u2009${last}`,
  eased_note: 'The number on an area is the last rating of discomfort there. Tap one to see the first as well.',
  areas_list: 'Areas on this drawing',
  closer: 'Closer',
  farther: 'Farther',
  whole: 'Whole',
  tools: 'Closer and farther',
  /** What the drawing is, for those who do not see it. */
  map: 'Body map',
  zones: 'Keep away from',
  felt: 'Shaded: where this is often felt. Often described, varies from person to person.',
  felt_short: 'Shaded: often felt there',
  searched: 'A soft area is a place to search, never an exact spot.',
  pick: 'Tap an area to read where to search.',
} as const;
