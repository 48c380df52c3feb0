/** The run as the room asks for it: one key as large as the screen, read from both ends, locked. */
import type { Settings } from '../../../pwa/src/app/model';
import type { Scene } from './scenes';
import { RUN_SCENES } from './scenes-run';

function room(name: string, settings: Partial<Settings>): Scene {
  return (model, library) => {
    RUN_SCENES[name]?.(model, library);
    model.settings.value = { ...model.settings.value, ...settings };
  };
}

export const ROOM_SCENES: Record<string, Scene> = {
  'run/whole': room('run/hold', { target: 'whole' }),
  'run/whole-easing': room('run/easing', { target: 'whole' }),
  'run/whole-paused': room('run/paused', { target: 'whole' }),
  'run/both-ends': room('run/hold', { target: 'whole', ends: 'both' }),
  'run/both-ends-easing': room('run/easing', { target: 'whole', ends: 'both' }),
  'run/both-ends-keys': room('run/asked', { ends: 'both' }),
  'run/both-ends-keys-easing': room('run/easing', { ends: 'both' }),
  'run/locked': room('run/hold', { is_locked_at_start: true }),
};
