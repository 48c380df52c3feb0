/** Words of the stop-rule card and of the advice that follows. Read under stress, so: short. */
import type { Advice } from '../../core/advice';
import type { StopRule } from '../../core/stop-rules';
import { CALL_NOW } from './common-rooms';

/** By what it leads to; after a yes to a question that was asked again, by that. */
type AdviceWords = StopRule['action'] | Exclude<Advice['id'], StopRule['id']>;

export const stop_card = {
  open: 'Something feels wrong',
  title: 'Come off the point',
  lead: 'The clock is stopped. What do you notice?',
  nothing: 'It is nothing, go on',
  come_off: 'I have come off',
  read: 'I have read this',
  passed: 'It has passed',
  scope: { point: 'This point rests for today', session: 'The session ends' } satisfies Record<
    StopRule['scope'],
    string
  >,
  groups: { point: 'At the point', session: 'In the whole body' } satisfies Record<StopRule['scope'], string>,
  rules: {
    sharp: 'Sharp, tearing or joint pain, or a cramp that stays',
    numb: 'Numb, tingling, electric, burning or shooting',
    pulse: 'A pulse beating where it is pressed',
    'too-much': 'Too much, or getting stronger by itself',
    'weak-or-pale': 'Weak, or a limb, hand or foot changing colour or temperature',
    dizzy: 'Dizzy, faint, sick or sweating, new headache, ringing ears, or trouble seeing, speaking or swallowing',
    chest: 'Chest pain, short of breath, or a racing heart',
    swelling: 'New swelling of a leg or arm, numb between the legs, or loss of bladder control',
    distress: 'Upset, or it no longer feels right',
    asked: 'Stop is asked for, or nobody answers, or somebody fell asleep',
    lasting: 'It has not passed after a few minutes',
  } satisfies Record<StopRule['id'], string>,
  /** Said by whoever presses alone, where the others speak of two people. */
  rules_alone: {
    asked: 'I want to stop, or I am drowsy or fell asleep',
  } satisfies Partial<Record<StopRule['id'], string>>,
  advice: {
    'leave-point': {
      title: 'Leave this point for today',
      lines: [
        'Do not press here again today, even if it settles.',
        'Numb, weak or tingling after an hour, or worse: see a clinician.',
      ],
      lines_client: [
        'Do not press here again today, even if it settles.',
        'Tell them: numb, weak or tingling after an hour, or worse, means a clinician.',
      ],
    },
    'stop-and-rest': {
      title: 'Stop and rest',
      lines: [
        'Sit or lie down and breathe normally.',
        'If it lasts more than a few minutes, or speech, sight or swallowing is troubled, call your local emergency number.',
      ],
      lines_client: [
        'Let them sit or lie down and breathe normally. Stay with them.',
        'If it lasts more than a few minutes, or speech, sight or swallowing is troubled, call your local emergency number.',
      ],
    },
    emergency: {
      title: 'Get help now',
      lines: [CALL_NOW, 'Do not press anywhere. Do not drive yourself.'],
      lines_client: [
        CALL_NOW,
        'Do not press anywhere. Let them sit or lie down, stay with them, and do not let them drive.',
      ],
    },
    'answered-emergency': {
      title: 'This needs emergency care now',
      lines: [CALL_NOW, 'Do not press or rub there. Do not drive yourself.'],
      lines_client: [CALL_NOW, 'Do not press or rub there. Stay with them, and do not let them drive.'],
    },
    'answered-refer-first': {
      title: 'See a clinician first',
      lines: ['What you answered should be looked at by a doctor before anyone presses here again.'],
      lines_client: ['What was answered should be looked at by a doctor before anyone presses here again.'],
    },
  } satisfies Record<AdviceWords, { title: string; lines: readonly string[]; lines_client: readonly string[] }>,
} as const;
