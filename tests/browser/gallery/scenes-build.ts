/** Building a session, and what the practice made: empty, in the making, broken, whole, listed, put away. */
import type { BuildState, OwnCard } from '../../../pwa/src/app/build-model';
import { place_of } from '../../../pwa/src/app/own-words';
import {
  type BuildChange,
  changed,
  condition_of,
  type Draft,
  draft_from_points,
  version_of,
} from '../../../pwa/src/core/build';
import type { HoldWay } from '../../../pwa/src/core/build-holds';
import { broken_where, lacking } from '../../../pwa/src/core/build-limits';
import { minutes_of } from '../../../pwa/src/core/format';
import { longest_plan_ms } from '../../../pwa/src/core/plan';
import type { Library } from '../../../pwa/src/wire.gen';
import { NOW, type OpenModel } from './fake-model';

type Scene = (model: OpenModel, library: Library) => void;

const PICKED = ['upper-trapezius-top', 'levator-scapulae-attachment', 'infraspinatus-central'];

function draft_of(library: Library, points: readonly string[], changes: readonly BuildChange[]): Draft {
  const begun = draft_from_points('0190aaaa-0000-7000-8000-00000000000a', points, library);
  return changes.reduce((draft, change) => changed(draft, change, library), begun);
}

function state_of(library: Library, draft: Draft): BuildState {
  const version = version_of(draft, library);
  return {
    draft,
    is_edit: false,
    version,
    length_ms: version ? longest_plan_ms(version) : 0,
    broken: version ? broken_where(version) : [],
    lacks: lacking(draft),
    points: library.points,
    conditions: library.conditions,
    condition: condition_of(draft, library),
  };
}

const BLADE = ['infraspinatus-central'];

/** One step held in this way. */
function held(way: HoldWay): Scene {
  return building(BLADE, { to: 'name', name: 'Shoulder blade' }, { to: 'way', key: 0, way });
}

function building(points: readonly string[], ...changes: BuildChange[]): Scene {
  return (model, library) => {
    model.is_staff.value = true;
    model.route.value = { screen: 'build', points: [], from: null };
    model.build.value = state_of(library, draft_of(library, points, changes));
  };
}

function own_cards(library: Library): OwnCard[] {
  const make = (name: string, id: string, points: readonly string[], over: Partial<OwnCard>): OwnCard => {
    const draft = { ...draft_of(library, points, [{ to: 'name', name }]), subject: id };
    const version = version_of(draft, library);
    if (version === null) throw new Error('a scene without a version');
    const { title, summary, audience, condition } = version.protocol;
    const card = {
      id,
      digest: id,
      title,
      summary,
      audience,
      condition,
      minutes: minutes_of(longest_plan_ms(version)),
      points: version.points.length,
      grade: version.condition.evidence.grade,
      barred: null,
    };
    const own = { id, subject: id, replaces: id, digest: id, text: '', version, saved_at: NOW, versions: 1 };
    return { ...own, is_put_away: false, card, ...over };
  };
  return [
    make('Desk shoulders', 'own-desk', PICKED, { versions: 2 }),
    make('Desk shoulders, short', 'own-short', PICKED.slice(0, 2), { versions: 2, subject: 'own-desk' }),
    make('Runner’s hip', 'own-hip', ['gluteus-medius-middle', 'tensor-fasciae-latae'], { is_put_away: true }),
  ];
}

function page_of(id: string): Scene {
  return (model, library) => {
    const own = own_cards(library);
    const found = own.find((each) => each.id === id);
    if (found === undefined) throw new Error('a scene without a protocol');
    const { version, digest, card } = found;
    model.is_staff.value = true;
    model.own.value = own;
    model.route.value = { screen: 'protocol', id };
    model.page.value = { version, digest, minutes: card.minutes, barred: null };
  };
}

export const BUILD_SCENES: Record<string, Scene> = {
  'build/loading': (model) => {
    model.is_staff.value = true;
    model.route.value = { screen: 'build', points: [], from: null };
  },
  'build/empty': building([]),
  'build/whole': building(
    PICKED,
    { to: 'name', name: 'Desk shoulders' },
    { to: 'side', key: 0, side: 'both' },
    { to: 'reps', key: 1, by: 1 },
  ),
  'build/broken': building(
    ['infraspinatus-central', 'scalene-middle', 'infraspinatus-central'],
    { to: 'reps', key: 0, by: 1 },
    { to: 'reps', key: 0, by: 1 },
    { to: 'side', key: 1, side: 'both' },
  ),
  'build/levels': held('raise-and-hold'),
  'build/pulse': held('pulse'),
  'build/breaths': held('breaths'),
  'build/until-eased': held('until-eased'),
  'build/unfit': (model, library) => {
    held('pulse')(model, library);
    const state = model.build.value;
    const [entry] = state?.draft.steps ?? [];
    if (!state || !entry) throw new Error('nothing is built');
    const step = { ...entry.step, target_nrs: [5, 5] as [number, number], pulse: { press_s: 1, ease_s: 1 } };
    model.build.value = state_of(library, { ...state.draft, steps: [{ ...entry, step }] });
  },
  'library/own': (model, library) => {
    model.is_staff.value = true;
    model.own.value = own_cards(library);
    model.browsing.value = { audience: 'therapist', search: '' };
  },
  'protocol/own': page_of('own-desk'),
  'protocol/own-words': (model, library) => {
    page_of('own-desk')(model, library);
    model.own_words.value = {
      places: [place(model, 0)],
      protocol_id: 'own-desk',
      recording: place(model, 1),
      trouble: null,
    };
  },
  'protocol/own-words-refused': (model, library) => {
    page_of('own-desk')(model, library);
    model.own_words.value = { places: [place(model, 0)], protocol_id: 'own-desk', recording: null, trouble: 'refused' };
  },
  'protocol/own-words-full': (model, library) => {
    page_of('own-desk')(model, library);
    model.own_words.value = { places: [place(model, 0)], protocol_id: 'own-desk', recording: null, trouble: 'full' };
  },
  'protocol/own-put-away': page_of('own-hip'),
};

function place({ page }: OpenModel, step: number): string {
  const shown = page.value;
  return typeof shown === 'string' ? '' : place_of(shown.version.protocol.steps, step);
}
