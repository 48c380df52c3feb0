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
  thumb: (name: string, side: string) => `Where: ${name}, ${side}.`,
  /** "Infraspinatus, left, step 2." */
  mark: (name: string, side: Hand, step: number | null) =>
    step === null ? `${name}, ${side}` : `${name}, ${side}, step ${step}`,
  areas_list: 'Areas on this drawing',
  closer: 'Closer',
  farther: 'Farther',
  whole: 'Whole',
  tools: 'Closer and farther',
  /** What the drawing is, for those who do not see it. */
  map: 'Body map',
  zones: 'Keep away from',
  felt: 'Shaded: where this is often felt. Often described, varies from person to person.',
  searched: 'A soft area is a place to search, never an exact spot.',
  pick: 'Tap an area to read where to search.',
} as const;
