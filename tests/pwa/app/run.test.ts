import { beforeEach, describe, expect, test, vi } from 'vitest';
import { dial_step_ms } from '../../../pwa/src/app/gauge';
import { words_of } from '../../../pwa/src/view/run/guide-panel';
import { clear_storage, holds, running } from '../support/rig';
import { turns, until } from '../support/until';

beforeEach(clear_storage);

describe('a whole session', () => {
  test('runs by itself from the first place to the last fact', async () => {
    const tab = await running();
    const planned_ms = tab.run.plan.planned_ms;
    tab.clock.pass(planned_ms + 500);
    expect(tab.flow.step).toBe('pain-after');
    tab.send({ type: 'pain_chosen', nrs: 2 }, { type: 'made_worse', is_worse: true }, { type: 'flow_continued' });
    expect(tab.flow.step).toBe('summary');
    await tab.written('reaction_reported');
    expect((await tab.kinds()).slice(6)).toEqual([
      'hold_ended',
      'hold_ended',
      'session_ended',
      'pain_rated',
      'reaction_reported',
    ]);
    expect((await holds(tab)).map(({ held_ms, ended_by }) => [held_ms, ended_by])).toEqual([
      [20_000, 'time'],
      [20_000, 'time'],
    ]);
    const [record] = tab.model.sessions.value ?? [];
    expect(record).toMatchObject({
      reason: 'completed',
      held_ms: 40_000,
      pain_before: 4,
      pain_after: 2,
      made_worse: true,
    });
    expect(await tab.database.running()).toEqual([]);
    tab.send({ type: 'flow_continued' });
    expect(tab.model.flow.value).toBeNull();
    expect(tab.model.route.value).toEqual({ screen: 'library' });
  });

  test('the screen is kept awake while it runs, and lasting storage is asked for after it', async () => {
    const tab = await running();
    expect(tab.wake_lock.is_awake).toBe(true);
    expect(tab.clock.is_beating()).toBe(true);
    expect(tab.storage.asked).toBe(0);
    tab.send({ type: 'stop' });
    expect(tab.wake_lock.is_awake).toBe(false);
    expect(tab.clock.is_beating()).toBe(false);
    await until(() => tab.storage.asked === 1);
  });

  test('a session that was left paused lets the screen sleep, and wakes it with the next press', async () => {
    const tab = await running();
    tab.send({ type: 'pause' });
    tab.clock.pass(9 * 60_000);
    expect(tab.wake_lock.is_awake).toBe(true);
    tab.clock.pass(61_000);
    expect(tab.wake_lock.is_awake).toBe(false);
    tab.send({ type: 'resume' });
    expect(tab.wake_lock.is_awake).toBe(true);
    tab.clock.pass(30_000);
    expect(tab.wake_lock.is_awake).toBe(true);
  });

  test('[R4] the run changes on events only, the dial four times a second at most', async () => {
    const tab = await running();
    let runs = -1;
    let dials = -1;
    const stop_run = tab.model.run.subscribe(() => {
      runs += 1;
    });
    const stop_dial = tab.model.dial.subscribe(() => {
      dials += 1;
    });
    tab.clock.pass(8000);
    stop_run();
    stop_dial();
    expect(runs).toBe(0);
    expect(dials).toBe(16);
    expect(tab.model.dial.value).toMatchObject({ left_s: 2 });
  });

  test('[R4] the ring has twenty steps a round or more, four a second at most, and falls in with the seconds', () => {
    for (const planned_ms of [4000, 5000, 9500, 10_000, 15_000, 29_000, 30_000, 60_000, 90_000]) {
      const step_ms = dial_step_ms({ planned_ms });
      expect(step_ms).toBeGreaterThanOrEqual(250);
      expect(planned_ms / step_ms).toBeGreaterThanOrEqual(planned_ms < 5000 ? 16 : 20);
      expect(1000 % step_ms).toBe(0);
    }
  });

  test('the seconds change when they are over, also after a pause in the middle of one', async () => {
    const tab = await running();
    tab.send({ type: 'begin_early' });
    tab.run_to('hold');
    tab.clock.pass(3350);
    tab.send({ type: 'pause' });
    tab.clock.pass(1000);
    tab.send({ type: 'resume' });
    tab.run_to('hold');
    const { session } = tab.run;
    expect(session.planned_ms % 1000).toBeGreaterThan(0);
    const left_s = () => tab.model.dial.value.left_s;
    const before_s = left_s();
    tab.clock.pass(session.planned_ms % 1000 || 1000);
    expect(left_s()).toBe(before_s - 1);
    tab.clock.pass(950);
    expect(left_s()).toBe(before_s - 1);
    tab.clock.pass(50);
    expect(left_s()).toBe(before_s - 2);
  });

  test('out of sight the dial stands still while the hold goes on, and is right at once when it is seen again', async () => {
    const tab = await running();
    tab.presence.become('hidden');
    const before_s = tab.model.dial.value.left_s;
    tab.clock.pass(6000);
    expect(tab.model.dial.value.left_s).toBe(before_s);
    tab.presence.become('visible');
    expect(tab.model.dial.value.left_s).toBe(before_s - 6);
    tab.presence.become('hidden');
    tab.clock.pass(4000);
    expect(tab.mode).toBe('ramp');
  });

  test('between a cue and the next, time is looked at twice a second', async () => {
    const tab = await running();
    tab.clock.pass(500);
    const looked = tab.clock.beats;
    tab.clock.pass(5000);
    expect(tab.clock.beats - looked).toBeLessThanOrEqual(10);
  });

  test('in a hold time is looked at with its seconds where they are seen, and twice a second where they are not', async () => {
    const tab = await running();
    tab.run_to('hold');
    tab.send({ type: 'extend' });
    expect(tab.run.session.planned_ms).toBe(35_000);
    tab.clock.pass(1000);
    const beats_in = (ms: number) => {
      const before = tab.clock.beats;
      tab.clock.pass(ms);
      return tab.clock.beats - before;
    };
    expect(beats_in(8000)).toBe(8);
    tab.presence.become('hidden');
    tab.clock.pass(1000);
    expect(beats_in(4000)).toBe(8);
  });

  test('[R1] each second of a hold is saved, however unevenly the beats come', async () => {
    const tab = await running();
    tab.run_to('hold');
    const see = vi.spyOn(tab.database, 'see');
    await turns();
    for (let i = 0; i < 100; i += 1) {
      tab.clock.pass(90);
      await turns(6);
    }
    const seen_s = see.mock.calls.map(([{ session }]) => Math.floor(session.ran_ms / 1000));
    expect(seen_s).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('presses do what they say', async () => {
    const tab = await running();
    tab.send({ type: 'begin_early' });
    expect(tab.mode).toBe('ramp');
    tab.run_to('hold');
    tab.send({ type: 'rate', nrs: 5 });
    expect(tab.run.rating).toBe(5);
    tab.send({ type: 'pause' });
    expect(tab.mode).toBe('paused');
    tab.clock.pass(1000);
    tab.send({ type: 'resume' });
    tab.run_to('hold');
    tab.send({ type: 'release' });
    expect(tab.mode).toBe('release');
    tab.clock.pass(1000);
    tab.send({ type: 'redo' });
    tab.run_to('hold');
    tab.send({ type: 'extend' });
    expect(tab.run.session.planned_ms).toBe(35_000);
    tab.send({ type: 'skip' });
    tab.clock.pass(1000);
    tab.send({ type: 'stop' });
    await tab.written('session_ended');
    expect((await holds(tab)).map((hold) => hold.ended_by)).toEqual(['released', 'released', 'skipped']);
  });

  test('a refusal is shown until something happens', async () => {
    const tab = await running();
    tab.send({ type: 'rate', nrs: 3 });
    expect(tab.run.refusal).toBe('not-now');
    tab.clock.pass(1000);
    expect(tab.run.refusal).toBe('not-now');
    tab.send({ type: 'begin_early' });
    expect(tab.run.refusal).toBeNull();
  });

  test('nobody walks away from a session that runs', async () => {
    const tab = await running();
    tab.send({ type: 'go', route: { screen: 'history' } }, { type: 'flow_left' });
    tab.place.back();
    expect(tab.model.route.value).toEqual({ screen: 'flow' });
    expect(tab.place.path()).toBe('/run');
    expect(tab.flow.step).toBe('run');
  });
});

describe('the stop-rule card', () => {
  test('takes the pressure off while it is read, and one reaction leaves the point', async () => {
    const tab = await running();
    tab.run_to('hold');
    tab.send({ type: 'card_opened' });
    expect(tab.run).toMatchObject({ card: 'open', session: { stage: 'paused' } });
    tab.send({ type: 'react', reaction: 'numb' });
    expect(tab.run).toMatchObject({ card: 'closed', advice: { id: 'numb', scope: 'point' } });
    tab.send({ type: 'card_closed' });
    expect(tab.run.advice).toBeNull();
    expect(tab.mode).toBe('paused');
    tab.send({ type: 'resume' });
    expect(tab.run.hold?.point).toBe('hip');
    await tab.written('reaction_reported');
  });

  test('a reaction that ends the session shows its advice until it was read, whatever else is pressed', async () => {
    const tab = await running();
    tab.run_to('hold');
    tab.send({ type: 'card_opened' }, { type: 'react', reaction: 'chest' });
    expect(tab.run).toMatchObject({ advice: { action: 'emergency' }, session: { stage: 'ended' } });
    expect(tab.flow.step).toBe('run');
    tab.send({ type: 'release' }, { type: 'skip' }, { type: 'redo' }, { type: 'stop' });
    expect(tab.run.advice?.id).toBe('chest');
    tab.send({ type: 'card_closed' });
    // No number is asked where help is fetched.
    expect(tab.flow.step).toBe('summary');
    await tab.written('session_ended');
  });
});

describe('cues', () => {
  test('[R3] each deadline sounds once, scheduled ahead', async () => {
    const tab = await running();
    tab.clock.pass(tab.run.plan.planned_ms + 500);
    const hold = ['ramp', 'hold', 'last-five', 'release'];
    expect(tab.sound.heard).toEqual(['press setup', ...hold, 'side-switch', ...hold, 'end']);
  });

  test('[R3] a cue whose look-ahead was missed sounds late, once', async () => {
    const tab = await running();
    tab.clock.sleep(10_600);
    tab.clock.pass(50);
    expect(tab.mode).toBe('parked');
    expect(tab.sound.heard).toEqual(['press setup', 'press pause']);
    tab.send({ type: 'resume' });
    tab.clock.pass(9000);
    tab.clock.sleep(1200);
    tab.clock.pass(200);
    expect(tab.sound.heard).toEqual(['press setup', 'press pause', 'press setup', 'late ramp']);
  });

  test('a tap lets sound begin, and settings make it silent', async () => {
    const tab = await running();
    expect(tab.sound.unlocked).toBeGreaterThan(0);
    tab.send({ type: 'settings_changed', settings: { profile: 'silent' } });
    expect(tab.sound.hearing.profile).toBe('silent');
    tab.send({ type: 'settings_changed', settings: { profile: 'clear', volume: 0.3 } });
    expect(tab.sound.hearing).toEqual({ profile: 'clear', volume: 0.3 });
  });
});

test('[S9] after a rating above the limit the guide says that the point is left for today', async () => {
  const tab = await running();
  tab.run_to('hold');
  tab.clock.pass(2000);
  tab.send({ type: 'rate', nrs: 9 });
  expect(tab.mode).toBe('release');
  const { hold } = tab.run;
  expect(hold && words_of(tab.run, hold)).toMatch(/^That was too much. This point rests for today/);
  expect(tab.run.session.held_holds).toEqual([0]);
});
