/**
 * Background Sync, where the browser has it: what waits is handed in once there is a network again, also with no tab open.
 *
 *  [N13] Facts that wait without a network are pushed by the service worker once it is back. A tab that leads is asked to
 *        do so first; else the worker makes the same pass, in turn with every tab, so that the same proof is asked for. What
 *        did not get through is tried again by the browser. Where the browser has none of it, nothing is different.
 * Must never let go of anything by itself: a removed device, or one signed out, is for the app to act on.
 */
import type { Clock } from './clock';
import type { Database } from './database';
import { DONE_MS, HEARD_MS } from './leading';
import { Pass } from './pass';
import type { Random } from './random';
import type { Server } from './server';
import type { Tabs } from './tabs';

/** The name under which the browser is asked. Shipped is for ever: workers of older apps listen for it. */
export const WAITING = 'facts-wait';

export interface Background {
  /** Has the browser wake the worker once there is a network; does nothing where it cannot. */
  ask(): void;
}

export interface BackgroundWorld {
  database: Database;
  server: Pick<Server, 'push' | 'pull' | 'older'>;
  clock: Pick<Clock, 'now' | 'after'>;
  random: Pick<Random, 'share'>;
  tabs: Pick<Tabs, 'in_turn' | 'tell' | 'on_told'>;
}

/** Hands in what waits. Rejects where something still does: the browser tries again later. */
export async function push_waiting(world: BackgroundWorld): Promise<void> {
  const { database, tabs } = world;
  const paired = await database.meta('paired');
  if (paired === undefined) return;
  const waits = async () => (await database.unsent(paired.practice_id)).length > 0;
  if (!(await waits())) return;
  if ((await was_done_by_a_tab(world)) && !(await waits())) return;
  const pass = new Pass(world, paired, null, {
    applied: ({ rows, erased }) => {
      if (rows.length > 0) tabs.tell({ rows: rows.map((row) => row.id) });
      if (erased.length > 0) tabs.tell('facts');
    },
    refused: (row) => tabs.tell({ rows: [row.id] }),
    is_over: () => false,
  });
  const ending = await pass.run();
  if (['offline', 'failed', 'unproven', 'put-off'].includes(ending)) throw new Error(ending);
}

/** Asks the tab that leads ([N6]); false where there is none that hears. */
function was_done_by_a_tab({ clock, random, tabs }: BackgroundWorld): Promise<boolean> {
  const number = random.share();
  return new Promise((resolve) => {
    let cancel = clock.after(HEARD_MS, () => resolve(false));
    tabs.on_told((message) => {
      if (typeof message === 'string') return;
      if ('sync_heard' in message && message.sync_heard === number) {
        cancel();
        cancel = clock.after(DONE_MS, () => resolve(false));
      }
      if ('sync_done' in message && message.sync_done === number) {
        cancel();
        resolve(true);
      }
    });
    tabs.tell({ sync_wanted: number });
  });
}
