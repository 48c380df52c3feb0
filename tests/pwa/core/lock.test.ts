import { describe, expect, test } from 'vitest';
import {
  type Busy,
  free_tries,
  is_pin,
  LOCK_MINUTES,
  type LockMinutes,
  lock_step,
  locks_in_ms,
  NO_TRIES,
  type Screen,
  screen_at,
  type Tries,
  tried,
  wait_left_ms,
  waited,
} from '../../../pwa/src/core/lock';
import type { Instant } from '../../../pwa/src/core/state';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** So long after the start; the wall says another time where it was set, or the device slept. */
function at(mono_ms: number, wall_ms = mono_ms): Instant {
  return { mono_ms: 5000 + mono_ms, wall_ms: 1_800_000_000_000 + wall_ms };
}

function open_screen(busy: Busy = 'free'): Screen {
  return { ...screen_at(at(0), false), busy };
}

function looked(screen: Screen, when: Instant, minutes: LockMinutes = 5): boolean {
  return lock_step(screen, { type: 'looked', at: when }, minutes).is_locked;
}

describe('when it locks', () => {
  test('[LK1] an app that starts is locked; one where a PIN was set this moment is not', () => {
    expect(screen_at(at(0)).is_locked).toBe(true);
    expect(open_screen().is_locked).toBe(false);
  });

  test.each(LOCK_MINUTES)('[LK2] after %i minutes without a touch, and not a moment before', (minutes) => {
    expect(looked(open_screen(), at(minutes * MINUTE - 1), minutes)).toBe(false);
    expect(looked(open_screen(), at(minutes * MINUTE), minutes)).toBe(true);
    const touched = lock_step(open_screen(), { type: 'touched', at: at(minutes * MINUTE - 1) }, minutes);
    expect(looked(touched, at(minutes * MINUTE), minutes)).toBe(false);
    expect(locks_in_ms(touched, at(minutes * MINUTE), minutes)).toBe(minutes * MINUTE - 1);
  });

  test('[LK2] sleep that only the wall has seen counts, a wall that was set back does not', () => {
    expect(looked(open_screen(), at(10, 5 * MINUTE))).toBe(true);
    expect(looked(open_screen(), at(4 * MINUTE, -DAY))).toBe(false);
    expect(looked(open_screen(), at(5 * MINUTE, -DAY))).toBe(true);
  });

  test('[LK2] a touch that comes later than that finds it locked, and opens nothing', () => {
    const late = lock_step(open_screen(), { type: 'touched', at: at(5 * MINUTE) }, 5);
    expect(late.is_locked).toBe(true);
    expect(lock_step(late, { type: 'touched', at: at(5 * MINUTE + 1) }, 5).is_locked).toBe(true);
    expect(locks_in_ms(late, at(6 * MINUTE), 5)).toBeNull();
  });

  test('[LK2] a touch in another tab counts however late it is heard of, and opens nothing', () => {
    const heard = lock_step(open_screen(), { type: 'touched_elsewhere', at: at(DAY) }, 5);
    expect(looked(heard, at(DAY + 5 * MINUTE - 1))).toBe(false);
    expect(lock_step(screen_at(at(0)), { type: 'touched_elsewhere', at: at(1) }, 5).is_locked).toBe(true);
  });

  test('it locks at once where that is asked for, and opens for a while upon the PIN', () => {
    const locked = lock_step(open_screen(), { type: 'lock_wanted', at: at(1) }, 1);
    expect(locked.is_locked).toBe(true);
    const open = lock_step(locked, { type: 'unlocked', at: at(DAY) }, 1);
    expect(open.is_locked).toBe(false);
    expect(looked(open, at(DAY + MINUTE - 1), 1)).toBe(false);
  });
});

describe('while a session is on', () => {
  test('[LK3] a run is never locked: not by time, not by sleep, not by hand', () => {
    const running = open_screen('running');
    expect(locks_in_ms(running, at(DAY), 1)).toBeNull();
    expect(looked(running, at(DAY), 1)).toBe(false);
    for (const type of ['touched', 'lock_wanted'] as const)
      expect(lock_step(running, { type, at: at(DAY) }, 1).is_locked).toBe(false);
  });

  test('[LK3] [LK4] a run that comes back after a kill opens what started locked, until it is over', () => {
    const back = lock_step(screen_at(at(0)), { type: 'busy_changed', busy: 'running', at: at(1) }, 5);
    const asking = lock_step(back, { type: 'busy_changed', busy: 'asking', at: at(2) }, 5);
    const over = lock_step(asking, { type: 'busy_changed', busy: 'free', at: at(3) }, 5);
    expect([back.is_locked, asking.is_locked, over.is_locked]).toEqual([false, false, true]);
  });

  test('[LK3] what waits for answers is not locked for half an hour, and no longer', () => {
    for (const minutes of LOCK_MINUTES) {
      expect(looked(open_screen('asking'), at(30 * MINUTE - 1), minutes)).toBe(false);
      expect(looked(open_screen('asking'), at(30 * MINUTE), minutes)).toBe(true);
    }
    const asked = lock_step(screen_at(at(0)), { type: 'busy_changed', busy: 'asking', at: at(1) }, 5);
    expect(asked.is_locked).toBe(true);
  });

  test('[LK4] once it is over the minutes begin anew', () => {
    const asking = lock_step(open_screen('running'), { type: 'busy_changed', busy: 'asking', at: at(DAY) }, 1);
    expect(looked(asking, at(DAY + 30 * MINUTE - 1), 1)).toBe(false);
    const over = lock_step(asking, { type: 'busy_changed', busy: 'free', at: at(DAY + MINUTE) }, 1);
    expect(over.is_locked).toBe(false);
    expect(looked(over, at(DAY + 2 * MINUTE - 1), 1)).toBe(false);
    expect(looked(over, at(DAY + 2 * MINUTE), 1)).toBe(true);
  });

  test('[LK4] a lock that was asked for meanwhile falls when it is over, and only then', () => {
    const wanted = lock_step(open_screen('running'), { type: 'lock_wanted', at: at(1) }, 5);
    const asking = lock_step(wanted, { type: 'busy_changed', busy: 'asking', at: at(2) }, 5);
    expect([wanted.is_locked, asking.is_locked]).toEqual([false, false]);
    const over = lock_step(asking, { type: 'busy_changed', busy: 'free', at: at(3) }, 5);
    expect(over).toMatchObject({ is_locked: true, is_wanted: false });
  });

  test('[LK4] the PIN, typed elsewhere meanwhile, takes that wish back', () => {
    const wanted = lock_step(open_screen('running'), { type: 'lock_wanted', at: at(1) }, 5);
    const opened = lock_step(wanted, { type: 'unlocked', at: at(2) }, 5);
    expect(lock_step(opened, { type: 'busy_changed', busy: 'free', at: at(3) }, 5).is_locked).toBe(false);
  });
});

test('[LK5] a PIN has four to eight digits and nothing else', () => {
  expect(['1234', '00000000'].map(is_pin)).toEqual([true, true]);
  expect(['', '123', '123456789', '12 4', '12a4', '١٢٣٤', '-123'].map(is_pin)).toEqual(Array(7).fill(false));
});

describe('wrong tries', () => {
  /** After so many wrong tries, each as soon as it may be. */
  function after(count: number): Tries {
    let tries = NO_TRIES;
    for (let i = 0; i < count; i += 1) tries = tried(tries, at(0));
    return tries;
  }

  test('[LK6] five are free, then each is followed by a wait: 30 s, doubling to 15 min', () => {
    const waits_s = Array.from({ length: 14 }, (_, i) => wait_left_ms(after(i + 1)) / SECOND);
    expect(waits_s).toEqual([0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900, 900, 900]);
    expect([0, 1, 4, 5, 9].map((count) => free_tries(after(count)))).toEqual([5, 4, 1, 0, 0]);
    expect(wait_left_ms(after(5000))).toBe(900 * SECOND);
  });

  test('[LK7] a wait passes by the clock that nobody can set', () => {
    const tries = after(5);
    expect(wait_left_ms(waited(tries, at(0), at(10 * SECOND)))).toBe(20 * SECOND);
    expect(wait_left_ms(waited(tries, at(0), at(30 * SECOND)))).toBe(0);
    // Looked at often, it passes as fast as looked at once.
    let often = tries;
    for (let i = 1; i <= 10; i += 1) often = waited(often, at((i - 1) * SECOND), at(i * SECOND));
    expect(wait_left_ms(often)).toBe(20 * SECOND);
  });

  test('[LK7] a wall set forward, over a reload or not, saves half of the wait and no more', () => {
    const tries = after(10);
    for (const last of [null, at(0)]) {
      const forward = waited(tries, last, at(0, DAY));
      expect(wait_left_ms(forward)).toBe(450 * SECOND);
      const again = waited(forward, at(0, DAY), at(SECOND, 20 * DAY));
      expect(wait_left_ms(again)).toBe(449 * SECOND);
    }
  });

  test('[LK7] set back it saves nothing and costs nothing', () => {
    const back = waited(after(5), at(0), at(10 * SECOND, -DAY));
    expect(wait_left_ms(back)).toBe(20 * SECOND);
    expect(wait_left_ms(waited(back, at(10 * SECOND, -DAY), at(20 * SECOND, 10 * SECOND - DAY)))).toBe(10 * SECOND);
  });

  test('[LK7] two tabs that wait side by side wait as long as one', () => {
    let tries = after(5);
    for (let s = 1; s <= 10; s += 1) {
      tries = waited(tries, at((s - 1) * SECOND), at(s * SECOND));
      tries = waited(tries, at((s - 1) * SECOND + 500), at(s * SECOND + 500));
    }
    expect(wait_left_ms(tries)).toBe(30 * SECOND - 10.5 * SECOND);
  });

  test('[LK7] what is gone by counts for the wait it was, and not for the next', () => {
    const waited_out = waited(after(5), at(0), at(DAY));
    expect(wait_left_ms(tried(waited_out, at(DAY)))).toBe(60 * SECOND);
  });
});
