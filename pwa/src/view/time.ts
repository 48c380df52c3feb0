/** Moments as a person reads them, in the language of the device. Must never read the clock. */

const LANGUAGE = 'en-GB';

/** "Sunday 22 November 2026", in the time zone the session was in. */
export function day_text(at: number, time_zone?: string): string {
  return format(at, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }, time_zone).replaceAll(',', '');
}

/** "19:05" */
export function time_text(at: number, time_zone?: string): string {
  return format(at, { hour: '2-digit', minute: '2-digit' }, time_zone);
}

/** "22 Nov, 19:05" */
export function moment_text(at: number): string {
  return `${format(at, { day: 'numeric', month: 'short' })}, ${time_text(at)}`;
}

function format(at: number, options: Intl.DateTimeFormatOptions, time_zone?: string): string {
  try {
    return new Intl.DateTimeFormat(LANGUAGE, { ...options, timeZone: time_zone }).format(at);
  } catch {
    // A time zone that this device does not know: its own is the nearest truth.
    return new Intl.DateTimeFormat(LANGUAGE, options).format(at);
  }
}
