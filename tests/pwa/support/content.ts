/** A small library: what a server would publish, with the digests of its versions. */
import { digest_of } from '../../../pwa/src/core/fact';
import type {
  Condition,
  Library,
  Point,
  Protocol,
  ProtocolVersion,
  Question,
  Step,
  Zone,
} from '../../../pwa/src/wire.gen';

const USE = {
  position: 'Lying down.',
  hold_s: { min: 10, default: 20, max: 60 },
  pressure_nrs: { low: 3, high: 5, ceiling: 6 },
};

export function point(id: string, over: Partial<Point> = {}): Point {
  return {
    id,
    muscle: { latin: `Musculus ${id}`, plain: `The ${id}` },
    region: 'back',
    view: 'back',
    outline: 'back',
    position: { right: { x: 60, y: 30 }, left: { x: 40, y: 30 } },
    search_radius: 4,
    search_area: 'A thumb wide, beside the spine.',
    classic_label: null,
    referral: 'Down the back.',
    self_care: 'allowed',
    therapist: { technique: ['thumb'], ...USE },
    cautions: [],
    zones_nearby: [],
    self: { tools: ['ball'], ...USE },
    ...over,
  };
}

export function step(over: Partial<Step> & { point: string }): Step {
  return {
    side: 'left',
    hold_s: 20,
    reps: 1,
    rest_s: 0,
    target_nrs: [3, 5],
    ceiling_nrs: 6,
    hold_kind: 'time',
    ...over,
  };
}

function question(id: string, if_yes: Question['if_yes'], group = 'all'): Question {
  return { id, group, ask: `About ${id}?`, if_yes };
}

export const QUESTIONS: Question[] = [
  question('chest', 'emergency'),
  question('fever', 'refer-first'),
  question('pregnant', 'therapist-only'),
  question('bruise', 'modify', 'back'),
  question('jaw-lock', 'refer-first', 'jaw'),
];

const BACK: Condition = {
  id: 'back-pain',
  title: 'Back pain',
  evidence: { grade: 'very-low', statement: 'Little is known.', sources: ['GEM08A'] },
  may_say: 'May ease.',
  must_not_say: 'Cures.',
  who_must_not_use: ['Anyone who was told not to.'],
  screen: ['bruise'],
};

const ZONES: Zone[] = [
  {
    id: 'kidney',
    name: 'Kidneys',
    outline: 'back',
    level: 'never',
    right: { x0: 98, x1: 99, y0: 1, y1: 2 },
    left: { x0: 1, x1: 2, y0: 1, y1: 2 },
    why: 'Soft.',
  },
];

export function protocol(id: string, over: Partial<Protocol> = {}): Protocol {
  return {
    id,
    condition: 'back-pain',
    audience: 'self-care',
    title: `Protocol ${id}`,
    summary: 'A short one.',
    minimum_age: 18,
    setup_s_per_run: 10,
    frequency: {
      // What suits both audiences.
      min_hours_between: 48,
      max_per_week: 3,
      stop_if_no_change_after_weeks: 4,
      same_point_min_hours: 48,
      review_after_sessions: null,
      review_after_weeks: 4,
    },
    steps: [step({ point: 'shoulder' }), step({ point: 'hip', side: 'right' })],
    ramp_s: 5,
    release_s: 4,
    notes: [],
    ...over,
  };
}

const POINTS = [point('shoulder', { zones_nearby: ['kidney'] }), point('hip')];

export const SELF_CARE = protocol('back-self');
export const THERAPIST = protocol('back-therapist', {
  audience: 'therapist',
  steps: [step({ point: 'shoulder', side: 'affected' }), step({ point: 'hip', side: 'both' })],
});
/** Two minutes at one press: over every cap. */
export const TOO_LONG = protocol('too-long', { steps: [step({ point: 'shoulder', hold_s: 120 })] });

export function version_of(chosen: Protocol): ProtocolVersion {
  const points = POINTS.filter(({ id }) => chosen.steps.some((each) => each.point === id));
  return { protocol: chosen, condition: BACK, points, screening: QUESTIONS.slice(0, 4), zones: ZONES };
}

export const TEXTS: Record<string, string> = {};

export function entry(chosen: Protocol): { digest: string; protocol: Protocol } {
  const text = JSON.stringify(version_of(chosen));
  const digest = digest_of(text);
  TEXTS[digest] = text;
  return { digest, protocol: chosen };
}

export function library_of(...protocols: Protocol[]): Library {
  const entries = protocols.map(entry);
  return {
    digest: digest_of(entries.map(({ digest }) => digest).join('')),
    protocols: entries,
    points: POINTS,
    conditions: [BACK],
    screening: QUESTIONS,
    zones: ZONES,
  };
}

export const LIBRARY = library_of(SELF_CARE, THERAPIST, TOO_LONG);
