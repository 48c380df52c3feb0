import { beforeEach, describe, expect, test } from 'vitest';
import { fit_of, plan_of, whole_plan_of } from '../../../pwa/src/app/opening';
import { at_left, to_go_ms } from '../../../pwa/src/core/to-go';
import type { PlanFitted, SessionStarted } from '../../../pwa/src/wire.gen';
import { library_of, protocol, step } from '../support/content';
import { FakeServer } from '../support/fake-server';
import { clear_storage, Device, holds, running, type Tab } from '../support/rig';
import { until } from '../support/until';

beforeEach(clear_storage);

/** At the last question before a run. */
async function ready_to_start(): Promise<Tab> {
  const tab = await new Device().open();
  tab.send({ type: 'start', protocol_id: 'back-self' });
  await until(() => tab.model.flow.value !== null, 'no flow began');
  tab.send({ type: 'none_apply' }, { type: 'flow_continued' });
  if (tab.flow.step === 'side') tab.send({ type: 'side_chosen', side: 'left' }, { type: 'flow_continued' });
  return tab;
}

async function bodies<Body>(tab: Tab, kind: string): Promise<Body[]> {
  return (await tab.facts()).filter((fact) => fact.kind === kind).map((fact) => fact.body as Body);
}

describe('before the run', () => {
  test('[H8] the minutes there are make the plan shorter, and the log says what became of it', async () => {
    const tab = await ready_to_start();
    const whole_ms = 60_000;
    tab.send({ type: 'time_given', left_ms: whole_ms }, { type: 'flow_skipped' });
    await tab.written('session_started');
    const [started] = await bodies<SessionStarted>(tab, 'session_started');
    expect(tab.run.plan.planned_ms).toBeLessThanOrEqual(whole_ms);
    expect(started).toMatchObject({ left_ms: whole_ms, planned_holds: tab.run.plan.holds.length });
    expect(started?.fitted?.length).toBeGreaterThan(0);
  });

  test('taken back, it is as long as it was, and nothing is said of it', async () => {
    const tab = await ready_to_start();
    tab.send({ type: 'time_given', left_ms: 60_000 }, { type: 'time_given', left_ms: null }, { type: 'flow_skipped' });
    await tab.written('session_started');
    const [started] = await bodies<SessionStarted>(tab, 'session_started');
    expect(started).not.toHaveProperty('fitted');
    expect(started).not.toHaveProperty('left_ms');
  });

  test('[E4] where no rules are there to be asked nothing is fitted', async () => {
    const tab = await ready_to_start();
    const { judge } = tab.model;
    const pressed = { ...tab.flow, left_ms: 60_000 };
    expect(fit_of(pressed, judge.value)?.fitted).not.toEqual([]);
    expect(fit_of(pressed, null)).toBeNull();
    expect(plan_of(pressed, null)).toEqual(whole_plan_of(tab.flow));
  });
});

describe('in the run', () => {
  test('[E6] [H8] the rest is fitted, the hold that runs is not, and the history counts what was planned at last', async () => {
    const tab = await running();
    const before = tab.run.plan;
    tab.send({ type: 'time_given', left_ms: 1000 });
    await tab.written('plan_fitted');
    const [fitted] = await bodies<PlanFitted>(tab, 'plan_fitted');
    expect(tab.run.plan.holds[0]).toEqual(before.holds[0]);
    expect(tab.run.plan.holds.length).toBeLessThan(before.holds.length);
    expect(fitted).toMatchObject({ left_ms: 1000, planned_holds: tab.run.plan.holds.length });
    tab.clock.pass(tab.run.plan.planned_ms + 500);
    expect(tab.flow.step).toBe('pain-after');
    await tab.written('session_ended');
    expect(await holds(tab)).toHaveLength(tab.run.plan.holds.length);
    const [record] = tab.model.sessions.value ?? [];
    expect(record).toMatchObject({ reason: 'completed', planned_holds: tab.run.plan.holds.length });
  });

  test('what all fits changes nothing and writes nothing', async () => {
    const tab = await running();
    const { plan } = tab.run;
    tab.send({ type: 'time_given', left_ms: plan.planned_ms });
    expect(tab.run.plan).toBe(plan);
    expect(await tab.kinds()).not.toContain('plan_fitted');
  });
});

/** Each of two places twice. */
function device_of_four(): Device {
  const server = new FakeServer();
  const twice = { reps: 2, rest_s: 10 };
  const steps = [step({ point: 'shoulder', ...twice }), step({ point: 'hip', side: 'right', ...twice })];
  server.library_shown = library_of(protocol('back-self', { steps }));
  return new Device(server);
}

describe('minutes given where the run does not go by its turn', () => {
  /** Coming off, on the way to this hold. */
  async function on_the_way(hold: number, device = device_of_four()): Promise<Tab> {
    const tab = await running(device);
    tab.run_to('hold');
    tab.clock.pass(2000);
    tab.send({ type: 'jump', hold });
    expect([tab.mode, tab.run.session.going_to]).toEqual(['release', hold]);
    return tab;
  }

  test('[E6] a step that was chosen is come to, and only what follows it is cut', async () => {
    const tab = await on_the_way(2);
    const place = tab.run.plan.holds[2];
    tab.send({ type: 'pause' }, { type: 'time_given', left_ms: 1000 });
    expect(tab.run.plan.holds).toHaveLength(3);
    tab.clock.pass(2000);
    tab.send({ type: 'resume' });
    tab.run_to('setup');
    expect(tab.run.hold).toEqual(place);
    tab.clock.pass(tab.model.dial.value.plan_left_s * 1000);
    expect(tab.flow.step).toBe('pain-after');
    await tab.written('session_ended');
    expect((await holds(tab)).map(({ ended_by }) => ended_by)).toEqual(['skipped', 'skipped', 'time']);
  });

  /** Saved by an app that cut the chosen hold out of the plan. */
  async function reopened(): Promise<Tab> {
    const device = device_of_four();
    const tab = await on_the_way(3, device);
    await tab.settle();
    const [kept] = await tab.database.running();
    if (kept === undefined) throw new Error('nothing was kept');
    const keep = { ...kept, plan: { ...kept.plan, holds: kept.plan.holds.slice(0, 2) } };
    await tab.database.record([], device.clock.now().wall_ms, [{ keep }]);
    tab.kill();
    device.clock.pass(5000);
    return device.open();
  }

  test('[S26] a session that was saved on its way to a hold which is gone comes back parked at the next, and goes on', async () => {
    const tab = await reopened();
    expect([tab.mode, tab.run.session.hold]).toEqual(['parked', 1]);
    tab.send({ type: 'resume' });
    tab.clock.pass(tab.model.dial.value.plan_left_s * 1000);
    expect(tab.flow.step).toBe('pain-after');
    await tab.written('session_ended');
    expect((await holds(tab)).map(({ ended_by }) => ended_by)).toEqual(['skipped', 'time']);
  });

  test('[S26] and Stop ends it', async () => {
    const tab = await reopened();
    tab.send({ type: 'stop' });
    await tab.written('session_ended');
    expect(tab.run.session).toMatchObject({ stage: 'ended', reason: 'stopped' });
  });

  test('[E7] what fits is asked of now, also where the run was shown a while ago', async () => {
    const tab = await running(device_of_four());
    tab.run_to('hold');
    tab.clock.pass(8000);
    const { plan, session } = tab.run;
    const { left_s, plan_left_s } = tab.model.dial.value;
    expect(to_go_ms(plan, session)).toBeGreaterThan((plan_left_s + 5) * 1000);
    expect(to_go_ms(plan, at_left(session, left_s * 1000))).toBe(plan_left_s * 1000);
  });

  test('[E7] the time to go follows while it waits, and is what it takes where a point was too much', async () => {
    const tab = await running(device_of_four());
    tab.send({ type: 'pause' });
    const whole_s = tab.model.dial.value.plan_left_s;
    tab.send({ type: 'time_given', left_ms: whole_s * 1000 - 1000 });
    expect(tab.model.dial.value.plan_left_s).toBeLessThan(whole_s);
    tab.send({ type: 'resume' });
    tab.run_to('hold');
    tab.send({ type: 'rate', nrs: 8 });
    const left_s = tab.model.dial.value.plan_left_s;
    tab.clock.pass(left_s * 1000 - 1000);
    expect(tab.mode).toBe('release');
    tab.clock.pass(1000);
    expect(tab.flow.step).toBe('pain-after');
  });
});
