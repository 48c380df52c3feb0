/** The pieces of a track as one file that a media element plays. */
import { BYTES, type Piece, RATE_HZ, wav_header } from '../core/pcm';

const SILENCE_SAMPLES = 60 * RATE_HZ;
let silence: Blob | null = null;

/** The whole as one file. Its silences all name the same bytes. */
export function wav_of(pieces: readonly Piece[]): Blob {
  silence ??= new Blob([new Int16Array(SILENCE_SAMPLES)]);
  const parts: BlobPart[] = [wav_header(pieces)];
  for (const piece of pieces) {
    if (typeof piece !== 'number') {
      parts.push(piece);
      continue;
    }
    for (let left = piece; left > 0; left -= SILENCE_SAMPLES)
      parts.push(silence.slice(0, Math.min(left, SILENCE_SAMPLES) * BYTES));
  }
  return new Blob(parts, { type: 'audio/wav' });
}
