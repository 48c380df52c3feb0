/** How far away the screen is: what the size of the time left follows (css/run-far.css). Changes nothing that is pressed. */
import type { Settings } from '../app/model';

export const DISTANCES_M = [1, 2, 3] as const;

/** A tablet stands across the room, a phone lies in the hand. As the styles have it (css/run-far.css), lying or upright. */
const TABLET = matchMedia('(min-width:900px) and (min-height:560px),(min-width:700px) and (min-height:700px)');

const usual_m = () => (TABLET.matches ? 2 : 1);

/** The distance chosen on this device in metres, else what is usual for a screen of this size. */
export function distance_of(settings: Settings): 1 | 2 | 3 {
  return settings.distance_m ?? usual_m();
}

/** Lets the styles know how far, and whether the ring gives way to the digits. */
export function wear_distance(settings: Settings): void {
  // A window that is turned or shared becomes another.
  TABLET.onchange = () => wear_distance(settings);
  const distance_m = distance_of(settings);
  const { dataset } = document.documentElement;
  dataset.distance = String(distance_m);
  dataset.ring = distance_m > usual_m() ? 'gone' : 'there';
}
