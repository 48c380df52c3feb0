/**
 * A few own words for a step, spoken into this device: recorded, cut to a few seconds, kept as samples.
 *
 * Owns the microphone, and gives it back after each recording. The browser asks the person; a refusal is a value.
 */
import { RATE_HZ } from '../core/pcm';

export type Recording =
  | { kind: 'recorded'; samples: Int16Array<ArrayBuffer> }
  | { kind: 'refused' }
  | { kind: 'absent' }
  | { kind: 'nothing' };

export interface WordsRecorder {
  is_there(): boolean;
  /** Records until `stop` is called, or for as long as it may be; answers when it is over. */
  record(longest_ms: number): Promise<Recording>;
  stop(): void;
}

/** Quieter than this, nothing was said. */
const NOTHING = 0.01;

export class MicrophoneRecorder implements WordsRecorder {
  #recorder: MediaRecorder | null = null;

  is_there(): boolean {
    return typeof MediaRecorder !== 'undefined' && !!navigator.mediaDevices?.getUserMedia;
  }

  async record(longest_ms: number): Promise<Recording> {
    if (!this.is_there()) return { kind: 'absent' };
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, autoGainControl: true } });
    } catch (error) {
      return { kind: error instanceof DOMException && error.name === 'NotFoundError' ? 'absent' : 'refused' };
    }
    try {
      return await samples_of(await this.#spoken(stream, longest_ms), longest_ms);
    } catch {
      return { kind: 'nothing' };
    } finally {
      this.#recorder = null;
      for (const track of stream.getTracks()) track.stop();
    }
  }

  stop(): void {
    if (this.#recorder?.state === 'recording') this.#recorder.stop();
  }

  #spoken(stream: MediaStream, longest_ms: number): Promise<Blob> {
    const recorder = new MediaRecorder(stream);
    this.#recorder = recorder;
    const parts: Blob[] = [];
    return new Promise((resolve, reject) => {
      recorder.addEventListener('dataavailable', ({ data }) => {
        parts.push(data);
        // The recorder's own clock: a part comes after so many milliseconds, and it is over.
        if (recorder.state === 'recording') recorder.stop();
      });
      recorder.addEventListener('stop', () => resolve(new Blob(parts, { type: recorder.mimeType })));
      recorder.addEventListener('error', reject);
      recorder.start(longest_ms);
    });
  }
}

/** Whatever the recorder wrote, as samples at the rate of a track. */
async function samples_of(spoken: Blob, longest_ms: number): Promise<Recording> {
  const context = new OfflineAudioContext(1, 1, RATE_HZ);
  const decoded = await context.decodeAudioData(await spoken.arrayBuffer());
  const heard = decoded.getChannelData(0).subarray(0, Math.round((longest_ms / 1000) * RATE_HZ));
  const loudest = heard.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  if (loudest < NOTHING) return { kind: 'nothing' };
  const gain = 0.9 / loudest;
  return { kind: 'recorded', samples: Int16Array.from(heard, (sample) => Math.round(sample * gain * 32_767)) };
}
