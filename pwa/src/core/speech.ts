/**
 * What is said aloud, in which order, and what is better not said any more. Pure.
 *
 * Rules:
 *  [J1] A line that has begun is said to its end; only an urgent one cuts in, and at the end of a word.
 *  [J2] What could not be begun in time is not said any more: a late "half way" is worse than none.
 *  [J3] A line waits until the last tone has died down, and one that would run into the next tone waits for it; an urgent
 *       one waits for nothing.
 *  [J4] Where the run pauses or is stopped, nothing of it is said any more: what waits is dropped, what is being said ends
 *       with its word. A session that comes to its own end is told to its end.
 */

export interface Line {
  words: string;
  /** `ease-off` and its like: said before all others. */
  is_urgent: boolean;
  /** It must have begun by then, on the monotonic clock. */
  by_ms: number;
}

/** When tones sound: the last one until `over_ms`, the next one at `next_ms`, both on the monotonic clock. */
export interface Tones {
  over_ms: number;
  next_ms: number | null;
}

export interface Turn {
  say: Line | null;
  /** What waits behind it, in order. */
  waiting: Line[];
  /** When it is worth looking again, where something waits and nothing is said. */
  again_ms: number | null;
}

const A_LETTER_MS = 70;
const A_LINE_MS = 350;
/** A cue rings for about as long: then it is the voice's turn. */
export const RING_MS = 900;

/** What a line takes to be said, in milliseconds: no browser tells it beforehand. */
export function length_ms({ words }: Pick<Line, 'words'>): number {
  return A_LINE_MS + words.length * A_LETTER_MS;
}

/** [J1] Who waits behind whom: urgent ones first, else as they came. The same words wait only once. */
export function with_line(waiting: readonly Line[], line: Line): Line[] {
  const others = waiting.filter(({ words }) => words !== line.words);
  return [...others.filter((each) => each.is_urgent), line, ...others.filter((each) => !each.is_urgent)].sort(
    (a, b) => Number(b.is_urgent) - Number(a.is_urgent),
  );
}

/** Whose turn it is now that nobody speaks. */
export function turn_of(waiting: readonly Line[], now_ms: number, { over_ms, next_ms }: Tones): Turn {
  const [line, ...behind] = waiting.filter(({ by_ms }) => by_ms >= now_ms);
  if (line === undefined) return { say: null, waiting: [], again_ms: null };
  if (line.is_urgent) return { say: line, waiting: behind, again_ms: null };
  if (now_ms < over_ms) return { say: null, waiting: [line, ...behind], again_ms: over_ms };
  if (next_ms !== null && next_ms > now_ms && now_ms + length_ms(line) > next_ms)
    return { say: null, waiting: [line, ...behind], again_ms: next_ms + RING_MS };
  return { say: line, waiting: behind, again_ms: null };
}
