/** From steps and holds to marks on the body: which side, which number, which words. */
import { describe, expect, test } from 'vitest';
import type { HoldRecord, SessionRecord } from '../../../pwa/src/core/history';
import { hands_of, marks_of_protocol, marks_of_session } from '../../../pwa/src/view/body/marks';
import { T } from '../../../pwa/src/view/strings-rooms';
import type { ProtocolVersion, Step } from '../../../pwa/src/wire.gen';
import { POINTS } from '../support/body';

const SHOULDER = 'upper-trapezius-top';
const BLADE = 'infraspinatus-central';

function version(...steps: Partial<Step>[]): ProtocolVersion {
  return { protocol: { steps }, points: POINTS } as unknown as ProtocolVersion;
}

function hold(over: Partial<HoldRecord>): HoldRecord {
  return { point: SHOULDER, side: 'left', held_ms: 30_000, ratings: [], ...over } as HoldRecord;
}

const rated = (...nrs: number[]) => nrs.map((each) => ({ nrs: each })) as HoldRecord['ratings'];
const session = (...holds: HoldRecord[]) => ({ holds }) as unknown as SessionRecord;

describe('a protocol', () => {
  test('has a mark for each point and side, numbered by its steps in their order', () => {
    const marks = marks_of_protocol(
      version({ point: SHOULDER, side: 'both' }, { point: BLADE, side: 'left' }, { point: SHOULDER, side: 'right' }),
    );
    expect(marks.map(({ name, text }) => `${name}: ${text}`)).toEqual([
      'Top of the shoulder, left, step 1: 1',
      'Top of the shoulder, right, steps 1, 3: 1, 3',
      'Flat of the shoulder blade, left, step 2: 2',
    ]);
  });

  test('shows both sides where it leaves the side to the person', () => {
    expect(hands_of('affected')).toEqual(['left', 'right']);
    expect(hands_of('right')).toEqual(['right']);
  });

  test('leaves out a point that did not come along', () => {
    expect(marks_of_protocol(version({ point: 'gone', side: 'left' }))).toEqual([]);
  });
});

describe('a session', () => {
  test('has a mark for each point and side that was held, with the first and the last rating over all its holds', () => {
    const marks = marks_of_session(
      session(
        hold({ ratings: rated(6, 5) }),
        hold({ ratings: rated(4, 2) }),
        hold({ side: 'right' }),
        hold({ point: BLADE, held_ms: 0 }),
      ),
      version(),
    );
    expect(marks.map(({ name, text }) => `${name}: ${text}`)).toEqual([
      'Top of the shoulder, left, discomfort 6 to 2: 2',
      'Top of the shoulder, right, not rated: ·',
    ]);
    expect(marks[0]?.more).toContain('6');
    expect(marks[0]?.more).toContain('2');
  });

  test('one rating is said once', () => {
    const [mark] = marks_of_session(session(hold({ ratings: rated(3) })), version());
    expect(mark?.name).toBe('Top of the shoulder, left, discomfort 3');
    expect(mark?.more).toBe('3');
  });
});

test('sides are those of the person it is for', () => {
  expect(T.body.side('self-care', 'left')).toBe('Your left');
  expect(T.body.side('therapist', 'right')).toBe('Client’s right');
});
