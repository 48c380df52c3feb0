/** What the lock of this screen may show, and what a person may ask of it: beside model.ts, and like it without code. */
import type { LockMinutes, PinCost } from '../core/lock';
import type { Curtain } from '../shell/curtain';
import type { PinHasher } from '../shell/pin-hasher';
import type { Touches } from '../shell/touches';

/** Where it stands among what this device keeps for itself. */
export const LOCK = 'lock';

/** What the lock needs of the browser, fetched with it. main.tsx makes it of browsers' parts, tests of fakes. */
export interface LockParts {
  touches: Touches;
  curtain: Curtain;
  hasher: PinHasher;
  cost: PinCost;
}

/** What became of the PIN that was typed last. `kept`: the lock was changed by it. `failed`: this device could not do it. */
export type PinCheck = 'none' | 'checking' | 'wrong' | 'right' | 'kept' | 'failed';

/** Why a code did not take the lock off. */
export type NotFreed =
  | 'offline'
  | 'code-not-valid'
  | 'not-loopback'
  | 'storage'
  | 'not-fetched'
  /** The code is for another practice than this device is of, or for the phone of a client. */
  | 'other-practice'
  | 'client-code'
  | 'other';

export type Freeing =
  | { state: 'idle' | 'asking' }
  /** The lock is off; the screen stays covered until somebody goes on. */
  | { state: 'freed' }
  | { state: 'failed'; why: NotFreed; detail: string };

export interface LockState {
  /** Nothing but the lock is shown. */
  is_locked: boolean;
  /** A PIN is set on this device. */
  is_set: boolean;
  minutes: LockMinutes;
  check: PinCheck;
  /** Tries left before one has to wait, and the seconds to wait now. */
  tries_left: number;
  wait_s: number;
  freeing: Freeing;
}

export type LockIntent =
  /** Lock now. */
  | { type: 'lock_wanted' }
  /** Opens a locked screen; on an open one it shows that whoever wants to change the lock may. */
  | { type: 'pin_typed'; pin: string }
  /** Where none is set yet, or the one before was right a moment ago. */
  | { type: 'pin_chosen'; pin: string }
  | { type: 'lock_timed'; minutes: LockMinutes }
  /** Where the PIN was right a moment ago. */
  | { type: 'lock_removed' }
  /** Nobody changes the lock any more: that the PIN was right counts no longer. */
  | { type: 'lock_left' }
  /** The PIN is forgotten: a fresh code of the practice. */
  | { type: 'lock_code_typed'; code: string; device_name: string }
  | { type: 'lock_gone_on' };

export const LOCK_INTENTS: readonly string[] = [
  'lock_wanted',
  'pin_typed',
  'pin_chosen',
  'lock_timed',
  'lock_removed',
  'lock_left',
  'lock_code_typed',
  'lock_gone_on',
] satisfies LockIntent['type'][];
