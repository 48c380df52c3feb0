/** A session that was slept through, killed, left, or that the storage did not take: what becomes of it. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { clear_storage, Device, holds, running } from '../support/rig';
import { turns, until } from '../support/until';

beforeEach(clear_storage);

describe('advice and a reload', () => {
  test('the advice after a reaction is there again after a reload, until it was read', async () => {
    const device = new Device();
    const tab = await running(device);
    tab.run_to('hold');
    tab.send({ type: 'card_opened' }, { type: 'react', reaction: 'chest' });
    await tab.written('session_ended');
    tab.kill();
    // However late: unread, it still says to get help. Only the pain "after" is no longer asked.
    device.clock.sleep(3_600_000);
    const again = await device.open();
    expect(again.flow.step).toBe('run');
    expect(again.run).toMatchObject({ advice: { id: 'chest', action: 'emergency' }, session: { stage: 'ended' } });
    again.send({ type: 'card_closed' });
    expect(again.flow.step).toBe('summary');
    await until(async () => (await again.database.running()).length === 0);
  });

  test('of a point it comes back with the parked session, and once read it stays away', async () => {
    const device = new Device();
    const tab = await running(device);
    tab.run_to('hold');
    tab.send({ type: 'card_opened' }, { type: 'react', reaction: 'numb' });
    await tab.written('reaction_reported');
    tab.kill();
    const again = await device.open();
    expect(again.run).toMatchObject({ advice: { id: 'numb' }, session: { stage: 'parked' } });
    again.send({ type: 'card_closed' });
    expect(again.mode).toBe('parked');
    await again.settle();
    again.kill();
    expect((await device.open()).run.advice).toBeNull();
  });

  test('leaving for the library while advice of an ended session is open ends that session for good', async () => {
    const device = new Device();
    const tab = await running(device);
    tab.run_to('hold');
    tab.send({ type: 'card_opened' }, { type: 'react', reaction: 'dizzy' });
    await tab.written('session_ended');
    tab.send({ type: 'go', route: { screen: 'library' } });
    await until(async () => (await tab.database.running()).length === 0);
    tab.kill();
    expect((await device.open()).model.flow.value).toBeNull();
  });
});

describe('sleep and death', () => {
  test('a sleep past the deadline parks, and says so', async () => {
    const tab = await running();
    tab.run_to('hold');
    tab.clock.pass(5000);
    tab.presence.become('hidden');
    tab.clock.sleep(60_000);
    tab.presence.become('visible');
    expect(tab.run.session).toMatchObject({ stage: 'parked', parked_by: 'sleep' });
    expect(tab.model.announcement.value?.milestone).toEqual({ says: 'parked' });
    await tab.written('hold_ended');
    expect((await holds(tab))[0]).toMatchObject({ ended_by: 'unobserved', held_ms: 20_000 });
  });

  test.each(['setup', 'ramp', 'hold', 'release'])('[R2] killed in %s it comes back parked', async (phase) => {
    const device = new Device();
    const tab = await running(device);
    tab.run_to(phase);
    tab.clock.pass(2500);
    expect(tab.mode).toBe(phase);
    const before = tab.run.session;
    await tab.settle();
    tab.kill();
    device.clock.sleep(3_600_000, 0);
    device.clock.mono_ms = 10;
    const again = await device.open();
    expect(again.model.route.value).toEqual({ screen: 'flow' });
    expect(again.place.path()).toBe('/run');
    expect(again.run.session).toMatchObject({ stage: 'parked', parked_by: 'reload' });
    expect(again.flow).toMatchObject({ step: 'run', session_id: tab.flow.session_id, pain_before: 4 });
    expect(again.run.session.hold).toBe(phase === 'release' ? before.hold + 1 : before.hold);
    again.send({ type: 'resume' });
    again.clock.pass(120_000);
    expect(again.flow.step).toBe('pain-after');
    again.send({ type: 'flow_skipped' });
    await again.written('session_ended');
    const all = await again.facts();
    expect(all.map((fact) => fact.seq)).toEqual(all.map((_, i) => i + 1));
    expect((await holds(again)).filter((hold) => hold.ended_by === 'time')).toHaveLength(2);
  });

  test('[R1] killed in a hold, it was held until the last saved second', async () => {
    const device = new Device();
    const tab = await running(device);
    tab.run_to('hold');
    for (let second = 0; second < 7; second += 1) {
      tab.clock.pass(1000);
      await turns(10);
    }
    tab.kill();
    const again = await device.open();
    await again.written('hold_ended');
    const [hold] = await holds(again);
    expect(hold?.ended_by).toBe('unobserved');
    expect(hold?.held_ms).toBeGreaterThan(5900);
    expect(hold?.held_ms).toBeLessThanOrEqual(7000);
  });

  test('[R1] killed while parked, paused or in a rest it waits again', async () => {
    const device = new Device();
    const tab = await running(device);
    tab.send({ type: 'pause' });
    await tab.settle();
    tab.kill();
    const again = await device.open();
    expect(again.mode).toBe('parked');
    await again.settle();
    again.kill();
    expect((await device.open()).mode).toBe('parked');
  });

  test('killed after the end it asks for the pain after, if that was lately', async () => {
    const device = new Device();
    const tab = await running(device);
    tab.send({ type: 'stop' });
    await tab.written('session_ended');
    tab.kill();
    device.clock.sleep(60_000);
    const again = await device.open();
    expect(again.flow.step).toBe('pain-after');
    again.kill();
    device.clock.sleep(3_600_000);
    const late = await device.open();
    expect(late.model.flow.value).toBeNull();
    expect(await late.database.running()).toEqual([]);
  });

  test('of several saved sessions the one that has not ended is taken up, and the others are over', async () => {
    const device = new Device();
    const tab = await running(device);
    await tab.settle();
    const [saved] = await tab.database.running();
    if (saved === undefined) throw new Error('nothing was saved');
    const ended = { ...saved, session_id: '0', session: { ...saved.session, stage: 'ended' as const } };
    await tab.database.record([], device.clock.wall_ms, [{ keep: ended }]);
    tab.kill();
    const again = await device.open();
    expect(again.flow.session_id).toBe(saved.session_id);
    await until(async () => (await again.database.running()).length === 1);
  });

  test.each(['setup', 'hold'])('[S13] killed in %s and opened over two hours later it is over', async (phase) => {
    const device = new Device();
    const tab = await running(device);
    tab.run_to(phase);
    await tab.settle();
    tab.kill();
    device.clock.sleep(2 * 3_600_000 + 60_000, 0);
    const again = await device.open();
    expect(again.model.route.value).toEqual({ screen: 'flow' });
    expect(again.flow).toMatchObject({ step: 'summary', pain_after: null });
    await again.written('session_ended');
    expect(again.model.sessions.value?.[0]).toMatchObject({ reason: 'abandoned', pain_after: null });
    await until(async () => (await again.database.running()).length === 0);
    again.send({ type: 'flow_left' });
    again.kill();
    expect((await device.open()).model.flow.value).toBeNull();
  });

  test('[S13] left parked for over two hours it is over, and nothing is asked', async () => {
    const tab = await running();
    tab.run_to('hold');
    tab.clock.sleep(60_000);
    tab.clock.pass(50);
    expect(tab.mode).toBe('parked');
    tab.presence.become('hidden');
    tab.clock.sleep(2 * 3_600_000 + 1000);
    tab.presence.become('visible');
    expect(tab.flow.step).toBe('summary');
    await until(async () => (await tab.database.running()).length === 0);
  });

  test('a second tab does not take a running session up, and starts none', async () => {
    const device = new Device();
    await running(device);
    const second = await device.open();
    expect(second.model.run.value).toBeNull();
    expect(second.model.is_running_elsewhere.value).toBe(true);
    second.send({ type: 'start', protocol_id: 'back-self' });
    await second.settle();
    expect(second.model.flow.value).toBeNull();
  });

  test('Start, where a session waits on this device, takes that one up instead of beginning another', async () => {
    const device = new Device();
    const tab = await running(device);
    const second = await device.open();
    await tab.settle();
    tab.tabs.close();
    second.send({ type: 'start', protocol_id: 'back-self' });
    await until(() => second.model.run.value !== null);
    expect(second.mode).toBe('parked');
    expect(second.flow.session_id).toBe(tab.flow.session_id);
    expect(await second.database.running()).toHaveLength(1);
  });

  test('[R9] nor has it to be looked at anew: in sight it takes the session up by itself, and one loaded anew comes first', async () => {
    const device = new Device();
    const tab = await running(device);
    const second = await device.open();
    await tab.settle();
    tab.tabs.close();
    const again = await device.open();
    await until(() => again.model.run.value !== null);
    second.clock.pass(5000);
    await second.settle();
    expect(second.model.run.value).toBeNull();
    again.tabs.close();
    for (let i = 0; i < 100 && second.model.run.value === null; i += 1) {
      second.clock.pass(500);
      await turns(5);
    }
    expect(second.mode).toBe('parked');
    expect(second.model.is_running_elsewhere.value).toBe(false);
    expect(second.place.path()).toBe('/run');
  });

  test('when the first tab has died, the second takes the session up as soon as it is looked at', async () => {
    const device = new Device();
    const tab = await running(device);
    const second = await device.open();
    tab.tabs.close();
    second.presence.become('visible');
    await until(() => second.model.run.value !== null);
    expect(second.mode).toBe('parked');
    expect(second.model.is_running_elsewhere.value).toBe(false);
  });
});

describe('storage that fails', () => {
  test('a full disk loses nothing: facts wait in memory, and are written in order when there is room', async () => {
    const tab = await running();
    const { record } = tab.database;
    let is_full = true;
    tab.database.record = (...entry) =>
      is_full ? Promise.reject(new DOMException('', 'QuotaExceededError')) : record.apply(tab.database, entry);
    tab.clock.pass(60_000);
    await until(() => tab.model.trouble.value === 'storage-full');
    tab.clock.pass(30_000);
    expect(tab.flow.step).toBe('pain-after');
    tab.send({ type: 'flow_skipped' });
    await tab.settle();
    is_full = false;
    tab.clock.pass(4000);
    await tab.written('session_ended');
    expect(tab.model.trouble.value).toBeNull();
    expect((await tab.kinds()).slice(6)).toEqual(['hold_ended', 'hold_ended', 'session_ended']);
  });

  test('what waits in memory is shown, counted and exported, and written once there is room', async () => {
    const tab = await running();
    const { record } = tab.database;
    tab.database.record = () => Promise.reject(new DOMException('', 'QuotaExceededError'));
    tab.send({ type: 'stop' }, { type: 'pain_chosen', nrs: 3 }, { type: 'flow_continued' });
    await until(() => tab.model.sessions.value?.[0]?.reason === 'stopped');
    expect(tab.flow.step).toBe('summary');
    expect(tab.model.sessions.value?.[0]).toMatchObject({ pain_before: 4, pain_after: 3 });
    await until(() => tab.model.sync.value.unsent === 8);
    expect(tab.model.sync.value.written).toBe(8);
    tab.send({ type: 'export_wanted' });
    await until(() => tab.exporter.files.length === 1);
    const lines = (tab.exporter.files[0]?.text.trim().split('\n') ?? []).map((line) => JSON.parse(line).kind);
    expect(lines.slice(-2)).toEqual(['session_ended', 'pain_rated']);
    expect(lines).toHaveLength(8);
    tab.send({ type: 'flow_left' });
    expect(tab.model.route.value).toEqual({ screen: 'library' });
    tab.database.record = record;
    tab.clock.pass(4000);
    await until(() => tab.model.trouble.value === null);
    expect(tab.model.sessions.value?.[0]).toMatchObject({ reason: 'stopped', pain_after: 3 });
    await until(() => tab.model.sync.value.unsent === 8);
    expect(tab.model.sync.value.written).toBe(8);
  });

  test('where the browser keeps nothing it is said at once, and a session runs all the same', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const tab = await new Device().open();
    expect(tab.model.trouble.value).toBe('storage-blocked');
    tab.send({ type: 'start', protocol_id: 'back-self' });
    await until(() => tab.model.flow.value !== null);
    tab.send({ type: 'none_apply' }, { type: 'flow_continued' }, { type: 'flow_skipped' });
    await until(() => tab.model.run.value !== null);
    tab.clock.pass(tab.run.plan.planned_ms + 500);
    expect(tab.flow.step).toBe('pain-after');
    await tab.settle();
    expect(tab.model.sessions.value?.[0]).toMatchObject({ reason: 'completed', held_ms: 40_000 });
    clear_storage();
    tab.clock.pass(4000);
    await tab.written('session_ended');
    expect((await holds(tab)).map((hold) => hold.ended_by)).toEqual(['time', 'time']);
  });

  test('storage that works again is found without a press', async () => {
    const tab = await running();
    const { record } = tab.database;
    tab.database.record = () => Promise.reject(new TypeError('blocked'));
    tab.send({ type: 'stop' });
    await until(() => tab.model.trouble.value === 'storage-blocked');
    tab.database.record = record;
    tab.clock.pass(4000);
    await tab.written('session_ended');
    expect(tab.model.trouble.value).toBeNull();
  });
});
