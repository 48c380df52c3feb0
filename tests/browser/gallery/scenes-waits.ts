/** Rooms while what they show is on its way, where it cannot be had, and for devices they are not for. */
import type { Route } from '../../../pwa/src/app/model';
import type { OpenModel } from './fake-model';
import type { Scene } from './scenes';
import { flow_of } from './scenes-flow';
import { past } from './scenes-past';

function at(route: Route, then: (model: OpenModel) => void = () => {}): Scene {
  return (model) => {
    model.route.value = route;
    then(model);
  };
}

/** The log is being read from the device. */
const unread = (model: OpenModel) => {
  model.sessions.value = null;
};

/** What this device waits to send, away from the server. */
function waiting(model: OpenModel): void {
  model.sync.value = { ...model.sync.value, network: 'offline', activity: 'waiting', on_server: 24, unsent: 7 };
}

function as(role: 'therapist' | 'client'): (model: OpenModel) => void {
  return (model) => {
    const { paired } = model.sync.value;
    const client_id = role === 'client' ? 'client-1' : null;
    model.is_staff.value = role !== 'client';
    model.sync.value = { ...model.sync.value, paired: paired && { ...paired, role, client_id } };
  };
}

function older(change: Partial<OpenModel['older']['value']>): Scene {
  return (model, library) => {
    past(model, library);
    model.is_staff.value = true;
    model.route.value = { screen: 'history' };
    model.older.value = { is_there: true, whole: [], reading: null, trouble: null, ...change };
  };
}

export const WAIT_SCENES: Record<string, Scene> = {
  'protocol/loading': at({ screen: 'protocol', id: 'upper-back-pain-self-care' }),
  'history/loading': at({ screen: 'history' }, unread),
  'session/loading': at({ screen: 'session', id: 's1' }, unread),
  'summary/loading': (model, library) => {
    unread(model);
    model.route.value = { screen: 'flow' };
    model.flow.value = flow_of(library, 'upper-back-pain-self-care', { step: 'summary' });
  },
  'devices/loading': at({ screen: 'devices' }),
  'status/loading': at({ screen: 'status' }),
  'status/not-owner': at({ screen: 'status' }, (model) => {
    as('therapist')(model);
    model.status.value = 'not-owner';
  }),
  'audit/not-owner': at({ screen: 'audit' }, as('therapist')),
  'history/offline': (model, library) => {
    past(model, library);
    waiting(model);
    model.route.value = { screen: 'history' };
  },
  'history/older': older({}),
  'history/older-reading': older({ reading: { client_id: null, left: 8200 } }),
  'history/older-offline': older({ trouble: 'offline' }),
  'history/older-failed': older({ trouble: 'failed' }),
  'history/client': (model, library) => {
    past(model, library);
    as('client')(model);
    model.clients.value = [];
    model.sessions.value = (model.sessions.value ?? []).filter(({ audience }) => audience === 'self-care');
    model.route.value = { screen: 'history' };
  },
  'settings/signed-out': at({ screen: 'settings' }, (model) => {
    model.is_staff.value = true;
    model.sync.value = { ...model.sync.value, activity: 'signed-out', on_server: 24, unsent: 7 };
  }),
  'settings/refused': at({ screen: 'settings' }, (model) => {
    model.is_staff.value = true;
    const refused = [{ id: 'f1', kind: 'note_written', title: 'The note is too long', detail: '' }];
    model.sync.value = { ...model.sync.value, on_server: 30, unsent: 1, refused };
  }),
  'settings/offline': at({ screen: 'settings' }, (model) => {
    model.is_staff.value = true;
    waiting(model);
  }),
  'settings/client': at({ screen: 'settings' }, as('client')),
  'settings/earlier-practice': (model, library) => {
    past(model, library);
    model.is_staff.value = true;
    const sessions = model.sessions.value ?? [];
    model.earlier.value = { sessions: sessions.slice(1), clients: model.clients.value };
    model.sessions.value = sessions.slice(0, 1);
    model.route.value = { screen: 'settings' };
  },
  'pair/looking': at({ screen: 'pair' }, (model) => {
    model.pairing.value = { state: 'looking', code: '7KQM-4TXD' };
    model.sync.value = { ...model.sync.value, paired: null };
  }),
  'pair/pairing': at({ screen: 'pair' }, (model) => {
    model.pairing.value = { state: 'pairing' };
    model.sync.value = { ...model.sync.value, paired: null };
  }),
  'finder/loading': at({ screen: 'finder' }),
  'finder/failed': at({ screen: 'finder' }, (model) => {
    model.finder.value = 'failed';
  }),
};
