import { beforeEach, describe, expect, test } from 'vitest';
import type { Preflight } from '../../../pwa/src/app/cue-model';
import { field_of } from '../../../pwa/src/view/run/field';
import { clear_storage, Device, pair, running, type Tab } from '../support/rig';
import { until } from '../support/until';

beforeEach(clear_storage);

const DAY_MS = 24 * 3_600_000;

async function before_start(device = new Device(), set: (tab: Tab) => void = () => {}): Promise<Tab> {
  const tab = await device.open();
  set(tab);
  await to_start(tab);
  return tab;
}

async function to_start(tab: Tab): Promise<void> {
  tab.send({ type: 'start', protocol_id: 'back-self' });
  await until(() => tab.model.flow.value !== null, 'no flow began');
  tab.send({ type: 'none_apply' }, { type: 'flow_continued' });
  await until(() => tab.model.preflight.value?.clock != null, 'nothing was checked');
}

function found(tab: Tab): Preflight {
  const { value } = tab.model.preflight;
  if (value === null) throw new Error('nothing was looked at');
  return value;
}

describe('before Start', () => {
  test('everything is looked at by itself', async () => {
    const tab = await before_start(new Device(), ({ senses }) => {
      senses.battery.now = { share: 0.8, is_charging: false };
    });
    expect(found(tab)).toEqual({
      tone: 'unasked',
      screen: 'kept',
      battery: { share: 0.8, is_low: false },
      storage: 'best-effort',
      clock: { ahead_ms: 0, is_off: false },
      voice: 'off',
      unsent: null,
    });
  });

  test('[X1] Start works whatever was found, and before anything is known', async () => {
    const tab = await before_start(new Device(), (each) => {
      each.wake_lock.would_be = 'refused';
    });
    tab.send({ type: 'flow_skipped' });
    await until(() => tab.model.run.value !== null, 'no run began');
    expect(tab.model.preflight.value).toBeNull();
  });

  test('[X2] a tone that was heard is remembered for a week, and until the sound goes elsewhere', async () => {
    const device = new Device();
    const tab = await before_start(device);
    tab.send({ type: 'tone_tried' });
    expect(found(tab).tone).toBe('tried');
    tab.clock.pass(200);
    expect(tab.sound.heard).toEqual(['press hold']);
    tab.send({ type: 'tone_heard', is_heard: true });
    expect(found(tab).tone).toBe('heard');
    tab.send({ type: 'flow_left' });
    device.clock.wall_ms += 6 * DAY_MS;
    await to_start(tab);
    expect(found(tab).tone).toBe('heard');
    tab.sound.move();
    expect(found(tab).tone).toBe('unasked');
    tab.send({ type: 'tone_heard', is_heard: true }, { type: 'flow_left' });
    device.clock.wall_ms += 8 * DAY_MS;
    await to_start(tab);
    expect(found(tab).tone).toBe('unasked');
  });

  test('a tone that was not heard is said, until one is', async () => {
    const tab = await before_start();
    tab.send({ type: 'tone_tried' }, { type: 'tone_heard', is_heard: false });
    expect(found(tab).tone).toBe('unheard');
    tab.send({ type: 'tone_tried' }, { type: 'tone_heard', is_heard: true });
    expect(found(tab).tone).toBe('heard');
  });

  test('silence by choice is nothing to ask about', async () => {
    const tab = await before_start();
    tab.send({ type: 'settings_changed', settings: { profile: 'silent' } });
    expect(found(tab).tone).toBe('off');
  });

  test('a clock that is off by minutes is said; without a server it is not checked', async () => {
    const device = new Device();
    device.server.now = device.clock.wall_ms + 7 * 60_000;
    const tab = await before_start(device);
    expect(found(tab).clock).toEqual({ ahead_ms: -7 * 60_000, is_off: true });
    tab.send({ type: 'flow_left' });
    device.server.is_offline = true;
    await to_start(tab);
    expect(found(tab).clock).toBe('unchecked');
  });

  test('a battery is low below a fifth, unless it is being filled', async () => {
    const tab = await before_start(new Device(), ({ senses }) => {
      senses.battery.now = { share: 0.12, is_charging: false };
    });
    expect(found(tab).battery).toEqual({ share: 0.12, is_low: true });
    tab.senses.battery.now = { share: 0.12, is_charging: true };
    tab.send({ type: 'flow_left' });
    await to_start(tab);
    expect(found(tab).battery?.is_low).toBe(false);
  });

  test('storage that the browser will not promise is noted once it was asked for', async () => {
    const tab = await before_start();
    tab.storage.ask = async () => 'best-effort';
    tab.send({ type: 'storage_wanted' });
    await until(() => found(tab).storage === 'noted');
  });

  test('a voice that is wanted and not there is said, until one comes', async () => {
    const tab = await before_start();
    tab.send({ type: 'settings_changed', settings: { speaks: true } });
    expect(found(tab).voice).toBe('none');
    tab.senses.voice.arrive('Emma');
    expect(found(tab).voice).toBe('ready');
  });

  test('facts that wait are counted on a paired device, and only there', async () => {
    const device = new Device();
    const tab = await device.open();
    await pair(tab);
    device.server.is_offline = true;
    await tab.start_run();
    tab.send({ type: 'stop' }, { type: 'flow_skipped' }, { type: 'flow_continued' });
    await tab.settle();
    tab.send({ type: 'start', protocol_id: 'back-therapist' });
    await until(() => tab.model.flow.value !== null);
    tab.send({ type: 'who_chosen', client_id: null });
    await until(() => tab.flow.step !== 'who');
    tab.send({ type: 'none_apply' }, { type: 'flow_continued' });
    tab.send({ type: 'side_chosen', side: 'left' }, { type: 'flow_continued' });
    await until(() => tab.model.preflight.value !== null, 'nothing was looked at');
    expect(found(tab).unsent).toBeGreaterThan(0);
  });
});

test('after a session stood still everything is looked at again', async () => {
  const tab = await running();
  tab.run_to('hold');
  expect(tab.model.preflight.value).toBeNull();
  tab.clock.sleep(60_000);
  tab.clock.pass(50);
  expect(tab.mode).toBe('parked');
  await until(() => tab.model.preflight.value?.screen === 'kept');
});

describe('[X4] come back from outside, where nothing runs', () => {
  test('after a call that paused the session everything is looked at again, and goes as one goes on', async () => {
    const tab = await running();
    tab.run_to('hold');
    tab.presence.become('hidden');
    tab.clock.pass(5000);
    tab.senses.track.stop_it();
    expect(tab.mode).toBe('paused');
    expect(tab.model.preflight.value).toBeNull();
    tab.wake_lock.would_be = 'refused';
    tab.presence.become('visible');
    await until(() => tab.model.preflight.value?.screen === 'refused', 'nobody looked');
    tab.send({ type: 'resume' });
    expect(tab.model.preflight.value).toBeNull();
    // Whoever pauses without having been away is told nothing.
    tab.clock.pass(400);
    tab.send({ type: 'pause' });
    expect(tab.mode).toBe('paused');
    expect(tab.model.preflight.value).toBeNull();
  });

  test('paused, and then away: looked at on the way back, and at each return anew', async () => {
    const tab = await running();
    tab.run_to('hold');
    tab.send({ type: 'pause' });
    tab.presence.become('hidden');
    tab.presence.become('visible');
    await until(() => tab.model.preflight.value?.screen === 'kept', 'nobody looked');
    tab.wake_lock.would_be = 'refused';
    tab.presence.become('hidden');
    tab.presence.become('visible');
    await until(() => tab.model.preflight.value?.screen === 'refused', 'nobody looked again');
  });

  test('long out of sight while the tones went on: looked at once it stands still, and never over a hold', async () => {
    const tab = await running();
    const hidden_at = tab.clock.wall_ms;
    tab.presence.become('hidden');
    while (tab.clock.wall_ms - hidden_at < 60_000) tab.clock.pass(1000);
    expect(tab.mode).toBe('hold');
    tab.presence.become('visible');
    expect(tab.model.preflight.value).toBeNull();
    tab.send({ type: 'pause' });
    await until(() => tab.model.preflight.value?.screen === 'kept', 'nobody looked');
  });

  test('a glance at another app is none', async () => {
    const tab = await running();
    tab.run_to('hold');
    tab.presence.become('hidden');
    tab.clock.pass(5000);
    tab.presence.become('visible');
    tab.send({ type: 'pause' });
    expect(tab.model.preflight.value).toBeNull();
  });
});

describe('[X3] where somebody said that no tone was heard', () => {
  test('the screen tells of the run as in silence, over a new start, until a tone is heard', async () => {
    const device = new Device();
    const tab = await before_start(device);
    expect(tab.model.is_unheard.value).toBe(false);
    tab.send({ type: 'tone_tried' }, { type: 'tone_heard', is_heard: false });
    expect(tab.model.is_unheard.value).toBe(true);
    tab.send({ type: 'flow_skipped' });
    await until(() => tab.model.run.value !== null, 'no run began');
    expect(field_of(tab.model, tab.run)).toBe('is-field is-field-setup');
    // The tones go on: they may be heard after all.
    expect(tab.sound.heard).toContain('press setup');
    tab.kill();
    const again = await device.open();
    await until(() => again.model.is_unheard.value, 'it was forgotten');
    again.send({ type: 'tone_heard', is_heard: true });
    expect(again.model.is_unheard.value).toBe(false);
    expect(field_of(again.model, again.run)).toBe('');
  });

  test('[X2] and no longer once the sound goes somewhere else', async () => {
    const tab = await before_start();
    tab.send({ type: 'tone_tried' }, { type: 'tone_heard', is_heard: false });
    tab.sound.move();
    expect(tab.model.is_unheard.value).toBe(false);
  });
});

test('in silence the field tells each phase, the other side, and each part of a hold', async () => {
  const tab = await running();
  tab.send({ type: 'hearing_chosen', protocol_id: 'back-self', hearing: { profile: 'silent', volume: 0.6 } });
  const seen: string[] = [];
  for (let i = 0; i < 4000 && tab.model.run.value !== null && tab.run.session.stage === 'running'; i += 1) {
    const now = field_of(tab.model, tab.run).replaceAll(/is-field-|is-field |is-/g, '');
    if (seen.at(-1) !== now) seen.push(now);
    tab.clock.pass(100);
  }
  expect(seen).toEqual([
    ...['setup', 'ramp', 'hold', 'hold part-last-five', 'release'],
    ...['setup to-right', 'ramp', 'hold', 'hold part-last-five', 'release'],
  ]);
});
