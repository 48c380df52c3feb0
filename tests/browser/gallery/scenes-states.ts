/** What is seldom met: a server that keeps no more, a device that was removed, storage that is shut, a change refused. */
import type { OpenModel } from './fake-model';
import type { Scene } from './scenes';
import { MACHINE_SCENES } from './scenes-machine';
import { PAST_SCENES } from './scenes-past';
import { PRACTICE_SCENES } from './scenes-practice';

type Sync = OpenModel['sync']['value'];

function synced(change: Partial<Sync>): Scene {
  return (model) => {
    model.sync.value = { ...model.sync.value, ...change };
  };
}

function failed(why: 'not-loopback' | 'storage' | 'other', detail = ''): Scene {
  return (model) => {
    model.route.value = { screen: 'pair' };
    model.pairing.value = { state: 'failed', why, detail };
    model.sync.value = { ...model.sync.value, paired: null };
  };
}

function troubled(trouble: 'storage-blocked' | 'older-app'): Scene {
  return (model) => {
    model.trouble.value = trouble;
  };
}

/** Another scene, and the server's word that it did not do what was asked. */
function refused(scene: Scene | undefined, failure: string): Scene {
  return (model, library) => {
    scene?.(model, library);
    model.devices.value = { ...model.devices.value, state: 'ready', failure };
  };
}

const LEFT = { on_server: 24, unsent: 7 };
const GONE = { paired: null, activity: 'revoked', written: 7, on_server: 0 } as const;

export const STATE_SCENES: Record<string, Scene> = {
  'library/syncing': synced({ ...LEFT, activity: 'syncing' }),
  'library/progress': synced({ activity: 'syncing', progress: { read: 1200, of: 8200 } }),
  'library/put-off-day': synced({ ...LEFT, activity: 'waiting', put_off: 'day' }),
  'library/put-off-disk': synced({ ...LEFT, activity: 'waiting', put_off: 'disk' }),
  'library/revoked': synced({ ...GONE, unsent: 7 }),
  'library/handed-over': synced({ ...GONE, unsent: 0, handed_over: 7 }),
  'library/storage-blocked': troubled('storage-blocked'),
  'library/older-app': troubled('older-app'),
  /** The session side could not be fetched. */
  'library/missed': (model) => {
    model.is_session_missed.value = true;
  },
  /** A server whose protocols are all for others. */
  'library/none-here': (model) => {
    const state = model.library.value;
    const { paired } = model.sync.value;
    if (state.state !== 'ready') return;
    model.library.value = { ...state, cards: state.cards.filter(({ audience }) => audience === 'therapist') };
    model.sync.value = { ...model.sync.value, paired: paired && { ...paired, role: 'client', client_id: 'client-1' } };
  },
  'pair/failed-not-loopback': failed('not-loopback'),
  'pair/failed-storage': failed('storage'),
  'pair/failed-other': failed('other'),
  'devices/failure': refused(MACHINE_SCENES['devices/ready'], 'The last owner cannot be removed.'),
  'client/failure': refused(PRACTICE_SCENES['client/ready'], 'Too many codes are open. Wait until one has expired.'),
  'summary/refused': (model, library) => {
    PAST_SCENES['summary/stopped']?.(model, library);
    const title = 'The note is too long';
    const refused = [{ id: 'f1', kind: 'note_written', title, detail: '' }];
    model.sync.value = { ...model.sync.value, network: 'online', activity: 'idle', on_server: 30, unsent: 1, refused };
    model.session_sync.value = { 'session-0': { written: 31, on_server: 30, refused: 1 } };
  },
};
