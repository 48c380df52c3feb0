/** Words of the day after, of the review, and of the dose guard: warm, short, and with when it opens again. */
import type { Sign } from '../../core/check-in';
import type { AdviceId } from '../../core/dose-guard';
import type { Feeling } from '../../wire.gen';
import { CALL_NOW } from './common-rooms';

export const check_in = {
  title: 'How was it the day after?',
  lead: (title: string, when: string) => `${title}, ${when}.`,
  ask_client: 'Ask your client. It may be skipped.',
  feeling: 'Compared with before it',
  feelings: { better: 'Better', same: 'The same', worse: 'Worse' } satisfies Record<Feeling, string>,
  sore: 'Still sore from it now?',
  signs: 'Any of this since then?',
  sign: {
    numb: 'Numb, tingling or weak',
    bruise: 'A bruise larger than a coin',
    'lasting-pain': 'Pain from it for more than two days',
    'dark-urine': 'Dark urine',
    swelling: 'A swollen leg or arm',
    chest: 'Chest pain, or short of breath',
    headache: 'A severe headache',
    'sight-or-speech': 'Trouble seeing or speaking',
  } satisfies Record<Sign['id'], string>,
  none: 'None of these',
  pain: 'Pain now, if you like to say',
  open: 'How it was, sore or not, and the list: then it goes on.',
  save: 'Save',
  clinician: 'Leave it alone and contact a clinician about this.',
  worse_today: 'Nothing is pressed today. If it stays worse, or you are unsure, contact a clinician.',
  due: (title: string, when: string) => `How was it the day after? ${title}, ${when}.`,
  due_action: 'Say how it was',
  said: (feeling: Feeling) => ({ better: 'Better', same: 'The same', worse: 'Worse' })[feeling],
  said_sore: 'Still sore',
  said_not_sore: 'Not sore any more',
  said_pain: (nrs: number) => `Pain ${nrs} of 10`,
  said_none: 'None of the signs to look out for',
  cleared: (when: string) => `A clinician has looked at it and agrees (said ${when})`,
} as const;

export const review = {
  title_self: 'How is it since you began?',
  title_client: 'How is it since they began?',
  lead: (title: string, since: string) => `${title}, since ${since}. Compared with the start:`,
  choices: {
    better: 'Better than at the start',
    same: 'About the same',
    worse: 'Worse than at the start',
  } satisfies Record<Feeling, string>,
  note: 'No change is an answer too: it says that something else is needed.',
  heading: 'Review',
} as const;

/** Titles and sentences by what is advised. `since`, `until`: moments in words. */
export const guard = {
  title: {
    'emergency-signs': 'This needs emergency care now',
    signs: 'See a clinician first',
    'stop-reason': 'See a clinician first',
    'worse-twice': 'Stop here, and see a clinician',
    'no-change': 'Stop here, and see a clinician',
    worse: 'Rest today',
    sore: 'Rest today',
    'hours-between': 'Not yet',
    'per-week': 'Enough for this week',
    'same-point': 'Not yet',
  } satisfies Record<AdviceId, string>,
  self: {
    'emergency-signs': () => CALL_NOW,
    signs: () => 'What you noticed after last time should be looked at before anything is pressed again.',
    'stop-reason': () => 'The last time stopped for a reason that a clinician should look at first.',
    'worse-twice': () => 'Twice in a row it was worse afterwards. This is not what helps: let a clinician look at it.',
    'no-change': (_since, _until, weeks) =>
      `${weeks} weeks without a useful change, or worse: this is not what helps. Let a clinician look at it.`,
    worse: (_since, until) =>
      `It was worse after last time, so nothing is pressed now. It is asked again from ${until}.`,
    sore: (_since, until) => `Still sore from last time: that comes first. It is asked again from ${until}.`,
    'hours-between': (since, until) =>
      `The last session ended ${since}. A body gets its rest between two: the next from ${until}.`,
    'per-week': (_since, until, sessions) =>
      `${sessions === 1 ? 'One session' : `${sessions} sessions`} in seven days is plenty. The next from ${until}.`,
    'same-point': (since, until) =>
      `These points were pressed in the session that ended ${since}. They rest until ${until}.`,
  } satisfies Record<AdviceId, Sentence>,
  client: {
    'emergency-signs': () => 'They named a sign that needs emergency care: call 112, 999 or 911 with them.',
    signs: (since) => `They named signs that a clinician should look at (${since}).`,
    'stop-reason': () => 'An earlier session stopped for a reason that a clinician should look at.',
    'worse-twice': () => 'Twice in a row it was worse afterwards: stop, and send them to a clinician.',
    'no-change': (_since, _until, weeks) => `${weeks} weeks without a useful change, or worse: end the course, refer.`,
    worse: (since) => `It was worse after last time (said ${since}): rest.`,
    sore: (since) => `Still sore from last time (said ${since}): wait until that is gone.`,
    'hours-between': (since, until) => `The last session ended ${since}. Advice: the next from ${until}.`,
    'per-week': (_since, until, sessions) =>
      `${sessions === 1 ? 'One session' : `${sessions} sessions`} in the last seven days. Advice: the next from ${until}.`,
    'same-point': (since, until) => `Pressed in the session that ended ${since}. Advice: again from ${until}.`,
  } satisfies Record<AdviceId, Sentence>,
  rests: (since: string, until: string) => `Pressed in the session that ended ${since}. Rests until ${until}.`,
  of_points: (points: string) => `${points}:`,
  closed_point: (point: string, reaction: string) => `${point} stays closed. Last time: ${reaction}.`,
  worse_more: 'If it is still worse then, or numb or weak at any time, contact a clinician.',
  emergency_more:
    'Dark urine, a swollen leg, chest symptoms, a severe headache, or trouble seeing or speaking: emergency care.',
  clock: 'This device’s clock stands before the last session. Set it right, then look again.',
  noticed: 'What was noticed',
  seen: 'A clinician has looked at it and agrees',
  seen_from: (until: string) => `Once a clinician has looked at it and agrees, you can say so here, from ${until}.`,
  instead: 'These points are rested',
  partly_title: 'Some points rest today',
  partly_lead: 'They are left out. The others are fine.',
  partly_list: 'Left out today',
  advice_title: 'Before you go on',
  advice_lead: 'From what this device knows of this client. It is advice: you decide.',
  advice_rest: 'The rest is advice: you decide.',
  closed_title: 'Left out today',
  closed_none: 'Nothing is left to press today',
  closed_lead: 'Closed by what was felt there within the last day. The other points are open.',
  closed_today: (point: string, reaction: string) =>
    `${point} is left out: it was closed within the last day. Felt: ${reaction}.`,
  why: 'Why do you go on?',
  whys: [
    'Another area than last time',
    'Lighter and shorter today',
    'Looked at and agreed with the client',
    'A clinician agrees',
  ],
  own_words: 'In your own words',
  go_on: 'Go on, and note why',
  why_open: 'A reason is kept with the session.',
  set_aside: 'Went on against advice',
  set_aside_why: (why: string) => `Reason: ${why}`,
  short: {
    'emergency-signs': 'signs for emergency care',
    signs: 'signs for a clinician',
    'stop-reason': 'stopped for a grave reason before',
    'worse-twice': 'worse twice in a row',
    'no-change': 'no useful change',
    worse: 'worse after last time',
    sore: 'still sore',
    'hours-between': 'too soon after the last session',
    'per-week': 'enough sessions this week',
    'same-point': 'the same point too soon',
  } satisfies Record<AdviceId, string>,
} as const;

type Sentence = (since: string, until: string, count: number) => string;
