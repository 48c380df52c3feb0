/** The way around: library, history, settings; and the lock, where one is set. Not there while a session is under way. */
import type { Route, Send } from '../../app/model';
import { T } from '../strings';
import { Icon } from './icon';
import { Link } from './link';

const PLACES = [
  { icon: 'library', name: T.common.library, route: { screen: 'library' }, holds: ['library', 'build', 'protocol'] },
  { icon: 'history', name: T.common.history, route: { screen: 'history' }, holds: ['history', 'session', 'client'] },
  {
    icon: 'settings',
    name: T.common.settings,
    route: { screen: 'settings' },
    holds: ['settings', 'devices', 'pair', 'status', 'audit'],
  },
] as const;

export function Nav({ route, has_lock, send }: { route: Route; has_lock: boolean; send: Send }) {
  return (
    <nav class="nav" aria-label={T.common.nav}>
      <span class="nav-name">
        <Icon name="ring" />
        {T.common.app}
      </span>
      {PLACES.map((place) => (
        <Link
          key={place.name}
          to={place.route}
          send={send}
          is_current={(place.holds as readonly string[]).includes(route.screen)}
        >
          <Icon name={place.icon} />
          {place.name}
        </Link>
      ))}
      {has_lock && (
        <button type="button" onClick={() => send({ type: 'lock_wanted' })}>
          <Icon name="lock" />
          {T.common.lock_now}
        </button>
      )}
    </nav>
  );
}
