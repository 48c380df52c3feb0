/** Where it hurts, shaded by regions: what there is, what is kept, and how it comes back. */
import { expect, test } from 'vitest';
import { drawn_bodies, first_ground, REGIONS, regions_of, with_region } from '../../../pwa/src/app/drawing';
import { PATCHES } from '../../../pwa/src/core/areas';
import { session_from } from '../../../pwa/src/core/history';

test('[Z1] every area of the figure has a left and a right region, front and back, on the sides they are on', () => {
  const areas = Object.values(PATCHES).reduce((sum, patches) => sum + Object.keys(patches).length, 0);
  expect(REGIONS).toHaveLength(2 * areas);
  expect(new Set(REGIONS.map(({ id }) => id)).size).toBe(REGIONS.length);
  // More than a fact may hold could not be kept.
  expect(REGIONS.length).toBeLessThanOrEqual(80);
  for (const { id, side, ground, box } of REGIONS) {
    expect(id).toMatch(/^(left|right)-[a-z-]+-(front|back)$/);
    expect((box.x0 + box.x1) / 2 < 50, id).toBe((side === 'right') === (ground === 'front'));
    expect(box.x0).toBeLessThan(box.x1);
  }
});

test('[Z1] a region that is not known cannot be shaded, and one that is kept is left as it is', () => {
  expect(with_region([], 'left-shoulder-back')).toEqual(['left-shoulder-back']);
  expect(with_region(['left-shoulder-back'], 'left-shoulder-back')).toEqual([]);
  expect(with_region(['left-tail-back'], 'left-wing-back')).toEqual(['left-tail-back']);
  expect(regions_of(['left-tail-back', 'right-knee-front']).map(({ id }) => id)).toEqual(['right-knee-front']);
});

test('[Z2] with nothing shaded nothing is kept; the last drawing of a time stands', () => {
  const drawn = { drawn_before: ['left-knee-front'], drawn_after: [] };
  expect(drawn_bodies(drawn, 'before')).toEqual([{ when: 'before', regions: ['left-knee-front'] }]);
  expect(drawn_bodies(drawn, 'after')).toEqual([]);
  const fact = (seq: number, kind: string, body: object) => ({
    id: `0190bbbb-0000-7000-8000-00000000000${seq}`,
    kind,
    subject: 'session-1',
    client_id: null,
    origin: 'origin-aaa',
    seq,
    at: seq,
    body,
  });
  const started = fact(1, 'session_started', { protocol_id: 'p', protocol_digest: 'd', audience: 'self-care' });
  const record = session_from([
    fact(3, 'pain_drawn', { when: 'before', regions: ['right-knee-front'] }),
    started,
    fact(2, 'pain_drawn', { when: 'before', regions: ['left-knee-front'] }),
  ]);
  expect(record?.drawn_before).toEqual(['right-knee-front']);
  expect(record?.drawn_after).toBeUndefined();
});

test('[Z3] it opens at what was shaded last, else on the side of most points', () => {
  const [front, back] = [{ outline: 'front' }, { outline: 'back' }] as const;
  expect(first_ground([], [back, front, back])).toBe('back');
  expect(first_ground([], [back, front])).toBe('front');
  expect(first_ground([], [])).toBe('front');
  expect(first_ground(['left-knee-back', 'left-knee-front'], [back])).toBe('front');
  expect(first_ground(['a region of later'], [back])).toBe('back');
});
