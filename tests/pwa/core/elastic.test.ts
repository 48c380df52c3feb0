import { describe, expect, test } from 'vitest';
import { type Fit, fit_plan, fit_rest } from '../../../pwa/src/core/elastic';
import { version_from } from '../../../pwa/src/core/inlined';
import { type Plan, plan_from } from '../../../pwa/src/core/plan';
import { broken_rules } from '../../../pwa/src/core/rules';
import { begin, step as on } from '../../../pwa/src/core/session';
import { to_go, to_go_ms } from '../../../pwa/src/core/to-go';
import type { ProtocolVersion } from '../../../pwa/src/wire.gen';
import { rolls_of } from '../support/fakes';
import { shipped_library } from '../support/shipped';
import { Rig } from './rig';
import { run_out_ms } from './watching';

const MINUTE_MS = 60_000;

const LIBRARY = shipped_library();
const SHIPPED = LIBRARY.protocols.flatMap((entry) => version_from(LIBRARY, entry) ?? []);

function whole(version: ProtocolVersion): Plan {
  return plan_from(version, 'd'.repeat(64), { affected_side: 'left', left_out: [] });
}

function as_run(version: ProtocolVersion, { plan }: Fit): ProtocolVersion {
  const steps = version.protocol.steps.flatMap((step, index) => {
    const own = plan.holds.filter((hold) => hold.step === index);
    if (own.length === 0) return [];
    return [
      {
        ...step,
        hold_s: Math.min(...own.map((hold) => hold.hold_ms)) / 1000,
        reps: Math.max(...own.map((hold) => hold.repeat)),
      },
    ];
  });
  return { ...version, protocol: { ...version.protocol, steps } };
}

describe.each(SHIPPED.map((version) => [version.protocol.id, version] as const))('%s', (_, version) => {
  const plan = whole(version);
  const fits = Array.from({ length: Math.ceil(plan.planned_ms / MINUTE_MS) + 1 }, (_, minutes) =>
    fit_plan(plan, version, minutes * MINUTE_MS, broken_rules),
  );

  test('[E1] nothing becomes longer or more, and one hold stays whatever is asked', () => {
    for (const fit of fits) {
      expect(fit.plan.holds.length).toBeGreaterThan(0);
      for (const hold of fit.plan.holds) {
        const before = plan.holds.find(
          (each) => each.step === hold.step && each.side === hold.side && each.repeat === hold.repeat,
        );
        expect(before).toBeDefined();
        expect(hold.hold_ms).toBeLessThanOrEqual(before?.hold_ms ?? 0);
        expect(hold.ramp_ms).toBe(before?.ramp_ms);
        expect(hold.release_ms).toBe(before?.release_ms);
        expect(hold.ceiling_nrs).toBe(before?.ceiling_nrs);
      }
      expect(fit.plan.planned_ms).toBe(fit.takes_ms);
    }
  });

  test('[E3] no hold is shorter than its point allows, or than it was', () => {
    for (const hold of fits.flatMap((fit) => fit.plan.holds)) {
      const point = version.points.find(({ id }) => id === hold.point);
      const use = version.protocol.audience === 'therapist' ? point?.therapist : point?.self;
      const was_ms = (version.protocol.steps[hold.step]?.hold_s ?? 0) * 1000;
      expect(hold.hold_ms).toBeGreaterThanOrEqual(Math.min(was_ms, (use?.hold_s.min ?? 0) * 1000));
    }
  });

  test('[E4] what is left keeps every rule of the house', () => {
    for (const fit of fits) expect(broken_rules(as_run(version, fit))).toEqual([]);
  });

  test('[E5] more minutes never take more away, and what fits is never longer than asked', () => {
    for (const [minutes, fit] of fits.entries()) {
      if (fit.is_within) expect(fit.takes_ms).toBeLessThanOrEqual(minutes * MINUTE_MS);
      const more = fits[minutes + 1];
      if (more === undefined) continue;
      expect(more.takes_ms).toBeGreaterThanOrEqual(fit.takes_ms);
      expect(more.plan.holds.length).toBeGreaterThanOrEqual(fit.plan.holds.length);
      if (fit.is_within) expect(more.is_within).toBe(true);
    }
    expect(fits.at(-1)).toMatchObject({ fitted: [], is_within: true });
    expect(fits.at(-1)?.plan).toBe(plan);
  });

  test('[E2] optional steps go first, and only then repeats, seconds, and other steps', () => {
    const { steps } = version.protocol;
    for (const { fitted } of fits) {
      const is_out = (step: number) => fitted.some((each) => each.step === step && each.holds === 0);
      const others = fitted.filter(({ step }) => !steps[step]?.optional);
      const optional = steps.flatMap((step, index) => (step.optional ? [index] : []));
      if (others.length > 0) expect(optional.every(is_out)).toBe(true);
      const dropped = others.filter(({ holds }) => holds === 0).map(({ step }) => step);
      const kept = steps.flatMap((step, index) => (!step.optional && !dropped.includes(index) ? [index] : []));
      // From the last: whatever is dropped lies behind whatever stays.
      if (dropped.length > 0) expect(Math.min(...dropped)).toBeGreaterThan(Math.max(...kept));
    }
  });
});

test('[E6] in seeded walks what was begun stays as it is, whenever the minutes are given', () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const random = rolls_of(seed);
    const version = SHIPPED[Math.floor(random() * SHIPPED.length)];
    if (version === undefined) throw new Error('no protocol');
    const plan = whole(version);
    let now_ms = 0;
    let { session } = begin(plan, { wall_ms: 0, mono_ms: 0 });
    for (let events = random() * 40; events > 0 && session.stage !== 'ended'; events -= 1) {
      now_ms += 1500;
      const at = { wall_ms: now_ms, mono_ms: now_ms };
      const type = (['ticked', 'released', 'skipped', 'begun_early', 'paused', 'resumed'] as const)[
        Math.floor(random() * 6)
      ];
      session = on(plan, session, { type: type ?? 'ticked', at }).session;
    }
    const time_ms = random() * plan.planned_ms;
    const fit = fit_rest(plan, version, session, time_ms, broken_rules);
    expect(fit.plan.holds.slice(0, session.hold + 1)).toEqual(plan.holds.slice(0, session.hold + 1));
    if (fit.is_within) expect(fit.takes_ms).toBeLessThanOrEqual(time_ms);
    expect(fit.plan.planned_ms).toBeLessThanOrEqual(plan.planned_ms);
    const more = fit_rest(plan, version, session, time_ms + MINUTE_MS, broken_rules);
    expect(more.takes_ms).toBeGreaterThanOrEqual(fit.takes_ms);
    // The machine goes on with it to an end.
    const { stage } = on(fit.plan, session, {
      type: 'ticked',
      at: { wall_ms: now_ms + 100, mono_ms: now_ms + 100 },
    }).session;
    expect(['running', 'paused', 'asking', 'ended', 'parked']).toContain(stage);
  }
});

describe('a rest that does not go by its turn', () => {
  const found = SHIPPED.find(({ protocol }) => protocol.id === 'upper-back-pain-therapist');
  if (found === undefined) throw new Error('no protocol');
  const version = found;
  const fit = (rig: Rig, time_ms: number) => fit_rest(rig.plan, version, rig.session, time_ms, broken_rules);

  test.each([0, 4, 14])('[E6] a hold that was chosen is gone to, though %i minutes are given on the way', (minutes) => {
    for (const chosen of [8, 15]) {
      const rig = new Rig(whole(version)).run_to('hold').run(5000);
      const place = rig.plan.holds[chosen];
      expect(place).toBeDefined();
      rig.send({ type: 'jumped', hold: chosen });
      rig.pass(500).send({ type: 'paused' });
      rig.plan = fit(rig, minutes * MINUTE_MS).plan;
      rig.pass(1000).send({ type: 'resumed' });
      rig.run(6000);
      expect([rig.mode, rig.plan.holds[rig.session.hold]]).toEqual(['setup', place]);
    }
  });

  test('[E7] what is left for today takes no time, and is not cut for any', () => {
    const rig = new Rig(whole(version)).run_to('hold').run(2000);
    rig.send({ type: 'rated', nrs: 9 });
    rig.run(1000);
    const [closed] = rig.session.closed;
    const ahead = to_go(rig.plan, rig.session).slice(1);
    expect(ahead.length).toBeGreaterThan(5);
    expect(ahead.map(({ hold }) => rig.plan.holds[hold]?.point)).not.toContain(closed);
    const takes_ms = to_go_ms(rig.plan, rig.session);
    expect(takes_ms).toBe(run_out_ms(rig.plan, rig.session));
    expect(fit(rig, takes_ms)).toMatchObject({ fitted: [], is_within: true, takes_ms });
    const shortest = fit(rig, 0);
    expect(shortest.fitted.length).toBeGreaterThan(1);
    for (const { step } of shortest.fitted) expect(version.protocol.steps[step]?.point).not.toBe(closed);
  });

  test('[E7] what was done is not done again after going back, and takes no time', () => {
    const rig = new Rig(whole(version));
    for (let i = 0; i < 5; i += 1) {
      rig.run_to('hold').run(3000);
      rig.send({ type: 'released' });
      rig.run(5000);
    }
    rig.run_to('hold').run(1000);
    rig.send({ type: 'jumped', hold: 0 });
    rig.run(6000);
    expect(rig.session.hold).toBe(0);
    const takes_ms = to_go_ms(rig.plan, rig.session);
    expect(to_go(rig.plan, rig.session).map(({ hold }) => hold)).toEqual([0, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    expect(takes_ms).toBe(run_out_ms(rig.plan, rig.session));
    expect(fit(rig, takes_ms)).toMatchObject({ fitted: [], is_within: true, takes_ms });
  });
});
