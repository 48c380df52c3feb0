/** Levels, pulses, breaths, and when a rating is asked for. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { asked_for, band_of, beat_of, part_of, shown_key } from '../../../pwa/src/core/kinds';
import { plan_from } from '../../../pwa/src/core/plan';
import { next_cue } from '../../../pwa/src/core/session';
import type { Milestone } from '../../../pwa/src/core/state';
import type { ProtocolVersion } from '../../../pwa/src/wire.gen';
import { plan_of, planned_hold, Rig } from './rig';

const VECTORS = JSON.parse(readFileSync(new URL('../../vectors/limits.json', import.meta.url), 'utf8')) as {
  name: string;
  version: ProtocolVersion;
}[];

const LEVELS = [
  { hold_ms: 30_000, target_nrs: [3, 4] },
  { hold_ms: 30_000, target_nrs: [4, 5] },
  { hold_ms: 30_000, target_nrs: [5, 6] },
] as const;
const RAISED = planned_hold({
  hold_kind: 'raise-and-hold',
  hold_ms: 90_000,
  levels: LEVELS,
  target_nrs: [3, 6],
  ceiling_nrs: 7,
});
const PULSED = planned_hold({ hold_kind: 'pulse', hold_ms: 40_000, pulse: { press_ms: 5000, ease_ms: 3000 } });
const BREATHS = planned_hold({ hold_ms: 60_000, breaths: 3 });

function held(hold: typeof RAISED, ...more: (typeof RAISED)[]): Rig {
  return new Rig(plan_of([hold, ...more])).run_to('hold');
}

function said(rig: Rig, ...says: Milestone['says'][]): Milestone[] {
  return rig.effects.flatMap((effect) =>
    effect.type === 'announce' && says.includes(effect.milestone.says) ? [effect.milestone] : [],
  );
}

function rate(rig: Rig, nrs: number): void {
  rig.send({ type: 'rated', nrs });
}

describe('raise and hold', () => {
  test('[S19] with nobody rating, each level comes as it is written, with its own band, and its cue is known before', () => {
    const rig = held(RAISED).run(29_000);
    expect(band_of(RAISED, rig.session)).toEqual([3, 4]);
    expect(next_cue(rig.plan, rig.session)).toEqual({ cue: 'raise', in_ms: 1000, at_ms: 30_000 });
    rig.run(1000);
    expect(band_of(RAISED, rig.session)).toEqual([4, 5]);
    rig.run(60_000);
    expect(said(rig, 'raise')).toEqual([
      { says: 'raise', level: 2, levels: 3 },
      { says: 'raise', level: 3, levels: 3 },
    ]);
    expect(rig.last_hold).toMatchObject({ held_ms: 90_000, ended_by: 'time', level: 3 });
  });

  test('[S19] a rating that has not fallen holds the level back; once it falls, the next one comes at once', () => {
    const rig = held(RAISED).run(5000);
    rate(rig, 4);
    rig.run(35_000);
    expect(said(rig, 'raise')).toEqual([]);
    expect(next_cue(rig.plan, rig.session)?.cue).toBe('half');
    rate(rig, 3);
    expect(said(rig, 'raise')).toHaveLength(1);
    expect(rig.effects.at(-2)).toEqual({ type: 'sound', cue: 'raise' });
    expect(rig.session).toMatchObject({ level: 1, level_from_ms: 40_000 });
  });

  test.each([
    ['above the band of its level', [6, 5]],
    ['where it eased already', [4, 2]],
    ['once the ceiling was reached, however much lighter it is since', [7, 4, 3]],
  ])('[S20] no raise %s', (_, ratings) => {
    const rig = held(RAISED).run(3000);
    for (const nrs of ratings) {
      rate(rig, nrs);
      rig.run(2000);
    }
    rig.run(75_000);
    expect(said(rig, 'raise')).toEqual([]);
    rig.run(10_000);
    expect(rig.last_hold).toMatchObject({ held_ms: 90_000, level: 1 });
  });

  test('[S20] no level comes while nobody is awake; the one that was due comes on waking, and the next keeps its time', () => {
    const rig = held(RAISED).run(20_000);
    rig.sleep(35_000);
    expect(said(rig, 'raise')).toEqual([]);
    rig.run(50);
    expect(rig.session).toMatchObject({ level: 1, level_from_ms: 55_050 });
    rig.run(29_900);
    expect(said(rig, 'raise')).toHaveLength(1);
  });

  test('[S20] no raise for which no time is left to sink in', () => {
    const rig = held(planned_hold({ ...RAISED, hold_ms: 34_000 })).run(33_000);
    expect(said(rig, 'raise')).toEqual([]);
  });

  test('[S21] every attempt begins at the first level', () => {
    const rig = held(RAISED).run(40_000);
    rig.send({ type: 'paused' });
    expect(rig.last_hold).toMatchObject({ level: 2, held_ms: 40_000 });
    rig.pass(1000).send({ type: 'resumed' });
    rig.run_to('hold');
    expect(rig.session).toMatchObject({ level: 0, planned_ms: 50_000 });
  });

  test('[S21] [P4] halved, a hold stays at its first level', () => {
    const version = VECTORS.find(({ name }) => name === 'pressure raised by a therapist')!.version;
    const choices = { affected_side: 'left', left_out: [], is_halved: true } as const;
    const hold = plan_from(version, '', choices).holds.find(({ levels }) => levels !== undefined);
    expect(hold).toMatchObject({ hold_ms: 23_000, levels: [{ hold_ms: 23_000, target_nrs: [2, 2] }] });
  });
});

describe('pulse', () => {
  test('[S22] presses and lets up by turns, each heard, and ends on time', () => {
    const rig = held(PULSED);
    expect(beat_of(PULSED, rig.session)).toBe('press');
    expect(next_cue(rig.plan, rig.session)).toEqual({ cue: 'ease', in_ms: 5000, at_ms: 5000 });
    rig.run(5000);
    expect(beat_of(PULSED, rig.session)).toBe('ease');
    expect(next_cue(rig.plan, rig.session)).toEqual({ cue: 'press', in_ms: 3000, at_ms: 8000 });
    rig.run(35_000);
    expect(
      said(rig, 'press', 'ease')
        .map(({ says }) => says)
        .join(' '),
    ).toBe('ease press ease press ease press ease press ease');
    expect(said(rig, 'half')).toEqual([]);
    expect(rig.last_hold).toMatchObject({ held_ms: 40_000, ended_by: 'time' });
  });

  test('[S22] a press for which no whole time is left is not begun', () => {
    const rig = held(planned_hold({ ...PULSED, hold_ms: 12_000 })).run(8500);
    expect(beat_of(rig.plan.holds[0]!, rig.session)).toBe('ease');
    expect(next_cue(rig.plan, rig.session)?.cue).toBe('release');
  });

  test('[S23] letting up counts as held, for the caps and in the log', () => {
    const rig = held(PULSED).run(7000);
    rig.send({ type: 'released' });
    expect(rig.last_hold.held_ms).toBe(7000);
    expect(rig.session.pressed_ms['shoulder/left']).toBe(7000);
  });
});

describe('breaths', () => {
  test('[S24] the last breath ends the hold; a second press within a second is the same breath', () => {
    const rig = held(BREATHS).run(4000);
    rig.send({ type: 'breathed' });
    rig.run(500);
    rig.send({ type: 'breathed' });
    expect(rig.session.breaths).toBe(1);
    for (let i = 0; i < 2; i += 1) {
      rig.run(4000);
      rig.send({ type: 'breathed' });
    }
    expect(rig.mode).toBe('release');
    expect(rig.last_hold).toMatchObject({ held_ms: 12_500, ended_by: 'released', breaths: 3 });
  });

  test('[S24] whoever counts nothing is held no longer than the time', () => {
    const rig = held(BREATHS).run(60_000);
    expect(rig.last_hold).toMatchObject({ held_ms: 60_000, ended_by: 'time', breaths: 0 });
  });

  test('[S24] breaths of a broken-off hold count for what is left of it', () => {
    const rig = held(BREATHS).run(4000);
    rig.send({ type: 'breathed' });
    rig.run(4000);
    rig.send({ type: 'breathed' });
    rig.run(2000);
    rig.send({ type: 'paused' });
    rig.pass(1000).send({ type: 'resumed' });
    rig.run_to('hold').run(3000);
    rig.send({ type: 'breathed' });
    expect(rig.mode).toBe('release');
    expect(rig.last_hold).toMatchObject({ attempt: 2, breaths: 1 });
  });
});

describe('what is heard within a hold is also a state that lasts, and each change of it is shown', () => {
  const parts = (hold: typeof RAISED) => {
    const rig = held(hold);
    const found: [string | null, string][] = [];
    for (let at_ms = 0; at_ms < hold.hold_ms; at_ms += 1000) {
      const now = [part_of(hold, rig.session), shown_key(hold, rig.session)] as [string | null, string];
      if (found.at(-1)?.[0] !== now[0]) found.push(now);
      rig.run(1000);
    }
    expect(part_of(hold, rig.session)).toBeNull();
    expect(new Set(found.map(([, key]) => key)).size).toBeGreaterThan(new Set(found.map(([part]) => part)).size - 1);
    return found.map(([part]) => part);
  };

  test('half and the last five seconds of a hold that is long enough for them', () => {
    expect(parts(planned_hold({ hold_ms: 60_000 }))).toEqual([null, 'half', 'last-five']);
    expect(parts(planned_hold({ hold_ms: 20_000 }))).toEqual([null, 'last-five']);
    expect(parts(planned_hold({ hold_ms: 10_000 }))).toEqual([null]);
  });

  test('the beats of a pulse, and nothing else of it', () => {
    expect(parts(PULSED)).toEqual(Array(5).fill(['press', 'ease']).flat());
  });
});

describe('ratings', () => {
  function asked(rig: Rig) {
    return asked_for(rig.plan.holds[rig.session.hold]!, rig.session);
  }

  test('[S25] asked once pressure is steady, at mid-hold, and on release; each question goes by itself', () => {
    const rig = held(planned_hold(), planned_hold({ point: 'hip' }));
    expect(asked(rig)).toBe('steady');
    rig.run(10_000);
    expect(asked(rig)).toBeNull();
    rig.run(20_000);
    expect(asked(rig)).toBe('half');
    rig.run(10_000);
    expect(asked(rig)).toBeNull();
    rig.run_to('release');
    expect(asked(rig)).toBe('release');
    rig.run_to('setup').run(5000);
    expect(asked(rig)).toBe('release');
    rig.run(5000);
    expect(asked(rig)).toBeNull();
  });

  test('[S25] one answer is enough; after a raise it is asked again', () => {
    const rig = held(RAISED).run(2000);
    rate(rig, 4);
    expect(asked(rig)).toBeNull();
    rig.run(26_000);
    rate(rig, 3);
    rig.run(8000);
    expect(asked(rig)).toBe('steady');
  });

  test('[S17] what is rated on release follows the record as a fact of its own, and belongs to that attempt', () => {
    const rig = held(planned_hold(), planned_hold({ point: 'hip' })).run(5000);
    rate(rig, 5);
    rig.run_to('release').run(1000);
    rate(rig, 3);
    expect(rig.effects).toContainEqual(
      expect.objectContaining({
        kind: 'hold_rated',
        body: { step: 0, point: 'shoulder', side: 'left', repeat: 1, attempt: 1, after_ms: 61_000, nrs: 3 },
      }),
    );
    expect(rig.last_hold.ratings).toEqual([{ after_ms: 5000, nrs: 5 }]);
    expect(rig.session.felt?.ratings.map(({ nrs }) => nrs)).toEqual([5, 3]);
    expect(asked(rig)).toBeNull();
  });

  test('[S17] after 20 s, and once the next contact begins, it belongs to the hold no more', () => {
    const late = held(planned_hold({ rest_ms: 60_000 }))
      .run_to('rest')
      .run(19_000);
    expect(late.send({ type: 'rated', nrs: 3 })).toEqual([{ type: 'refuse', event: 'rated', reason: 'not-now' }]);
    const next = held(planned_hold({ release_ms: 0 }), planned_hold({ point: 'hip', setup_ms: 3000 })).run_to('setup');
    next.run_to('ramp');
    rate(next, 4);
    expect(next.session.ratings).toEqual([{ after_ms: 0, nrs: 4 }]);
  });

  test('[S9] [S17] too much, said while the other side is being looked for, leaves that out as well', () => {
    const rig = held(planned_hold(), planned_hold({ side: 'right' }), planned_hold({ point: 'hip' })).run_to('setup');
    expect(rig.session.hold).toBe(1);
    rate(rig, 8);
    expect([rig.mode, rig.session.hold]).toEqual(['setup', 2]);
    expect(rig.last_hold).toMatchObject({ side: 'right', ended_by: 'skipped' });
  });
});

describe('a session saved by an older app', () => {
  test('is taken up as it stands, and runs to its end', () => {
    const rig = held(planned_hold(), planned_hold({ point: 'hip' })).run(20_000);
    const { level, level_from_ms, breaths, breaths_before, felt, going_to, ...older } = rig.session;
    expect([level, level_from_ms, breaths, breaths_before, felt, going_to]).toEqual([0, 0, 0, 0, null, null]);
    rig.session = older;
    rig.kill(60_000);
    expect(rig.last_hold).toMatchObject({ ended_by: 'unobserved', held_ms: 20_000 });
    rig.send({ type: 'resumed' });
    rig.run_to('ended');
    expect(rig.holds.map((hold) => hold.held_ms)).toEqual([20_000, 40_000, 60_000]);
  });
});
