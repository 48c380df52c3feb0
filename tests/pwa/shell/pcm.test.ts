import { describe, expect, test, vi } from 'vitest';
import { is_quiet, type Piece, pieces_of, RATE_HZ, sixteen_bit, wav_header } from '../../../pwa/src/core/pcm';
import type { Cue } from '../../../pwa/src/core/state';
import { cues_ahead } from '../../../pwa/src/core/timeline';
import { rendered } from '../../../pwa/src/core/tones';
import { wav_of } from '../../../pwa/src/shell/wav';
import { plan_of, planned_hold, Rig } from '../core/rig';

function length_of(pieces: readonly Piece[]): number {
  return pieces.reduce<number>((sum, piece) => sum + (typeof piece === 'number' ? piece : piece.length), 0);
}

async function samples_of(file: Blob): Promise<Int16Array> {
  return new Int16Array(await file.slice(44).arrayBuffer());
}

/** A long therapist's plan: 20 minutes and more of holds, on both sides in turn. */
const LONG_PLAN = plan_of(
  Array.from({ length: 14 }, (_, i) =>
    planned_hold({ step: i, point: `point-${i}`, side: i % 2 === 0 ? 'left' : 'right' }),
  ),
);

describe('the track', () => {
  test('has every tone within 20 ms of its moment, to the end of 20 minutes', async () => {
    const rig = new Rig(LONG_PLAN);
    const ahead = cues_ahead(rig.plan, rig.session);
    const soundings = ahead.map(({ cue, in_ms }) => ({ at_ms: in_ms, samples: tone_of(cue) }));
    const end_ms = ahead.at(-1)?.in_ms ?? 0;
    expect(end_ms).toBeGreaterThan(20 * 60_000);
    const samples = await samples_of(wav_of(pieces_of(soundings, end_ms + 3000)));
    expect(samples.length).toBe(((end_ms + 3000) * RATE_HZ) / 1000);
    const heard = onsets_ms(samples);
    expect(heard).toHaveLength(ahead.length);
    const off_ms = heard.map((onset_ms, i) => Math.abs(onset_ms - (ahead[i]?.in_ms ?? 0)));
    expect(Math.max(...off_ms)).toBeLessThan(20);
  });

  test('is silence for the most part, and its silences take no memory of their own', () => {
    const pieces = pieces_of([{ at_ms: 60_000, samples: tone_of('hold') }], 20 * 60_000);
    const kept = pieces.reduce<number>((sum, piece) => sum + (typeof piece === 'number' ? 0 : piece.byteLength), 0);
    expect(length_of(pieces)).toBe(20 * 60 * RATE_HZ);
    expect(kept).toBeLessThan(30_000);
  });

  test('makes one blob of its own, however many silences it has, once the first is made', () => {
    const a_slice = vi.spyOn(Blob.prototype, 'slice');
    const a_blob = vi.spyOn(globalThis, 'Blob');
    const pieces = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 12_345 + i : tone_of('half')));
    wav_of(pieces);
    const [blobs, slices] = [a_blob.mock.calls.length, a_slice.mock.calls.length];
    wav_of(pieces);
    expect([a_blob.mock.calls.length - blobs, a_slice.mock.calls.length - slices]).toEqual([1, 0]);
    vi.restoreAllMocks();
  });

  test.each([1, 1023, 1024, 1025, 99_999, 524_288, 1_572_863, 9_600_000])(
    'has each silence to the sample: %i of them',
    async (silence) => {
      const tone = new Int16Array(3).fill(7);
      const samples = await samples_of(wav_of([silence, tone]));
      expect(samples.length).toBe(silence + 3);
      expect(samples.findIndex((sample) => sample !== 0)).toBe(silence);
    },
  );

  test('mixes what sounds together, and never passes the loudest there is', () => {
    const loud = new Int16Array(800).fill(30_000);
    const pieces = pieces_of(
      [
        { at_ms: 50, samples: loud },
        { at_ms: 0, samples: loud },
      ],
      1000,
    );
    expect(pieces).toHaveLength(2);
    const [mix] = pieces;
    expect(typeof mix === 'object' && [mix[0], mix[400], mix.length]).toEqual([30_000, 32_767, 1200]);
    expect(length_of(pieces)).toBe(RATE_HZ);
  });

  test('is quiet where no piece of it sounds', () => {
    const pieces = [RATE_HZ, new Int16Array(RATE_HZ / 2), RATE_HZ];
    expect(is_quiet(pieces, 0, 1)).toBe(true);
    expect(is_quiet(pieces, 0, 1.01)).toBe(false);
    expect(is_quiet(pieces, 1.2, 1.3)).toBe(false);
    expect(is_quiet(pieces, 1.49, 2)).toBe(false);
    expect(is_quiet(pieces, 1.5, 9)).toBe(true);
  });

  test('ends where it is said to end, whatever still rings', () => {
    const pieces = pieces_of([{ at_ms: 900, samples: new Int16Array(8000).fill(1) }], 1000);
    expect(length_of(pieces)).toBe(RATE_HZ);
    expect(pieces_of([{ at_ms: 2000, samples: new Int16Array(8) }], 1000)).toEqual([RATE_HZ]);
  });

  test('is a WAV file that says its own length', () => {
    const head = new DataView(wav_header([100, new Int16Array(20)]).buffer);
    expect([head.getUint32(40, true), head.getUint32(4, true)]).toEqual([240, 276]);
    expect([head.getUint16(22, true), head.getUint32(24, true), head.getUint16(34, true)]).toEqual([1, RATE_HZ, 16]);
  });
});

function tone_of(cue: Cue): Int16Array<ArrayBuffer> {
  return sixteen_bit(rendered(cue, 'soft', RATE_HZ), 0.7);
}

/** The first sample after half a second of silence, in milliseconds; the tones of one cue are nearer to each other. */
function onsets_ms(samples: Int16Array): number[] {
  const found: number[] = [];
  let quiet = RATE_HZ;
  for (const [i, sample] of samples.entries()) {
    if (Math.abs(sample) < 20) quiet += 1;
    else {
      if (quiet > RATE_HZ / 4) found.push((i * 1000) / RATE_HZ);
      quiet = 0;
    }
  }
  return found;
}
