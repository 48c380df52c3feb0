/** Composition root of what the lock needs of the browser: fetched where a lock is set, and no part of the first load. */
import type { LockParts } from './app/lock-model';
import { PIN_COST } from './core/lock';
import { PageCurtain } from './shell/curtain';
import { WorkerPinHasher } from './shell/pin-hasher';
import { BrowserTouches } from './shell/touches';

export function browser_lock_parts(): LockParts {
  return { touches: new BrowserTouches(), curtain: new PageCurtain(), hasher: new WorkerPinHasher(), cost: PIN_COST };
}
