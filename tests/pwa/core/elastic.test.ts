import { describe, expect, test } from 'vitest';
import { type Fit, fit_plan, fit_rest } from '../../../pwa/src/core/elastic';
import { version_from } from '../../../pwa/src/core/inlined';
import { type Plan, plan_from } from '../../../pwa/src/core/plan';
import { broken_rules } from '../../../pwa/src/core/rules';
import { begin, step as on } from '../../../pwa/src/core/session';
import type { ProtocolVersion } from '../../../pwa/src/wire.gen';
import { rolls_of } from '../support/fakes';
import { shipped_library } from '../support/shipped';

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
