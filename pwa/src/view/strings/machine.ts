/** Words of pairing, devices, settings and the owner's status page. */
import type { PairState } from '../../app/model';

export const pair = {
  title: 'Pair this device',
  lead: 'The code is on the owner’s screen, or in the terminal where the server was started. Ten minutes, one use.',
  code: 'Code',
  find: 'Look it up',
  looking: 'Asking the server.',
  asking: (practice: string) => `Pair with ${practice}?`,
  asking_role: (role: string) =>
    `This device would be a ${role.toLowerCase()}’s device. What happens on it from now on goes to this practice.`,
  device_name: 'Name of this device',
  device_name_hint: 'For example: Tablet in room 2',
  unnamed: 'Unnamed device',
  send_title: 'Send these sessions too?',
  send_lead: 'They were kept on this device only. What you leave out stays here.',
  confirm: 'Pair',
  pairing: 'Pairing.',
  paired: (practice: string) => `Paired with ${practice}`,
  before: (practice: string, sessions: number) =>
    sessions === 1
      ? `This device was paired with ${practice} before. 1 session of it stays on this device.`
      : `This device was paired with ${practice} before. ${sessions} sessions of it stay on this device.`,
  paired_lead: 'Sessions now travel to the server whenever there is a network.',
  failed: {
    'code-not-valid': 'This code does not work. It may be used up or too old; a new one takes a moment to make.',
    offline: 'The server cannot be reached. Connect to its network, and try again.',
    'not-loopback': 'Pairing over plain http works only on the machine of the server itself. Use the https address.',
    other: 'That did not work.',
  } satisfies Record<Extract<PairState, { state: 'failed' }>['why'], string>,
} as const;

export const devices = {
  title: 'Devices',
  lead: 'Every browser that is paired with this practice.',
  this_one: 'This device',
  last_seen: (when: string) => `Last seen ${when}`,
  since: (when: string) => `Paired ${when}`,
  add: 'Add a device',
  add_lead: 'Make a code, then type it on the new device or scan it there.',
  code_for: { owner: 'Code for an owner', therapist: 'Code for a therapist' },
  code_title: 'Type this code on the new device',
  code_until: (when: string) => `Works once, until ${when}.`,
  qr: 'QR code with the pairing link',
  scan: 'Or scan this with its camera.',
  offline: 'The list of devices is on the server, and the server cannot be reached.',
  not_owner: 'Only the owner’s device can see and add devices.',
  loading: 'Asking the server.',
} as const;

export const status = {
  title: 'Server',
  lead: 'What the server says about itself.',
  loading: 'Asking the server.',
  offline: 'The server cannot be reached.',
  not_owner: 'Only the owner’s device can see this page.',
  practice: 'Practice',
  address: 'Address',
  version: 'Version',
  started: 'Running since',
  facts: 'Facts kept',
  devices: 'Devices',
  protocols: 'Protocols',
  data: 'Data folder',
  faults: 'Protocol files left out',
  faults_lead: 'Each stays out of the library until its fault is mended. The others are not touched.',
  faults_none: 'Every protocol file is in order.',
  place: (line: number, column: number) => `line ${line}, column ${column}`,
} as const;

export const settings = {
  title: 'Settings',
  look: 'Look',
  theme: { auto: 'Auto', light: 'Light', dark: 'Dark' },
  distance: 'How far away is the screen?',
  distance_lead: 'The time left grows with it.',
  distance_m: (metres: number) => `${metres} m`,
  sound: 'Tones',
  sound_on: 'On',
  sound_off: 'Off',
  sound_lead: 'A tone at each change of phase. Choose what suits the room.',
  volume: 'Volume',
  mute_switch: 'Sound under the mute switch',
  mute_switch_note: 'On: tones are heard though the phone is muted, and music from other apps pauses.',
  practice: 'Practice',
  not_paired: 'This device is not paired. Everything works, and everything stays here.',
  paired_as: (practice: string, role: string) => `Paired with ${practice} as ${role.toLowerCase()}.`,
  devices: 'Devices',
  status: 'Server',
  earlier: (sessions: number) => `Sessions of an earlier practice: ${sessions}`,
  earlier_lead: 'They stay on this device only, at the end of the history.',
  earlier_save: 'Save them as a file',
  synced_at: (when: string) => `Last heard from the server ${when}.`,
  this_device: 'This device',
  wake_lock: {
    unasked: 'The screen is kept on while a session runs.',
    held: 'The screen is kept on now.',
    refused: 'The screen could not be kept on. Low battery is the usual reason.',
    absent: 'This browser cannot keep the screen on. Set a long screen time-out on the device.',
  },
  storage: {
    lasting: 'What is kept here stays until you remove it.',
    'best-effort':
      'The browser may clear what is kept here if space runs short. Adding the app to the Home Screen helps.',
    unknown: 'This browser does not say how long it keeps things.',
  },
  ticks_when_seen: 'Time is kept only while the app is on the screen: leave it open during a session.',
  offline: {
    ready: 'Ready offline.',
    preparing: 'Getting ready for use offline.',
    absent: 'Not available offline over this address. Use https.',
  },
  sound_state: {
    unasked: 'Tones start with the first session.',
    ready: 'Tones are ready.',
    blocked: 'Tones were blocked by the browser. Touch the screen once during a session.',
    absent: 'This browser plays no tones.',
  },
  about: 'About',
  about_lines: [
    'This guide times pressure holds. It does not diagnose, treat or cure disease, and it cannot tell whether a hold is safe for you.',
    'Stop whenever you wish. Ending early is part of the method.',
    'Do not use it instead of care you have been advised to have. If symptoms are new, severe or getting worse, see a health professional first.',
    'Point markers are approximate. Find the spot from the written description and your own feeling, and stay out of the marked no-press zones.',
    'For therapists: you remain responsible for assessment, consent and scope of practice where you work.',
  ],
  licences: 'Licences',
  licence_lines: [
    'Atkinson Hyperlegible Next, Braille Institute of America, SIL Open Font License 1.1.',
    'Preact and its signals, idb, uqr, noble-hashes, uuid: MIT or ISC licence.',
  ],
} as const;
