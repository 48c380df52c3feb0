/** Words of the library and of the cover of a protocol's page. */
export const library = {
  title: 'What would help today?',
  audience: 'Who is it for',
  for_myself: 'For myself',
  with_a_client: 'With a client',
  search: 'Search',
  search_hint: 'Search by name or place',
  none_found: (text: string) => `Nothing here is called “${text}”.`,
  clear_search: 'Show everything',
  none_here: 'There is nothing for you here yet.',
  loading: 'Fetching the library.',
  missing: 'It is fetched once, then it works without a network. Connect, and try again.',
  draft: 'Content is a draft, not yet reviewed by a clinician.',
  offline: {
    ready: 'Ready offline.',
    preparing: 'Getting ready for use offline.',
    absent: 'This browser cannot keep the app for use offline.',
  },
  evidence: (grade: string) => `Evidence: ${grade}`,
  barred: 'Cannot be run here.',
} as const;

export const protocol = {
  start: 'Start',
  facts: {
    minutes: 'minutes',
    points: (count: number) => (count === 1 ? 'point' : 'points'),
    holds: 'holds',
  },
  cannot_start: 'This one cannot be started here.',
  elsewhere: 'A session is running in another tab. One at a time.',
  unknown_title: 'This protocol is not here',
  unknown: 'It may have been renamed or taken out of the library.',
  draft: 'Draft, not reviewed by a clinician',
  for_therapists: 'You remain responsible for assessment, consent and scope of practice where you work.',
} as const;
