/** Words of the library. */
export const library = {
  title: 'What would help today?',
  where: 'Where does it hurt?',
  where_hint: 'Tap the place, and see what may be tender and what presses it.',
  audience: 'Who is it for',
  for_myself: 'For myself',
  with_a_client: 'With a client',
  search: 'Search',
  search_hint: 'Search by name or place',
  none_found: (text: string) => `Nothing here is called “${text}”.`,
  clear_search: 'Show everything',
  none_here: 'There is nothing for you here yet.',
  loading: 'Fetching the library.',
  missing: 'The library is fetched once, then it works without a network. Connect, and try again.',
  draft: 'Content is a draft, not yet reviewed by a clinician.',
  offline: {
    ready: 'Ready offline.',
    preparing: 'Getting ready for use offline.',
    absent: 'This browser cannot keep the app for use offline.',
  },
  evidence: (grade: string) => `Evidence: ${grade}`,
  barred: 'Cannot be run here.',
} as const;
