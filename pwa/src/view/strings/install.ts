/** Words of installing: on a device whose browser offers it, and on one where a person does it by hand. */

export const install = {
  title: 'As an app of its own',
  installed: 'It stands on this device as an app of its own.',
  offered: 'Installed, it opens from the Home Screen, and the browser is less likely to clear what is kept here.',
  install: 'Install',
  suggested: 'Keep Holdwell on this device as an app of its own?',
  show_how: 'Show how',
  not_now: 'Not now',
  by_hand: 'A tab that nobody opens for seven days is cleared by the browser. An app on the Home Screen is not.',
  steps: [
    'Tap Share in the bar of the browser.',
    'Choose “Add to Home Screen”, then “Add”.',
    'Open Holdwell from the Home Screen.',
  ],
  before_pairing: 'Add it to the Home Screen first',
  apart: 'The app on the Home Screen shares nothing with this tab: neither the pairing nor the sessions.',
  pair_there: 'Pair there, by typing the code.',
  type_there: 'Pair there, by typing this code:',
} as const;
