/**
 * The lock of a shared screen: when it falls, and how often a PIN may be tried.
 *
 * Must never fall over a run: the clock there is right and Stop within reach, whatever else is due.
 *
 *  [LK1] Where a PIN is set the app starts locked, and every tab with it.
 *  [LK2] It locks after so many minutes without a touch, by whichever clock says more, so that sleep counts, and so does
 *        being hidden: who comes back later than that finds it locked.
 *  [LK3] A run is never locked, also when it comes back after a kill. What waits for answers right before or after it (the
 *        look around before Start, pain after) is not either, for half an hour without a touch: by then what was answered
 *        says nothing any more.
 *  [LK4] Once that is over the minutes begin anew; a lock that was asked for meanwhile, or that a run opened as it came back,
 *        falls then.
 *  [LK5] A PIN has 4 to 8 digits.
 *  [LK6] Five wrong tries are free. From then on each is followed by a wait: 30 s, twice as long each time, up to 15 min. A
 *        try is counted before it is judged, so that no reload takes it back; the right PIN forgets them all.
 *  [LK7] A wait passes by the clock that nobody can set, while the app is open. Time the device slept or the app was closed
 *        is known from the wall clock alone, and counts for half of a wait at most: setting it forward saves no more.
 */
import type { Instant } from './state';

export const LOCK_MINUTES = [1, 5, 15] as const;
export type LockMinutes = (typeof LOCK_MINUTES)[number];

/** What is on: nothing that would be broken off; questions right before or after a run; a run. */
export type Busy = 'free' | 'asking' | 'running';

export interface Screen {
  is_locked: boolean;
  busy: Busy;
  touched: Instant;
  /** A lock that waits for the end of what is on. */
  is_wanted: boolean;
}

export type LockEvent =
  | { type: 'touched' | 'touched_elsewhere' | 'looked' | 'lock_wanted' | 'unlocked'; at: Instant }
  | { type: 'busy_changed'; busy: Busy; at: Instant };

const MINUTE_MS = 60_000;
const ASKING_MS = 30 * MINUTE_MS;

/** The screen of an app that has just started ([LK1]); `is_locked` is false where a PIN was set this moment. */
export function screen_at(at: Instant, is_locked = true): Screen {
  return { is_locked, busy: 'free', touched: at, is_wanted: false };
}

export function lock_step(screen: Screen, event: LockEvent, minutes: LockMinutes): Screen {
  const { at } = event;
  switch (event.type) {
    case 'touched':
      // Whoever touches what should have been locked by now touches a locked screen.
      return screen.is_locked || is_due(screen, at, minutes) ? locked(screen) : { ...screen, touched: at };
    case 'touched_elsewhere':
      // There the screen is open: a page that heard nothing for a while is as open as that one.
      return { ...screen, touched: at };
    case 'looked':
      return is_due(screen, at, minutes) ? locked(screen) : screen;
    case 'lock_wanted':
      return screen.busy === 'free' ? locked(screen) : { ...screen, is_wanted: !screen.is_locked };
    case 'unlocked':
      return { ...screen, is_locked: false, is_wanted: false, touched: at };
    case 'busy_changed':
      return busy_changed(screen, event.busy, at);
  }
}

function busy_changed(screen: Screen, busy: Busy, at: Instant): Screen {
  if (busy === screen.busy) return screen;
  const next = { ...screen, busy };
  if (busy === 'running')
    return { ...next, is_locked: false, is_wanted: screen.is_wanted || screen.is_locked, touched: at };
  if (screen.is_locked || busy === 'asking')
    return { ...next, touched: screen.busy === 'running' ? at : screen.touched };
  return screen.is_wanted ? locked(next) : { ...next, touched: at };
}

function locked(screen: Screen): Screen {
  return { ...screen, is_locked: true, is_wanted: false };
}

/** How long until it locks, where nobody touches it; null: it does not. */
export function locks_in_ms({ is_locked, busy, touched }: Screen, at: Instant, minutes: LockMinutes): number | null {
  if (is_locked || busy === 'running') return null;
  const most_ms = Math.max(minutes * MINUTE_MS, busy === 'asking' ? ASKING_MS : 0);
  const idle_ms = Math.max(at.mono_ms - touched.mono_ms, at.wall_ms - touched.wall_ms);
  return Math.max(0, most_ms - idle_ms);
}

function is_due(screen: Screen, at: Instant, minutes: LockMinutes): boolean {
  return locks_in_ms(screen, at, minutes) === 0;
}

// -- The PIN, and wrong ones ------------------------------------------------------------------------------------------

export const PIN_DIGITS = { least: 4, most: 8 } as const;

export function is_pin(typed: string): boolean {
  return /^\d+$/.test(typed) && typed.length >= PIN_DIGITS.least && typed.length <= PIN_DIGITS.most;
}

/** What scrypt costs; kept with each PIN, so that a later one may cost more. */
export interface PinCost {
  N: number;
  r: number;
  p: number;
}

/**
 * OWASP, Password Storage Cheat Sheet, scrypt: N=2^17 p=1, 2^16 p=2, 2^15 p=3, 2^14 p=5 and 2^13 p=10 (r=8) are one level of
 * defence at different memory. 32 MiB is what a cheap tablet has to spare; there it takes two seconds.
 */
export const PIN_COST: PinCost = { N: 2 ** 15, r: 8, p: 3 };

/** `salt` and `hash` in hex. */
export interface KeptPin {
  salt: string;
  hash: string;
  cost: PinCost;
}

/** Long enough that no two devices share one. */
export const SALT_BYTES = 16;

export const FREE_TRIES = 5;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 15 * MINUTE_MS;

/** Wrong tries since the last right one, the wait after them, and how much of it has passed. Kept on the device. */
export interface Tries {
  wrong: number;
  wait_ms: number;
  /** While the app was open. */
  open_ms: number;
  /** While it slept or was closed, by the wall clock. */
  away_ms: number;
  /** The wall clock when this was written. */
  at: number;
}

export const NO_TRIES: Tries = { wrong: 0, wait_ms: 0, open_ms: 0, away_ms: 0, at: 0 };

/** What has passed of the wait until `now`. `last`: when this page looked last; null: it has just opened. */
export function waited(tries: Tries, last: Instant | null, now: Instant): Tries {
  const by_wall_ms = now.wall_ms - tries.at;
  const by_mono_ms = last === null ? 0 : now.mono_ms - last.mono_ms;
  // Another tab may have counted some of it; a clock that was set back says nothing.
  const open_ms = by_wall_ms < 0 ? by_mono_ms : Math.min(by_mono_ms, by_wall_ms);
  const away_ms = Math.max(0, by_wall_ms - open_ms);
  return { ...tries, open_ms: tries.open_ms + open_ms, away_ms: tries.away_ms + away_ms, at: now.wall_ms };
}

/** What is left of the wait. */
export function wait_left_ms({ wait_ms, open_ms, away_ms }: Tries): number {
  return Math.max(0, wait_ms - open_ms - Math.min(away_ms, wait_ms / 2));
}

/** One more try, taken for a wrong one until it is known to be right. */
export function tried(tries: Tries, now: Instant): Tries {
  const wrong = tries.wrong + 1;
  const doublings = wrong - FREE_TRIES;
  const wait_ms = doublings < 0 ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(doublings, 10));
  return { wrong, wait_ms, open_ms: 0, away_ms: 0, at: now.wall_ms };
}

/** How many tries are left before one has to wait. */
export function free_tries({ wrong }: Tries): number {
  return Math.max(0, FREE_TRIES - wrong);
}
