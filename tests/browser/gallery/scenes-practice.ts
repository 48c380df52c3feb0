/** A client's own page, and what was done to the practice. */
import type { AuditEntry } from '../../../pwa/src/core/audit';
import { NOW } from './fake-model';
import type { Scene } from './scenes';
import { past } from './scenes-past';

const HOUR_MS = 3_600_000;
const PLAIN = { before: '', role: '', facts: 0, device_name: '' };

const DONE: AuditEntry[] = [
  { ...PLAIN, id: 'f', kind: 'client_erased', at: NOW - HOUR_MS, by: 'Laptop at the desk', facts: 212 },
  { ...PLAIN, id: 'e', kind: 'handover_taken', at: NOW - 5 * HOUR_MS, by: 'Laptop at the desk', ...tablet(12) },
  { ...PLAIN, id: 'd', kind: 'device_revoked', at: NOW - 6 * HOUR_MS, by: 'Laptop at the desk', ...tablet(0) },
  { ...PLAIN, id: 'c', kind: 'practice_exported', at: NOW - 30 * HOUR_MS, by: null, facts: 4128 },
  {
    ...PLAIN,
    id: 'b',
    kind: 'device_renamed',
    at: NOW - 80 * HOUR_MS,
    by: 'Laptop at the desk',
    device_name: 'Tablet in room 2',
    before: 'Unnamed device',
  },
  { ...PLAIN, id: 'a', kind: 'device_paired', at: NOW - 90 * HOUR_MS, by: null, ...tablet(0), role: 'therapist' },
];

function tablet(facts: number) {
  return { device_name: 'Old tablet', facts };
}

function client(then: Scene = () => {}): Scene {
  return (model, library) => {
    model.route.value = { screen: 'client', id: 'client-1' };
    model.is_staff.value = true;
    past(model, library);
    then(model, library);
  };
}

/** What asks whether one is sure. */
export const PRACTICE_PRESSED: Record<string, readonly string[]> = {
  'client/erase': ['Erase R. M.'],
  'client/erase-sure': ['Erase R. M.', 'There is no way back, and I am sure.'],
  'devices/rename': ['Rename'],
  'devices/remove': ['Remove'],
  'devices/discard': ['Discard'],
};

export const PRACTICE_SCENES: Record<string, Scene> = {
  'client/ready': client(),
  'client/no-code': client((model) => {
    model.devices.value = { ...model.devices.value, state: 'ready', is_for_clients: false };
  }),
  'client/erase': client(),
  'client/erase-sure': client(),
  'client/code': client((model) => {
    const code = '7KQM-4TXD';
    const url = `https://linden.example/pair#${code}`;
    const made = { code, url, role: 'client', expires_at: NOW + 600_000, client_id: 'client-1' } as const;
    model.devices.value = { ...model.devices.value, state: 'ready', code: made };
  }),
  'client/offline': client((model) => {
    model.devices.value = { ...model.devices.value, state: 'offline' };
  }),
  'client/older': client((model) => {
    model.older.value = { is_there: true, whole: [], reading: null, trouble: null };
  }),
  'client/not-owner': client((model) => {
    const { paired } = model.sync.value;
    model.sync.value = { ...model.sync.value, paired: paired && { ...paired, role: 'therapist' } };
  }),
  'client/unknown': client((model) => {
    model.clients.value = [];
  }),
  'client/erasing': client((model) => {
    model.erasing.value = { state: 'erasing', client_id: 'client-1' };
  }),
  'client/erase-failed': client((model) => {
    model.erasing.value = { state: 'failed', client_id: 'client-1', why: 'offline', detail: '' };
  }),
  'client/erased': client((model) => {
    model.erasing.value = { state: 'erased', client_id: 'client-1', facts: 212, devices: 1 };
  }),
  'audit/ready': (model) => {
    model.route.value = { screen: 'audit' };
    model.audit.value = DONE;
  },
  'audit/empty': (model) => {
    model.route.value = { screen: 'audit' };
  },
};
