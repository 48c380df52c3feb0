import { beforeEach, expect, test } from 'vitest';
import { DEFAULT_ROOM, is_quiet, with_candle, with_theme } from '../../../pwa/src/app/room-model';
import { clear_storage, running } from '../support/rig';

beforeEach(clear_storage);

test('the candle is lit over what was worn, and put out to it', () => {
  const lit = {
    ...DEFAULT_ROOM,
    ...with_theme(DEFAULT_ROOM, 'dark'),
    ...with_candle({ ...DEFAULT_ROOM, theme: 'dark' }),
  };
  expect(lit).toMatchObject({ theme: 'candle', lit_theme: 'dark' });
  expect(with_candle(lit)).toEqual({ theme: 'dark' });
  expect(with_theme(lit, 'candle')).toEqual({});
  expect(with_theme(lit, 'light')).toEqual({ theme: 'light', lit_theme: 'light' });
});

test('a run is quiet by candlelight, and where the whole screen is one key', () => {
  expect(is_quiet(DEFAULT_ROOM)).toBe(false);
  expect(is_quiet({ ...DEFAULT_ROOM, theme: 'candle' })).toBe(true);
  expect(is_quiet({ ...DEFAULT_ROOM, target: 'whole' })).toBe(true);
});

test('tones are silent by candlelight where somebody chose so, and sound again with the light', async () => {
  const tab = await running();
  const heard = () => tab.model.hearing.value.profile;
  tab.send({ type: 'settings_changed', settings: { profile: 'clear', is_candle_silent: true } });
  expect(heard()).toBe('clear');
  tab.send({ type: 'settings_changed', settings: with_candle(tab.model.settings.value) });
  expect(heard()).toBe('silent');
  expect(tab.look.kept).toBe('candle');
  tab.send({ type: 'settings_changed', settings: with_candle(tab.model.settings.value) });
  expect(heard()).toBe('clear');
});
