/** The scrypt of a PIN, by a worker that lives as long as that takes: no PIN stays in a memory that goes on. */
import type { PinCost } from '../core/lock';

export interface PinHasher {
  /** `salt` and the answer are in hex; rejects where it cannot be computed here. */
  hash(pin: string, salt: string, cost: PinCost): Promise<string>;
}

export class WorkerPinHasher implements PinHasher {
  async hash(pin: string, salt: string, cost: PinCost): Promise<string> {
    const worker = new Worker(new URL('./pin-worker.ts', import.meta.url), { type: 'module' });
    try {
      return await new Promise((resolve, reject) => {
        worker.addEventListener('message', ({ data }: MessageEvent<string>) => resolve(data));
        worker.addEventListener('error', () => reject(new Error('the worker failed')));
        worker.postMessage({ pin, salt, cost });
      });
    } finally {
      worker.terminate();
    }
  }
}
