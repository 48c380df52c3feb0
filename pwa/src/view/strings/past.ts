/** Words of what has happened: the summary, the history, a session's page. */
import { number_text } from '../../core/format';
import type { ChosenSide, EndedBy, Feeling, SessionReason } from '../../wire.gen';

export const past = {
  title: { completed: 'Session complete', stopped: 'Session stopped', abandoned: 'Session stopped' } satisfies Record<
    SessionReason,
    string
  >,
  running: 'Session not ended',
  not_started: 'Not started',
  left_alone: 'It stood still for over two hours with nobody there, so it was ended.',
  with_whom: (name: string) => `with ${name}`,
  alone: 'For myself',
  alone_of: (name: string) => `${name}, alone`,
  change_who: 'Change who it was with',
  holds: 'Held and planned',
  holds_note: 'Less than planned is no less right.',
  held_of: (held: string, planned: string) => `${held} of ${planned}`,
  total_held: (unwatched: string | null) => (unwatched === null ? 'held' : `held, ${unwatched} of it unwatched`),
  unwatched: (unwatched: string) => `${unwatched} of it unwatched`,
  unwatched_note: 'Striped: nobody saw or heard it.',
  of: (planned: number | string) => `of ${planned}`,
  holds_done: (planned: number) => (planned === 1 ? 'hold' : 'holds'),
  ended_by: {
    time: 'full time',
    eased: 'it eased',
    released: 'released',
    skipped: 'skipped',
    ceiling: 'too much, ended',
    reaction: 'stopped for a reason',
    redone: 'done again',
    stopped: 'stopped',
    unobserved: 'ended while away',
  } satisfies Record<EndedBy, string>,
  left_today: 'rested that day',
  attempt: (attempt: number) => `attempt ${attempt}`,
  ratings: (first: number, last: number) => `discomfort ${first} to ${last}`,
  rating_one: (nrs: number) => `discomfort ${nrs}`,
  pain: 'Pain',
  before: 'before',
  after: 'after',
  not_asked: 'not given',
  pain_note: 'One session says little. How it feels tomorrow says more.',
  worse: 'You said that it made it worse. Leave it until that is gone, and see a clinician if it stays.',
  melt: {
    title: 'Discomfort under the finger',
    once: (nrs: number) => `rated once: ${nrs}`,
    change: (first: number, last: number) => `${first} at first, ${last} at the end`,
    same: (nrs: number) => `The number did not change: ${nrs}.`,
    pair: (first: number, last: number) => `${first} to ${last}`,
    before: (pairs: string) => `Before: ${pairs}`,
    band: 'Shaded: the comfort band.',
    behind: 'Fainter: the last sessions.',
    note: 'How tender a point is says little about pain, and one session says little of either.',
  },
  eased: 'What eased',
  eased_none: 'Nothing was marked as eased. That is neither good nor bad.',
  reactions: 'What was noticed',
  reaction_at: (reaction: string, point: string) => `${reaction} (${point})`,
  after_care: 'For the next two days',
  after_care_lines: [
    'Mild soreness for a day or two is common. It should fade, and feel like the ache after exercise.',
    'Move gently, go about your day, warmth if it is pleasant. Drink when you are thirsty.',
    'A bruise larger than a coin, pain beyond two days, numbness or weakness: stop the course and contact a clinician.',
  ],
  after_care_emergency:
    'Dark urine, a swollen leg, chest symptoms, a severe headache, or trouble seeing or speaking: emergency care.',
  note: 'Note',
  note_hint: 'Anything worth knowing next time',
  note_save: 'Save the note',
  notes: 'Notes',
  screening: 'Answered yes',
  left_out: (points: string) => `Left out: ${points}.`,
  changed: 'This session',
  step: (number: number) => `step ${number}`,
  sides: { left: 'Left side only.', right: 'Right side only.', both: 'Both sides.' } satisfies Record<
    ChosenSide,
    string
  >,
  fitted: 'Made shorter to fit the time there was.',
  halved: 'Holds and pressure were halved.',
  version: (digest: string) => `Version ${digest.slice(0, 8)}`,
  who_title: 'Who was it with?',
} as const;

/** Older sessions, which a device reads when somebody asks. */
export const older = {
  show: 'Show older sessions',
  lead: 'Older sessions are with the practice’s server, and not on this device.',
  reading: (left: number | null) =>
    left === null || left === 0
      ? 'Reading older sessions.'
      : `Reading older sessions: ${number_text(left)} facts to go.`,
  offline:
    'Older sessions are not on this device, and the server cannot be reached. Connect to its network, and try again.',
  failed: 'The server could not hand out older sessions. Try again later.',
  missing: 'Older sessions of this client are not on this device: what they advise is not known here.',
} as const;

export const history = {
  title: 'History',
  filter: 'Show',
  everyone: 'Everyone',
  myself: 'Myself',
  loading: 'Reading the log.',
  empty_title: 'Nothing yet',
  empty: 'Every session you run is listed here.',
  empty_client: 'No session with this person on this device.',
  row: (held: string, planned: string) => `${held} held of ${planned}`,
  held: (held: string) => `${held} held`,
  score: (held: number, planned: number) => `${held} of ${planned} ${planned === 1 ? 'hold' : 'holds'}`,
  running: 'not ended',
  stopped: 'stopped early',
  completed: 'complete',
  noticed: 'something felt wrong',
  note_unsaved: 'note not saved',
  set_aside: 'against advice',
  day_after: {
    better: 'better the day after',
    same: 'the same the day after',
    worse: 'worse the day after',
  } satisfies Record<Feeling, string>,
  sore: 'still sore',
  review: {
    better: 'review: better',
    same: 'review: about the same',
    worse: 'review: worse',
  } satisfies Record<Feeling, string>,
  earlier: 'Earlier practice, on this device only',
  unknown_title: 'This session is not on this device',
  unknown: 'It may be on another one. It shows here once both have reached the server.',
} as const;
