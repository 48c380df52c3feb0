/** Words of what is heard, felt and checked: profiles of tones, the voice, the look around before Start, own words. */
import type { OwnWords } from '../../app/cue-model';
import type { Profile } from '../../core/hearing';

/** Said by a voice of the device. */
export const spoken = {
  sample: 'This is how I sound. Top of the shoulder, left.',
  place: (place: string) => `${place}.`,
  other_side: (point: string, side: string) => `Other side. ${point}, ${side}.`,
  next: (place: string) => `Next: ${place}.`,
  last: 'That was the last one.',
} as const;

export const hearing = {
  title: 'Tones',
  profile: { silent: 'Silent', soft: 'Soft', clear: 'Clear' } satisfies Record<Profile, string>,
  note: {
    silent: 'The whole screen changes its colour with each phase instead.',
    soft: 'Round and quiet, for close by.',
    clear: 'Brighter, to be heard across a room.',
  } satisfies Record<Profile, string>,
  volume: 'Volume',
  try: 'Hear a tone',
  for_protocol: 'For this treatment, on this device.',
  title_with: (client: string) => `Tones with ${client}`,
  for_person: (client: string) => `For this treatment with ${client}, on this device.`,
  silent_by_candle: 'By candlelight it stays silent: that was chosen in Settings.',
} as const;

export const preflight = {
  ready: 'All ready',
  checked: 'What was checked',
  checking: 'Looking around.',
  tone: {
    heard: 'tones heard',
    off: 'silent by choice',
    unasked: 'Can you hear the tones from where you will be?',
    tried: 'Did you hear it?',
    unheard: 'No tone was heard. Turn the volume up, or go on by sight: the clock tells all of it.',
    absent: 'This browser plays no tones. The clock tells all of it.',
  },
  try: 'Play a tone',
  again: 'Try again',
  yes: 'Yes',
  no: 'No',
  screen: {
    kept: 'screen stays on',
    refused: 'The screen may go dark: the device refused to keep it on. Low battery is the usual reason.',
    absent: 'The screen may go dark: this browser cannot keep it on. Set a long screen time-out on the device.',
  },
  battery: (percent: number) => `battery ${percent}%`,
  battery_low: (percent: number) => `The battery is at ${percent}%. Plug the device in if you can.`,
  storage: {
    lasting: 'storage lasts',
    noted: 'storage noted',
    unknown: 'storage not known',
    'best-effort': 'The browser may clear what is kept here if space runs short.',
  },
  keep: 'Ask it not to',
  clock: 'clock right',
  clock_unchecked: 'clock not checked',
  clock_off: (minutes: number) =>
    `This device’s clock is ${Math.abs(minutes)} min ${minutes > 0 ? 'ahead of' : 'behind'} the server’s. Set it, so that times in the history are right.`,
  voice: { ready: 'voice ready', none: 'This device has no voice for these words. Tones and clock tell all of it.' },
  sent: 'everything sent',
  kept_here: 'kept on this device',
  unsent: (count: number) =>
    count === 1
      ? '1 entry still waits to be sent. It is kept here.'
      : `${count} entries still wait to be sent. They are kept here.`,
  send: 'Send now',
  place: (number: number, count: number) => `${number} of ${count}`,
  next: 'Show the next',
  more: (count: number) => `And ${count} more: hold for all keys.`,
} as const;

export const own_words = {
  title: 'Your own words',
  lead: 'A sentence of yours for a step, up to 8 seconds, played when its place is looked for. It stays on this device and is never sent.',
  record: 'Record',
  recording: 'Speak now',
  stop: 'Done',
  play: 'Play',
  drop: 'Delete',
  of: (step: number, place: string) => `${step}. ${place}`,
  left_over: 'For a step that is no longer here; it is not played.',
  left_over_of: (number: number) => `no longer a step, ${number}`,
  trouble: {
    refused: 'The microphone was not allowed. Allow it in the browser’s settings for this site.',
    absent: 'There is no microphone here.',
    nothing: 'Nothing was heard. Try again, closer.',
    full: 'There is no space left on this device for it.',
  } satisfies Record<NonNullable<OwnWords['trouble']>, string>,
} as const;

export const hearing_settings = {
  lead: 'For every treatment that you have not chosen other tones for.',
  mute_switch: 'Sound under the mute switch',
  mute_switch_on: 'Tones are heard though the phone is on mute, and when it is locked. Music of other apps pauses.',
  mute_switch_off: 'Music of other apps goes on. On mute and when the phone is locked there are no tones.',
  locked: 'Tones while the phone is locked',
  locked_note: 'They go on in a pocket or under another app. Music of other apps pauses meanwhile.',
  vibrates: 'Vibrate with each tone',
  vibrates_note: 'While the app is on the screen.',
  vibrates_never: 'This device does not vibrate for web pages. iPhones and iPads never do.',
  speaks: 'Say what comes next',
  speaks_note: 'A voice of this device says points, sides, half way and when to ease off.',
  no_voice: 'This device has no voice for these words that works without a network. Tones do all of it.',
  voice: 'Voice',
  first_voice: 'The device’s own',
  try_voice: 'Hear the voice',
} as const;
