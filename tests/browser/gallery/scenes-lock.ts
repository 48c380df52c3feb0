/** The locked screen, and the setting of the lock. */
import { NO_LOCK } from '../../../pwa/src/app/lock-door';
import type { LockState } from '../../../pwa/src/app/lock-model';
import type { OpenModel } from './fake-model';
import type { Scene } from './scenes';

function lock(change: Partial<LockState>): Scene {
  return (model) => {
    model.lock.value = { ...NO_LOCK, is_set: true, is_locked: true, ...change };
  };
}

function settings(change: Partial<LockState>): Scene {
  return (model: OpenModel) => {
    model.route.value = { screen: 'settings' };
    model.is_staff.value = true;
    model.lock.value = { ...NO_LOCK, ...change };
  };
}

export const LOCK_SCENES: Record<string, Scene> = {
  'lock/locked': lock({}),
  'lock/typed': lock({}),
  'lock/wrong': lock({ check: 'wrong', tries_left: 3 }),
  'lock/waiting': lock({ check: 'wrong', wait_s: 227 }),
  'lock/failed': lock({ check: 'failed' }),
  'lock/code': lock({}),
  'lock/code-offline': lock({ freeing: { state: 'failed', why: 'offline', detail: '' } }),
  'lock/freed': lock({ is_set: false, freeing: { state: 'freed' } }),
  'library/with-lock': lock({ is_locked: false }),
  'settings/lock': settings({ is_set: true }),
  'settings/lock-choose': settings({}),
  'settings/lock-again': settings({}),
  'settings/lock-differs': settings({}),
  'settings/lock-change': settings({ is_set: true, check: 'wrong', tries_left: 2 }),
};

const FOUR = ['4', '7', '1', '1'];

export const LOCK_PRESSED: Record<string, readonly string[]> = {
  'lock/typed': FOUR,
  'lock/code': ['PIN forgotten?'],
  'lock/code-offline': ['PIN forgotten?'],
  'settings/lock': ['5 minutes'],
  'settings/lock-choose': ['Set a PIN'],
  'settings/lock-again': ['Set a PIN', ...FOUR, 'Next', '4', '7'],
  'settings/lock-differs': ['Set a PIN', ...FOUR, 'Next', '4', '7', '1', '2', 'Set it'],
  'settings/lock-change': ['Change the PIN'],
};
