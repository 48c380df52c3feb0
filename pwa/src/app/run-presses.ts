/** Which press of the machine each intent of the run is. */
import type { Event } from '../core/state';
import type { Intent } from './model';

type WithMore = 'ticked' | 'rated' | 'reacted' | 'answered' | 'paused' | 'reloaded' | 'jumped' | 'added';
export type Press = Exclude<Event['type'], WithMore>;
export type EventBody = Event extends infer E ? (E extends Event ? Omit<E, 'at'> : never) : never;

/** Intents that are one press of the machine each. */
export const PRESSES: Partial<Record<Intent['type'], Press>> = {
  begin_early: 'begun_early',
  release: 'released',
  resume: 'resumed',
  redo: 'redone',
  skip: 'skipped',
  extend: 'extended',
  stop: 'stopped',
  breathe: 'breathed',
  go_back: 'went_back',
};
/** Presses that lead past what was advised. */
export const GOES_ON: readonly Press[] = ['resumed', 'redone', 'skipped', 'stopped', 'went_back'];

/** The press as the machine takes it. */
export function press_from(press: Press, intent: Intent): EventBody {
  return intent.type === 'release' && intent.is_unsaid ? { type: 'released', is_unsaid: true } : { type: press };
}
