/** The library and a protocol's page. */
import { effect } from '@preact/signals';
import { minutes_of } from '../../../pwa/src/core/format';
import { plan_from } from '../../../pwa/src/core/plan';
import { fetched } from '../../../pwa/src/view/later';
import { at_its_end } from './endings';
import { type OpenModel, version_of } from './fake-model';
import type { Scene } from './scenes';

function page(id: string, barred: string | null = null): Scene {
  return (model, library) => {
    const { version, digest } = version_of(library, id);
    const plan = plan_from(version, digest, { affected_side: 'left', left_out: [] });
    model.route.value = { screen: 'protocol', id };
    model.page.value = { version, digest, minutes: minutes_of(plan.planned_ms), barred };
  };
}

function waiting(model: OpenModel): void {
  model.sync.value = { ...model.sync.value, network: 'offline', activity: 'waiting', on_server: 7 };
}

/** A room that is not there yet. */
function later(state: 'fetching' | 'failed'): Scene {
  return (model) => {
    model.route.value = { screen: 'history' };
    // What the room fetches when it stands must not end the wait that is to be seen.
    const let_come = effect(() => {
      if (typeof fetched.value === 'object') fetched.value = state;
    });
    fetched.value = state;
    at_its_end(() => {
      let_come();
      fetched.value = 'fetching';
    });
  };
}

export const LIBRARY_SCENES: Record<string, Scene> = {
  'library/full': () => {},
  'library/client': (model) => {
    model.browsing.value = { audience: 'therapist', search: '' };
  },
  'library/loading': (model) => {
    model.library.value = { state: 'loading' };
  },
  'library/missing': (model) => {
    model.library.value = { state: 'missing' };
    model.sync.value = { ...model.sync.value, paired: null, network: 'offline' };
    model.platform.value = { ...model.platform.value, offline: 'preparing' };
  },
  'library/waiting': waiting,
  'library/signed-out': (model) => {
    model.sync.value = { ...model.sync.value, activity: 'signed-out', on_server: 24, unsent: 7 };
  },
  'library/refused': (model) => {
    const refused = [{ id: 'f1', kind: 'note_written', title: 'The note is too long', detail: '' }];
    model.sync.value = { ...model.sync.value, on_server: 30, unsent: 1, refused };
  },
  'library/unpaired': (model) => {
    model.sync.value = { ...model.sync.value, paired: null };
    model.has_update.value = true;
  },
  'library/nothing-found': (model) => {
    model.browsing.value = { audience: 'self-care', search: 'elevator' };
  },
  'library/barred': (model) => {
    const state = model.library.value;
    if (state.state !== 'ready') return;
    const cards = state.cards.map((card, i) => (i < 2 ? { ...card, barred: 'L6' } : card));
    model.library.value = { ...state, cards };
    model.trouble.value = 'storage-full';
  },
  'protocol/self-care': page('upper-back-pain-self-care'),
  'protocol/therapist': page('tmj-pain-therapist'),
  'protocol/barred': page('low-back-pain-self-care', 'L6'),
  'protocol/elsewhere': (model, library) => {
    page('low-back-pain-self-care')(model, library);
    model.is_running_elsewhere.value = true;
  },
  'later/fetching': later('fetching'),
  'later/failed': later('failed'),
  'protocol/unknown': (model) => {
    model.route.value = { screen: 'protocol', id: 'gone' };
    model.page.value = 'unknown';
  },
};
