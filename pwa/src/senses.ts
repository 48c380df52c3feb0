/** Composition root of what is heard, felt and checked: fetched with the session side, and no part of the first load. */
import type { Senses } from './app/senses';
import { BrowserBattery } from './shell/battery';
import type { Clock } from './shell/clock';
import { MediaControls } from './shell/media-session';
import { MediaTrack } from './shell/track';
import { BrowserVibration } from './shell/vibration';
import { DeviceVoice } from './shell/voice';
import { MicrophoneRecorder } from './shell/words-recorder';
import { SAID } from './view/run/spoken';

export function browser_senses(clock: Clock): Senses {
  return {
    vibration: new BrowserVibration(),
    voice: new DeviceVoice(clock),
    track: new MediaTrack(clock),
    controls: new MediaControls(),
    words_recorder: new MicrophoneRecorder(),
    battery: new BrowserBattery(),
    said: SAID,
  };
}
