import { beforeEach, describe, expect, test } from 'vitest';
import type { Run } from '../../../pwa/src/app/model';
import {
  intent_of,
  intent_of_media_key,
  KEY_ACTIONS,
  type KeyPress,
  key_from,
  keys_of_flow,
  keys_of_run,
  leads_on,
  one_key,
  Pedal,
} from '../../../pwa/src/app/pedal';
import { clear_storage, running } from '../support/rig';

beforeEach(clear_storage);

const KEYS = keys_of_run({});

function press(key: string, at_ms: number, over: Partial<KeyPress> = {}): KeyPress {
  return { key, is_repeated: false, has_modifier: false, on: 'page', at_ms, ...over };
}

describe('which presses are one', () => {
  test('[PK3] a key kept down is one press, whether it repeats or comes again and again', () => {
    const pedal = new Pedal();
    expect(pedal.press(press('PageDown', 0), KEYS)).toBe('next');
    expect(pedal.press(press('PageDown', 700, { is_repeated: true }), KEYS)).toBeNull();
    expect(pedal.press(press('PageDown', 1400), KEYS)).toBeNull();
    pedal.let_go('PageDown');
    expect(pedal.press(press('PageDown', 2100), KEYS)).toBe('next');
  });

  test('[PK3] twice within 600 ms is once; another key is another press; ratings follow sooner', () => {
    const pedal = new Pedal();
    const keys = keys_of_run({ F7: 'higher' });
    const tap = (key: string, at_ms: number) => {
      const action = pedal.press(press(key, at_ms), keys);
      pedal.let_go(key);
      return action;
    };
    expect(tap('PageDown', 0)).toBe('next');
    expect(tap('PageDown', 599)).toBeNull();
    expect(tap('PageUp', 599)).toBe('pause');
    expect(tap('PageDown', 600)).toBe('next');
    expect([tap('F7', 1000), tap('F7', 1199), tap('F7', 1200)]).toEqual(['higher', null, 'higher']);
  });

  test('[PK3] a window that was left keeps no key down', () => {
    const pedal = new Pedal();
    pedal.press(press('PageDown', 0), KEYS);
    pedal.let_all_go();
    expect(pedal.press(press('PageDown', 5000), KEYS)).toBe('next');
  });
});

describe('which keys are ours', () => {
  test.each(['field', 'dialog', 'dialog-field'] as const)('[PK4] none in a %s, and none with a modifier', (on) => {
    for (const key of ['PageDown', ' ', '4']) expect(new Pedal().press(press(key, 0, { on }), KEYS)).toBeNull();
    expect(new Pedal().press(press('PageDown', 0, { has_modifier: true }), KEYS)).toBeNull();
  });

  test('[PK4] in a sheet over a running hold what lets go is pressed, by keys that neither type nor belong to controls', () => {
    const keys = keys_of_run({ q: 'next', F7: 'higher', F9: 'stop', Delete: 'next' });
    const over = (on: KeyPress['on']) => (key: string) =>
      new Pedal().press(press(key, 0, { on, is_over_hold: true }), keys);
    expect(['PageDown', 'PageUp', 'F9', 'q'].map(over('dialog'))).toEqual(['next', 'pause', 'stop', 'next']);
    expect([' ', 'Enter', 'Escape', 'ArrowRight', '4', 'F7'].map(over('dialog'))).toEqual(Array(6).fill(null));
    expect(['PageDown', 'F9'].map(over('dialog-field'))).toEqual(['next', 'stop']);
    expect(['q', 'Delete', '4'].map(over('dialog-field'))).toEqual([null, null, null]);
    expect(over('field')('PageDown')).toBeNull();
  });

  test('[PK5] on a control that a keyboard went to, space, enter and arrows are its own; page keys and letters stay ours', () => {
    const on_control = (key: string) => new Pedal().press(press(key, 0, { on: 'control' }), KEYS);
    expect([' ', 'Enter', 'ArrowLeft', 'ArrowRight', 'Escape'].map(on_control)).toEqual([null, null, null, null, null]);
    expect(['PageDown', 'PageUp', 'b', '7'].map(on_control)).toEqual(['next', 'pause', 'pause', 7]);
  });

  test('[PK2] what a key was taught goes before what it usually means, and other keys mean nothing', () => {
    const taught = keys_of_run({ PageDown: 'stop', AudioVolumeUp: 'next' });
    expect(new Pedal().press(press('PageDown', 0), taught)).toBe('stop');
    expect(new Pedal().press(press('AudioVolumeUp', 0), taught)).toBe('next');
    expect(new Pedal().press(press('q', 0), taught)).toBeNull();
    expect(keys_of_flow({ q: 'next' })).toEqual({ PageDown: 'next', PageUp: 'pause', q: 'next' });
  });

  test('a key is known by its name, else by its place; what is no press of its own cannot be taught', () => {
    expect(key_from({ key: 'B', code: 'KeyB' })).toBe('b');
    expect(key_from({ key: 'Unidentified', code: 'F23' })).toBe('F23');
    expect(key_from({ key: 'Unidentified', code: '' })).toBeNull();
    expect(key_from({ key: 'Tab', code: 'Tab' })).toBeNull();
  });
});

describe('what a press leads to', () => {
  test('[PK1] it begins, releases and goes on, pauses, resumes by what leads on, rates and adds time', async () => {
    const tab = await running();
    expect(leads_on(tab.run)).toEqual({ type: 'begin_early' });
    tab.send({ type: 'begin_early' });
    expect(leads_on(tab.run)).toEqual({ type: 'release' });
    const [low, high] = tab.run.band;
    const middle = Math.round((low + high) / 2);
    expect(intent_of('higher', tab.run)).toEqual({ type: 'rate', nrs: middle + 1 });
    tab.send({ type: 'rate', nrs: 3 });
    expect(intent_of('lower', tab.run)).toEqual({ type: 'rate', nrs: 2 });
    expect(intent_of(8, tab.run)).toEqual({ type: 'rate', nrs: 8 });
    expect(intent_of('more', tab.run)).toEqual({ type: 'extend' });
    expect(intent_of('stop', tab.run)).toEqual({ type: 'stop' });
    expect(intent_of('pause', tab.run)).toEqual({ type: 'pause' });
    tab.send({ type: 'pause' });
    expect(leads_on(tab.run)).toEqual({ type: 'resume' });
    expect(intent_of('higher', tab.run)).toBeNull();
  });

  test('[PK10] what pauses never resumes, and passes nothing that stands after a sleep; what leads on does', async () => {
    const tab = await running();
    tab.run_to('hold');
    tab.send({ type: 'pause' });
    expect(tab.mode).toBe('paused');
    expect(intent_of('pause', tab.run)).toBeNull();
    expect(intent_of('next', tab.run)).toEqual({ type: 'resume' });
    tab.send({ type: 'resume' });
    tab.run_to('hold');
    tab.clock.sleep(10 * 60_000);
    tab.clock.pass(1000);
    expect(tab.mode).toBe('parked');
    expect(intent_of('pause', tab.run)).toBeNull();
    expect(intent_of('next', tab.run)).toEqual({ type: 'resume' });
  });

  test('[PK9] whatever the run has a key for can be taught, and each is asked for', async () => {
    const tab = await running();
    tab.run_to('hold');
    const asked = Object.fromEntries(KEY_ACTIONS.map((action) => [action, intent_of(action, tab.run)?.type]));
    expect(asked).toEqual({
      ...{ next: 'release', pause: 'pause', lower: 'rate', higher: 'rate', breath: 'breathe', more: 'extend' },
      ...{ redo: 'redo', skip: 'skip', back: 'go_back', wrong: 'card_opened', stop: 'stop', stop_at_once: 'stop' },
    });
  });

  test('[PK9] [R5] while something is asked one may say what feels wrong, or stop, and nothing else', async () => {
    const tab = await running();
    const asking: Run = { ...tab.run, session: { ...tab.run.session, stage: 'asking' } };
    const asked = KEY_ACTIONS.filter((action) => intent_of(action, asking) !== null);
    expect(asked).toEqual(['wrong', 'stop', 'stop_at_once']);
    expect(KEY_ACTIONS.filter((action) => intent_of(action, { ...asking, card: 'open' }) !== null)).toEqual([]);
  });

  test('[PK6] a tap of the one key counts a breath where breaths are counted; locked it lets go', async () => {
    const tab = await running();
    tab.run_to('hold');
    expect(one_key(tab.run, false)).toEqual({ type: 'release' });
    const counting: Run = { ...tab.run, breaths: { done: 1, count: 6 } };
    expect(one_key(counting, false)).toEqual({ type: 'breathe' });
    // [G11] What lies on the screen says nothing of how it went.
    expect(one_key(counting, true)).toEqual({ type: 'release', is_unsaid: true });
    expect(one_key({ ...counting, card: 'open' }, false)).toBeNull();
    expect(leads_on(counting)).toEqual({ type: 'release' });
    expect(intent_of_media_key('next', tab.run)).toEqual({ type: 'release', is_unsaid: true });
  });

  test('[PK1] under the card nothing is pressed blindly, and nothing reads its advice', async () => {
    const tab = await running();
    tab.send({ type: 'card_opened' });
    expect(leads_on(tab.run)).toBeNull();
    tab.send({ type: 'react', reaction: 'numb' });
    expect(tab.run.advice).not.toBeNull();
    expect(intent_of('next', tab.run)).toBeNull();
    expect(intent_of('stop', tab.run)).toBeNull();
  });
});
