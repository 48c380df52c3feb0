/** A clock that jumps, in every phase and for every kind of hold: a time zone, summer time, or somebody's hand. */
import { describe, expect, test } from 'vitest';
import type { PlannedHold } from '../../../pwa/src/core/plan';
import { plan_of, planned_hold, Rig } from './rig';

const KINDS: Record<string, Partial<PlannedHold>> = {
  time: {},
  'until eased': { hold_kind: 'until-eased' },
  'raise and hold': {
    hold_kind: 'raise-and-hold',
    levels: [
      { hold_ms: 30_000, target_nrs: [3, 4] },
      { hold_ms: 30_000, target_nrs: [4, 5] },
    ],
  },
  pulse: { hold_kind: 'pulse', pulse: { press_ms: 6000, ease_ms: 4000 } },
  breaths: { breaths: 9 },
};
const HOUR_MS = 3_600_000;
const JUMPS: Record<string, number> = {
  'an hour ahead (summer time)': HOUR_MS,
  'an hour back (winter time)': -HOUR_MS,
  'nine hours back (a time zone)': -9 * HOUR_MS,
  'a minute ahead': 60_000,
  'three seconds back, by hand': -3000,
};
const PHASES = ['setup', 'ramp', 'hold', 'release', 'rest'] as const;

/** A session in which the wall jumps two seconds into this phase, to its end. */
function jumped(kind: Partial<PlannedHold>, phase: (typeof PHASES)[number], by_ms: number): Rig {
  const first = planned_hold({ repeats: 2, rest_ms: 15_000, ...kind });
  const second = planned_hold({ repeat: 2, repeats: 2, setup_ms: 0, ...kind });
  const rig = new Rig(plan_of([first, second])).run_to(phase).run(2000);
  rig.set_wall(by_ms);
  for (let i = 0; i < 4 && rig.mode !== 'ended'; i += 1) {
    rig.run(400);
    if (rig.mode === 'parked') rig.send({ type: 'resumed' });
    rig.run(90_000, 500);
  }
  return rig;
}

describe.each(Object.keys(KINDS))('a hold of kind %s', (kind) => {
  test.each(Object.keys(JUMPS))('[S2] is never lengthened by a wall that jumps %s, whatever phase it meets', (jump) => {
    for (const phase of PHASES) {
      const rig = jumped(KINDS[kind]!, phase, JUMPS[jump]!);
      for (const { held_ms, planned_ms } of rig.holds) {
        expect(held_ms, phase).toBeLessThanOrEqual(planned_ms);
        expect(planned_ms, phase).toBeLessThanOrEqual(60_000);
      }
      expect(rig.session.pressed_ms['shoulder/left'], phase).toBeLessThanOrEqual(120_000);
    }
  });

  test('[S6] killed in any phase it loses what came after the last saved moment, and nothing before', () => {
    for (const phase of PHASES) {
      const rig = new Rig(
        plan_of([planned_hold({ repeats: 2, rest_ms: 15_000, ...KINDS[kind] }), planned_hold({ point: 'hip' })]),
      );
      rig.run_to(phase).run(2900, 100);
      const pressed_ms = phase === 'hold' ? 2900 : (rig.session.pressed_ms['shoulder/left'] ?? 0);
      rig.kill(30_000);
      expect(rig.mode, phase).toBe('parked');
      expect(rig.session.pressed_ms['shoulder/left'] ?? 0, phase).toBe(pressed_ms);
    }
  });
});
