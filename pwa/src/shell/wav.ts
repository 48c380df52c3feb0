/** The pieces of a track as one file that a media element plays. */
import { BYTES, type Piece, wav_header } from '../core/pcm';

/** Twice as long each, up to a minute: any silence is a few of them, one after the other, and a rest too short for one. */
const LENGTHS = Array.from({ length: 10 }, (_, i) => 1024 << i).reverse();
let silences: { length: number; blob: Blob }[] | null = null;

/**
 * The whole as one file. Its silences all name the same bytes, and every blob there is is one of ten that are made once:
 * each new one, and each slice of one, halts the page until another process has answered, which took 35 ms for the
 * hundred silences of a session at the very moment at which its page is hidden.
 */
export function wav_of(pieces: readonly Piece[]): Blob {
  silences ??= silences_made();
  const parts: BlobPart[] = [wav_header(pieces)];
  for (const piece of pieces) {
    if (typeof piece === 'number') parts.push(...silent_parts(piece, silences));
    else parts.push(piece);
  }
  return new Blob(parts, { type: 'audio/wav' });
}

/** The short ones are parts of the longest: what all of them take is that. */
function silences_made(): { length: number; blob: Blob }[] {
  const longest = new Blob([new Int16Array(LENGTHS[0] ?? 0)]);
  return LENGTHS.map((length) => ({ length, blob: longest.slice(0, length * BYTES) }));
}

function silent_parts(samples: number, made: readonly { length: number; blob: Blob }[]): BlobPart[] {
  const parts: BlobPart[] = [];
  let left = samples;
  for (const { length, blob } of made) for (; left >= length; left -= length) parts.push(blob);
  if (left > 0) parts.push(new Int16Array(left));
  return parts;
}
