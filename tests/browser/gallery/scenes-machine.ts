/** Pairing, devices, the server, settings. */
import type { PairState } from '../../../pwa/src/app/model';
import type { DevicesState } from '../../../pwa/src/app/practice-model';
import type { Device } from '../../../pwa/src/wire.gen';
import { NOW } from './fake-model';
import type { Scene } from './scenes';

function pair(state: PairState): Scene {
  return (model) => {
    model.route.value = { screen: 'pair' };
    model.pairing.value = state;
    model.sync.value = { ...model.sync.value, paired: null };
  };
}

const DEVICES: Device[] = [
  ['Laptop at the desk', 'owner', true],
  ['Tablet in room 2', 'therapist', false],
  ['Anna’s phone', 'therapist', false],
].map(([device_name, role, is_this], i) => ({
  device_id: `d${i}`,
  device_name: device_name as string,
  role: role as Device['role'],
  client_id: null,
  created_at: NOW - (i + 1) * 86_400_000 * 9,
  last_seen_at: NOW - i * 3_900_000,
  is_this: is_this as boolean,
}));

function devices(state: DevicesState['state'], code_at: string | null = null): Scene {
  return (model) => {
    model.route.value = { screen: 'devices' };
    const expires_at = NOW + 600_000;
    const url = `${code_at}/pair#7KQM-4TXD`;
    const code =
      code_at === null ? null : ({ code: '7KQM-4TXD', url, role: 'therapist', expires_at, client_id: null } as const);
    const is_local_only = code_at?.includes('localhost') ?? false;
    model.devices.value = { ...model.devices.value, state, devices: DEVICES, code, is_local_only };
  };
}

/** One that was removed has left something. */
const removed: Scene = (model, library) => {
  devices('ready')(model, library);
  const left = [{ device_id: 'd9', device_name: 'Old tablet', removed_at: NOW - 7_200_000, facts: 12 }];
  model.devices.value = { ...model.devices.value, removed: left };
};

const STATUS = {
  version: '0.1.0',
  practice_name: 'Linden Street Practice',
  started_at: NOW - 86_400_000,
  facts: 4128,
  devices: 3,
  data_path: '/var/lib/holdwell',
  protocols: 6,
  is_publicly_trusted: false,
  address: 'https://holdwell.local:8443',
  is_disk_low: false,
  checked_at: NOW - 86_400_000,
};

const BACKUPS = {
  folder: '/mnt/second-disk/holdwell',
  hour: 3,
  last_at: NOW - 30_000_000,
  last_file: '/mnt/second-disk/holdwell/holdwell-20261121-020000Z.sqlite3',
  failed_at: null,
  failure: '',
};

const FAILED = {
  ...BACKUPS,
  last_at: NOW - 116_400_000,
  failed_at: NOW - 1_800_000,
  failure: 'No backup was made: /mnt/second-disk/holdwell: Input/output error.',
};

const FAULTS = [
  {
    file: 'conditions/upper-back-pain/self-care.yaml',
    line: 20,
    column: 63,
    message: '`hold_s` is 75: a self-care hold lasts at most 60 s',
  },
  {
    file: 'points/neck.yaml',
    line: 41,
    column: 7,
    message: '`search_aera` is no field of a point; did you mean `search_area`?',
  },
];

export const MACHINE_SCENES: Record<string, Scene> = {
  'pair/idle': pair({ state: 'idle' }),
  'pair/failed': pair({ state: 'failed', why: 'code-not-valid', detail: '', code: 'K7TR-2M9' }),
  'pair/failed-offline': pair({ state: 'failed', why: 'offline', detail: '', code: '7KQM-4TXD' }),
  'pair/not-handed-in': pair({ state: 'failed', why: 'not-handed-in', detail: '', code: '7KQM-4TXD' }),
  'pair/client': pair({
    state: 'asking',
    code: '7KQM-4TXD',
    practice_id: 'p1',
    practice_name: 'Linden Street Practice',
    role: 'client',
    client_id: 'client-1',
    lets_go: true,
    known_as: 'Anna’s phone',
    unbound: [],
  }),
  'pair/asking': pair({
    state: 'asking',
    code: '7KQM-4TXD',
    practice_id: 'p1',
    practice_name: 'Linden Street Practice',
    role: 'therapist',
    client_id: null,
    lets_go: false,
    known_as: '',
    unbound: [
      { id: 's1', title: 'Upper back pain', at: NOW - 3_600_000, was_begun: true },
      { id: 's2', title: 'Jaw (temporomandibular) pain', at: NOW - 86_400_000, was_begun: true },
    ],
  }),
  'pair/paired': pair({ state: 'paired', practice_name: 'Linden Street Practice', before: null }),
  'pair/paired-anew': pair({
    state: 'paired',
    practice_name: 'Linden Street Practice',
    before: { practice_name: 'The old practice', sessions: 3 },
  }),
  'devices/ready': devices('ready'),
  'devices/code': devices('ready', 'https://holdwell.local:8443'),
  'devices/code-at-localhost': devices('ready', 'http://localhost:8000'),
  'devices/removed': removed,
  'devices/discard': removed,
  'devices/rename': devices('ready'),
  'devices/remove': devices('ready'),
  'devices/signed-out': devices('signed-out'),
  'devices/offline': devices('offline'),
  'devices/not-owner': devices('not-owner'),
  'settings/paired': (model) => {
    model.is_staff.value = true;
    model.route.value = { screen: 'settings' };
    model.sync.value = { ...model.sync.value, on_server: 30 };
  },
  'settings/to-install': (model) => {
    model.is_staff.value = true;
    model.route.value = { screen: 'settings' };
    model.install.value = 'offered';
  },
  'settings/ios': (model) => {
    model.is_staff.value = true;
    model.route.value = { screen: 'settings' };
    model.install.value = 'ios-steps';
  },
  'library/to-install': (model) => {
    model.install.value = 'offered';
    model.is_install_suggested.value = true;
  },
  'pair/ios': (model) => {
    const practice_name = 'Linden Street Practice';
    model.route.value = { screen: 'pair' };
    model.pairing.value = {
      state: 'asking',
      code: '7KQM-4TXD',
      practice_id: 'p1',
      practice_name,
      role: 'therapist',
      client_id: null,
      lets_go: false,
      known_as: '',
      unbound: [],
    };
    model.sync.value = { ...model.sync.value, paired: null };
    model.install.value = 'ios-steps';
  },
  'settings/unpaired': (model) => {
    model.route.value = { screen: 'settings' };
    model.sync.value = { ...model.sync.value, paired: null, last_synced_at: null, on_server: 0, unsent: 31 };
    model.platform.value = {
      wake_lock: 'refused',
      sound: 'blocked',
      storage: 'best-effort',
      offline: 'absent',
      ticks: 'when-seen',
      has_mute_switch: false,
    };
  },
  'status/faults': (model) => {
    model.route.value = { screen: 'status' };
    model.status.value = { ...STATUS, faults: FAULTS, backups: FAILED, is_disk_low: true, checked_at: null };
  },
  'status/clean': (model) => {
    model.route.value = { screen: 'status' };
    model.status.value = { ...STATUS, faults: [], backups: BACKUPS };
  },
  'status/signed-out': (model) => {
    model.route.value = { screen: 'status' };
    model.status.value = 'signed-out';
  },
  'status/offline': (model) => {
    model.route.value = { screen: 'status' };
    model.status.value = 'offline';
  },
};
