/** The dose guard, rule by rule: sessions, a protocol and a time go in; what is closed, for how long and why comes out. */
import { describe, expect, test } from 'vitest';
import { may_check_in } from '../../../pwa/src/core/check-in';
import { check_in_due, guard, review_due } from '../../../pwa/src/core/dose-guard';
import type { CheckIn, SessionRecord } from '../../../pwa/src/core/history';
import { history_of } from '../../../pwa/src/core/whose';
import type { Protocol } from '../../../pwa/src/wire.gen';
import { protocol, step } from '../support/content';
import { DAY, HOUR, session, T0 } from '../support/past-sessions';

function said(at_h: number, over: Partial<CheckIn> = {}): CheckIn {
  return { feeling: 'same', is_sore: false, signs: [], at: T0 + at_h * HOUR, is_cleared: false, ...over };
}

function review(at_h: number, change: 'better' | 'same' | 'worse') {
  return { protocol_id: 'back-self', change, at: T0 + at_h * HOUR, is_cleared: false };
}

const DAILY = {
  min_hours_between: 24,
  max_per_week: 3,
  stop_if_no_change_after_weeks: 4,
  same_point_min_hours: 48,
  review_after_sessions: null,
  review_after_weeks: 4,
};
const SELF = protocol('back-self', { frequency: DAILY });
const THERAPIST = protocol('back-therapist', {
  audience: 'therapist',
  frequency: {
    min_hours_between: 48,
    max_per_week: 2,
    stop_if_no_change_after_weeks: 4,
    same_point_min_hours: 48,
    review_after_sessions: 6,
    review_after_weeks: null,
  },
});
const OTHER = protocol('jaw-self', { frequency: DAILY, steps: [step({ point: 'jaw' })] });
const BOTH = protocol('wide-self', { frequency: DAILY, steps: [step({ point: 'hip' }), step({ point: 'jaw' })] });

function at(at_h: number, history: SessionRecord[], chosen: Protocol = SELF) {
  return guard(history, chosen, T0 + at_h * HOUR);
}

function ids(at_h: number, history: SessionRecord[], chosen: Protocol = SELF): string[] {
  return at(at_h, history, chosen).advice.map(({ id }) => id);
}

const FINE = said(20);

describe('time between presses', () => {
  test.each<[string, number, SessionRecord[], Protocol, string[], boolean]>([
    ['[C1] nobody was here yet', 0, [], SELF, [], false],
    ['[C1] a session in which nothing was pressed counts as none', 1, [session(0, {}, [])], SELF, [], false],
    ['[C3] a minute short of a day', 23.99, [session(0)], OTHER, ['hours-between'], true],
    ['[C3] a day is enough for other points', 24, [session(0)], OTHER, [], false],
    ['[C4] the same points a day later', 25, [session(0)], SELF, ['same-point'], true],
    ['[C4] a minute short of two days', 47.99, [session(0)], SELF, ['same-point'], true],
    ['[C4] two days are enough', 48, [session(0)], SELF, [], false],
    ['[C4] on either side', 30, [session(0, {}, ['hip', 'shoulder'])], SELF, ['same-point'], true],
    ['[C3] with a client, 48 hours', 47, [session(0)], { ...THERAPIST, steps: OTHER.steps }, ['hours-between'], false],
    ['[C4] with a client it is advice', 30, [session(0)], THERAPIST, ['hours-between', 'same-point'], false],
    ['[C5] three in a week are what this one says', 145, [0, 48, 96].map((h) => session(h)), SELF, ['per-week'], true],
    ['[C5] a week after the first of them', 168, [0, 48, 96].map((h) => session(h)), SELF, [], false],
    ['[C5] with a client two', 100, [session(0), session(48)], THERAPIST, ['per-week'], false],
  ])('%s', (_, at_h, history, chosen, expected, is_blocked) => {
    expect(ids(at_h, history, chosen)).toEqual(expected);
    expect(at(at_h, history, chosen).is_blocked).toBe(is_blocked);
  });

  test('[C4] where other points remain, self-care leaves the unrested ones out and goes on', () => {
    const found = at(30, [session(0)], BOTH);
    expect(found).toMatchObject({ is_blocked: false, left_out: ['hip'] });
    expect(found.advice).toEqual([{ id: 'same-point', since_at: T0, until_at: T0 + 48 * HOUR, points: ['hip'] }]);
    expect(at(30, [session(0)], { ...BOTH, audience: 'therapist' }).left_out).toEqual([]);
  });

  test('[C3] [C4] it says until when it rests, by the last press and not by the start', () => {
    const [rest, points] = at(1, [session(0)]).advice;
    expect(rest).toMatchObject({ since_at: T0, until_at: T0 + 24 * HOUR });
    expect(points).toMatchObject({ since_at: T0, until_at: T0 + 48 * HOUR, points: ['shoulder', 'hip'] });
  });

  test('[C5] the week opens when the first of its sessions is seven days old', () => {
    const [advice] = at(
      145,
      [0, 48, 96].map((h) => session(h)),
    ).advice;
    expect(advice).toMatchObject({ id: 'per-week', until_at: T0 + 7 * DAY, sessions: 3 });
  });

  test('[C3] [C4] [C5] a stored copy that says less is held to the bounds of the house', () => {
    const lax = { ...SELF.frequency, min_hours_between: 0, same_point_min_hours: 0, max_per_week: 14 };
    const forged = { ...SELF, frequency: lax };
    expect(ids(1, [session(0)], forged)).toEqual(['hours-between', 'same-point']);
    expect(ids(47, [session(0)], forged)).toEqual(['same-point']);
    const four = [0, 26, 52, 78].map((h, i) => session(h, {}, i % 2 === 0 ? ['hip'] : ['jaw']));
    expect(ids(160, four, forged)).toEqual(['per-week']);
  });

  test('[C4] a protocol of an older app that says nothing of the same point rests it two days', () => {
    const silent = { ...SELF, frequency: { ...SELF.frequency, same_point_min_hours: null } };
    expect(ids(47, [session(0)], silent)).toEqual(['same-point']);
  });
});

describe('a clock that was moved', () => {
  test('[C2] set back, it opens nothing, however far', () => {
    const history = [session(0), session(72)];
    for (const at_h of [71, 48, 0, -1, -100, -10_000]) {
      expect(at(at_h, history)).toMatchObject({ is_blocked: true, is_clock_behind: true });
      expect(at(at_h, history, OTHER).is_blocked).toBe(true);
    }
    expect(at(120, history)).toMatchObject({ is_blocked: false, is_clock_behind: false });
  });

  test('[C2] set back, it does not shorten the course either', () => {
    const course = Array.from({ length: 15 }, (_, i) => session(i * 48));
    expect(review_due(course, SELF, T0 + 28 * DAY)).toMatchObject({ since_at: session(0).started_at });
    expect(review_due(course, SELF, T0 - 28 * DAY)).toMatchObject({ since_at: session(0).started_at });
  });

  test('[C2] the last session is the one that was begun last, not the one that says the latest time', () => {
    const later = session(-200, { check_ins: [said(-170, { feeling: 'worse' })] });
    const history = history_of([later, session(0, { begun_as: '0001', check_ins: [FINE] })], {
      audience: 'self-care',
      client_id: null,
      origin: 'origin-here',
      own_client_id: null,
    });
    expect(history.at(-1)?.id).toBe(later.id);
    expect(ids(400, history)).toContain('worse');
  });
});

describe('how it was afterwards', () => {
  const worse = (at_h: number) => said(at_h, { feeling: 'worse' });

  test.each<[string, SessionRecord[], string[]]>([
    ['nothing said, nothing advised', [session(0)], []],
    ['better and not sore', [session(0, { check_ins: [said(20, { feeling: 'better' })] })], []],
    ['[C6] still sore', [session(0, { check_ins: [said(20, { is_sore: true })] })], ['sore']],
    ['[C6] sore, then gone', [session(0, { check_ins: [said(20, { is_sore: true }), said(60)] })], []],
    ['[C7] worse', [session(0, { check_ins: [worse(20)] })], ['worse']],
    ['[C7] worse, then not', [session(0, { check_ins: [worse(20), said(60)] })], []],
    ['[C7] worse at its end, and nobody asked since', [session(0, { made_worse: true })], ['worse']],
    ['[C7] worse at its end, the same the day after', [session(0, { made_worse: true, check_ins: [FINE] })], []],
    ['[C8] worse twice', [session(0, { check_ins: [worse(20), worse(50)] })], ['worse-twice', 'worse']],
    [
      '[C8] worse after two sessions in a row',
      [session(-200, { check_ins: [worse(-180), said(-150)] }), session(0, { check_ins: [worse(20)] })],
      ['worse-twice', 'worse'],
    ],
    [
      '[C8] not where one between them was followed by better',
      [
        session(-400, { check_ins: [worse(-380)] }),
        session(-200, { check_ins: [said(-180, { feeling: 'better' })] }),
        session(0, { check_ins: [worse(20)] }),
      ],
      ['worse'],
    ],
    [
      '[C8] a later better does not take it back',
      [session(0, { check_ins: [worse(20), worse(50), said(80, { feeling: 'better' })] })],
      ['worse-twice'],
    ],
    ['[C9] numb', [session(0, { check_ins: [said(20, { signs: ['numb'] })] })], ['signs']],
    ['[C9] a bruise', [session(0, { check_ins: [said(20, { signs: ['bruise'] })] })], ['signs']],
    ['[C9] pain beyond two days', [session(0, { check_ins: [said(60, { signs: ['lasting-pain'] })] })], ['signs']],
    ['[C9] a sign of a newer app', [session(0, { check_ins: [said(20, { signs: ['itching'] })] })], ['signs']],
    [
      '[C10] a sign for emergency care',
      [session(0, { check_ins: [said(20, { signs: ['bruise', 'dark-urine'] })] })],
      ['emergency-signs'],
    ],
  ])('%s', (_, history, expected) => {
    const late = 30 * 24;
    expect(ids(late, history)).toEqual(expected);
    expect(at(late, history).is_blocked).toBe(expected.length > 0);
    const with_client = at(late, history, THERAPIST);
    expect(with_client.advice.map(({ id }) => id)).toEqual(expected);
    expect(with_client.is_blocked).toBe(expected.includes('emergency-signs'));
  });

  test('[C15] a clinician’s word opens it again, asked not before the day after', () => {
    const open = session(0, { check_ins: [worse(20), worse(50)] });
    expect(at(72, [open]).clinician_from_at).toBe(T0 + 74 * HOUR);
    expect(at(72, [session(0, { check_ins: [worse(20)] })]).clinician_from_at).toBeNull();
    const cleared = session(0, {
      cleared_at: T0 + 80 * HOUR,
      check_ins: [worse(20), worse(50)].map((each) => ({ ...each, is_cleared: true })),
    });
    expect(at(90, [cleared])).toMatchObject({ is_blocked: false, advice: [], clinician_from_at: null });
    expect(check_in_due([cleared], T0 + 90 * HOUR)).toBeNull();
  });

  test('[C15] it covers what was said before it, and nothing after', () => {
    const cleared = { cleared_at: T0 + 80 * HOUR };
    const before = { ...worse(50), is_cleared: true };
    const again = session(0, { ...cleared, check_ins: [before, worse(90)] });
    expect(ids(200, [again])).toEqual(['worse']);
    const next = session(200, { check_ins: [worse(220), worse(250)] });
    expect(ids(300, [session(0, { ...cleared, check_ins: [before] }), next])).toContain('worse-twice');
  });
});

describe('why it stopped', () => {
  test.each(['numb', 'weak-or-pale', 'pulse'])('[C11] %s closes its point until a clinician has looked', (reaction) => {
    const stopped = session(0, { reactions: [{ reaction, during: 'hip' }] });
    expect(at(200, [stopped])).toMatchObject({ is_blocked: false, left_out: ['hip'] });
    expect(at(200, [stopped], protocol('hip', { frequency: DAILY, steps: [step({ point: 'hip' })] })).is_blocked).toBe(
      true,
    );
    expect(ids(200, [stopped], OTHER)).toEqual([]);
    expect(at(200, [stopped, session(100, {}, ['shoulder'])]).left_out).toEqual(['hip']);
    expect(at(200, [{ ...stopped, cleared_at: T0 + 50 * HOUR }])).toMatchObject({ advice: [], left_out: [] });
    expect(at(200, [stopped], THERAPIST)).toMatchObject({ is_blocked: false, left_out: [] });
  });

  test.each(['chest', 'swelling', 'lasting'])('[C11] %s closes everything until a clinician has looked', (reaction) => {
    const stopped = session(0, { reactions: [{ reaction, during: null }] });
    expect(at(200, [stopped], OTHER)).toMatchObject({ is_blocked: true });
    expect(ids(200, [session(0, { reactions: stopped.reactions }, [])], OTHER)).toEqual(['stop-reason']);
  });

  test('[C11] of two reactions the one that closes everything is said first', () => {
    const reactions = [
      { reaction: 'weak-or-pale', during: 'hip' },
      { reaction: 'chest', during: 'hip' },
    ];
    const [first] = at(1, [session(0, { reactions })]).advice;
    expect(first).toMatchObject({ id: 'stop-reason', reactions: ['chest'], points: [] });
  });

  test.each(['emergency', 'refer-first'] as const)(
    '[C11] a yes that stopped a run (%s) closes everything',
    (action) => {
      const yes = { question: 'clot-signs', answer: 'yes', action } as const;
      const stopped = session(0, { reason: 'stopped', screening: [yes] }, []);
      expect(ids(1, [stopped], OTHER)).toEqual(['stop-reason']);
      expect(at(200, [stopped], OTHER)).toMatchObject({ is_blocked: true, clinician_from_at: expect.any(Number) });
      expect(at(200, [stopped], THERAPIST)).toMatchObject({ is_blocked: false });
      expect(ids(200, [{ ...stopped, cleared_at: T0 + 50 * HOUR }], OTHER)).toEqual([]);
      // Asked before a run, it stopped that one, and is asked before the next.
      expect(ids(1, [{ ...stopped, reason: 'abandoned' }], OTHER)).toEqual([]);
      expect(ids(1, [{ ...stopped, screening: [{ ...yes, action: 'therapist-only' }] }], OTHER)).toEqual([]);
    },
  );

  test.each(['sharp', 'too-much', 'asked', 'distress', 'dizzy'])('%s leaves nothing closed later', (reaction) => {
    expect(ids(200, [session(0, { reactions: [{ reaction, during: 'hip' }] })])).toEqual([]);
  });
});

describe('the course', () => {
  const every_other_day = (many: number) => Array.from({ length: many }, (_, i) => session(i * 48));
  const WEEKS_4 = 28 * 24;

  test.each<[string, number, number, boolean]>([
    ['[C13] not before its weeks', 10, WEEKS_4 - 1, false],
    ['[C13] after its weeks', 10, WEEKS_4, true],
    ['[C13] a long pause begins a new course', 1, 60 * 24, true],
  ])('%s', (_, many, at_h, is_due) => {
    expect(review_due(every_other_day(many), SELF, T0 + at_h * HOUR) !== null).toBe(is_due);
  });

  test('[C13] after its sessions, where it counts those', () => {
    const of_client = (many: number) =>
      Array.from({ length: many }, (_, i) => session(i * 50, { protocol_id: THERAPIST.id }));
    expect(review_due(of_client(5), THERAPIST, T0 + 260 * HOUR)).toBeNull();
    expect(review_due(of_client(6), THERAPIST, T0 + 260 * HOUR)).toMatchObject({ since_at: session(0).started_at });
  });

  test('[C13] sessions before a pause of four weeks are no part of it', () => {
    const old = session(-60 * 24);
    const fresh = [session(0), session(48)];
    expect(review_due([old, ...fresh], SELF, T0 + 60 * HOUR)).toBeNull();
    expect(review_due([...fresh], OTHER, T0 + WEEKS_4 * HOUR)).toBeNull();
  });

  test('[C13] answered, it is due again after another interval, and only once something was pressed since', () => {
    const sessions = every_other_day(14);
    const last = sessions.at(-1);
    if (last === undefined) throw new Error('no session');
    last.reviews = [review(WEEKS_4, 'better')];
    expect(review_due(sessions, SELF, T0 + (WEEKS_4 + 1) * HOUR)).toBeNull();
    expect(review_due(sessions, SELF, T0 + 2 * WEEKS_4 * HOUR)).toBeNull();
    const more = [...sessions, session(WEEKS_4 + 24)];
    expect(review_due(more, SELF, T0 + (2 * WEEKS_4 + 1) * HOUR)).toMatchObject({ since_at: session(0).started_at });
  });

  test.each<[string, number, 'better' | 'same' | 'worse', string[]]>([
    ['[C12] better goes on', WEEKS_4, 'better', []],
    ['[C12] the same before its weeks goes on', WEEKS_4 - 48, 'same', []],
    ['[C12] the same after its weeks ends it', WEEKS_4, 'same', ['no-change']],
    ['[C12] worse ends it at once', 100, 'worse', ['no-change']],
  ])('%s', (_, at_h, change, expected) => {
    const sessions = [session(0), session(48, { reviews: [review(at_h, change)] })];
    expect(ids(at_h + 100, sessions)).toEqual(expected);
    expect(at(at_h + 100, sessions).is_blocked).toBe(expected.length > 0);
    expect(at(at_h + 100, sessions, { ...THERAPIST, id: SELF.id }).is_blocked).toBe(false);
    expect(ids(at_h + 100, sessions, OTHER)).toEqual([]);
  });

  test('[C12] [C15] a clinician’s word ends the course with it: the next session begins a new one', () => {
    const over = session(48, { cleared_at: T0 + 700 * HOUR, reviews: [{ ...review(690, 'same'), is_cleared: true }] });
    const sessions = [session(0), over, session(800)];
    expect(ids(900, sessions)).toEqual([]);
    expect(review_due(sessions, SELF, T0 + (800 + WEEKS_4) * HOUR)).toMatchObject({
      since_at: session(800).started_at,
    });
  });
});

describe('the day after', () => {
  test.each<[string, number, CheckIn[], boolean]>([
    ['[C14] not within 12 hours', 11.99, [], false],
    ['[C14] from 12 hours on', 12, [], true],
    ['[C14] however late', 5000, [], true],
    ['[C14] once it was said, not again', 60, [FINE], false],
    ['[C14] sore: a day later again', 44, [said(20, { is_sore: true })], true],
    ['[C14] sore: not earlier', 43.99, [said(20, { is_sore: true })], false],
    ['[C14] worse: a day later again', 44, [said(20, { feeling: 'worse' })], true],
    [
      '[C14] worse twice waits for a clinician',
      200,
      [said(20, { feeling: 'worse' }), said(50, { feeling: 'worse' })],
      false,
    ],
    ['[C14] signs wait for a clinician', 200, [said(20, { feeling: 'worse', signs: ['numb'] })], false],
    ['[C14] what a clinician has looked at is over', 200, [said(20, { is_sore: true, is_cleared: true })], false],
  ])('%s', (_, at_h, check_ins, is_due) => {
    const one = session(0, { check_ins });
    expect(check_in_due([one], T0 + at_h * HOUR)?.id ?? null).toBe(is_due ? one.id : null);
    expect(may_check_in(one, T0 + at_h * HOUR)).toBe(is_due);
  });

  test('[C14] it is asked of the last session in which something was pressed', () => {
    const [first, second] = [session(0), session(50)];
    expect(check_in_due([first, second, session(60, {}, [])], T0 + 80 * HOUR)?.id).toBe(second.id);
    expect(check_in_due([session(0, {}, [])], T0 + 80 * HOUR)).toBeNull();
  });
});

describe('what was felt at a point today, with a client', () => {
  const felt = (reaction: string) => session(0, { reactions: [{ reaction, during: 'hip' }] });
  const wide = { ...BOTH, audience: 'therapist' } as const;

  test.each(['numb', 'weak-or-pale', 'pulse', 'sharp', 'too-much'])(
    '[C18] %s leaves its point out for a day',
    (reaction) => {
      const found = at(0.2, [felt(reaction)], wide);
      expect(found).toMatchObject({ is_blocked: false, left_out: ['hip'], closed_today: [{ point: 'hip', reaction }] });
      // Nothing is advised of what is left out anyway.
      expect(found.advice.map(({ id }) => id)).toEqual(['hours-between']);
      expect(at(23.9, [felt(reaction)], wide).left_out).toEqual(['hip']);
      expect(at(24, [felt(reaction)], wide)).toMatchObject({ left_out: [], closed_today: [] });
      expect(at(-50, [felt(reaction)], wide).left_out).toEqual(['hip']);
    },
  );

  test('[C18] so does a hold that ended above its ceiling', () => {
    const held = session(0);
    const holds = held.holds.map((hold) => (hold.point === 'hip' ? { ...hold, ended_by: 'ceiling' as const } : hold));
    expect(at(1, [{ ...held, holds }], wide)).toMatchObject({
      left_out: ['hip'],
      closed_today: [{ reaction: 'too-much' }],
    });
  });

  test('[C18] a point that this protocol does not press is known too, and where no other is left it ends', () => {
    expect(at(1, [felt('numb')], { ...OTHER, audience: 'therapist' })).toMatchObject({
      is_blocked: false,
      left_out: [],
      closed_today: [{ point: 'hip' }],
    });
    const alone = { ...wide, steps: [step({ point: 'hip' })] };
    expect(at(1, [felt('numb')], alone)).toMatchObject({ is_blocked: true, left_out: ['hip'] });
  });

  test('[C18] what ends the whole session leaves its point out too, and a day later it is advice', () => {
    expect(at(1, [felt('distress')], wide).left_out).toEqual(['hip']);
    expect(at(30, [felt('numb')], wide).advice.map(({ id, points }) => [id, points])).toContainEqual([
      'stop-reason',
      ['hip'],
    ]);
  });
});
