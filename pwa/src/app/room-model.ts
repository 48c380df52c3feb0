/**
 * What the room asks of the run: how bright it is, what is pressed, and with what. Settings of this device; pure.
 *
 * Must never hold anything of a person: a dark room is no health data.
 */

import type { LearnedKeys } from './pedal';

export const LIT_THEMES = ['auto', 'light', 'dark'] as const;
export type LitTheme = (typeof LIT_THEMES)[number];
export const THEMES = [...LIT_THEMES, 'candle'] as const;
export type Theme = (typeof THEMES)[number];

export interface RoomSettings {
  theme: Theme;
  /** What is put on again when the candle is put out. */
  lit_theme: LitTheme;
  /** No tones by candlelight. */
  is_candle_silent: boolean;
  /** What is pressed in a run: its keys, or the whole screen as one. */
  target: 'keys' | 'whole';
  /** From where the time is read on a quiet screen: from one end of the table, or from both. */
  ends: 'one' | 'both';
  /** Touch is locked when a run begins. */
  is_locked_at_start: boolean;
  /** What keys of pedals, rings and clickers were taught to do. */
  keys: LearnedKeys;
}

export const DEFAULT_ROOM: RoomSettings = {
  theme: 'auto',
  lit_theme: 'auto',
  is_candle_silent: false,
  target: 'keys',
  ends: 'one',
  is_locked_at_start: false,
  keys: {},
};

/** The candle lit, or put out: then it looks as it did before. */
export function with_candle(settings: RoomSettings): Partial<RoomSettings> {
  const { theme, lit_theme } = settings;
  return theme === 'candle' ? { theme: lit_theme } : { theme: 'candle', lit_theme: theme };
}

/** Another look was chosen by its name. */
export function with_theme(settings: RoomSettings, theme: Theme): Partial<RoomSettings> {
  if (theme !== 'candle') return { theme, lit_theme: theme };
  return settings.theme === 'candle' ? {} : with_candle(settings);
}

/** Whether the run shows only what is read from afar: side, place, field and time. */
export function is_quiet({ theme, target }: RoomSettings): boolean {
  return theme === 'candle' || target === 'whole';
}
