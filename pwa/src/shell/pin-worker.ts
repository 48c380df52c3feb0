/** Computes what is kept of a PIN: a second of work, of which the page, and a run in another tab of it, feel nothing. */
import type { PinCost } from '../core/lock';
import { pin_hash } from '../core/pin';

addEventListener('message', ({ data }: MessageEvent<{ pin: string; salt: string; cost: PinCost }>) => {
  postMessage(pin_hash(data.pin, data.salt, data.cost));
});
