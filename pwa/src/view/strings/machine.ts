/** Words of pairing, devices, settings and the owner's status page. */
import type { PairState } from '../../app/model';

export const pair = {
  title: 'Pair this device',
  lead: 'The code is on the owner’s screen, or in the terminal where the server was started. Good for a short time, and once.',
  code: 'Code',
  find: 'Look it up',
  looking: 'Asking the server.',
  asking: (practice: string) => `Pair with ${practice}?`,
  asking_role: (role: string) =>
    `This device would be ${role.startsWith('O') ? 'an' : 'a'} ${role.toLowerCase()}’s device. What happens on it from now on goes to this practice.`,
  lets_go:
    'What is kept here of other people leaves this device, once all of it is on the server. This client’s own record is read anew.',
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
    'code-not-valid':
      'This code does not work. It may be mistyped, used up or too old. Compare it; a new one takes a moment to make.',
    offline: 'The server cannot be reached. Connect to its network, and try again with the same code.',
    storage:
      'This device keeps nothing now: its storage is full or blocked. Make room, and try again with the same code.',
    'not-handed-in':
      'This device keeps records of other people that are not known to be on the server, so it stays what it was. Pair it once more as it was before and let it sync; or pair another device.',
    'not-fetched':
      'The part of the app that pairs could not be fetched. Connect, reload the page, and enter the same code again.',
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
  rename: 'Rename',
  rename_save: 'Save the name',
  remove: 'Remove',
  remove_title: (name: string) => `Remove ${name}?`,
  remove_last_seen: (when: string) => `Last seen ${when}.`,
  remove_lead: 'It can read and write nothing of the practice from now on, and forgets what the server holds.',
  remove_unsent:
    'What it has not sent yet is handed over when it next reaches the server, and waits here for your word.',
  remove_confirm: 'Remove it',
  removed: 'From removed devices',
  removed_lead: 'They had not sent this when they were removed. Take it into the record, or discard it.',
  /** Its name went with the client who was erased. */
  removed_nameless: 'A client’s phone',
  removed_facts: (count: number) => (count === 1 ? '1 fact' : `${count} facts`),
  removed_at: (when: string) => `Removed ${when}`,
  take: 'Take into the record',
  discard: 'Discard',
  discard_title: (name: string) => `Discard what ${name} left?`,
  discard_lead: (count: number) =>
    count === 1 ? '1 fact goes for good. Nobody else has it.' : `${count} facts go for good. Nobody else has them.`,
  failed: (why: string) => `That was not done. ${why}`,
  audit: 'What was done',
  client_whose: 'Whose phone is it?',
  client_nowhere:
    'No code for a client’s own phone: this address works on this computer only. Whoever runs the server can give it an address that every phone finds and trusts.',
  client_not_here:
    'No code for a client’s own phone: only devices set up for this practice trust this address. A client’s phone would warn of it, and no client should have to change that. Whoever runs the server can give it an address that every phone trusts.',
  client_choose: 'Choose a client',
  add: 'Add a device',
  add_lead:
    'Make a code, then type it on the new device. On an iPad or iPhone, in the app opened from the Home Screen.',
  code_for: { owner: 'Code for an owner', therapist: 'Code for a therapist', client: 'Code for a client' },
  code_title: 'Type this code on the new device',
  came: (name: string) => `“${name}” is paired now. Its code is used up.`,
  code_until: (when: string) => `Works once, until ${when}.`,
  qr: 'QR code with the pairing link',
  local_only:
    'This code works on this computer only. For other devices, whoever runs the server starts it for the whole network.',
  scan: 'Or scan this with its camera. Not on an iPad or iPhone: there, type the code in the app opened from the Home Screen.',
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
  checked: 'Database',
  checking: 'Being looked through',
  whole: (when: string) => `Whole, looked through ${when}`,
  backup: 'Last backup',
  backup_none: 'None yet',
  backups: 'Backups go to',
  backup_failed: 'The last backup failed',
  backup_failed_at: (when: string) => `Tried ${when}. It is tried again each hour; what was kept before is untouched.`,
  disk_low: 'The server’s disk is nearly full',
  disk_low_lead: (what: string) =>
    `Clients’ phones keep what they record until there is room again, and lose nothing. The practice’s own devices go on as long as the disk takes it: ${what}`,
  disk_low_free: 'free some space.',
  disk_low_ask: 'tell whoever keeps this server.',
  faults: 'Protocol files left out',
  faults_lead: 'Each stays out of the library until its fault is mended. The others are not touched.',
  faults_none: 'Every protocol file is in order.',
  place: (line: number, column: number) => `line ${line}, column ${column}`,
} as const;

export const settings = {
  title: 'Settings',
  look: 'Look',
  theme: { auto: 'Auto', light: 'Light', dark: 'Dark', candle: 'Candle' },
  figure: 'Figure on the body map',
  figure_lead: 'Points lie in the same places on each.',
  figures: { neither: 'Neither', male: 'Male', female: 'Female' },
  distance: 'How far away is the screen?',
  distance_lead: 'The time left grows with it.',
  distance_m: (metres: number) => `${metres} m`,
  sound: 'Tones',
  practice: 'Practice',
  not_paired: 'This device is not paired. Everything works, and everything stays here.',
  signed_out: (practice: string) => `The server of ${practice} no longer knows this device.`,
  signed_out_way:
    'Ask the owner for a new code and enter it here under Pair. Until then everything stays on this device.',
  signed_out_client:
    'Ask your practice for a new code and enter it here under Pair. Until then everything stays on this device. If the practice has erased your record, it can make no code: then what is kept here stays until you delete the data of this page in the settings of the browser.',
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
    'Point markers are approximate. Find the place from the written description and your own feeling, and stay off what the map hatches under “Keep away from”.',
    'For therapists: you remain responsible for assessment, consent and scope of practice where you work.',
  ],
  licences: 'Licences',
  licence_lines: [
    'Atkinson Hyperlegible Next, Braille Institute of America, SIL Open Font License 1.1.',
    'Preact and its signals, idb, uqr, noble-hashes, uuid: MIT or ISC licence.',
    'The figure of the body map: react-muscle-highlighter, copyright 2024 My Muscle Contributors, MIT licence.',
  ],
} as const;
