/** Words of the lock: the screen that is locked, and the setting. */
import type { NotFreed } from '../../app/lock-model';

export const lock = {
  lead: 'Type the PIN to go on.',
  checking: 'One moment.',
  wrong: (left: number) =>
    left === 1
      ? 'That is not the PIN. One more try before a wait.'
      : `That is not the PIN. ${left}\u00a0more tries before a wait.`,
  wait: 'Too many wrong tries. The keys come back after a wait.',
  wait_left: 'Time to wait',
  failed: 'This device cannot look at its PIN now. Load the page again.',
  load_again: 'Load again',
  pad: 'PIN',
  typed: (count: number) => (count === 1 ? '1 digit typed' : `${count} digits typed`),
  delete: 'Delete the last digit',
  unlock: 'Unlock',
  forgotten: 'PIN forgotten?',
  code_title: 'Take the lock off',
  code_lead:
    'A fresh code of the practice does it: on the owner’s device under Settings, Devices, Code for a therapist. This device is paired once more; nothing on it is lost.',
  code: 'Code',
  code_send: 'Take the lock off',
  code_asking: 'Asking the server.',
  back: 'Back to the PIN',
  not_freed: {
    offline: 'That needs a connection to the practice’s server, and there is none now.',
    'code-not-valid': 'This code does not work. It may be used up or too old; a new one takes a moment to make.',
    'not-fetched':
      'The part of the app that does it could not be fetched. Connect, reload the page, and enter the same code again.',
    'not-loopback': 'Over plain http this works only on the machine of the server itself. Use the https address.',
    storage: 'This device keeps nothing now: its storage is full or blocked. Make room, and try again.',
    'other-practice': 'This code is for another practice. The lock stays.',
    'client-code': 'This code is for a client’s own phone. The lock needs one for an owner or a therapist.',
    other: 'That did not work.',
  } satisfies Record<NotFreed, string>,
  /** Where the server no longer knows this device by a name. */
  device_name: 'Shared screen',
  freed_title: 'The lock is off',
  freed: 'This device is paired again. A new PIN is set under Settings, Lock this screen.',
  go_on: 'Go on',

  // The setting
  setting: 'Lock this screen',
  honest:
    'It hides the screen from whoever passes by; it does not encrypt this device, so use the tablet’s own lock as well.',
  set: 'Set a PIN',
  change: 'Change the PIN',
  remove: 'Turn it off',
  now: 'Lock now',
  after: 'Locks after this long without a touch',
  minutes: (count: number) => (count === 1 ? '1 minute' : `${count} minutes`),
  when: 'It also locks when the app is started. A run is never locked; the lock waits until it is over.',
  current_title: 'The PIN as it is now',
  choose_title: 'Choose a PIN',
  choose_lead: '4 to 8 digits. Whoever forgets it needs a code of the owner.',
  again_title: 'The same PIN again',
  again_lead: 'Once more, so that it is what you meant.',
  differs: 'These two were not the same. Choose it once more.',
  next: 'Next',
  confirm: 'Set it',
} as const;
