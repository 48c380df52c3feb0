/** The whole catalogue, for the rooms that are fetched after the first load (rooms.ts), which must never import it. */
import { T as FIRST } from './strings';
import { body } from './strings/body';
import { build } from './strings/build';
import { common_rooms } from './strings/common-rooms';
import { hearing, hearing_settings, own_words, preflight, spoken } from './strings/cues';
import { drawing } from './strings/drawing';
import { finder } from './strings/finder';
import { flow } from './strings/flow';
import { check_in, guard, review } from './strings/guard';
import { lock } from './strings/lock';
import { devices, pair, settings, status } from './strings/machine';
import { minutes } from './strings/minutes';
import { pages } from './strings/pages';
import { history, older, past } from './strings/past';
import { audit, client } from './strings/practice';
import { protocol } from './strings/protocol';
import { reading } from './strings/reading';
import { room } from './strings/room';
import { run } from './strings/run';
import { said } from './strings/said';
import { stop_card } from './strings/stop-card';

export const T = {
  ...FIRST,
  common: { ...FIRST.common, ...common_rooms },
  pages,
  body,
  build,
  drawing,
  finder,
  flow,
  check_in,
  review,
  guard,
  room,
  run,
  said,
  spoken,
  hearing,
  hearing_settings,
  preflight,
  own_words,
  stop_card,
  protocol,
  reading,
  past,
  minutes,
  history,
  older,
  pair,
  audit,
  client,
  devices,
  status,
  settings,
  lock,
} as const;
