/** Runs the worlds it is given the seeds of, one after the other: node devices.mjs '{"seeds": [1], ...}' */

import { watch_disks } from './disk';
import { command } from './line';
import { take_over_fetch } from './page';
import { take_over_turns } from './timeline';
import { World } from './world';

const { seeds, plant, trace, is_first_enough } = JSON.parse(process.argv[2] ?? '{}') as {
  seeds: number[];
  plant: string | null;
  trace: boolean;
  is_first_enough: boolean;
};

// What a page that died was waiting for fails with nobody to hear it.
const CUT_OFF = ['AbortError', 'InvalidStateError', 'TransactionInactiveError', 'QuotaExceededError'];
process.on('unhandledRejection', (error) => {
  if (!(error instanceof Error || error instanceof DOMException) || !CUT_OFF.includes(error.name)) throw error;
});

watch_disks();
take_over_fetch();
take_over_turns();
for (const seed of seeds) {
  const outcome = await new World(seed, trace, plant).run();
  command('done', { outcome });
  if (outcome.failure !== null && is_first_enough) break;
}
