/** Words that the live region says, at milestones only. */
import type { PhaseKind } from '../../core/plan';
import type { BodyPosition, EndedBy, SessionReason } from '../../wire.gen';
import { NUMBERS } from './common-rooms';

export const PHASES: Record<PhaseKind, string> = {
  setup: 'Find the place',
  ramp: 'Sink in',
  hold: 'Hold',
  release: 'Release',
  rest: 'Rest',
};

/** Turning over, wherever the next hold wants it. */
export const TURNS: Record<BodyPosition, string> = {
  supine: 'Now on the back',
  prone: 'Now face down',
  'side-lying': 'Now on the side',
  seated: 'Now sitting',
  standing: 'Now standing',
};

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
  turn: (position: BodyPosition) => `${TURNS[position]}.`,
  asking: 'One question first. Nothing runs until it is answered.',
  half: 'Half way.',
  raise: (level: number, levels: number) => `Level ${level} of ${levels}. A little deeper, if it stays comfortable.`,
  press: 'Press.',
  ease: 'Let up.',
  breath: '',
  rated: '',
  added: 'Added at the end.',
  ease_off: (ceiling: number) => `Lighter. ${NUMBERS[ceiling] ?? ceiling} is the ceiling here.`,
  hold_ended: {
    time: '',
    eased: 'It eased. Come off slowly.',
    released: 'Released.',
    skipped: 'Skipped.',
    ceiling: 'Come off now. This point rests for today.',
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
