/** Words of the minutes that are left. */

export const minutes = {
  unit: 'min',
  left: 'Minutes left',
  of: (minutes: number) => (minutes === 1 ? '1 minute' : `${minutes} minutes`),
  title: 'How many minutes are left?',
  title_self: 'Shorter today?',
  open: 'Minutes left',
  open_self: 'Shorter today',
  chosen: (minutes: number) => `Fitted into ${minutes} min`,
  takes: (minutes: number) => `Takes ${minutes} min`,
  all_fits: 'All of it fits.',
  fits: (holds: number, of: number) =>
    holds === of ? 'Every hold stays, some are shorter.' : `${holds} of ${of} holds stay.`,
  shortest: (minutes: number) => `Even the shortest takes ${minutes} min.`,
  left_out: (step: string) => `${step}: left out`,
  holds: (holds: number, of: number) => `${holds}\u00a0of\u00a0${of}\u00a0holds`,
  seconds: (seconds: number, of: number) => `${seconds}\u00a0s\u00a0instead\u00a0of\u00a0${of}`,
  nothing_longer: 'Nothing becomes longer or stronger by it.',
  use: 'Use this plan',
  whole: 'The whole plan',
  cancel: 'Leave it as it is',
} as const;
