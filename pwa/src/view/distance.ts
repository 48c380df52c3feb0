/** How far away the screen is: what the size of the time left follows (css/run-far.css). Changes nothing that is pressed. */
import type { Settings } from '../app/model';

export const DISTANCES_M = [1, 2, 3] as const;

/** A tablet stands across the room, a phone lies in the hand. */
function is_tablet(): boolean {
  return matchMedia('(min-width: 700px) and (min-height: 700px)').matches;
}

/** The distance chosen on this device in metres, else what is usual for a screen of this size. */
export function distance_of(settings: Settings): 1 | 2 | 3 {
  return settings.distance_m ?? (is_tablet() ? 2 : 1);
}

/** Lets the styles know how far, and whether the ring gives way to the digits. */
export function wear_distance(settings: Settings): void {
  const distance_m = distance_of(settings);
  const { dataset } = document.documentElement;
  dataset.distance = String(distance_m);
  dataset.ring = distance_m === 3 || (distance_m === 2 && !is_tablet()) ? 'gone' : 'there';
}
