/** Words of the run: what stands on the screen, and what the live region says. */
import type { GuideWord } from '../../core/guide';
import type { PhaseKind } from '../../core/plan';
import type { Refusal } from '../../core/state';
import type { StopRule } from '../../core/stop-rules';
import type { EndedBy, SessionReason } from '../../wire.gen';
import { NUMBERS } from './common';

const PHASES: Record<PhaseKind, string> = {
  setup: 'Find the place',
  ramp: 'Sink in',
  hold: 'Hold',
  release: 'Release',
  rest: 'Rest',
};

export const run = {
  with_client: (title: string, client: string) => `${title} with ${client}`,
  number: (number: number, count: number) => `${number} of ${count}`,
  left_of: (left: string) => `${left} to go`,
  time_left: 'Time left',
  phase: PHASES,
  easing: 'Ease off',
  paused: 'Paused',
  of: (clock: string) => `of ${clock}`,
  of_until_eased: (clock: string) => `of ${clock}, until it eases`,
  left_of_hold: 'left of this hold',
  comfort: (low: number, high: number, ceiling: number) =>
    `${low === high ? `Aim for ${low}` : `Aim ${low} to ${high}`}, ease off at ${ceiling}`,
  aim: (low: number, high: number) => (low === high ? `aim for ${low}` : `aim ${low} to ${high}`),
  ceiling_at: (nrs: number) => `ease off at ${nrs}`,
  repeat: (repeat: number, repeats: number) => `${repeat} of ${repeats}`,
  guide: {
    find: 'Search for the tender place. Take your time.',
    'sink-in': 'Sink in slowly. Less is fine.',
    stay: 'Stay. Breathe out slowly.',
    follow: 'It is easing. Stay as light as you are.',
    'ease-off': 'Lighter now.',
    end: 'It eased. That is enough.',
    'let-go': 'Come off slowly.',
    rest: 'Let go, and move a little.',
  } satisfies Record<GuideWord, string>,
  at_ceiling: (ceiling: number) => `Lighter. ${NUMBERS[ceiling] ?? ceiling} is the ceiling here.`,
  paused_guide: 'Off the point. Resume when you are ready.',
  discomfort: 'Discomfort, 0 to 10',
  in_band: 'in the comfort band',
  too_much: 'at or above the ceiling, ease off',
  next: 'Next',
  last_hold: 'The last one',
  begin_now: 'Begin now',
  release_now: 'Release now',
  eased_release_now: 'It eased, release now',
  go_on: 'Go on',
  go_on_name: 'Release now, go on',
  pause: 'Pause',
  resume: 'Resume',
  redo: 'Redo',
  skip: 'Skip',
  more_time: '+15 s',
  stop: 'Hold to stop',
  stop_name: 'Stop, hold to stop',
  stop_hint: 'Hold the button down to stop.',
  stop_without_holding: 'I cannot hold it',
  stop_title: 'Stop the session here?',
  stop_lead: 'What you have done so far is kept. Ending early is part of the method.',
  stop_confirm: 'Stop the session',
  stop_cancel: 'Keep going',
  steps: 'Steps',
  left_out_today: 'left for today',
  refused: {
    'hold-cap': 'This hold is as long as it may be.',
    'point-cap': 'This point has had its time for today.',
    'plan-cap': 'The session is as long as it may be.',
    'nothing-to-redo': 'There is nothing to do again yet.',
    'point-closed': 'This point is left for today.',
    'not-now': 'Not at this moment.',
  } satisfies Record<Refusal, string>,
  parked: {
    title: 'Paused while you were away',
    sleep: 'The device slept, so nothing ran on without you. Time that nobody watched is marked as such.',
    reload: 'The app was closed. Everything up to then is kept.',
    come_off: 'If you are still pressing, come off now.',
    next: (point: string) => `Next: ${point}`,
    nothing_left: 'That was the last one.',
  },
  platform: {
    wake_lock: 'This device may let the screen go dark. Touch it now and then.',
    sound: 'Sound is off until you touch the screen.',
  },
} as const;

export const stop_card = {
  open: 'Something feels wrong',
  title: 'Come off the point',
  lead: 'The clock is stopped. What do you notice?',
  nothing: 'It is nothing, go on',
  scope: { point: 'This point is left for today', session: 'The session ends' } satisfies Record<
    StopRule['scope'],
    string
  >,
  groups: { point: 'At the point', session: 'In the whole body' } satisfies Record<StopRule['scope'], string>,
  rules: {
    sharp: 'Sharp, tearing or joint pain, or a cramp that stays',
    numb: 'Numb, tingling, electric, burning or shooting',
    pulse: 'A pulse under the finger',
    'too-much': 'Too much, or getting stronger by itself',
    'weak-or-pale': 'Weak, or a hand or foot turning pale, blue or cold',
    dizzy: 'Dizzy, faint, sick, sweating, or trouble seeing or speaking',
    chest: 'Chest pain, short of breath, or a racing heart',
    swelling: 'New swelling of a leg or arm, numb between the legs, or loss of bladder control',
    distress: 'Upset, or it no longer feels right',
    asked: 'Stop is asked for, or nobody answers, or somebody fell asleep',
  } satisfies Record<StopRule['id'], string>,
  advice: {
    'leave-point': {
      title: 'Leave this point for today',
      lines: [
        'Do not press here again today, even if it settles.',
        'Numb, weak or tingling after an hour, or worse: see a clinician.',
      ],
    },
    'stop-and-rest': {
      title: 'Stop and rest',
      lines: [
        'Sit or lie down and breathe normally.',
        'If it lasts more than a few minutes, or speech, sight or swallowing is troubled, call your local emergency number.',
      ],
    },
    emergency: {
      title: 'Get help now',
      lines: [
        'If this is not gone at once, call your local emergency number: 112, 999 or 911.',
        'Do not press anywhere. Do not drive yourself.',
      ],
    },
  } satisfies Record<StopRule['action'], { title: string; lines: readonly string[] }>,
} as const;

/** Said aloud at a milestone, by the live region. */
export const said = {
  phase: {
    setup: (point: string, area: string) => `Find the place. ${point}. ${area}`,
    ramp: () => 'Sink in slowly.',
    hold: (_point: string, _area: string, seconds: number, is_until_eased: boolean) =>
      is_until_eased ? `Hold until it eases, ${seconds} seconds at most.` : `Hold, ${seconds} seconds.`,
    release: () => 'Release slowly.',
    rest: () => 'Rest.',
  } satisfies Record<PhaseKind, (point: string, area: string, seconds: number, is_until_eased: boolean) => string>,
  half: 'Half way.',
  ease_off: (ceiling: number) => `Lighter. ${NUMBERS[ceiling] ?? ceiling} is the ceiling here.`,
  hold_ended: {
    time: '',
    eased: 'It eased. Come off slowly.',
    released: 'Released.',
    skipped: 'Skipped.',
    ceiling: 'Come off now. This point is left for today.',
    reaction: 'Come off now.',
    redone: 'Once more.',
    stopped: 'Stopped.',
    unobserved: 'The hold ended while you were away.',
  } satisfies Record<EndedBy, string>,
  paused: 'Paused. Come off the point.',
  parked: 'Paused while you were away. Come off the point.',
  ended: {
    completed: 'Session complete.',
    stopped: 'Session stopped.',
    abandoned: 'Session ended.',
  } satisfies Record<SessionReason, string>,
} as const;
