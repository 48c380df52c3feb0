/** Sessions and clients as folds over facts, whatever their order and whatever else lies among them. */
import { describe, expect, test } from 'vitest';
import { fact_from, type NewFact, write_facts } from '../../../pwa/src/core/fact';
import { clients_from, type KnownFact, sessions_from, unwatched_s } from '../../../pwa/src/core/history';
import { side_of } from '../../../pwa/src/view/past/parts';

const NOW_MS = 1_800_000_000_000;

function written(
  facts: Pick<NewFact, 'kind' | 'body'>[],
  subject = 'session-1',
  client_id: string | null = null,
  at = NOW_MS,
): KnownFact[] {
  let roll = at % 251;
  const random = () => {
    roll += 1;
    return Uint8Array.from({ length: 16 }, (_, i) => (roll * 31 + i * 7) % 256);
  };
  const news = facts.map((fact) => ({ ...fact, subject, client_id, at }));
  const author = { origin: 'origin-0001', seq: 0, last_ms: 0, count: 0 };
  return write_facts(news, author, at, random).facts.map((fact) => fact_from(fact.raw) as KnownFact);
}

const STARTED = {
  kind: 'session_started',
  body: {
    protocol_id: 'upper-back-pain-self-care',
    protocol_digest: 'd'.repeat(64),
    audience: 'self-care',
    planned_holds: 2,
    planned_ms: 200_000,
    time_zone: 'Europe/Vienna',
    title: 'Upper back pain',
  },
};

function hold(held_ms: number, attempt = 1) {
  const at_point = { step: 0, point: 'upper-trapezius-top', side: 'left', repeat: 1, attempt };
  return {
    kind: 'hold_ended',
    body: {
      ...at_point,
      planned_ms: 60_000,
      held_ms,
      observed_ms: held_ms,
      paused_ms: 0,
      ended_by: 'eased',
      ratings: [],
    },
  };
}

const WHOLE = [
  STARTED,
  { kind: 'screening_answered', body: { question: 'feverish', answer: 'no', action: 'refer-first' } },
  { kind: 'pain_rated', body: { when: 'before', nrs: 5, region: 'upper-back-pain' } },
  hold(20_000),
  hold(30_000, 2),
  { kind: 'pain_rated', body: { when: 'after', nrs: 4, region: 'upper-back-pain' } },
  { kind: 'reaction_reported', body: { reaction: 'worse', during: null } },
  { kind: 'note_written', body: { text: 'left side tender' } },
  { kind: 'from_the_future', body: { anything: [1, 2] } },
  { kind: 'session_ended', body: { reason: 'completed' } },
];

describe('a session', () => {
  test('[H6] what is said of it later stands with it, and a clinician’s word covers what was said before', () => {
    const worse = { kind: 'checked_in', body: { feeling: 'worse', is_sore: true, signs: ['numb'] } };
    const seen = {
      kind: 'screening_answered',
      body: { question: 'seen-by-clinician', answer: 'yes', action: 'refer-first' },
    };
    const review = { kind: 'review_answered', body: { protocol_id: 'upper-back-pain-self-care', change: 'same' } };
    const later = [
      { kind: 'pain_rated', body: { when: 'next-day', nrs: 7, region: 'upper-back-pain' } },
      { kind: 'advice_set_aside', body: { advice: ['same-point'], why: 'Another side' } },
      worse,
      review,
      { ...seen, body: { ...seen.body, answer: 'no' } },
      seen,
      { kind: 'checked_in', body: { feeling: 'better', is_sore: false } },
    ];
    const facts = written([...WHOLE, ...later]);
    const [session] = sessions_from(facts);
    expect(session).toMatchObject({
      pain_next_day: 7,
      last_pressed_at: NOW_MS,
      cleared_at: NOW_MS,
      set_aside: [{ advice: ['same-point'], why: 'Another side' }],
      reviews: [{ change: 'same', at: NOW_MS, is_cleared: true }],
      check_ins: [
        { feeling: 'worse', is_sore: true, signs: ['numb'], at: NOW_MS, is_cleared: true },
        { feeling: 'better', is_sore: false, signs: [], at: NOW_MS, is_cleared: false },
      ],
    });
    expect(session?.screening.map(({ question }) => question)).toEqual(['feverish']);
    expect(sessions_from([...facts].reverse())).toEqual([session]);
  });

  test('what was felt stands with the side that was held then, and without one where nothing was held there', () => {
    const at = (point: string, side: string, ended_by: string) => {
      const { kind, body } = hold(9000);
      return { kind, body: { ...body, point, side, ended_by } };
    };
    const felt = (reaction: string, during: string | null) => ({
      kind: 'reaction_reported',
      body: { reaction, during },
    });
    const [session] = sessions_from(
      written([
        STARTED,
        at('hip', 'left', 'time'),
        at('hip', 'right', 'reaction'),
        felt('numb', 'hip'),
        at('neck', 'left', 'time'),
        at('neck', 'right', 'skipped'),
        felt('sharp', 'neck'),
        felt('pulse', 'jaw'),
        felt('chest', null),
        at('hip', 'left', 'skipped'),
      ]),
    );
    expect(session?.reactions.map((each) => [each.reaction, each.during, side_of(session, each.during)])).toEqual([
      ['numb', 'hip', 'right'],
      ['sharp', 'neck', 'left'],
      ['pulse', 'jaw', undefined],
      ['chest', null, undefined],
    ]);
  });

  test('[H7] a rating that follows a hold stands with its ratings, and a step that was added belongs to the plan', () => {
    const at_point = { step: 0, point: 'upper-trapezius-top', side: 'left', repeat: 1 };
    const rated = { kind: 'hold_rated', body: { ...at_point, attempt: 2, after_ms: 31_000, nrs: 3 } };
    const of_nothing = { kind: 'hold_rated', body: { ...at_point, attempt: 9, after_ms: 31_000, nrs: 9 } };
    const added = {
      kind: 'step_added',
      body: {
        ...{ step: 5, point: 'hip', sides: ['left', 'right'], hold_ms: 30_000, planned_ms: 118_000 },
        ...{ target_nrs: [3, 5], ceiling_nrs: 6 },
      },
    };
    const facts = written([STARTED, hold(20_000), hold(30_000, 2), rated, of_nothing, added]);
    const [session] = sessions_from(facts);
    expect(session?.holds.map(({ ratings }) => ratings)).toEqual([[], [{ after_ms: 31_000, nrs: 3 }]]);
    expect(session).toMatchObject({ planned_holds: 4, planned_ms: 318_000, added: [{ point: 'hip' }] });
    expect(sessions_from([...facts].reverse())).toEqual([session]);
  });

  test('a hold that was passed over is no press', () => {
    expect(sessions_from(written([STARTED, hold(0)]))[0]?.last_pressed_at).toBeNull();
  });

  test('[H1] is the same from its facts in any order', () => {
    const facts = written(WHOLE);
    const [session] = sessions_from(facts);
    expect(session).toMatchObject({
      title: 'Upper back pain',
      held_ms: 50_000,
      pain_before: 5,
      pain_after: 4,
      made_worse: true,
      notes: ['left side tender'],
      reason: 'completed',
    });
    expect(sessions_from([...facts].reverse())).toEqual([session]);
    expect(sessions_from([...facts.slice(4), ...facts.slice(0, 4)])).toEqual([session]);
  });

  test('[H2] one whose start is not known here is left aside', () => {
    expect(sessions_from(written(WHOLE.slice(1)))).toEqual([]);
  });

  test('[H3] belongs to whoever it was assigned to last', () => {
    const assigned = [...WHOLE, { kind: 'session_assigned', body: { client_id: 'client-2' } }];
    expect(sessions_from(written(assigned, 'session-1', 'client-1'))[0]?.client_id).toBe('client-2');
    const taken_away = [...assigned, { kind: 'session_assigned', body: { client_id: null } }];
    expect(sessions_from(written(taken_away, 'session-1', 'client-1'))[0]?.client_id).toBeNull();
  });

  test('what the answers changed in the plan is part of the session', () => {
    const changed = { ...STARTED, body: { ...STARTED.body, left_out: ['hip'], halved: true } };
    expect(sessions_from(written([changed]))[0]).toMatchObject({ left_out: ['hip'], is_halved: true });
    expect(sessions_from(written([STARTED]))[0]).toMatchObject({ left_out: [], is_halved: false });
  });

  test('the newest stands first', () => {
    const facts = [...written(WHOLE), ...written([STARTED], 'session-2', null, NOW_MS + 5000)];
    expect(sessions_from(facts).map((session) => session.id)).toEqual(['session-2', 'session-1']);
  });
});

describe('clients', () => {
  const saved = (name: string, replaces: string | null) => ({ kind: 'client_saved', body: { name, replaces } });

  test('[H4] a descendant wins over its ancestor, even with an earlier clock', () => {
    const [first] = written([saved('R. M.', null)], 'client-1');
    const second = written([saved('R. Moser', first!.id)], 'client-1', null, NOW_MS - 1_000_000);
    expect(clients_from([...second, first!])).toEqual([{ id: 'client-1', name: 'R. Moser', version: second[0]!.id }]);
  });

  test('[H4] of two versions made side by side the later one counts', () => {
    const one = written([saved('A', null)], 'client-1', null, NOW_MS);
    const other = written([saved('B', null)], 'client-1', null, NOW_MS + 1);
    expect(clients_from([...other, ...one]).map((client) => client.name)).toEqual(['B']);
  });

  test('are listed by name', () => {
    const facts = [
      ...written([saved('Z. A.', null)], 'client-1'),
      ...written([saved('A. Z.', null)], 'client-2', null, NOW_MS + 9),
    ];
    expect(clients_from(facts).map((client) => client.name)).toEqual(['A. Z.', 'Z. A.']);
  });
});

test('[H9] what nobody saw or heard of holds is told in the seconds that are shown, and no part of one', () => {
  const of = (held_ms: number, observed_ms: number) => unwatched_s([{ held_ms, observed_ms }]);
  expect(of(45_000, 24_000)).toBe(21);
  expect(of(45_000, 0)).toBe(45);
  expect(of(45_000, 44_700)).toBe(0);
  expect(of(0, 0)).toBe(0);
  const holds = [
    { held_ms: 45_000, observed_ms: 24_000 },
    { held_ms: 60_000, observed_ms: 60_000 },
    { held_ms: 30_000, observed_ms: 20_000 },
  ];
  expect(unwatched_s(holds)).toBe(31);
});
