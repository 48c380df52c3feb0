/**
 * THE CATALOGUE: every word the app shows or says, by room.
 *
 * Plain names first, one word for one thing, and nothing that promises, praises or hurries.
 */
import { common } from './strings/common';
import { flow } from './strings/flow';
import { library, protocol } from './strings/library';
import { devices, pair, settings, status, sync } from './strings/machine';
import { history, past } from './strings/past';
import { run, said, stop_card } from './strings/run';

export const T = {
  common,
  library,
  protocol,
  flow,
  run,
  said,
  stop_card,
  past,
  history,
  sync,
  pair,
  devices,
  status,
  settings,
} as const;
