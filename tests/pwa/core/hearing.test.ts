import { expect, test } from 'vitest';
import { type Choices, hearing_of, is_silent, with_hearing } from '../../../pwa/src/core/hearing';

const OWN = { profile: 'soft', volume: 0.7 } as const;
const CLEAR = { profile: 'clear', volume: 1 } as const;
const SILENT = { profile: 'silent', volume: 0.7 } as const;

test('what was never chosen is as the device has it', () => {
  expect(hearing_of([], 'neck', null, OWN)).toEqual(OWN);
  expect(hearing_of(with_hearing([], 'jaw', null, CLEAR), 'neck', null, OWN)).toEqual(OWN);
});

test('what was chosen for a person comes before what was chosen for the treatment with somebody else', () => {
  let choices: Choices = with_hearing([], 'neck', 'anna', SILENT);
  choices = with_hearing(choices, 'neck', 'ben', CLEAR);
  expect(hearing_of(choices, 'neck', 'anna', OWN)).toEqual(SILENT);
  expect(hearing_of(choices, 'neck', 'ben', OWN)).toEqual(CLEAR);
  // Somebody new: as it was last.
  expect(hearing_of(choices, 'neck', 'cleo', OWN)).toEqual(CLEAR);
});

test('each protocol and person is kept once, and not without end', () => {
  let choices: Choices = [];
  for (let i = 0; i < 500; i += 1) choices = with_hearing(choices, `p${i % 250}`, null, CLEAR);
  expect(choices).toHaveLength(200);
  expect(choices.filter(({ protocol_id }) => protocol_id === 'p249')).toHaveLength(1);
});

test('silence is a choice, or a volume of nothing', () => {
  expect(is_silent(SILENT)).toBe(true);
  expect(is_silent({ profile: 'clear', volume: 0 })).toBe(true);
  expect(is_silent(OWN)).toBe(false);
});
