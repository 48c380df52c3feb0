/** What the service worker does in the background (background.ts), as a piece of its own: read only where it is needed. */
import { push_waiting } from './background';
import { after, now } from './clock';
import { Database } from './database';
import { BrowserRandom } from './random';
import { HttpServer } from './server';
import { BrowserTabs } from './tabs';

Object.assign(self, {
  push_waiting: () => {
    const random = new BrowserRandom();
    const clock = { now, after };
    const [database, server, tabs] = [new Database(random), new HttpServer(clock), new BrowserTabs()];
    return push_waiting({ database, server, tabs, random, clock });
  },
});
