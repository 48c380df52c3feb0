/**
 * Sound as plain samples: the pieces of a track, and the head of the file they make. Pure.
 *
 * A track is silence for the most part, and silence is one small piece that is named again and again: twenty minutes take no
 * more memory than their tones.
 */

/** Enough for every overtone of every cue, and for words that are understood. */
export const RATE_HZ = 8000;
/** Of a sample. */
export const BYTES = 2;
const HEADER_BYTES = 44;

/** Something that sounds, from a moment of the track on. */
export interface Sounding {
  at_ms: number;
  samples: Int16Array<ArrayBuffer>;
}

/** Silence of so many samples, or samples. */
export type Piece = number | Int16Array<ArrayBuffer>;

/** What sounds together is mixed; between it lies silence. The pieces add up to the length to the sample. */
export function pieces_of(soundings: readonly Sounding[], length_ms: number): Piece[] {
  const in_order = soundings
    .map(({ at_ms, samples }) => ({ from: samples_in(at_ms), samples }))
    .sort((a, b) => a.from - b.from);
  const total = samples_in(length_ms);
  const pieces: Piece[] = [];
  let at = 0;
  for (let i = 0; i < in_order.length; ) {
    const group = group_from(in_order, i);
    const from = group[0]?.from ?? 0;
    if (from >= total) break;
    const mix = mixed(group).subarray(0, total - from);
    if (from > at) pieces.push(from - at);
    pieces.push(mix);
    at = from + mix.length;
    i += group.length;
  }
  return total > at ? [...pieces, total - at] : pieces;
}

/** Whether a track of these pieces is quiet from one of its moments, in seconds, to another; after its end it is. */
export function is_quiet(pieces: readonly Piece[], from_s: number, to_s: number): boolean {
  let at_s = 0;
  for (const piece of pieces) {
    const begins_s = at_s;
    at_s += (typeof piece === 'number' ? piece : piece.length) / RATE_HZ;
    if (typeof piece !== 'number' && begins_s < to_s && at_s > from_s) return false;
  }
  return true;
}

function samples_in(ms: number): number {
  return Math.round((Math.max(0, ms) * RATE_HZ) / 1000);
}

type Placed = { from: number; samples: Int16Array<ArrayBuffer> };

/** Everything that sounds before the one before it has died down. */
function group_from(in_order: readonly Placed[], first: number): Placed[] {
  const group: Placed[] = [];
  let end = Number.POSITIVE_INFINITY;
  for (const each of in_order.slice(first)) {
    if (group.length > 0 && each.from >= end) break;
    end = Math.max(group.length > 0 ? end : 0, each.from + each.samples.length);
    group.push(each);
  }
  return group;
}

function mixed(group: readonly Placed[]): Int16Array<ArrayBuffer> {
  const [only] = group;
  if (group.length === 1 && only) return only.samples;
  const from = only?.from ?? 0;
  const mix = new Int16Array(Math.max(...group.map((each) => each.from - from + each.samples.length)));
  for (const each of group)
    for (const [i, sample] of each.samples.entries()) {
      const place = each.from - from + i;
      mix[place] = Math.max(-32_768, Math.min(32_767, (mix[place] ?? 0) + sample));
    }
  return mix;
}

/** Samples within -1 and 1 as the file has them, at this loudness. */
export function sixteen_bit(samples: Float32Array, volume: number): Int16Array<ArrayBuffer> {
  return Int16Array.from(samples, (sample) => Math.round(Math.max(-1, Math.min(1, sample * volume)) * 32_767));
}

/** The head of a WAV file, one channel, 16 bit. */
export function wav_header(pieces: readonly Piece[]): Uint8Array<ArrayBuffer> {
  const bytes =
    pieces.reduce<number>((sum, piece) => sum + (typeof piece === 'number' ? piece : piece.length), 0) * BYTES;
  const head = new DataView(new ArrayBuffer(HEADER_BYTES));
  const text = (at: number, word: string) => {
    for (let i = 0; i < word.length; i += 1) head.setUint8(at + i, word.charCodeAt(i));
  };
  text(0, 'RIFF');
  head.setUint32(4, HEADER_BYTES - 8 + bytes, true);
  text(8, 'WAVEfmt ');
  head.setUint32(16, 16, true);
  head.setUint16(20, 1, true);
  head.setUint16(22, 1, true);
  head.setUint32(24, RATE_HZ, true);
  head.setUint32(28, RATE_HZ * BYTES, true);
  head.setUint16(32, BYTES, true);
  head.setUint16(34, BYTES * 8, true);
  text(36, 'data');
  head.setUint32(40, bytes, true);
  return new Uint8Array(head.buffer);
}
