/** Every published way of holding runs in the app, as its file says; and a therapist adds a step while one runs. */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Protocol, Step } from '../../../pwa/src/wire.gen';
import { LIBRARY, library_of, point, protocol, step } from '../support/content';
import { clear_storage, Device, holds, type Tab } from '../support/rig';
import { turns, until } from '../support/until';

beforeEach(clear_storage);

const STYLES = new URL('../../content/styles/', import.meta.url);
/** Deep and long enough for what was published. */
const LOIN = point('loin', {
  self_care: 'therapist-only',
  self: null,
  therapist: {
    technique: ['thumb'],
    position: 'Lying down.',
    hold_s: { min: 10, default: 40, max: 90 },
    pressure_nrs: { low: 2, high: 6, ceiling: 7 },
  },
});
const VEINED = point('shin', { screen: ['veins'], zones_nearby: [] });

function step_of_style(name: string): Step {
  const [first] = (parse(readFileSync(new URL(name, STYLES), 'utf8')) as Protocol).steps;
  return { ...(first as Step), hold_kind: first?.hold_kind ?? 'time', point: 'loin', side: 'left' };
}

function running_with(...steps: Step[]): Promise<Tab> {
  return running_on(new Device(), ...steps);
}

async function running_on(device: Device, ...steps: Step[]): Promise<Tab> {
  const shown = library_of(protocol('made', { audience: 'therapist', steps }));
  const veins = { id: 'veins', group: 'legs', ask: 'Large varicose veins?', if_yes: 'therapist-only' } as const;
  const points = [...LIBRARY.points, LOIN, VEINED];
  device.server.library_shown = { ...shown, points, screening: [...shown.screening, veins] };
  device.server.texts = {};
  const tab = await device.open();
  await tab.start_run('made');
  return tab;
}

describe('the styles', () => {
  test('of tests/content/styles are run to their end, each as long as it is written', { timeout: 30_000 }, async () => {
    const steps = readdirSync(STYLES).map((name) => step_of_style(name));
    expect(new Set(steps.map(({ hold_kind }) => hold_kind))).toEqual(
      new Set(['time', 'until-eased', 'raise-and-hold']),
    );
    for (const each of steps) {
      const tab = await running_with(each);
      tab.clock.pass(tab.run.plan.planned_ms + 500);
      await tab.written('session_ended');
      const [record] = await holds(tab);
      expect(record).toMatchObject({ held_ms: each.hold_s * 1000, ended_by: 'time' });
      clear_storage();
    }
  });

  test('raise and hold: band, level and word change as the level does, and the cue is scheduled ahead', async () => {
    const tab = await running_with(step_of_style('raise-and-hold.yaml'));
    tab.run_to('hold');
    expect([tab.run.band, tab.run.level]).toEqual([[3, 4], { number: 1, count: 3 }]);
    tab.clock.pass(30_500);
    expect([tab.run.band, tab.run.level, tab.run.guide]).toEqual([[4, 5], { number: 2, count: 3 }, 'raise']);
    expect(tab.sound.heard).toContain('raise');
    tab.clock.pass(5500);
    expect(tab.run.guide).toBe('stay');
  });

  test('a pulse: its beat is shown and each one heard once', async () => {
    const pulse = { press_s: 5, ease_s: 3 };
    const tab = await running_with(step({ point: 'loin', hold_kind: 'pulse', hold_s: 24, pulse }));
    tab.run_to('hold');
    expect([tab.run.beat, tab.run.guide]).toEqual(['press', 'press']);
    tab.clock.pass(5300);
    expect([tab.run.beat, tab.run.guide]).toEqual(['ease', 'ease']);
    tab.clock.pass(15_000);
    expect(tab.sound.heard.slice(tab.sound.heard.indexOf('hold') + 1)).toEqual(['ease', 'press', 'ease', 'press']);
  });

  test('breaths are counted by pressing, and the last one ends the hold', async () => {
    const tab = await running_with(step({ point: 'loin', hold_s: 40, hold_breaths: 2 }));
    tab.run_to('hold');
    expect(tab.run.breaths).toEqual({ done: 0, count: 2 });
    tab.clock.pass(5000);
    tab.send({ type: 'breathe' });
    expect(tab.run.breaths).toEqual({ done: 1, count: 2 });
    tab.clock.pass(5000);
    tab.send({ type: 'breathe' });
    expect(tab.mode).toBe('release');
    await tab.written('hold_ended');
    expect((await holds(tab))[0]).toMatchObject({ breaths: 2, ended_by: 'released' });
  });
});

describe('a kill', () => {
  test.each<[string, Partial<Step>]>([
    ['timed', {}],
    ['until eased', { hold_kind: 'until-eased' }],
    ['raised', step_of_style('raise-and-hold.yaml')],
    ['pulsed', { hold_kind: 'pulse', pulse: { press_s: 5, ease_s: 3 } }],
    ['counted in breaths', { hold_breaths: 5 }],
  ])('[R1] in the middle of a hold that is %s loses one second at most', async (_, kind) => {
    const device = new Device();
    const tab = await running_on(device, step({ point: 'loin', hold_s: 40, ...kind }));
    tab.run_to('hold');
    const before_ms = tab.run.session.ran_ms;
    // What a device has done by then: a second's write is long over when the next one comes, sixty turns later.
    for (let i = 0; i < 73; i += 1) {
      tab.clock.pass(100);
      await turns(6);
    }
    tab.kill();
    const again = await device.open();
    expect(again.mode).toBe('parked');
    await again.written('hold_ended');
    const [record] = await holds(again);
    const lost_ms = before_ms + 7300 - (record?.held_ms ?? 0);
    expect(record?.ended_by).toBe('unobserved');
    expect(lost_ms).toBeGreaterThanOrEqual(0);
    expect(lost_ms).toBeLessThanOrEqual(1000);
  });
});

describe('ratings', () => {
  test('are asked for when pressure is steady, at mid-hold and on release, and the question goes by itself', async () => {
    const tab = await running_with(step({ point: 'loin', hold_s: 40 }), step({ point: 'shoulder' }));
    tab.run_to('hold');
    expect(tab.run.asked).toBe('steady');
    tab.clock.pass(10_500);
    expect(tab.run.asked).toBeNull();
    tab.clock.pass(10_000);
    expect(tab.run.asked).toBe('half');
    tab.send({ type: 'rate', nrs: 4 });
    tab.run_to('release');
    expect([tab.run.asked, tab.run.can.rate]).toEqual(['release', true]);
    tab.send({ type: 'rate', nrs: 3 });
    expect([tab.run.asked, tab.run.can.rate]).toEqual([null, false]);
    expect(tab.run.melted?.ratings.map(({ nrs }) => nrs)).toEqual([4, 3]);
    await tab.written('hold_rated');
    const session = () => tab.model.sessions.value?.find(({ id }) => id === tab.flow.session_id);
    await until(() => session()?.holds[0]?.ratings.length === 2, '[H7] the rating is not with its hold');
  });
});

describe('a step that is added', () => {
  test('comes at the end, is told of in full, survives a kill, and its question comes first', async () => {
    const device_steps = [step({ point: 'loin' })];
    const tab = await running_with(...device_steps);
    expect(tab.run.addable.map(({ id }) => id)).toEqual(['shoulder', 'hip', 'loin', 'shin']);
    tab.send({ type: 'add_step', point: 'shin', sides: ['left', 'right'] });
    await until(() => tab.run.plan.holds.length === 3, 'nothing was added');
    await tab.written('step_added');
    expect(tab.run.version.points.map(({ id }) => id)).toEqual(['loin', 'shin']);
    tab.send({ type: 'jump', hold: 1 });
    expect([tab.mode, tab.run.question?.id]).toEqual(['asking', 'veins']);
    tab.clock.pass(1500);
    tab.send({ type: 'answered_again', question: 'veins', answer: 'no' });
    tab.run_to('hold');
    tab.clock.pass(25_000);
    tab.run_to('ended');
    await tab.written('session_ended');
    const [session] = tab.model.sessions.value ?? [];
    expect(session).toMatchObject({ planned_holds: 3, reason: 'completed' });
    expect(session?.added).toMatchObject([{ step: 1, point: 'shin', sides: ['left', 'right'], hold_ms: 20_000 }]);
  });

  test('against a rule of the house is refused, and the screen says so', async () => {
    const tab = await running_with(step({ point: 'loin', hold_s: 90, reps: 2, rest_s: 15 }));
    tab.send({ type: 'add_step', point: 'loin', sides: ['left'] });
    await until(() => tab.run.refusal !== null, 'nothing was said');
    expect([tab.run.refusal, tab.run.plan.holds.length]).toEqual(['house-rule', 2]);
  });

  test('[S18] in self-care there is nothing to add', async () => {
    const tab = await new Device().open();
    await tab.start_run('back-self');
    expect(tab.run.addable).toEqual([]);
    tab.send({ type: 'add_step', point: 'hip', sides: ['left'] });
    await until(() => tab.run.refusal !== null, 'nothing was said');
    expect([tab.run.refusal, tab.run.plan.holds.length]).toEqual(['therapist-only', 2]);
  });
});
