import { beforeEach, describe, expect, test } from 'vitest';
import { fit_of, plan_of, whole_plan_of } from '../../../pwa/src/app/opening';
import type { PlanFitted, SessionStarted } from '../../../pwa/src/wire.gen';
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
