/** What each page is called in the title of its tab. */
import type { Route } from '../../app/model';

export const pages: Record<Route['screen'], string> = {
  library: 'Library',
  finder: 'Where does it hurt?',
  protocol: 'Protocol',
  build: 'Build a session',
  flow: 'A session now',
  history: 'History',
  session: 'One session',
  client: 'A client',
  settings: 'Settings',
  devices: 'Devices',
  pair: 'Pair',
  status: 'Server',
  audit: 'What was done',
};
