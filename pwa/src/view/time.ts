/** Moments as a person reads them, each date whole on its line. Must never read the clock. */

const LANGUAGE = 'en-GB';
/** No line ends there. */
const JOINED = '\u00a0';

/** "Sunday 22 November 2026", in the time zone the session was in. */
export function day_text(at: number, time_zone?: string): string {
  return `${format(at, { weekday: 'long' }, time_zone)} ${date_of(at, false, time_zone)}`;
}

/** "19:05" */
export function time_text(at: number, time_zone?: string): string {
  return format(at, { hour: '2-digit', minute: '2-digit' }, time_zone);
}

/** "19:05:42" */
export function second_text(at: number): string {
  return format(at, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/** "22 Nov, 19:05" */
export function moment_text(at: number): string {
  return joined(`${format(at, { day: 'numeric', month: 'short' })}, ${time_text(at)}`);
}

/** "yesterday at 18:40", "on Tuesday at 18:40", "on 12 March at 18:40": a moment as seen from another, on this device. */
export function since_text(at: number, now_ms: number): string {
  const day = near_day(at, now_ms);
  return `${/^[a-z]/.test(day) ? day : `on ${day}`} at${JOINED}${time_text(at)}`;
}

/** "today 18:40", "Tuesday 18:40": what comes after "from". */
export function until_text(at: number, now_ms: number): string {
  return `${near_day(at, now_ms)}${JOINED}${time_text(at)}`;
}

/** "today", "Tuesday", "12 March": a weekday says which one for six days only. */
function near_day(at: number, now_ms: number): string {
  const days = NEAR_DAYS.find((each) => date_of(now_ms + each * DAY_MS) === date_of(at));
  if (days === undefined) return date_of(at, date_of(at).slice(-4) === date_of(now_ms).slice(-4));
  return { [-1]: 'yesterday', 0: 'today', 1: 'tomorrow' }[days] ?? format(at, { weekday: 'long' });
}

const DAY_MS = 86_400_000;
const NEAR_DAYS = [0, -1, 1, -2, 2, -3, 3, -4, 4, -5, 5, -6, 6];

/** "12 March 2026" */
function date_of(at: number, is_short = false, time_zone?: string): string {
  return joined(format(at, { day: 'numeric', month: 'long', ...(!is_short && { year: 'numeric' }) }, time_zone));
}

function joined(words: string): string {
  return words.replaceAll(' ', JOINED);
}

function format(at: number, options: Intl.DateTimeFormatOptions, time_zone?: string): string {
  try {
    return new Intl.DateTimeFormat(LANGUAGE, { ...options, timeZone: time_zone }).format(at);
  } catch {
    // A time zone that this device does not know: its own is the nearest truth.
    return new Intl.DateTimeFormat(LANGUAGE, options).format(at);
  }
}
