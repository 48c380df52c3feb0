/** Words of the drawing of where it hurts. It is shown as it was shaded; nothing here says that less is better. */
import type { Side } from '../../wire.gen';

export const drawing = {
  open: 'Show where it hurts',
  note: 'If you like: tap where it hurts, tap again to take it back.',
  figure: 'Where it hurts',
  list: 'The same as a list',
  region: (area: string, side: Side) => `${area}, ${side === 'midline' ? 'middle' : side}`,
  shaded: (names: readonly string[]) => `Shaded: ${names.join('; ')}.`,
  none: 'Nothing is shaded.',
  title: 'Where it hurt',
  before: 'Before',
  after: 'After',
  not_drawn: 'Nothing was shaded.',
  ground: { front: 'Front', back: 'Back' },
} as const;
