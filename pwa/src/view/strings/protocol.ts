/** Words of the cover of a protocol's page. What one reads below it: reading.ts. */
export const protocol = {
  start: 'Start',
  facts: {
    minutes: (count: number) => (count === 1 ? 'minute' : 'minutes'),
    points: (count: number) => (count === 1 ? 'point' : 'points'),
    holds: (count: number) => (count === 1 ? 'hold' : 'holds'),
  },
  cannot_start: 'This one cannot be started here.',
  elsewhere: 'A session is running in another tab. Go on there, or close that tab: then it goes on here.',
  unknown_title: 'This protocol is not here',
  unknown: 'It may have been renamed or taken out of the library.',
  draft: 'Draft, not reviewed by a clinician',
  for_therapists: 'You remain responsible for assessment, consent and scope of practice where you work.',
} as const;
