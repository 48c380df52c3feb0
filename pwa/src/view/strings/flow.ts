/** Words of the questions around a run, from who it is with to how it feels after. */
import type { Action, Audience, Change } from '../../wire.gen';
import { CALL_NOW } from './common-rooms';

export const flow = {
  leave: 'Leave',
  who: {
    title: 'Who is it with?',
    lead: 'Initials are enough. It can be changed later.',
    no_name: 'No name',
    add: 'New initials or name',
    add_action: 'Add',
    training_title: 'Are you trained?',
    training: 'This protocol is for trained hands on another person. Some of its points are never pressed alone.',
    trained: 'I am trained and treat someone else',
    not_trained: 'I am not',
    training_note: 'Your answer is kept with the session.',
  },
  screening: {
    title: 'First, a few questions',
    lead_self: 'Does any of this apply to you, now or lately?',
    lead_client: 'Does any of this apply to your client, now or lately?',
    yes: 'Yes',
    no: 'No',
    none: 'None of these apply',
    none_other: 'No to all the others',
    answered: (count: number, all: number) => `${count} of ${all} answered`,
    urgent: 'That answer comes first. Continue shows what to do now.',
    open: (count: number) =>
      count === 1 ? 'One question has no answer yet.' : `${count} questions have no answer yet.`,
    again: {
      self: {
        title: 'Last time you said yes',
        lead: (day: string) =>
          `On ${day} a yes stopped you before anything was pressed. Have you been seen about it? If not, see a clinician first. Answer again, as it is today.`,
      },
      client: {
        title: 'Last time the answer was yes',
        lead: (day: string) =>
          `On ${day} a yes stopped the session. Have they been seen about it? If not, a clinician comes first. Ask again, as it is today.`,
      },
    },
    group: {
      all: 'In general',
      hip: 'Hip',
      jaw: 'Jaw',
      'low-back': 'Lower back',
      neck: 'Neck',
      'wrist-hand': 'Wrist and hand',
      circulation: 'Circulation',
      nerve: 'Nerves',
    } as Record<string, string>,
  },
  because: { one: 'Because of this answer', many: 'Because of these answers' },
  blocked: {
    emergency: {
      title: 'This needs emergency care now',
      lead: CALL_NOW,
      more: ['Do not press anywhere.', 'Do not drive yourself.', 'If someone is near, ask them to stay.'],
    },
    'refer-first': {
      title: 'See a clinician first',
      lead: 'What you answered should be looked at by a doctor before anyone presses here.',
      more: [
        'Nothing has been started.',
        'If it gets worse, comes on suddenly, or frightens you, call your local emergency number.',
      ],
    },
    'therapist-only': {
      title: 'Only with a trained therapist',
      lead: 'With this answer, pressure belongs in the hands of a trained therapist who knows about it.',
      more: ['Nothing has been started.', 'Tell the therapist what you answered here.'],
    },
    modify: {
      title: 'Nothing is left to press today',
      lead: 'What you answered leaves no point of this protocol open. That is fine: another day is as good.',
      more: ['Nothing has been started.', 'Moving gently and warmth need no pressure.'],
    },
  } satisfies Record<Action, { title: string; lead: string; more: readonly string[] }>,
  modify: {
    title: 'What should be left out?',
    lead: 'Your answer means that some places are not pressed today. Leave out every point it touches.',
    lead_therapist: 'The answer means care with some places. You decide: leave out or lighten what it touches.',
    hints: {
      'skin-or-device': 'No pressure on or beside that place.',
      'cannot-feel': 'Where feeling is reduced, comfort cannot be judged: leave that place out.',
      'widespread-pain': 'Pressure and holds are halved today. One region a day is plenty. Release early.',
      'heart-history': 'No pressure at the front of the neck or just above the collarbone.',
      'bleeding-risk': 'Nothing deep or forceful.',
      'bone-fragility': 'No pressure on ribs or spine, and none with the elbow.',
      pregnant: 'Legs and abdomen are left alone. Lying on the side.',
      'joint-laxity': 'The neck is left alone.',
      'stiff-or-fused-spine': 'The neck is left alone, and nobody leans on the spine.',
      'under-18': 'Only with a parent or guardian there, and not at home.',
    } as Record<string, string>,
    title_changed: 'This changes today',
    taken: 'Left out today',
    near: (state: string, zones: string) => (zones === '' ? state : `${state}. Near: ${zones}`),
    changes: {
      'leave-out-sites': 'Leave out every point it touches.',
      'leave-out-zones': 'Points near there are left out today.',
      halve: 'Pressure and holds are halved today. Release early.',
    } satisfies Record<Change, string>,
    leave_out: (point: string) => `Leave out ${point}`,
    kept: 'Stays in',
    left_out: 'Left out',
    all_out: 'With every point left out there is nothing to press today.',
    end: 'End for today',
    none_affected: 'None of these points is affected',
    open: 'Leave a point out, or say that none is affected.',
    confirm: 'Continue',
  },
  steps: {
    title: 'Today’s steps',
    lead: 'These may be left out. You decide, for this person and today.',
    taken: 'Left out by an answer',
    any: 'May be left out.',
    when: (reason: string) => `Leave out if: ${reason}`,
    name: (point: string, number: number) => `${point} (step\u00a0${number})`,
    leave_out: (point: string, number: number) => `Leave out ${point} (step\u00a0${number})`,
    none_left: 'At least one step has to stay.',
  },
  side: {
    today: 'Which side today?',
    today_points: 'Left, right or both',
    both: 'Both',
    title: 'Which side hurts?',
    lead_self: 'Your own left and right.',
    lead_client: 'The client’s own left and right.',
    left: 'Left',
    right: 'Right',
    points: 'One side only',
  },
  pain: {
    title_before: 'How is the pain now?',
    title_after: 'And the pain now?',
    lead_before: 'Before anything is pressed.',
    lead_after: 'Any number is fine. It is kept as it is.',
    choose: 'Choose a number',
    scale: 'Pain now, 0 to 10',
    zero: '0 is no pain',
    ten: '10 is the worst there is',
    strong: {
      'self-care':
        'Pain this strong: if it is new, severe or getting worse, let a clinician look at it first. Less is fine today.',
      therapist:
        'Pain this strong: if it is new, severe or getting worse, send them to a clinician first. Less is fine today.',
    } satisfies Record<Audience, string>,
    made_worse: 'It made it worse',
    worse_advice: 'Leave it for now. If it is still worse in two days, or numb or weak at any time, see a clinician.',
  },
} as const;
