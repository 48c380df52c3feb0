/** Paths and routes, both ways. Shipped is for ever: people bookmark these. Must never look at the address bar itself. */
import type { Area } from '../wire.gen';
import type { Route } from './model';

const PLAIN = {
  '/': 'library',
  '/history': 'history',
  '/devices': 'devices',
  '/pair': 'pair',
  '/settings': 'settings',
  '/status': 'status',
  '/run': 'flow',
  '/where': 'finder',
  '/audit': 'audit',
} as const;

/** The route of a path; a path that is none leads to the library. */
export function route_from_path(path: string): Route {
  const screen = PLAIN[path as keyof typeof PLAIN];
  if (screen !== undefined) return { screen };
  const [, folder, id, ...more] = path.split('/');
  if (folder === 'build') return build_from(id, more);
  if (id && /^[0-9a-z-]+$/.test(id)) {
    if (path === `/sessions/${id}/day-after`) return { screen: 'session', id, is_asking: true };
    if (more.length > 0) return { screen: 'library' };
    if (folder === 'where') return { screen: 'finder', area: id as Area };
    if (folder === 'protocols') return { screen: 'protocol', id };
    if (folder === 'sessions') return { screen: 'session', id };
    if (folder === 'clients') return { screen: 'client', id };
  }
  return { screen: 'library' };
}

/** `/build`, `/build/from/PROTOCOL`, `/build/points/POINT/POINT`. */
function build_from(what: string | undefined, names: readonly string[]): Route {
  const named = names.filter((name) => /^[0-9a-z-]+$/.test(name));
  return {
    screen: 'build',
    points: what === 'points' ? named : [],
    from: what === 'from' ? (named[0] ?? null) : null,
  };
}

export function path_from_route(route: Route): string {
  if (route.screen === 'protocol') return `/protocols/${route.id}`;
  if (route.screen === 'session') return `/sessions/${route.id}${route.is_asking ? '/day-after' : ''}`;
  if (route.screen === 'client') return `/clients/${route.id}`;
  if (route.screen === 'finder' && route.area) return `/where/${route.area}`;
  if (route.screen === 'build') {
    if (route.from !== null) return `/build/from/${route.from}`;
    return route.points.length > 0 ? `/build/points/${route.points.join('/')}` : '/build';
  }
  const found = Object.entries(PLAIN).find(([, screen]) => screen === route.screen);
  return found?.[0] ?? '/';
}
