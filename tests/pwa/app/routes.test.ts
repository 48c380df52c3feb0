import { expect, test } from 'vitest';
import type { Route } from '../../../pwa/src/app/model';
import { path_from_route, route_from_path } from '../../../pwa/src/app/routes';
import { version_from } from '../../../pwa/src/core/inlined';
import { LIBRARY, SELF_CARE, version_of } from '../support/content';

const ROUTES: [string, Route][] = [
  ['/', { screen: 'library' }],
  ['/protocols/back-self', { screen: 'protocol', id: 'back-self' }],
  ['/where', { screen: 'finder' }],
  ['/where/low-back', { screen: 'finder', area: 'low-back' }],
  ['/history', { screen: 'history' }],
  ['/sessions/0192-ab', { screen: 'session', id: '0192-ab' }],
  ['/sessions/0192-ab/day-after', { screen: 'session', id: '0192-ab', is_asking: true }],
  ['/devices', { screen: 'devices' }],
  ['/pair', { screen: 'pair' }],
  ['/settings', { screen: 'settings' }],
  ['/status', { screen: 'status' }],
  ['/run', { screen: 'flow' }],
  ['/audit', { screen: 'audit' }],
  ['/clients/0192-ab', { screen: 'client', id: '0192-ab' }],
  ['/build', { screen: 'build', points: [], from: null }],
  ['/build/from/back-self', { screen: 'build', points: [], from: 'back-self' }],
  ['/build/points/hip/shoulder', { screen: 'build', points: ['hip', 'shoulder'], from: null }],
];

test.each(ROUTES)('%s leads to its screen and back', (path, route) => {
  expect(route_from_path(path)).toEqual(route);
  expect(path_from_route(route)).toBe(path);
});

test.each(['/nowhere', '/protocols', '/protocols/', '/protocols/a/b', '/sessions/A%2F'])(
  '%s leads to the library',
  (path) => {
    expect(route_from_path(path)).toEqual({ screen: 'library' });
  },
);

test('a version put together on the device is the one the server publishes', () => {
  const entry = LIBRARY.protocols.find(({ protocol }) => protocol.id === SELF_CARE.id);
  expect(entry && version_from(LIBRARY, entry)).toEqual(version_of(SELF_CARE));
});
