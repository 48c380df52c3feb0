/** Looks a library through beside the page. */
import { barred_in, texts_in } from '../core/shelf';
import type { ShelfAnswer, ShelfQuestion } from './shelf';

addEventListener('message', ({ data }: MessageEvent<ShelfQuestion>) => {
  const answer: ShelfAnswer =
    'barred' in data ? { barred: barred_in(data.barred) } : { texts: texts_in(data.texts, data.digests) };
  postMessage(answer);
});
