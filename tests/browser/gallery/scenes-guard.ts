/** Before the questions: the day after, the review, what rests, and what a therapist is advised. */
import type { Flow } from '../../../pwa/src/app/model';
import type { Advice, AdviceId, Guarded } from '../../../pwa/src/core/dose-guard';
import { NOW } from './fake-model';
import type { Scene } from './scenes';
import { flow_of } from './scenes-flow';

const HOUR_MS = 3600 * 1000;
const SELF = 'upper-back-pain-self-care';
const THERAPIST = 'upper-back-pain-therapist';
const POINTS = ['upper-trapezius-top', 'rhomboid-major'];
const REF = { session_id: 's1', title: 'Upper back pain', time_zone: 'Europe/London', at: NOW - 24 * HOUR_MS };

function advice(id: AdviceId, change: Partial<Advice> = {}): Advice {
  return { id, since_at: NOW - 24 * HOUR_MS, until_at: NOW + 24 * HOUR_MS, points: [], ...change };
}

function guarded(list: Advice[], change: Partial<Guarded> = {}): Guarded {
  return {
    now_ms: NOW,
    advice: list,
    left_out: [],
    closed_today: [],
    is_blocked: true,
    is_clock_behind: false,
    clinician_from_at: null,
    ...change,
  };
}

function at_guard(protocol: string, guard: Guarded, change: Partial<Flow> = {}): Scene {
  return (model, library) => {
    model.route.value = { screen: 'flow' };
    model.flow.value = flow_of(library, protocol, { step: 'guard', guard, ...change });
  };
}

function asked(protocol: string, change: Partial<Flow>): Scene {
  return (model, library) => {
    model.route.value = { screen: 'flow' };
    model.flow.value = flow_of(library, protocol, change);
  };
}

const SEEN = { until_at: null, since_at: NOW - 30 * HOUR_MS };

export const GUARD_SCENES: Record<string, Scene> = {
  'check-in/self': asked(SELF, { step: 'check-in', check_in: REF }),
  'check-in/client': asked(THERAPIST, { step: 'check-in', check_in: REF }),
  'review/self': asked(SELF, { step: 'review', review: { ...REF, since_at: NOW - 15 * 24 * HOUR_MS } }),
  'guard/points': at_guard(SELF, guarded([advice('same-point', { points: POINTS })]), {
    instead: [{ id: 'tmj-pain-self-care', title: 'Jaw pain and tension' }],
  }),
  'guard/worse': at_guard(SELF, guarded([advice('worse', { since_at: NOW, until_at: NOW + 24 * HOUR_MS })])),
  'guard/worse-twice': at_guard(SELF, guarded([advice('worse-twice', SEEN)], { clinician_from_at: NOW - HOUR_MS })),
  'guard/signs': at_guard(
    SELF,
    guarded([advice('signs', { ...SEEN, since_at: NOW, reactions: ['numb', 'bruise'] })], {
      clinician_from_at: NOW + 24 * HOUR_MS,
    }),
  ),
  'guard/emergency': at_guard(
    SELF,
    guarded([advice('emergency-signs', { ...SEEN, reactions: ['dark-urine'] })], { clinician_from_at: NOW - HOUR_MS }),
  ),
  'guard/partly': at_guard(
    SELF,
    guarded([advice('same-point', { points: POINTS.slice(0, 1) })], {
      is_blocked: false,
      left_out: POINTS.slice(0, 1),
    }),
  ),
  'guard/advice': at_guard(
    THERAPIST,
    guarded(
      [
        advice('sore', { since_at: NOW }),
        advice('hours-between', { since_at: NOW - 20 * HOUR_MS, until_at: NOW + 28 * HOUR_MS }),
        advice('same-point', { points: POINTS, until_at: NOW + 28 * HOUR_MS }),
      ],
      { is_blocked: false },
    ),
    { client_id: 'client-1' },
  ),
  'guard/closed-today': at_guard(
    THERAPIST,
    guarded([advice('hours-between', { since_at: NOW, until_at: NOW + 48 * HOUR_MS })], {
      is_blocked: false,
      left_out: POINTS.slice(0, 1),
      closed_today: [{ point: 'upper-trapezius-top', reaction: 'numb' }],
    }),
    { client_id: 'client-1' },
  ),
  'library/day-after': (model) => {
    model.day_after.value = { due: REF, open: ['s1'], now_ms: NOW };
  },
};
