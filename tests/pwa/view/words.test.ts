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
  expect(T.run.go_on_name).toContain('Release now');
  expect(T.run.parked.title).toBe('Paused while you were away');
  expect([T.past.title.completed, T.past.title.stopped]).toEqual(['Session complete', 'Session stopped']);
  expect(T.sync.on_server(7, 31)).toBe('7 of 31 on the server');
});
