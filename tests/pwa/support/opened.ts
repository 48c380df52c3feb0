/** Content that uses the whole format: zones to spare, steps to leave out, sides to choose, a question asked again. */
import type { Library, Question } from '../../../pwa/src/wire.gen';
import { LIBRARY, library_of, point, protocol, step } from './content';
import { Device } from './rig';

const ZONE = LIBRARY.zones[0] as Library['zones'][number];

export const ASKED: Question[] = [
  { id: 'clot-signs', group: 'all', ask: 'A swollen calf?', if_yes: 'emergency' },
  {
    id: 'heart-history',
    group: 'neck',
    ask: 'Heart trouble?',
    if_yes: 'modify',
    change: 'leave-out-zones',
    zones: ['throat'],
  },
  { id: 'skin', group: 'all', ask: 'Sore skin?', if_yes: 'modify', change: 'leave-out-sites' },
  { id: 'flare', group: 'all', ask: 'Does touch flare up?', if_yes: 'modify', change: 'halve' },
  { id: 'knee-new', group: 'all', ask: 'A new knee?', if_yes: 'modify', change: 'leave-out-sites' },
];

const POINTS = [
  point('calf', { ask_again: ['clot-signs'] }),
  point('neck-front', { zones_nearby: ['throat'], screen: ['heart-history'] }),
  point('thigh'),
];

const STEPS = [
  step({ point: 'thigh', side: 'both', body_position: 'prone', cue: 'Let the leg be heavy.' }),
  step({ point: 'calf', side: 'both', body_position: 'prone', leave_out_on: ['knee-new'] }),
  step({ point: 'neck-front', body_position: 'supine', optional: true, note: 'Lightest contact.' }),
];

export const ALONE = protocol('legs-alone', { steps: STEPS });
export const WITH_CLIENT = protocol('legs-client', {
  audience: 'therapist',
  side_order: 'all-left-first',
  steps: [...STEPS, step({ point: 'thigh', side: 'left', body_position: 'supine', leave_out_if: 'the knee is sore' })],
});
export const NECK_ALONE = protocol('neck-alone', { steps: [step({ point: 'neck-front' })] });

/** A device whose server shows this content. */
export function opened_device(): Device {
  const device = new Device();
  const shown = library_of(ALONE, WITH_CLIENT, NECK_ALONE);
  device.server.library_shown = {
    ...shown,
    points: POINTS,
    screening: ASKED,
    zones: [{ ...ZONE, id: 'throat', name: 'Throat', level: 'gentle-only' }],
    conditions: shown.conditions.map((condition) => ({ ...condition, screen: [] })),
  };
  // No texts: the versions are put together from the library.
  device.server.texts = {};
  return device;
}
