import { beforeEach, describe, expect, test } from 'vitest';
import { clear_storage, Device, holds, running, type Tab } from '../support/rig';
import { until } from '../support/until';

beforeEach(clear_storage);

function hide(tab: Tab): void {
  tab.presence.become('hidden');
}

/** The page sleeps in a hold, hidden, and comes back: so much of it the track was playing. */
async function slept({ played_ms, slept_ms }: { played_ms: number; slept_ms: number }): Promise<Tab> {
  const tab = await running();
  tab.run_to('hold');
  hide(tab);
  tab.senses.track.played_ms = played_ms;
  tab.clock.sleep(slept_ms);
  tab.presence.become('visible');
  return tab;
}

describe('the track', () => {
  test('is unlocked in the tap that starts the run, and laid with all that is ahead', async () => {
    const tab = await running();
    const { track } = tab.senses;
    expect(track.unlocked).toBeGreaterThan(0);
    expect(track.laid).toHaveLength(1);
    const samples = track.laid[0]?.pieces.reduce<number>((sum, p) => sum + (typeof p === 'number' ? p : p.length), 0);
    expect(samples).toBe(((tab.run.plan.planned_ms + 3000) * 8000) / 1000);
  });

  test('[R7] is laid anew when what is ahead has changed, and not for deadlines that come as planned', async () => {
    const tab = await running();
    const { laid } = tab.senses.track;
    tab.run_to('release');
    expect(laid).toHaveLength(1);
    tab.run_to('hold');
    tab.send({ type: 'extend' });
    expect(laid).toHaveLength(2);
    tab.clock.pass(1000);
    tab.send({ type: 'release' });
    expect(laid).toHaveLength(3);
    tab.send({ type: 'settings_changed', settings: { volume: 0.2 } });
    expect(laid).toHaveLength(4);
  });

  test('[R7] is laid anew when minutes are given, so that what it played and then witnesses is the plan of now', async () => {
    const tab = await running();
    const { track } = tab.senses;
    tab.run_to('hold');
    tab.send({ type: 'time_given', left_ms: 1000 });
    expect(tab.run.plan.holds).toHaveLength(1);
    expect(track.laid).toHaveLength(2);
    const left_ms = tab.model.dial.value.plan_left_s * 1000;
    const samples = track.laid[1]?.pieces.reduce<number>((sum, p) => sum + (typeof p === 'number' ? p : p.length), 0);
    expect(samples).toBeCloseTo(((left_ms + 3000) * 8000) / 1000, -4);
    hide(tab);
    track.played_ms = left_ms;
    tab.clock.sleep(left_ms);
    tab.presence.become('visible');
    expect(tab.flow.step).toBe('pain-after');
  });

  test('[R6] is what is heard while the page is hidden, and the tones of the page otherwise: never both', async () => {
    const tab = await running();
    hide(tab);
    expect(tab.senses.track.is_heard).toBe(true);
    tab.run_to('hold');
    expect(tab.sound.heard).toEqual(['press setup']);
    tab.presence.become('visible');
    expect(tab.senses.track.is_heard).toBe(false);
    tab.run_to('release');
    expect(tab.sound.heard).toEqual(['press setup', 'last-five', 'release']);
  });

  test('[R6] where the platform does not let it play, the tones of the page go on', async () => {
    const tab = await running();
    tab.senses.track.plays = false;
    hide(tab);
    tab.run_to('hold');
    expect(tab.sound.heard).toEqual(['press setup', 'ramp', 'hold']);
  });

  test('[M2] what it played while the page slept was heard: the run is where it led, and the hold observed', async () => {
    const tab = await slept({ played_ms: 30_000, slept_ms: 30_000 });
    expect(tab.mode).toBe('setup');
    expect(await first_hold(tab)).toMatchObject({ held_ms: 20_000, observed_ms: 20_000, ended_by: 'time' });
    expect(tab.sound.heard.filter((cue) => cue.startsWith('late'))).toEqual([]);
  });

  test('[M2] where the platform stopped it, the session stands and says that nobody saw it', async () => {
    const tab = await slept({ played_ms: 5000, slept_ms: 60_000 });
    expect(tab.mode).toBe('parked');
    expect(await first_hold(tab)).toMatchObject({ held_ms: 20_000, observed_ms: 5000, ended_by: 'unobserved' });
  });

  test('[R8] a call that takes the sound away pauses the session', async () => {
    const tab = await running();
    tab.run_to('hold');
    hide(tab);
    tab.clock.pass(5000);
    tab.senses.track.stop_it();
    expect(tab.mode).toBe('paused');
    expect(await first_hold(tab)).toMatchObject({ ended_by: 'released', held_ms: 5000 });
  });

  test('is not laid where nobody wants tones, or none while the phone is locked', async () => {
    const tab = await running();
    const { track } = tab.senses;
    tab.send({ type: 'settings_changed', settings: { plays_locked: false } });
    tab.send({ type: 'extend' }, { type: 'release' });
    expect(track.stops).toBe(1);
    tab.send({ type: 'settings_changed', settings: { plays_locked: true, profile: 'silent' } });
    tab.clock.pass(400);
    tab.send({ type: 'release' });
    hide(tab);
    expect(track.is_heard).toBe(false);
    expect(track.laid).toHaveLength(1);
  });

  test('keeps to the mute switch where it was so chosen: the music is left alone', async () => {
    const device = new Device();
    const tab = await device.open();
    tab.mute_switch.is_there = true;
    await tab.start_run();
    expect(tab.senses.track.laid).toEqual([]);
    tab.send({ type: 'settings_changed', settings: { passes_mute_switch: true } });
    expect(tab.senses.track.laid).toHaveLength(1);
  });

  test('ends with the session', async () => {
    const tab = await running();
    tab.send({ type: 'stop' });
    expect(tab.senses.track.stops).toBe(1);
    expect(tab.senses.controls.states.at(-1)).toBe('none');
  });
});

async function first_hold(tab: Tab) {
  await tab.written('hold_ended');
  return (await holds(tab))[0];
}

describe('the lock screen', () => {
  test('names point, side and treatment, and where in it one is', async () => {
    const tab = await running();
    const { controls } = tab.senses;
    expect(controls.shown.at(-1)).toMatch(/^The shoulder, left \| Protocol back-self$/);
    expect(controls.positions.at(-1)?.[0]).toBe((tab.run.plan.planned_ms + 3000) / 1000);
    tab.run_to('release');
    tab.run_to('hold');
    expect(controls.shown.at(-1)).toMatch(/^The hip, right/);
    expect(controls.positions.at(-1)?.[1]).toBeGreaterThan(30);
  });

  test('pauses, resumes, and goes on to the next', async () => {
    const tab = await running();
    const { controls } = tab.senses;
    tab.run_to('hold');
    controls.keys?.pause();
    expect(tab.mode).toBe('paused');
    expect(controls.states.at(-1)).toBe('paused');
    tab.clock.pass(1000);
    controls.keys?.play();
    expect(tab.run.session.stage).toBe('running');
    expect(controls.states.at(-1)).toBe('playing');
    tab.run_to('hold');
    controls.keys?.next();
    expect(tab.mode).toBe('release');
  });
});

describe('the hand', () => {
  test('feels each cue while the page is seen, unless that was switched off', async () => {
    const tab = await running();
    tab.run_to('hold');
    expect(tab.senses.vibration.felt).toEqual(['setup', 'ramp', 'hold']);
    hide(tab);
    tab.run_to('release');
    tab.presence.become('visible');
    tab.send({ type: 'settings_changed', settings: { vibrates: false } });
    tab.run_to('hold');
    expect(tab.senses.vibration.felt).toEqual(['setup', 'ramp', 'hold']);
  });
});

describe('the voice', () => {
  async function speaking(protocol_id?: string): Promise<Tab> {
    clear_storage();
    const device = new Device();
    const tab = await device.open();
    tab.senses.voice.arrive('Emma');
    tab.send({ type: 'settings_changed', settings: { speaks: true } });
    await tab.start_run(protocol_id);
    return tab;
  }

  test('is silent unless somebody wants it', async () => {
    const tab = await running();
    tab.clock.pass(20_000);
    expect(tab.senses.voice.said).toEqual([]);
  });

  test('says the place after its tone, and where it goes next while this one comes off', async () => {
    const tab = await speaking();
    const { voice } = tab.senses;
    expect(voice.said).toEqual([]);
    tab.clock.pass(1000);
    expect(voice.said).toEqual(['The shoulder, left.']);
    voice.end();
    tab.run_to('release');
    tab.clock.pass(1000);
    expect(voice.said.at(-1)).toBe('Next: The hip, right.');
  });

  test('[J1] finishes its line; "ease off" cuts in at the end of a word', async () => {
    const tab = await speaking();
    const { voice } = tab.senses;
    tab.clock.pass(1000);
    tab.run_to('hold');
    expect(voice.said).toHaveLength(1);
    tab.send({ type: 'rate', nrs: 6 });
    expect(voice.cuts).toBe(1);
    expect(voice.said).toHaveLength(1);
    voice.end();
    expect(voice.said.at(-1)).toMatch(/^Lighter/);
  });

  test('names the place that the run goes on to, wherever somebody sent it', async () => {
    const tab = await speaking('back-therapist');
    const { voice } = tab.senses;
    const [, hip_left, hip_right] = tab.run.plan.holds.map(({ point, side }) => `${point} ${side}`);
    expect([hip_left, hip_right]).toEqual(['hip left', 'hip right']);
    tab.run_to('hold');
    voice.end();
    tab.send({ type: 'jump', hold: 2 });
    tab.clock.pass(1000);
    expect(voice.said.at(-1)).toBe('Next: The hip, right.');
    voice.end();
    // On the last hold of the plan, back to one before it: that was not the last one.
    tab.run_to('setup');
    tab.run_to('hold');
    voice.end();
    tab.send({ type: 'jump', hold: 1 });
    tab.clock.pass(1000);
    expect(voice.said.at(-1)).toBe('Next: The hip, left.');
    voice.end();
    tab.run_to('setup');
    tab.clock.pass(1000);
    expect(voice.said.at(-1)).toMatch(/^Other side/);
  });

  test('says "the other side" of where the hand was last, and at last that it was the last one', async () => {
    const tab = await speaking('back-therapist');
    const { voice } = tab.senses;
    tab.run_to('hold');
    tab.send({ type: 'jump', hold: 2 });
    tab.run_to('setup');
    voice.end();
    tab.clock.pass(1000);
    // Its left side was not held: nobody comes from there.
    expect(voice.said.at(-1)).toBe('The hip, right.');
    voice.end();
    tab.run_to('release');
    tab.clock.pass(1000);
    expect(voice.said.at(-1)).toBe('That was the last one.');
    tab.run_to('ended');
    expect(voice.cuts).toBe(0);
  });

  test.each([
    ['a pause', { type: 'pause' }],
    ['"something feels wrong"', { type: 'card_opened' }],
    ['Stop', { type: 'stop' }],
  ] as const)('[J4] %s: nothing that waits is said, and what is being said ends with its word', async (_, intent) => {
    const tab = await speaking();
    const { voice } = tab.senses;
    tab.send(intent);
    tab.clock.pass(20_000);
    expect(voice.said).toEqual([]);
    const other = await speaking();
    other.clock.pass(1000);
    expect(other.senses.voice.said).toEqual(['The shoulder, left.']);
    other.send(intent);
    expect(other.senses.voice.cuts).toBe(1);
  });

  test('can be heard before it is needed', async () => {
    const device = new Device();
    const tab = await device.open();
    tab.senses.voice.arrive('Emma');
    tab.send({ type: 'voice_tried' });
    await until(() => tab.senses.voice.said.length === 1);
    expect(tab.senses.voice.said[0]).toMatch(/This is how I sound/);
    expect(tab.model.senses.value.voices.map(({ name }) => name)).toEqual(['Emma']);
  });
});

describe('how it is told', () => {
  test('is chosen by protocol and person, kept on the device, and used from the next cue on', async () => {
    const device = new Device();
    const tab = await device.open();
    await tab.settle();
    tab.send({ type: 'hearing_chosen', protocol_id: 'back-self', hearing: { profile: 'clear', volume: 1 } });
    await until(async () => (await tab.database.kept('hearings')) !== undefined);
    tab.kill();
    const again = await device.open();
    await again.start_run();
    await until(() => again.sound.hearing.profile === 'clear');
    expect(again.model.hearing.value).toEqual({ profile: 'clear', volume: 1 });
    again.send({ type: 'hearing_chosen', protocol_id: 'back-self', hearing: { profile: 'silent', volume: 1 } });
    expect(again.sound.hearing.profile).toBe('silent');
  });

  test('an older app that had its tones off stays silent', async () => {
    const device = new Device();
    const tab = await device.open();
    await tab.database.keep_settings({ sound: 'off', volume: 0.5 });
    tab.kill();
    const again = await device.open();
    expect(again.model.settings.value).toMatchObject({ profile: 'silent', volume: 0.5 });
    expect(again.model.settings.value).not.toHaveProperty('sound');
  });
});
