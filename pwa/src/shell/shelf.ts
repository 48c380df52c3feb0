/**
 * Has a library looked through by a worker, so that a slow phone goes on hearing a finger; where no worker can be had, or
 * none answers, the page does it. Must never decide what may be run: who starts a session judges it again (app/library.ts).
 */
import type { Barred } from '../core/shelf';
import type { Library } from '../wire.gen';
import { after } from './clock';

/** Twenty times what it takes on a slow phone. */
const ANSWERED_WITHIN_MS = 5000;

/** `texts`: those wanted of a library's text (core/shelf.ts, `texts_in`). `barred`: of a library. */
export type ShelfQuestion = { barred: Library } | { texts: string; digests: readonly string[] };
export type ShelfAnswer = { barred: Barred } | { texts: Record<string, string> };

export interface Shelf {
  /** Rejects where it cannot be had. */
  barred(library: Library): Promise<Barred>;
  texts(text: string, digests: readonly string[]): Promise<Record<string, string>>;
}

export class WorkerShelf implements Shelf {
  async barred(library: Library): Promise<Barred> {
    const answer = await asked({ barred: library }).catch(() => null);
    if (answer !== null && 'barred' in answer) return answer.barred;
    return (await import('../core/shelf')).barred_in(library);
  }

  async texts(text: string, digests: readonly string[]): Promise<Record<string, string>> {
    const answer = await asked({ texts: text, digests }).catch(() => null);
    if (answer !== null && 'texts' in answer) return answer.texts;
    return (await import('../core/shelf')).texts_in(text, digests);
  }
}

/** By a worker that lives as long as that takes; one that never answers must not keep a newer library from being shown. */
async function asked(question: ShelfQuestion): Promise<ShelfAnswer> {
  const worker = new Worker(new URL('./shelf-worker.ts', import.meta.url), { type: 'module' });
  let cancel = () => {};
  try {
    return await new Promise((resolve, reject) => {
      cancel = after(ANSWERED_WITHIN_MS, () => reject(new Error('the worker is silent')));
      worker.addEventListener('message', ({ data }: MessageEvent<ShelfAnswer>) => resolve(data));
      worker.addEventListener('error', () => reject(new Error('the worker failed')));
      worker.postMessage(question);
    });
  } finally {
    cancel();
    worker.terminate();
  }
}
