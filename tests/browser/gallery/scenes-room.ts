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

/** The device will not keep its screen on. */
function refused(scene: Scene): Scene {
  return (model, library) => {
    scene(model, library);
    model.platform.value = { ...model.platform.value, wake_lock: 'refused' };
  };
}

/** `~`: held for a moment. */
export const ROOM_PRESSED: Record<string, readonly string[]> = {
  'run/whole-keys': ['~Tap to release. Hold for all keys.'],
  'run/steps': ['all steps'],
  'run/add-step': ['all steps', 'Add a step'],
  'run/minutes': ['Minutes left'],
  'run/tones': ['all steps', 'Tones with R. M.: Soft'],
};

export const ROOM_SCENES: Record<string, Scene> = {
  'run/whole': room('run/hold', { target: 'whole' }),
  'run/whole-easing': room('run/easing', { target: 'whole' }),
  'run/whole-paused': room('run/paused', { target: 'whole' }),
  'run/both-ends': room('run/hold', { target: 'whole', ends: 'both' }),
  'run/both-ends-easing': room('run/easing', { target: 'whole', ends: 'both' }),
  'run/both-ends-keys': room('run/asked', { ends: 'both' }),
  'run/both-ends-keys-easing': room('run/easing', { ends: 'both' }),
  'run/whole-keys': room('run/hold', { target: 'whole' }),
  'run/whole-breaths': room('run/breaths', { target: 'whole' }),
  'run/whole-dark': refused(room('run/setup', { target: 'whole' })),
  'run/whole-silent-setup': room('run/silent-setup', { target: 'whole' }),
  'run/whole-silent-half': room('run/silent-half', { target: 'whole' }),
  'run/whole-silent-last': room('run/silent-last', { target: 'whole' }),
  'run/whole-silent-release': room('run/silent-release', { target: 'whole' }),
  'run/whole-silent-rest': room('run/silent-rest', { target: 'whole' }),
  'run/whole-returned': room('run/returned', { target: 'whole' }),
  'run/whole-returned-trouble': room('run/returned-trouble', { target: 'whole' }),
  'run/whole-returned-amiss': room('run/returned-amiss', { target: 'whole' }),
  'run/both-ends-returned-amiss': room('run/returned-amiss', { ends: 'both' }),
  'run/both-ends-returned': room('run/returned', { target: 'whole', ends: 'both' }),
  'run/whole-melted': room('run/melted', { target: 'whole' }),
  'run/both-ends-melted': room('run/melted-next', { target: 'whole', ends: 'both' }),
  'run/locked': room('run/hold', { is_locked_at_start: true }),
};
