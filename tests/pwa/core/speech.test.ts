import { describe, expect, test } from 'vitest';
import { type Line, length_ms, turn_of, with_line } from '../../../pwa/src/core/speech';

const QUIET = { over_ms: 0, next_ms: null };
const half: Line = { words: 'Half way.', is_urgent: false, by_ms: 3000 };
const place: Line = { words: 'Top of the shoulder, left.', is_urgent: false, by_ms: 12_000 };
const lighter: Line = { words: 'Lighter.', is_urgent: true, by_ms: 3000 };

describe('[J1] the order', () => {
  test('is as they came, urgent ones first, the same words once', () => {
    const waiting = [half, place, half, lighter].reduce<Line[]>(with_line, []);
    expect(waiting).toHaveLength(3);
    expect(waiting[0]).toBe(lighter);
  });
});

describe('[J2] what comes too late', () => {
  test('is dropped, and what still holds is said in its place', () => {
    const turn = turn_of([half, place], 3001, QUIET);
    expect(turn.say).toBe(place);
    expect(turn.waiting).toEqual([]);
  });
});

describe('[J3] tones and voice', () => {
  test('a line waits until the last tone has died down', () => {
    expect(turn_of([place], 500, { over_ms: 900, next_ms: null })).toEqual({
      say: null,
      waiting: [place],
      again_ms: 900,
    });
  });

  test('a line that would run into the next tone waits until after it', () => {
    const next_ms = 1000 + length_ms(place) - 1;
    const turn = turn_of([place], 1000, { over_ms: 0, next_ms });
    expect(turn.say).toBeNull();
    expect(turn.again_ms).toBeGreaterThan(next_ms);
    expect(turn_of([place], 1000, { over_ms: 0, next_ms: next_ms + 1 }).say).toBe(place);
  });

  test('an urgent line waits for neither', () => {
    expect(turn_of([lighter], 0, { over_ms: 900, next_ms: 100 }).say).toBe(lighter);
  });
});
