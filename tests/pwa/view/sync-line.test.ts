/** The sync line: honest words for every state, and "N of M on the server" wherever there is a server. */
import { expect, test } from 'vitest';
import type { SyncState } from '../../../pwa/src/app/model';
import { signed_out_way } from '../../../pwa/src/view/machine/signed-out-way';
import { said_of } from '../../../pwa/src/view/parts/sync-line';
import { T } from '../../../pwa/src/view/strings';

const PAIRED: SyncState = {
  paired: {
    device_id: 'd1',
    practice_id: 'p1',
    practice_name: 'Practice',
    role: 'owner',
    client_id: null,
    device_name: 'Tablet',
    is_publicly_trusted: true,
  },
  network: 'online',
  activity: 'idle',
  written: 31,
  on_server: 31,
  unsent: 0,
  refused: [],
  last_synced_at: null,
  handed_over: 0,
  progress: null,
};
const WHOLE = { written: 31, on_server: 31, refused: 0 };
const PARTLY = { written: 31, on_server: 7, refused: 0 };

test('all of it proven', () => {
  expect(said_of(PAIRED, WHOLE)).toEqual({ look: 'whole', text: '31 of 31 on the server' });
});

test('a long record says how far it is, but of one session what that session is', () => {
  const state: SyncState = { ...PAIRED, activity: 'syncing', progress: { read: 1200, of: 48000 } };
  expect(said_of(state, WHOLE).text).toBe('Reading the record: 1,200 of 48,000');
  expect(said_of(state, WHOLE, 's1').text).toBe('31 of 31 on the server');
});

test('without a network it says that it waits, and how much is safe', () => {
  const state: SyncState = { ...PAIRED, network: 'offline' };
  expect(said_of(state, PARTLY)).toEqual({ look: 'partly', text: '7 of 31 on the server, waiting for network' });
});

test('a server that could not keep it is not a network that is missing', () => {
  expect(said_of({ ...PAIRED, activity: 'waiting' }, PARTLY)).toEqual({
    look: 'partly',
    text: '7 of 31 on the server. The server could not keep it yet. Trying again.',
  });
});

test('[N17] what the server puts off says that it waits here, and goes by itself', () => {
  expect(said_of({ ...PAIRED, activity: 'waiting', put_off: 'day' }, PARTLY)).toEqual({
    look: 'partly',
    text: '7 of 31 on the server. It takes only so much a day: the rest waits here and goes by itself.',
  });
  expect(said_of({ ...PAIRED, activity: 'waiting', put_off: 'disk' }, PARTLY).text).toBe(
    '7 of 31 on the server. Its disk is full: the rest waits here and goes by itself once there is room.',
  );
});

test('a removed device says how many facts never came to the server', () => {
  const state: SyncState = { ...PAIRED, paired: null, activity: 'revoked', written: 0, on_server: 0, unsent: 12 };
  const said = said_of(state, { written: 0, on_server: 0, refused: 0 });
  expect(said).toEqual({
    look: 'refused',
    text: '12 facts not on the server, this device was removed by the owner',
  });
});

test('a refused fact is told with its field', () => {
  expect(T.sync.refused_fact('note_written', 'Too long', 'text: 10000 at most')).toBe(
    'note written: Too long (text: 10000 at most)',
  );
});

test('without a network, but with nothing left to send, it does not complain', () => {
  expect(said_of({ ...PAIRED, network: 'offline' }, WHOLE).text).toBe('31 of 31 on the server');
});

test('a refusal is never hidden behind a number', () => {
  const state: SyncState = { ...PAIRED, refused: [{ id: 'f1', kind: 'note_written', title: 'Too long', detail: '' }] };
  const said = said_of(state, { written: 31, on_server: 30, refused: 1 });
  expect(said).toEqual({ look: 'refused', text: '30 of 31 on the server, refused: Too long' });
});

test('a refusal elsewhere is not said of this session', () => {
  const state: SyncState = { ...PAIRED, refused: [{ id: 'f1', kind: 'note_written', title: 'Too long', detail: '' }] };
  expect(said_of(state, WHOLE, 'session').look).toBe('whole');
});

test('signed out and removed devices are told so', () => {
  const signed_out: SyncState = { ...PAIRED, activity: 'signed-out' };
  expect(said_of(signed_out, PARTLY).text).toBe('This device has to be paired again. 24 facts wait.');
  expect(said_of(signed_out, { written: 31, on_server: 30, refused: 1 }).text).toContain('again. 1 fact waits.');
  expect(said_of(signed_out, WHOLE).text).toBe('This device has to be paired again.');
  expect(said_of({ ...PAIRED, paired: null, activity: 'revoked' }, PARTLY).look).toBe('refused');
});

test('a device that the server no longer knows is told what to do, a client also what to do where no code can be made', () => {
  const staff: SyncState = { ...PAIRED, activity: 'signed-out' };
  expect(signed_out_way(PAIRED)).toBeNull();
  expect(signed_out_way({ ...staff, paired: null })).toBeNull();
  expect(signed_out_way(staff)).toContain('Ask the owner for a new code');
  const client: SyncState = { ...staff, paired: PAIRED.paired && { ...PAIRED.paired, role: 'client' } };
  expect(signed_out_way(client)).toContain('delete the data of this page');
});

test('an unpaired device promises nothing', () => {
  expect(said_of({ ...PAIRED, paired: null }, PARTLY).text).toBe('Not paired. Kept on this device.');
});
