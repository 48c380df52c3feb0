/** From a complaint to points: the rules of core/finder.ts, and twenty complaints with what a textbook expects. */
import { describe, expect, test } from 'vitest';
import { distance_to, PATCHES } from '../../../pwa/src/core/areas';
import {
  complaints_found,
  type Found,
  MOST_POINTS,
  points_for,
  protocols_for,
  questions_for,
  warnings_beside,
} from '../../../pwa/src/core/finder';
import type { Candidate, Complaint, Library, Question } from '../../../pwa/src/wire.gen';
import { COMPLAINTS, POINTS, PRESSING } from '../support/body';
import { library_of, point } from '../support/content';

function complaint(candidates: Candidate[], over: Partial<Complaint> = {}): Complaint {
  return { id: 'c', area: 'low-back', words: 'Ache in the low back', candidates, ...over };
}

function candidate(id: string, how: Candidate['how'] = 'lies-here'): Candidate {
  return { point: id, how, why: `Because of ${id}.` };
}

function ids(found: readonly Found[]): string[] {
  return found.map((each) => each.point.id);
}

function question(id: string, group: string, if_yes: Question['if_yes'] = 'refer-first'): Question {
  return { id, group, ask: `About ${id}?`, if_yes };
}

const PRESUPPOSING = /whiplash|nerve|carpal/;

const HERE = { position: { right: { x: 56, y: 38 }, left: { x: 44, y: 38 } } };
const FAR = { position: { right: { x: 56, y: 90 }, left: { x: 44, y: 90 } } };
const ONE_AND_TWO = [point('one', HERE), point('two', HERE)];
const STOP: Partial<Complaint> = {
  stop: { action: 'emergency', what_to_do: 'Call for help.' },
  candidates: undefined as never,
};

/**
 * What a person says, and a point that the referral patterns of Travell and Simons lead to: written down without looking
 * at the order in which content names its points.
 */
const TEXTBOOK: readonly (readonly [said: string, expected: string])[] = [
  ['headache behind the eye', 'splenius-cervicis'],
  ['headache at my temple', 'upper-trapezius-front'],
  ['headache on top of the head', 'splenius-capitis'],
  ['headache at the back of the head', 'suboccipital-group'],
  ['headache across my forehead', 'sternocleidomastoid-mid'],
  ['it hurts when I look over my shoulder', 'levator-scapulae-upper'],
  ['ache deep in my ear', 'masseter-deep'],
  ['jaw hurts when I chew', 'masseter-superficial'],
  ['front of my shoulder', 'infraspinatus-central'],
  ['outside of the shoulder', 'supraspinatus-mid'],
  ['sore spot at the back of my shoulder', 'teres-minor'],
  ['under my shoulder blade', 'serratus-posterior-superior'],
  ['tennis elbow', 'extensor-carpi-radialis-longus'],
  ['base of my thumb', 'brachialis-lower'],
  ['ache across my lower back', 'quadratus-lumborum-lower'],
  ['sacroiliac', 'gluteus-medius-posterior'],
  ['from the hip down the outer leg', 'gluteus-minimus-anterior'],
  ['front of the knee', 'rectus-femoris-upper'],
  ['heel in the morning', 'soleus-lower'],
  ['arch of my foot', 'gastrocnemius-medial'],
];

describe('what content says', () => {
  test('of twenty complaints, eighteen or more have the point a textbook expects among the first three', () => {
    const missed = TEXTBOOK.filter(([said, expected]) => {
      const found = complaints_found(COMPLAINTS, said)[0];
      return (
        !found ||
        !ids(points_for(found, null, 'therapist', POINTS))
          .slice(0, 3)
          .includes(expected)
      );
    });
    expect(TEXTBOOK.length).toBe(20);
    expect(missed.length, JSON.stringify(missed)).toBeLessThanOrEqual(2);
  });

  test('[K9] red flags in plain words are found first, and each leads to its stop', () => {
    const said: [string, string, string][] = [
      ['chest pain to the arm', 'chest-to-arm', 'emergency'],
      ['numb saddle', 'numb-saddle', 'emergency'],
      ['one calf suddenly swollen', 'calf-swollen', 'emergency'],
      ['worst headache of my life', 'worst-headache', 'emergency'],
      ['back pain and I cannot hold my urine', 'back-bladder', 'emergency'],
      ['cold white leg', 'leg-cold', 'emergency'],
      ['stiff neck with fever', 'headache-with-fever', 'emergency'],
      ['worst headache ever with stiff neck', 'headache-with-fever', 'emergency'],
      ['lost control of my bladder', 'back-bladder', 'emergency'],
      ['cannot pee', 'back-bladder', 'emergency'],
      ['cannot feel my bottom', 'numb-saddle', 'emergency'],
      ['red hot leg', 'calf-swollen', 'emergency'],
      ['sudden loss of vision', 'headache-with-droop', 'emergency'],
      ['dizzy', 'neck-dizzy', 'emergency'],
      ['red painful eye', 'eye-red', 'emergency'],
      ['sprained ankle', 'ankle-after-twist', 'refer-first'],
      ['calf pain at the same walking distance', 'calf-walking', 'refer-first'],
    ];
    for (const [words, id, action] of said) {
      const found = complaints_found(COMPLAINTS, words)[0];
      expect([words, found?.id, found?.stop?.action]).toEqual([words, id, action]);
    }
  });

  test.each(['lower back', 'backache', 'spine', 'bum', 'eye', 'sciatica', 'heel', 'mid back'])(
    '[K10] “%s” lists the red flags of the place beside what it finds',
    (words) => {
      const found = complaints_found(COMPLAINTS, words);
      const place = found.find(({ stop }) => stop === undefined)?.area;
      const flags = COMPLAINTS.filter(({ area, stop }) => area === place && stop !== undefined);
      const listed = [...found, ...warnings_beside(found, COMPLAINTS, words)];
      expect(flags.filter((each) => !listed.includes(each))).toEqual([]);
      expect(new Set(listed).size).toBe(listed.length);
    },
  );

  test.each([
    ['top of my shoulder aches', ['shoulder-with-chest', 'shoulder-after-fall']],
    ['top of my sholder aches', ['shoulder-with-chest', 'shoulder-after-fall']],
    ['sore between my shoulder blades', ['tearing-between-blades', 'shoulder-with-chest']],
  ])('[K10] %s: the red flags of every place that is named are there', (words, expected) => {
    const found = complaints_found(COMPLAINTS, words);
    const listed = [...found, ...warnings_beside(found, COMPLAINTS, words)].map(({ id }) => id);
    expect(listed).toEqual(expect.arrayContaining(expected));
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed).not.toContain('knee-hot');
  });

  test('[K1] no red flag of content shows a point', () => {
    const stops = COMPLAINTS.filter(({ stop }) => stop !== undefined);
    expect(stops.length).toBeGreaterThan(25);
    for (const each of stops) expect(points_for(each, null, 'therapist', POINTS)).toEqual([]);
  });

  test('there are at least forty, and whoever is alone is shown something to press for each', () => {
    const others = COMPLAINTS.filter(({ stop }) => stop === undefined);
    expect(others.length).toBeGreaterThanOrEqual(40);
    expect(others.filter((each) => points_for(each, null, 'self-care', POINTS).length === 0)).toEqual([]);
  });

  test('every area of the body can be tapped and has a complaint', () => {
    const drawn = new Set([...Object.keys(PATCHES.front), ...Object.keys(PATCHES.back)]);
    expect(new Set(COMPLAINTS.map(({ area }) => area))).toEqual(drawn);
  });
});

describe('points', () => {
  test('[K1] a red flag shows none, even one that a forged library gives points', () => {
    const forged = complaint([candidate('one')], { stop: { action: 'emergency', what_to_do: 'Call.' } });
    expect(points_for(forged, null, 'therapist', ONE_AND_TWO)).toEqual([]);
  });

  test('[K2] a therapist-only point is not there in self-care, nor one without a way to press it alone', () => {
    const points = [
      point('deep', { self_care: 'therapist-only', self: null }),
      point('one', { self: null }),
      point('two'),
    ];
    const asked = complaint([candidate('deep'), candidate('one'), candidate('two')]);
    expect(ids(points_for(asked, null, 'self-care', points))).toEqual(['two']);
    expect(ids(points_for(asked, null, 'therapist', points))).toEqual(['deep', 'one', 'two']);
  });

  test('[K3] the order of content stands, whether it lies there or is felt there', () => {
    const asked = complaint([candidate('two', 'refers-here'), candidate('one', 'lies-here')]);
    expect(ids(points_for(asked, null, 'therapist', ONE_AND_TWO))).toEqual(['two', 'one']);
    expect(points_for(asked, null, 'therapist', ONE_AND_TWO)[0]).toMatchObject({
      how: 'refers-here',
      why: 'Because of two.',
    });
  });

  test('[K4] a gentle point stands lower in self-care, and only there', () => {
    const near = { position: { right: { x: 56, y: 50 }, left: { x: 44, y: 50 } } };
    const points = [point('soft', { ...near, self_care: 'gentle-only' }), point('one', HERE)];
    const asked = complaint([candidate('soft', 'refers-here'), candidate('one', 'lies-here')]);
    expect(ids(points_for(asked, null, 'therapist', points))).toEqual(['soft', 'one']);
    expect(ids(points_for(asked, null, 'self-care', points))).toEqual(['one', 'soft']);
  });

  test('[K5] nearer to where it was tapped stands higher', () => {
    const asked = complaint([candidate('far', 'refers-here'), candidate('near', 'lies-here')]);
    const points = [point('far', FAR), point('near', HERE)];
    expect(ids(points_for(asked, null, 'therapist', points))).toEqual(['near', 'far']);
    expect(ids(points_for(asked, 'calf', 'therapist', points))).toEqual(['far', 'near']);
  });

  test('[K6] at most five, and what the library does not know is left out', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const points = names.map((name) => point(name, HERE));
    const asked = complaint([candidate('unknown'), ...names.map((name) => candidate(name))]);
    expect(ids(points_for(asked, null, 'therapist', points))).toEqual(names.slice(0, MOST_POINTS));
  });

  test('[K5] inside an area there is no distance, on either ground', () => {
    expect(distance_to('low-back', { x: 56, y: 38 })).toBe(0);
    expect(distance_to('knee', { x: 40, y: 70 })).toBe(0);
    expect(distance_to('head', { x: 50, y: 98 })).toBeGreaterThan(80);
  });
});

describe('protocols', () => {
  const found = ONE_AND_TWO.map((each) => ({ point: each, how: 'lies-here', why: 'Here.' }) as const);
  const made = (id: string, points: string[], over = {}) => {
    return { id, audience: 'self-care', barred: null, points, ...over } as const;
  };

  test('[K7] those that press most of it first, then the likelier, then what presses less besides', () => {
    const protocols = [
      made('second', ['two']),
      made('first-and-more', ['one', 'x', 'y']),
      made('none', ['x']),
      made('first', ['one']),
      made('both', ['x', 'one', 'two']),
    ];
    const offered = protocols_for(found, 'self-care', protocols, '');
    expect(offered.map(({ id }) => id)).toEqual(['both', 'first', 'first-and-more', 'second']);
    expect(offered[0]?.pressed).toEqual(['one', 'two']);
  });

  test('[K7] what presses less than half as many as the first is left out', () => {
    const three = [...found, { point: point('three', HERE), how: 'lies-here', why: 'Here.' } as const];
    const protocols = [made('all', ['one', 'two', 'three']), made('one', ['one']), made('two', ['one', 'three'])];
    expect(protocols_for(three, 'self-care', protocols, '').map(({ id }) => id)).toEqual(['all', 'two']);
  });

  test('[K11] what presupposes something comes after what does not, unless it is said', () => {
    const protocols = [
      made('injured', ['one', 'two'], { presupposes: ['whiplash', 'carpal tunnel'] }),
      made('plain', ['one', 'x']),
    ];
    const offered = (said: string) => protocols_for(found, 'self-care', protocols, said).map(({ id }) => id);
    expect(offered('Tight on top of the shoulders')).toEqual(['plain', 'injured']);
    expect(offered('In a tunnel')).toEqual(['plain', 'injured']);
    expect(offered('neck after an old whiplash')).toEqual(['injured', 'plain']);
    expect(offered('Carpal tunnel')).toEqual(['injured', 'plain']);
    expect(protocols_for(found, 'self-care', protocols.slice(0, 1), '').map(({ id }) => id)).toEqual(['injured']);
  });

  test('[K11] [K7] the half is of the first that presupposes nothing', () => {
    const points = ['one', 'two', 'three', 'four'];
    const four = points.map((id) => ({ point: point(id, HERE), how: 'lies-here', why: 'Here.' }) as const);
    const protocols = [made('injured', points, { presupposes: ['nerve'] }), made('plain', ['one'])];
    expect(protocols_for(four, 'self-care', protocols, '').map(({ id }) => id)).toEqual(['plain', 'injured']);
    expect(protocols_for(four, 'self-care', protocols, 'nerve').map(({ id }) => id)).toEqual(['injured']);
  });

  test('[K11] in content: no complaint lists an injury or a nerve first that it does not name, where there is another', () => {
    for (const audience of ['self-care', 'therapist'] as const) {
      for (const each of COMPLAINTS) {
        const points = points_for(each, null, audience, POINTS);
        const said = [each.words, ...(each.also_said ?? [])].join(' ');
        const offered = protocols_for(points, audience, PRESSING, said).map(({ id }) => id);
        const [first = ''] = offered;
        if (offered.some((id) => !PRESUPPOSING.test(id))) expect(`${each.id}: ${first}`).not.toMatch(PRESUPPOSING);
      }
    }
    const shoulders = COMPLAINTS.find(({ id }) => id === 'shoulders-tight');
    const spots = shoulders === undefined ? [] : points_for(shoulders, null, 'self-care', POINTS);
    expect(protocols_for(spots, 'self-care', PRESSING, '')[0]?.id).toBe('upper-back-pain-self-care');
  });

  test('[K7] none for others, and none that may not be run here', () => {
    const protocols = [made('barred', ['one'], { barred: 'L1' }), made('theirs', ['one'], { audience: 'therapist' })];
    expect(protocols_for(found, 'self-care', protocols, '')).toEqual([]);
    expect(protocols_for([], 'self-care', [made('any', ['one'])], '')).toEqual([]);
  });
});

describe('questions', () => {
  test('[K8] for everybody, of the complaint and of its points, each once, without what only changes a session', () => {
    const library: Library = {
      ...library_of(),
      points: [
        point('one', { screen: ['of-point', 'own'], ask_again: ['again'] }),
        point('two', { screen: ['not-asked'] }),
      ],
      screening: [
        question('everybody', 'all'),
        question('sites', 'all', 'modify'),
        ...['own', 'of-point', 'again', 'not-asked'].map((id) => question(id, 'back')),
      ],
    };
    const asked = questions_for(complaint([candidate('one')], { ask: ['own', 'unknown'] }), library);
    expect(asked.map(({ id }) => id)).toEqual(['everybody', 'own', 'of-point', 'again']);
  });
});

describe('search', () => {
  const said = [
    complaint([candidate('one')], { id: 'heel', words: 'Heel hurts in the morning', also_said: ['plantar fasciitis'] }),
    complaint([candidate('one')], { id: 'shoulders', words: 'Tight on top of the shoulders' }),
    complaint([], { id: 'clot', words: 'Calf suddenly swollen', also_said: ['heel swollen'], ...STOP }),
  ];
  const found = (words: string) => complaints_found(said, words).map(({ id }) => id);

  test('[K9] endings, beginnings, capitals and common words do not matter', () => {
    expect(found('My SHOULDER aches')).toEqual(['shoulders']);
    expect(found('shoul')).toEqual(['shoulders']);
    expect(found('plantar')).toEqual(['heel']);
    expect(found('')).toEqual(['heel', 'shoulders', 'clot']);
    expect(found('purple')).toEqual([]);
  });

  test('[K9] a red flag comes first where as many words are found', () => {
    expect(found('heel')).toEqual(['clot', 'heel']);
    expect(found('heel in the morning')).toEqual(['heel']);
    expect(found('morning heel hurts suddenly swollen')).toEqual(['clot', 'heel']);
  });

  test('[K9] a red flag is there too where two words are found that are half of them', () => {
    const warm = complaint([], { id: 'warm', words: 'Heel warm each morning', ...STOP });
    const found_in = (words: string) => complaints_found([...said, warm], words).map(({ id }) => id);
    expect(found_in('plantar fasciitis heel morning')).toEqual(['heel', 'warm']);
    expect(found_in('plantar fasciitis heel')).toEqual(['heel']);
  });
});
