/** Paths and routes, both ways. Shipped is for ever: people bookmark these. Must never look at the address bar itself. */
import type { Route } from './model';

const PLAIN = {
  '/': 'library',
  '/history': 'history',
  '/devices': 'devices',
  '/pair': 'pair',
  '/settings': 'settings',
  '/status': 'status',
  '/run': 'flow',
} as const;

/** The route of a path; a path that is none leads to the library. */
export function route_from_path(path: string): Route {
  const screen = PLAIN[path as keyof typeof PLAIN];
  if (screen !== undefined) return { screen };
  const [, folder, id, ...more] = path.split('/');
  if (id && more.length === 0 && /^[0-9a-z-]+$/.test(id)) {
    if (folder === 'protocols') return { screen: 'protocol', id };
    if (folder === 'sessions') return { screen: 'session', id };
  }
  return { screen: 'library' };
}

export function path_from_route(route: Route): string {
  if (route.screen === 'protocol') return `/protocols/${route.id}`;
  if (route.screen === 'session') return `/sessions/${route.id}`;
  const found = Object.entries(PLAIN).find(([, screen]) => screen === route.screen);
  return found?.[0] ?? '/';
}
