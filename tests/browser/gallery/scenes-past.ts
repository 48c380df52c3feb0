/** Summary, session pages, history: of sessions that the real machine ran. */
import type { SessionRecord } from '../../../pwa/src/core/history';
import { plan_from } from '../../../pwa/src/core/plan';
import type { Library } from '../../../pwa/src/wire.gen';
import { NOW, type OpenModel, version_of } from './fake-model';
import { Walk } from './running';
import type { Scene } from './scenes';
import { flow_of } from './scenes-flow';

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;

function session_of(library: Library, id: string, walked: (walk: Walk) => Walk, change: Partial<SessionRecord>) {
  const { version, digest } = version_of(library, id);
  const plan = plan_from(version, digest, { affected_side: 'left', left_out: [] });
  const walk = walked(new Walk(plan));
  const record: SessionRecord = {
    id: 'session-0',
    origin: 'origin-here',
    begun_as: 'fact-0',
    protocol_id: id,
    protocol_digest: digest,
    title: version.protocol.title,
    audience: version.protocol.audience,
    started_at: NOW,
    time_zone: 'Europe/London',
    ended_at: NOW + plan.planned_ms,
    reason: walk.session.reason,
    planned_holds: plan.holds.length,
    planned_ms: plan.planned_ms,
    client_id: null,
    left_out: [],
    is_halved: false,
    left_out_steps: [],
    sides: null,
    holds: walk.holds,
    held_ms: walk.holds.reduce((sum, hold) => sum + hold.held_ms, 0),
    last_pressed_at: NOW,
    pain_before: 6,
    pain_after: 4,
    pain_next_day: null,
    made_worse: false,
    reactions: [],
    screening: [],
    notes: [],
    check_ins: [],
    reviews: [],
    set_aside: [],
    cleared_at: null,
    ...change,
  };
  return { record, version };
}

/** A session with all that can happen: eased, released early, done again, skipped. */
function lively(walk: Walk): Walk {
  const rate = (nrs: number) => ({ type: 'rated', nrs }) as const;
  walk.until('hold').pass(5).press(rate(5)).pass(20).press(rate(2)).press({ type: 'released' });
  walk.until('hold').pass(5).press(rate(4)).until('release');
  walk.until('hold').pass(30).press(rate(5)).press({ type: 'released' });
  walk.until('hold').pass(10).press({ type: 'paused' }).press({ type: 'resumed' });
  walk.until('hold').until('release').until('setup').press({ type: 'skipped' });
  for (let i = 0; i < 40 && walk.session.stage !== 'ended'; i += 1) {
    walk.until('hold').pass(4).press(rate(5)).pass(30).press(rate(3)).until('release').pass(6);
  }
  return walk;
}

const cut_short = (walk: Walk) => walk.until('hold').pass(9).press({ type: 'stopped' });

function all_of(library: Library): SessionRecord[] {
  const of = (id: string, walk: (walk: Walk) => Walk, change: Partial<SessionRecord>) =>
    session_of(library, id, walk, change).record;
  return [
    of('upper-back-pain-therapist', lively, { id: 's1', client_id: 'client-1' }),
    of('tmj-pain-self-care', cut_short, { id: 's2', started_at: NOW - 3 * 3600 * 1000, pain_after: null }),
    of('low-back-pain-therapist', lively, { id: 's3', client_id: 'client-2', started_at: NOW - DAY_MS }),
    of('low-back-pain-self-care', (walk) => walk, {
      id: 's4',
      started_at: NOW - DAY_MS - 3600 * 1000,
      reason: 'abandoned',
      screening: [{ question: 'recent-trauma', answer: 'yes', action: 'refer-first' }],
    }),
    of('upper-back-pain-self-care', lively, { id: 's5', started_at: NOW - 4 * DAY_MS }),
  ];
}

/** Sessions of the practice, with what is needed to show them. */
export function past(model: OpenModel, library: Library): void {
  const sessions = all_of(library);
  model.sessions.value = sessions;
  model.session_sync.value = Object.fromEntries(
    sessions.map(({ id }) => [id, { written: 31, on_server: 31, refused: 0 }]),
  );
  model.versions.value = Object.fromEntries(
    sessions.map((each) => [each.protocol_digest, version_of(library, each.protocol_id).version]),
  );
}

function summary(id: string, walk: (walk: Walk) => Walk, change: Partial<SessionRecord>): Scene {
  return (model, library) => {
    const { record } = session_of(library, id, walk, change);
    model.route.value = { screen: 'flow' };
    model.sessions.value = [record];
    model.session_sync.value = { [record.id]: { written: 31, on_server: 31, refused: 0 } };
    model.flow.value = flow_of(library, id, { step: 'summary' });
  };
}

function page(id: string): Scene {
  return (model, library) => {
    past(model, library);
    model.route.value = { screen: 'session', id };
  };
}

const day_after_said: Scene = (model, library) => {
  past(model, library);
  const said = {
    feeling: 'worse',
    is_sore: true,
    signs: ['bruise'],
    at: NOW - 6 * HOUR_MS,
    is_cleared: false,
  } as const;
  const reviewed = { protocol_id: 'low-back-pain-therapist', change: 'same', at: NOW, is_cleared: false } as const;
  const aside = { advice: ['hours-between', 'same-point'], why: 'Lighter and shorter today' };
  const after = {
    check_ins: [{ ...said, signs: ['bruise'] }],
    pain_next_day: 6,
    reviews: [reviewed],
    set_aside: [aside],
  };
  const sessions = model.sessions.value ?? [];
  model.sessions.value = sessions.map((each) => (each.id === 's3' ? { ...each, ...after } : each));
  model.day_after.value = { due: null, open: ['s3'], now_ms: NOW };
  model.route.value = { screen: 'session', id: 's3' };
};

/** Come to say how it was: the sheet lies over the page. */
const day_after_asked: Scene = (model, library) => {
  past(model, library);
  model.day_after.value = { due: null, open: ['s5'], now_ms: NOW };
  model.route.value = { screen: 'session', id: 's5', is_asking: true };
};

/** Two holds ran on while the device slept: one half of the way, one to its end with nobody there at all. */
const unwatched =
  (scene: Scene): Scene =>
  (model, library) => {
    scene(model, library);
    const slept = { ended_by: 'unobserved' } as const;
    model.sessions.value = (model.sessions.value ?? []).map((session) => {
      const holds = session.holds.map((hold, index) => {
        if (index > 1) return hold;
        return { ...hold, ...slept, held_ms: hold.planned_ms, observed_ms: index === 0 ? hold.planned_ms / 2 : 0 };
      });
      return { ...session, holds, held_ms: holds.reduce((sum, hold) => sum + hold.held_ms, 0) };
    });
  };

const history: Scene = (model, library) => {
  past(model, library);
  model.route.value = { screen: 'history' };
};

export const PAST_PRESSED: Record<string, readonly string[]> = {
  'session/asking': ['Worse', 'Chest pain, or short of breath'],
};

export const PAST_SCENES: Record<string, Scene> = {
  'summary/complete': summary('upper-back-pain-therapist', lively, { client_id: 'client-1' }),
  'summary/stopped': (model, library) => {
    summary('upper-back-pain-self-care', cut_short, {
      pain_after: 7,
      made_worse: true,
      reactions: [{ reaction: 'numb', during: 'upper-trapezius-top' }],
    })(model, library);
    model.session_sync.value = { 'session-0': { written: 31, on_server: 7, refused: 0 } };
    model.sync.value = { ...model.sync.value, network: 'offline', activity: 'waiting', on_server: 7 };
  },
  'summary/grave': summary('upper-back-pain-self-care', cut_short, {
    reactions: [{ reaction: 'chest', during: null }],
  }),
  'history/full': history,
  'history/unwatched': unwatched(history),
  'history/earlier': (model, library) => {
    past(model, library);
    const [own, ...before] = model.sessions.value ?? [];
    model.sessions.value = own ? [own] : [];
    model.note_drafts.value = { s1: 'Eased at once' };
    model.earlier.value = { sessions: before, clients: model.clients.value };
    model.route.value = { screen: 'history' };
  },
  'session/earlier': (model, library) => {
    past(model, library);
    model.earlier.value = { sessions: model.sessions.value ?? [], clients: model.clients.value };
    model.sessions.value = [];
    model.route.value = { screen: 'session', id: 's3' };
  },
  'session/day-after': day_after_said,
  'session/asking': day_after_asked,
  'history/empty': (model) => {
    model.route.value = { screen: 'history' };
  },
  'session/full': page('s1'),
  'session/unwatched': unwatched(page('s2')),
  'session/not-started': page('s4'),
  'session/running': (model, library) => {
    page('s5')(model, library);
    const sessions = model.sessions.value ?? [];
    const open = { reason: null, ended_at: null, pain_after: null };
    model.sessions.value = sessions.map((each) => (each.id === 's5' ? { ...each, ...open } : each));
  },
  'session/refused': (model, library) => {
    page('s1')(model, library);
    const refused = [{ id: 'f1', kind: 'note_written', title: 'The note is too long', detail: '' }];
    model.sync.value = { ...model.sync.value, on_server: 30, unsent: 1, refused };
    model.session_sync.value = { s1: { written: 31, on_server: 30, refused: 1 } };
  },
  /** Run with a version that the server does not hand out. */
  'session/version-unknown': (model, library) => {
    page('s1')(model, library);
    model.versions.value = {};
  },
  'session/unknown': page('gone'),
};
