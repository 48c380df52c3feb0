/** Every screen in every state worth a look, by the name in the gallery's address. */
import type { Library } from '../../../pwa/src/wire.gen';
import type { OpenModel } from './fake-model';
import { BUILD_SCENES } from './scenes-build';
import { DRAWING_SCENES } from './scenes-drawing';
import { FINDER_SCENES } from './scenes-finder';
import { FLOW_SCENES } from './scenes-flow';
import { GUARD_SCENES } from './scenes-guard';
import { LIBRARY_SCENES } from './scenes-library';
import { LOCK_PRESSED, LOCK_SCENES } from './scenes-lock';
import { MACHINE_SCENES } from './scenes-machine';
import { OPENING_SCENES } from './scenes-opening';
import { PAST_PRESSED, PAST_SCENES } from './scenes-past';
import { PRACTICE_PRESSED, PRACTICE_SCENES } from './scenes-practice';
import { ROOM_PRESSED, ROOM_SCENES } from './scenes-room';
import { RUN_SCENES } from './scenes-run';
import { STATE_SCENES } from './scenes-states';
import { WAIT_SCENES } from './scenes-waits';

export type Scene = (model: OpenModel, library: Library) => void;

export const SCENES: Record<string, Scene> = {
  ...LIBRARY_SCENES,
  ...BUILD_SCENES,
  ...DRAWING_SCENES,
  ...FINDER_SCENES,
  ...FLOW_SCENES,
  ...GUARD_SCENES,
  ...OPENING_SCENES,
  ...RUN_SCENES,
  ...ROOM_SCENES,
  ...PAST_SCENES,
  ...MACHINE_SCENES,
  ...PRACTICE_SCENES,
  ...LOCK_SCENES,
  ...WAIT_SCENES,
  ...STATE_SCENES,
};

/** What is pressed on a scene before it is looked at, by the words on it. */
export const PRESSED: Record<string, readonly string[]> = {
  ...PRACTICE_PRESSED,
  ...LOCK_PRESSED,
  ...ROOM_PRESSED,
  ...PAST_PRESSED,
};
