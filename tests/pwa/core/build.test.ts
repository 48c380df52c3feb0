/** What a therapist builds from points: steps, holds, the version, what is broken and where, and what became of it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { saved_text } from '../../../pwa/src/app/build';
import {
  type BuildChange,
  changed,
  condition_of,
  type Draft,
  draft_from_points,
  draft_from_version,
  library_with,
  version_of,
} from '../../../pwa/src/core/build';
import { hold_bounds_s } from '../../../pwa/src/core/build-holds';
import { broken_where, is_promise, lacking } from '../../../pwa/src/core/build-limits';
import { own_from } from '../../../pwa/src/core/build-saved';
import { digest_of } from '../../../pwa/src/core/fact';
import type { KnownFact } from '../../../pwa/src/core/history';
import { version_from } from '../../../pwa/src/core/inlined';
import { broken_rules } from '../../../pwa/src/core/rules';
import type { Library, ProtocolVersion } from '../../../pwa/src/wire.gen';
import { shipped_library } from '../support/shipped';

const library = shipped_library();
const SUBJECT = '0190aaaa-0000-7000-8000-00000000000a';

function built(points: readonly string[], ...changes: BuildChange[]): Draft {
  return changes.reduce(
    (draft, change) => changed(draft, change, library),
    draft_from_points(SUBJECT, points, library),
  );
}

function version(draft: Draft, of: Library = library): ProtocolVersion {
  const made = version_of(draft, of);
  if (made === null) throw new Error('no version');
  return made;
}

const point = (id: string) => {
  const found = library.points.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};

test('[B1] every point of the library begins with its own hold and band, and alone breaks no rule', () => {
  for (const { id, therapist } of library.points) {
    const draft = built([id]);
    const [step] = version(draft).protocol.steps;
    expect(step?.hold_s).toBe(therapist.hold_s.default);
    expect([...(step?.target_nrs ?? []), step?.ceiling_nrs]).toEqual(Object.values(therapist.pressure_nrs));
    expect(broken_where(version(draft)), id).toEqual([]);
  }
});

test('[B1] between repeats lie at least ten seconds, and a single hold has none', () => {
  const twice = built(['infraspinatus-central'], { to: 'reps', key: 0, by: 1 });
  expect(twice.steps[0]?.step.rest_s).toBeGreaterThanOrEqual(10);
  expect(changed(twice, { to: 'reps', key: 0, by: -1 }, library).steps[0]?.step).toMatchObject({ reps: 1, rest_s: 0 });
  expect(built(['infraspinatus-central'], { to: 'reps', key: 0, by: -1 }).steps[0]?.step.reps).toBe(1);
});

test('[B2] at every point a hold goes by five seconds to its bounds and never past a limit', () => {
  for (const { id } of library.points) {
    const { least_s, most_s } = hold_bounds_s(point(id));
    for (const by of [1, -1] as const) {
      let draft = built([id]);
      const hold_s = () => draft.steps[0]?.step.hold_s ?? 0;
      for (let before_s = 0; before_s !== hold_s(); ) {
        expect(before_s === 0 || Math.abs(hold_s() - before_s) <= 5).toBe(true);
        before_s = hold_s();
        draft = changed(draft, { to: 'hold', key: 0, by }, library);
      }
      expect(hold_s()).toBe(by > 0 ? most_s : least_s);
      expect(broken_rules(version(draft)), `${id} ${hold_s()}`).toEqual([]);
    }
  }
});

test('steps move, go and change without touching each other', () => {
  const draft = built(['infraspinatus-central', 'pectoralis-minor', 'infraspinatus-central']);
  const keys = (of: Draft) => of.steps.map(({ key }) => key);
  expect(keys(draft)).toEqual([0, 1, 2]);
  expect(keys(changed(draft, { to: 'move', key: 2, by: -1 }, library))).toEqual([0, 2, 1]);
  expect(keys(changed(draft, { to: 'move', key: 0, by: -1 }, library))).toEqual([0, 1, 2]);
  expect(keys(changed(draft, { to: 'move', key: 2, by: 1 }, library))).toEqual([0, 1, 2]);
  const without = changed(draft, { to: 'remove', key: 1 }, library);
  expect(keys(changed(without, { to: 'add', point: 'pectoralis-minor' }, library))).toEqual([0, 2, 3]);
  const left = changed(draft, { to: 'side', key: 2, side: 'left' }, library);
  expect(left.steps.map(({ step }) => step.side)).toEqual(['affected', 'affected', 'left']);
  const eased = changed(draft, { to: 'way', key: 0, way: 'until-eased' }, library);
  expect(eased.steps.map(({ step }) => step.hold_kind)).toEqual(['until-eased', 'time', 'time']);
  expect(built(['nowhere']).steps).toEqual([]);
});

test('[B3] a version carries what it uses as a published one does, for therapists, under the id of its document', () => {
  const draft = built(['gastrocnemius-medial', 'infraspinatus-central'], { to: 'name', name: ' Calf and blade ' });
  const made = version(draft);
  expect(made.protocol).toMatchObject({ id: SUBJECT, audience: 'therapist', title: 'Calf and blade' });
  expect(made).toEqual(version_from(library, { digest: '', protocol: made.protocol }));
  expect(made.screening.map(({ id }) => id)).toContain('clot-signs');
  expect(made.sources?.length).toBeGreaterThan(0);
  expect(version_of(built([]), library)).toBeNull();
});

test('[B3] the questions and the evidence are those of the condition most of its points belong to, or that was chosen', () => {
  const wrist = built(['pronator-teres', 'flexor-carpi-radialis', 'opponens-pollicis']);
  expect(condition_of(wrist, library)?.id).toBe('carpal-tunnel');
  const chosen = changed(wrist, { to: 'condition', condition: 'hip-pain' }, library);
  expect(version(chosen).condition.id).toBe('hip-pain');
  for (const question of version(chosen).condition.screen)
    expect(version(chosen).screening.map(({ id }) => id)).toContain(question);
  expect(version_of({ ...wrist, condition: 'nothing' }, library)).toBeNull();
});

test('[B4] every shipped protocol can be made into an own one, and breaks no rule then', () => {
  for (const entry of library.protocols) {
    const published = version_from(library, entry) as ProtocolVersion;
    const draft = draft_from_version({ subject: SUBJECT, replaces: null }, published, library);
    const made = version(draft);
    expect(broken_where(made), entry.protocol.id).toEqual([]);
    expect(made.protocol.audience).toBe('therapist');
    expect(made.protocol.steps.map(({ point: id, side }) => [id, side])).toEqual(
      entry.protocol.steps.map(({ point: id, side }) => [id, side]),
    );
    if (entry.protocol.audience === 'therapist') expect(made.protocol.steps).toEqual(entry.protocol.steps);
  }
});

test('[B4] under another condition a step is left out only on what is still asked', () => {
  const entry = library.protocols.find(({ protocol }) => protocol.id === 'carpal-tunnel-therapist');
  const published = version_from(library, entry ?? (library.protocols[0] as never)) as ProtocolVersion;
  const draft = draft_from_version({ subject: SUBJECT, replaces: null }, published, library);
  for (const { id } of library.conditions)
    expect(broken_where(version(changed(draft, { to: 'condition', condition: id }, library))), id).toEqual([]);
});

test('an older version can be edited though the library no longer has its points', () => {
  const made = version(built(['infraspinatus-central', 'pectoralis-minor']));
  const poorer = { ...library, points: library.points.filter(({ id }) => id !== 'pectoralis-minor') };
  const pool = library_with(poorer, made);
  expect(version_of(draft_from_version({ subject: SUBJECT, replaces: null }, made, pool), pool)).toMatchObject({
    points: made.points,
  });
  expect(library_with(library, null)).toBe(library);
});

test('[B5] a broken rule is said at its own steps: too much at one point at each step of it', () => {
  let draft = built(['infraspinatus-central', 'pectoralis-minor', 'infraspinatus-central']);
  for (const key of [0, 2]) for (let i = 0; i < 20; i += 1) draft = changed(draft, { to: 'hold', key, by: 1 }, library);
  draft = changed(draft, { to: 'reps', key: 0, by: 1 }, library);
  expect(broken_where(version(draft))).toEqual([{ rule: 'L2', steps: [0, 2] }]);
});

test('[B5] both sides of the front of the neck: at the step, or at both steps', () => {
  const throat = library.points.find(({ zones_nearby }) => zones_nearby.includes('anterior-neck'))?.id ?? '';
  const both = built(['infraspinatus-central', throat], { to: 'side', key: 1, side: 'both' });
  expect(broken_where(version(both))).toEqual([{ rule: 'L10', steps: [1] }]);
  const one_by_one = built(
    [throat, 'infraspinatus-central', throat],
    { to: 'side', key: 0, side: 'left' },
    { to: 'side', key: 2, side: 'right' },
  );
  expect(broken_where(version(one_by_one))).toEqual([{ rule: 'L10', steps: [0, 2] }]);
});

test('[B5] a plan of more than an hour is broken as a whole', () => {
  const ids = library.points.map(({ id }) => id).filter((id) => !point(id).zones_nearby.includes('anterior-neck'));
  const changes = ids.flatMap((_, key): BuildChange[] => [{ to: 'side', key, side: 'both' }]);
  const twice = ids.flatMap((_, key): BuildChange[] => [{ to: 'reps', key, by: 1 }]);
  const draft = built(ids, ...changes.filter((_, key) => point(ids[key] ?? '').position.left.x !== 50), ...twice);
  expect(broken_where(version(draft))).toContainEqual({ rule: 'L13', steps: [] });
});

test('[B6] without steps, without a name, or with a promise in it nothing can be saved', () => {
  expect(lacking(built([]))).toEqual(['steps', 'name']);
  expect(lacking(built(['pectoralis-minor'], { to: 'name', name: '  ' }))).toEqual(['name']);
  expect(lacking(built(['pectoralis-minor'], { to: 'name', name: 'It cures' }))).toEqual(['promise']);
  expect(lacking(built(['pectoralis-minor'], { to: 'name', name: 'Morning' }))).toEqual([]);
});

test('[B6] what a name promises is what the server refuses', () => {
  const claims = JSON.parse(readFileSync(new URL('../../vectors/claims.json', import.meta.url), 'utf8')) as {
    text: string;
    is_promise: boolean;
  }[];
  expect(claims.map(({ text }) => ({ text, is_promise: is_promise(text) }))).toEqual(claims);
});

// -- What became of it --------------------------------------------------------------------------------------------------

let count = 0;

function fact(kind: string, body: object, over: Partial<KnownFact> = {}): KnownFact {
  count += 1;
  const id = `0190bbbb-0000-7000-8000-${String(count).padStart(12, '0')}`;
  return { id, kind, subject: SUBJECT, client_id: null, origin: 'origin-aaa', seq: count, at: count, body, ...over };
}

function saved(name: string, replaces: string | null, over: Partial<KnownFact> = {}): KnownFact {
  const made = version({ ...built(['pectoralis-minor']), name, subject: over.subject ?? SUBJECT });
  const text = JSON.stringify(made);
  return fact('protocol_saved', { replaces, digest: digest_of(text), version: text }, over);
}

const names = (facts: readonly KnownFact[]) => own_from(facts).map(({ version: { protocol } }) => protocol.title);

test('[B7] an edited version gives way; two edits of one version both stay, newest first, in whatever order they came', () => {
  const first = saved('First', null);
  const here = saved('Here', first.id);
  const there = saved('There', first.id);
  expect(names([first])).toEqual(['First']);
  expect(names([here, first])).toEqual(['Here']);
  for (const facts of [
    [first, here, there],
    [there, here, first],
  ]) {
    const own = own_from(facts);
    expect(own.map(({ version: { protocol } }) => protocol.title)).toEqual(['There', 'Here']);
    expect(own.map(({ id, versions }) => [id, versions])).toEqual([
      [SUBJECT, 2],
      [here.id, 2],
    ]);
  }
  const of_another = saved('Another', null, { subject: '0190aaaa-0000-7000-8000-00000000000b' });
  expect(names([first, of_another])).toEqual(['Another', 'First']);
});

test('[B8] putting away takes away what it names and nothing beside it; a version that replaces it brings it back', () => {
  const first = saved('First', null);
  const away = fact('protocol_put_away', { replaces: first.id });
  const edited = saved('Edited', first.id);
  expect(own_from([first, away])).toMatchObject([{ is_put_away: true, id: SUBJECT, replaces: away.id, versions: 1 }]);
  expect(own_from([first, away, edited])).toMatchObject([{ is_put_away: false, versions: 1, replaces: edited.id }]);
  expect(own_from([first, away, saved('Back', away.id)])).toMatchObject([{ is_put_away: false }]);
  const round = [fact('protocol_put_away', { replaces: 'x' }), fact('protocol_put_away', { replaces: 'y' })];
  const circle = round.map((each, i) => ({ ...each, body: { replaces: round[1 - i]?.id } }));
  expect(own_from(circle)).toEqual([]);
});

test('[B9] a text that is not its digest, not for therapists, or of another document does not count', () => {
  const good = saved('Good', null);
  const body = good.body as { version: string };
  const forged = (text: string) => ({ ...good, body: { replaces: null, digest: digest_of(text), version: text } });
  expect(names([good])).toEqual(['Good']);
  expect(names([{ ...good, body: { ...body, version: `${body.version} ` } }])).toEqual([]);
  expect(names([forged(body.version.replace('"therapist"', '"self-care"'))])).toEqual([]);
  expect(names([forged('{')])).toEqual([]);
  expect(names([{ ...good, subject: 'another-subject' }])).toEqual([]);
  expect(names([{ ...good, body: {} }])).toEqual([]);
  expect(saved_text([good], digest_of(body.version))).toBe(body.version);
  expect(saved_text([good], 'other')).toBeNull();
});
