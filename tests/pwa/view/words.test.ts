/** The catalogue keeps its tone: no "please", no exclamation marks, no promise, no praise for more. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { T } from '../../../pwa/src/view/strings-rooms';

const STRINGS = fileURLToPath(new URL('../../../pwa/src/view/strings/', import.meta.url));
const SOURCES = readdirSync(STRINGS).map((name) => readFileSync(`${STRINGS}${name}`, 'utf8'));

/** Every sentence in quotes or backticks, in sources of the catalogue. */
const QUOTED = SOURCES.flatMap((source) => source.match(/'[^'\n]*'|`[^`\n]*`/g) ?? []);

test('the catalogue was found', () => {
  expect(QUOTED.length).toBeGreaterThan(200);
});

test.each([
  ['begs', /\bplease\b/i],
  ['shouts', /!(?!=)/],
  ['promises', /\b(cures|heals|guaranteed?|is safe)\b(?! for you)/i],
  ['claims', /\b(toxins?|detox\w*|blood flow|better circulation)\b/i],
  ['praises', /\b(well done|great job|congratulations|streak|keep it up|harder|personal best)\b/i],
])('no sentence %s', (_, pattern) => {
  expect(QUOTED.filter((sentence) => pattern.test(sentence))).toEqual([]);
});

test('the names that tests and assistive technology rely on are kept word for word', () => {
  expect([T.protocol.start, T.flow.screening.yes, T.flow.screening.no]).toEqual(['Start', 'Yes', 'No']);
  expect([T.flow.screening.none, T.common.continue, T.common.skip]).toEqual([
    'None of these apply',
    'Continue',
    'Skip',
  ]);
  expect([T.flow.pain.scale, T.run.discomfort]).toEqual(['Pain now, 0 to 10', 'Discomfort, 0 to 10']);
  const { time_left, release_now, pause, resume, redo, skip, more_time } = T.run;
  expect([time_left, release_now, pause, resume, redo, skip, more_time]).toEqual([
    'Time left',
    'Release now',
    'Pause',
    'Resume',
    'Redo',
    'Skip',
    '+15 s',
  ]);
  expect(T.run.stop_name).toContain('Stop');
  expect(T.run.eased_release_now.toLowerCase()).toContain('release now');
  expect(Object.values(T.run.platform.whole).join(' ')).not.toMatch(/touch|tap/i);
  expect(T.run.go_on_name).toContain('Release now');
  expect(T.run.parked.title).toBe('Paused while you were away');
  expect([T.past.title.completed, T.past.title.stopped]).toEqual(['Session complete', 'Session stopped']);
  expect(T.sync.on_server(7, 31)).toBe('7 of 31 on the server');
});

const VIEW = fileURLToPath(new URL('../../../pwa/src/view/', import.meta.url));
const ROOMS = readdirSync(VIEW, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('strings'))
  .map((name) => readFileSync(`${VIEW}${name}`, 'utf8'))
  .join('\n');

/** Every phrase by its way through the catalogue: ['common', 'trouble', 'storage-full']. */
function ways_of(entry: unknown, way: readonly string[] = []): string[][] {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return [[...way]];
  return Object.entries(entry).flatMap(([key, inner]) => ways_of(inner, [...way, key]));
}

/** Named in full, or reached through a branch that is chosen from by what it is asked for. */
function is_used(way: readonly string[], source: string): boolean {
  const branches = way.map((_, index) => `T\\.${way.slice(0, index + 1).join('\\.')}`);
  const whole = branches.pop();
  return (
    new RegExp(`${whole}\\b`).test(source) || branches.some((branch) => new RegExp(`${branch}\\b(?!\\.)`).test(source))
  );
}

test('every phrase of the catalogue is said somewhere', () => {
  const unused = ways_of(T).filter((way) => !is_used(way, ROOMS));
  expect(unused.map((way) => way.join('.'))).toEqual([]);
});

test('a phrase that nobody says is found, also beside one that somebody says', () => {
  expect(is_used(['common', 'back'], '<b>{T.common.back}</b>')).toBe(true);
  expect(is_used(['common', 'back'], '<b>{T.common.back_home}</b>')).toBe(false);
  expect(is_used(['common', 'side', 'left'], 'T.common.side[hold.side]')).toBe(true);
  expect(is_used(['common', 'side', 'left'], 'T.common.side.right')).toBe(false);
});

test('one of a thing is not many of it', () => {
  expect(T.history.score(1, 1)).toBe('1 of 1 hold');
  expect(T.past.holds_done(1)).toBe('hold');
  const { minutes, points, holds } = T.protocol.facts;
  expect([minutes(1), points(1), holds(1), holds(2)]).toEqual(['minute', 'point', 'hold', 'holds']);
  expect(T.pair.asking_role('Owner')).toContain('an owner’s device');
  expect(T.pair.asking_role('Therapist')).toContain('a therapist’s device');
  expect([T.pair.before('A', 1), T.pair.before('A', 2)]).toEqual([
    expect.stringContaining('1 session of it stays'),
    expect.stringContaining('2 sessions of it stay '),
  ]);
});

test('what calls for emergency care is said in one wording, and nobody is told to wait and see', () => {
  const { emergency, 'answered-emergency': answered } = T.stop_card.advice;
  const said = [emergency.lines, emergency.lines_client, answered.lines, answered.lines_client].map(([first]) => first);
  const { lead } = T.flow.blocked.emergency;
  expect([...said, T.guard.self['emergency-signs']()]).toEqual(Array.from({ length: 5 }, () => lead));
  expect(lead).toMatch(/^Call .* now: 112, 999 or 911\./);
  expect(
    [...emergency.lines, ...emergency.lines_client].filter((line) => /\b(if|wait|minutes|gone)\b/i.test(line)),
  ).toEqual([]);
});
