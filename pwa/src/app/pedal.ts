/**
 * What a press without a place on the screen means in a run: the whole screen as one key, a pedal, a ring, a clicker. Pure.
 *
 *  [PK1] One press leads on: it begins, releases, goes on or resumes, whichever the moment has. It answers no question and
 *       reads no advice: these want eyes.
 *  [PK2] A key does what it was taught on this device, else what page-turners and presenters mean by it.
 *  [PK3] A key kept down is one press, whether it repeats or not; so is the same key twice within 600 ms (ratings: 200 ms).
 *  [PK4] Nothing is pressed blindly while somebody types, in a dialog, or with a modifier; but in a sheet over a running hold
 *       what lets go is, by keys that neither type nor are a control's.
 *  [PK5] Where the focus stands on a control, the keys of controls (Space, Enter, arrows, Escape) are the control's. A hand never
 *       leaves it there: only a keyboard or assistive technology brings it, and means to be there.
 *  [PK6] Where the whole screen is one key, a touch of it does what that key does and nothing else, wherever it falls: no
 *       other control stands over the field, and no number. A tap leads on; where breaths are counted it counts one. Let go
 *       after 0.8 s it opens all keys, kept down for 2 s it stops. Locked it only lets go.
 *  [PK7] The keys of headphones, of a watch and of the lock screen are presses like a pedal's: Next leads on, Play resumes what
 *       stands still, Pause takes the pressure off at any time. Neither passes a card, unread advice or a question.
 *  [PK8] A sheet over a running hold has Release and Stop in sight; whoever lets go is back at the run.
 *  [PK9] Whatever a run has a key for can be taught. Stop is a key kept down, as by a finger; what only clicks is taught Stop at
 *       once, as a key of its own, which then does nothing else.
 *  [PK10] A key that pauses only pauses: pressed again it resumes nothing, and takes nobody past what is said after a sleep.
 *       What goes on is another key.
 */
import type { Intent, Run } from './model';

export const KEY_ACTIONS = [
  ...(['next', 'pause', 'lower', 'higher', 'breath', 'more', 'redo', 'skip', 'back'] as const),
  ...(['wrong', 'stop', 'stop_at_once'] as const),
] as const;
export type KeyAction = (typeof KEY_ACTIONS)[number];
/** Those of headphones, of a watch, of the lock screen. */
export type MediaKey = 'play' | 'pause' | 'next';
/** What keys do, by the name the browser gives them. */
export type LearnedKeys = Readonly<Record<string, KeyAction>>;

/** [PK2] */
export const DEFAULT_KEYS: LearnedKeys = {
  PageDown: 'next',
  ArrowRight: 'next',
  ' ': 'next',
  Enter: 'next',
  PageUp: 'pause',
  ArrowLeft: 'pause',
  // The black screen of presenters.
  b: 'pause',
  '.': 'pause',
  Escape: 'pause',
};

const OF_CONTROLS = [' ', 'Enter', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'Escape'];
const NO_PEDAL = ['Tab', 'Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'Dead', 'Process'];
/** What is said or stopped by hand also while a question stands on the screen ([R5]). */
const PAST_A_QUESTION: readonly unknown[] = ['wrong', 'stop', 'stop_at_once'] satisfies KeyAction[];
/** What takes the pressure off, whatever lies over the run. */
const LETS_GO: readonly unknown[] = ['next', 'pause', ...PAST_A_QUESTION];
const SAME_PRESS_MS = 600;
const SAME_RATING_MS = 200;

export interface KeyPress {
  /** The key's name, one letter in lower case; `key_from` makes it. */
  key: string;
  is_repeated: boolean;
  has_modifier: boolean;
  /** Where it would land: nowhere, on a control that has the focus, in a field, in a dialog, or in a dialog's field. */
  on: 'page' | 'control' | 'field' | 'dialog' | 'dialog-field';
  /** Somebody is pressing, and the dialog lies over it ([PK4]). */
  is_over_hold?: boolean;
  /** Milliseconds of a clock that is never set. */
  at_ms: number;
}

/** The name under which a key is taught; null for what is no press of its own, or has no name at all. */
export function key_from({ key, code }: { key: string; code: string }): string | null {
  if (NO_PEDAL.includes(key)) return null;
  if (key !== '' && key !== 'Unidentified') return key.length === 1 ? key.toLowerCase() : key;
  return code === '' || code === 'Unidentified' ? null : code;
}

/** Tells presses from repeats and doubles. Owns which keys are down. */
export class Pedal {
  #down = new Set<string>();
  #last = new Map<string, number>();

  /** What this press asks for; null where it is none, or not ours. A number is a rating typed as such. */
  press(press: KeyPress, keys: LearnedKeys): KeyAction | number | null {
    const { key, is_repeated, at_ms } = press;
    const action = keys[key] ?? (/^\d$/.test(key) ? Number(key) : null);
    if (action === null || !is_heard(press, action)) return null;
    const is_rating = action === 'lower' || action === 'higher';
    const since_ms = at_ms - (this.#last.get(key) ?? Number.NEGATIVE_INFINITY);
    const is_same = is_repeated || this.#down.has(key) || since_ms < (is_rating ? SAME_RATING_MS : SAME_PRESS_MS);
    this.#down.add(key);
    if (!is_same) this.#last.set(key, at_ms);
    return is_same ? null : action;
  }

  let_go(key: string): void {
    this.#down.delete(key);
  }

  /** The window was left: whatever was down is not any more. */
  let_all_go(): void {
    this.#down.clear();
  }
}

/** [PK4] [PK5] */
function is_heard({ key, has_modifier, on, is_over_hold }: KeyPress, action: KeyAction | number): boolean {
  if (has_modifier || on === 'field') return false;
  if (on === 'page') return true;
  if (OF_CONTROLS.includes(key)) return false;
  if (on === 'control') return true;
  const is_typing = on === 'dialog-field' && (key.length === 1 || key === 'Backspace' || key === 'Delete');
  return is_over_hold === true && LETS_GO.includes(action) && !is_typing;
}

/** Whether this key would do something here: then the page must not scroll by it. */
export function is_ours(press: KeyPress, keys: LearnedKeys): boolean {
  return new Pedal().press({ ...press, is_repeated: false }, keys) !== null;
}

/** [PK2] All keys of the run. */
export function keys_of_run(learned: LearnedKeys): LearnedKeys {
  return { ...DEFAULT_KEYS, ...learned };
}

/** [PK2] Those of the question after it: where somebody also reads, nothing leads on but what only a page-turner sends. */
export function keys_of_flow(learned: LearnedKeys): LearnedKeys {
  const { PageDown, PageUp } = DEFAULT_KEYS;
  return { ...(PageDown && { PageDown }), ...(PageUp && { PageUp }), ...learned };
}

/** [PK1] Where the large key of the moment leads, pressed blindly; null where something must be read first. */
export function leads_on(run: Run): Intent | null {
  const { stage } = run.session;
  if (!is_open(run)) return null;
  if (stage === 'paused' || stage === 'parked') return { type: 'resume' };
  return { type: run.can.begin_early ? 'begin_early' : 'release' };
}

/** [PK6] What a tap of the one key asks for. */
export function one_key(run: Run, is_locked: boolean): Intent | null {
  const on = leads_on(run);
  // What lies on the screen says nothing of how it went.
  if (is_locked) return on?.type === 'release' ? { ...on, is_unsaid: true } : on;
  return on !== null && run.breaths !== null ? { type: 'breathe' } : on;
}

/** [PK7] Play never pauses: it is sent again by whatever shows a run as standing still. */
export function intent_of_media_key(key: MediaKey, run: Run): Intent | null {
  if (key === 'pause') return { type: 'pause' };
  const on = leads_on(run);
  if (key !== 'next' && on?.type !== 'resume') return null;
  // [G11] No word stands beside it.
  return on?.type === 'release' ? { ...on, is_unsaid: true } : on;
}

/** What an action asks for at this moment; null for nothing. `stop` asks when it was held, which is not said here. */
export function intent_of(action: KeyAction | number, run: Run): Intent | null {
  if (!is_open(run) && !(is_asking(run) && PAST_A_QUESTION.includes(action))) return null;
  if (typeof action === 'number') return run.can.rate ? { type: 'rate', nrs: action } : null;
  switch (action) {
    case 'next':
      return leads_on(run);
    case 'pause':
      return run.session.stage === 'running' ? { type: 'pause' } : null;
    case 'lower':
    case 'higher':
      return rating_of(action, run);
    case 'more':
      return { type: 'extend' };
    case 'back':
      return { type: 'go_back' };
    case 'breath':
      return { type: 'breathe' };
    case 'redo':
    case 'skip':
      return { type: action };
    case 'wrong':
      return { type: 'card_opened' };
    case 'stop':
    case 'stop_at_once':
      return { type: 'stop' };
  }
}

/** From the rating that stands, one up or down; without one, from the middle of the comfort band. */
function rating_of(action: 'lower' | 'higher', { can, band, rating }: Run): Intent | null {
  if (!can.rate) return null;
  const from = rating ?? Math.round((band[0] + band[1]) / 2);
  return { type: 'rate', nrs: Math.min(10, Math.max(0, from + (action === 'lower' ? -1 : 1))) };
}

/** A question stands on the screen, and nothing over it. */
function is_asking({ session, card, advice }: Run): boolean {
  return session.stage === 'asking' && card === 'closed' && advice === null;
}

function is_open(run: Run): boolean {
  const { stage } = run.session;
  return run.card === 'closed' && run.advice === null && stage !== 'asking' && stage !== 'ended';
}
