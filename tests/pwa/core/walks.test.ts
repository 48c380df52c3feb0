/** Thousands of seeded walks through the machine: late and early wake-ups, sleep, kills, pauses, redo, any press. */
import { describe, expect, test } from 'vitest';
import { open_question } from '../../../pwa/src/core/before-hold';
import { LONGEST_POINT_SIDE_MS, LONGEST_SELF_CARE_PLAN_MS } from '../../../pwa/src/core/limits';
import { PHASES, type Plan, type PlannedHold, phase_ms } from '../../../pwa/src/core/plan';
import { left_ms } from '../../../pwa/src/core/state';
import { plan_of, planned_hold, Rig } from './rig';

const WALKS = Number(process.env.HOLDWELL_WALKS ?? 3000);

/** mulberry32: small, seeded, good enough to choose with. */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function random_plan(roll: () => number): Plan {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(roll() * values.length)] as T;
  const audience = pick(['therapist', 'self-care'] as const);
  const cap_ms = pick(audience === 'self-care' ? [30_000, 60_000] : [30_000, 90_000]);
  const holds: PlannedHold[] = [];
  const points = pick([
    ['shoulder'],
    ['shoulder', 'hip'],
    ['shoulder', 'hip', 'calf'],
    ['calf', 'hip', 'shoulder', 'calf'],
  ]);
  const order = pick(['by-step', 'all-left-first', 'alternate']);
  for (const [step, point] of points.entries()) {
    const repeats = pick([1, 2, 3]);
    const hold_ms = Math.min(cap_ms, pick([10_000, 30_000, 45_000, 60_000]), LONGEST_POINT_SIDE_MS / repeats / 2);
    const rest_ms = pick([0, 10_000]);
    const body_position = pick([null, 'prone', 'supine'] as const);
    const asks = point === 'calf' ? CALF_ASKS : [];
    for (const side of pick([['left', 'right'], ['left'], ['midline']] as const)) {
      for (let repeat = 1; repeat <= repeats; repeat += 1) {
        holds.push(
          planned_hold({
            ...{ step, point, side, repeat, repeats, cap_ms, hold_ms },
            hold_kind: pick(['time', 'until-eased']),
            setup_ms: repeat === 1 ? 20_000 : 0,
            ramp_ms: pick([0, 5000]),
            release_ms: pick([0, 4000]),
            rest_ms: repeat < repeats ? rest_ms : 0,
            ceiling_nrs: pick([4, 6, 7]),
            ...{ body_position, asks },
          }),
        );
      }
    }
  }
  return plan_of(in_order(holds, order), { audience, position_change_ms: 20_000 });
}

const CALF_ASKS = [
  { question: 'clot', action: 'emergency' },
  { question: 'numb', action: 'refer-first' },
] as const;

/** Sides that come back later, and repeats that change sides: what a protocol's side order makes of a plan. */
function in_order(holds: PlannedHold[], order: string): PlannedHold[] {
  const is_right = (hold: PlannedHold) => Number(hold.side === 'right');
  if (order === 'all-left-first') return [...holds].sort((a, b) => is_right(a) - is_right(b));
  if (order === 'by-step') return holds;
  return [...holds]
    .sort((a, b) => a.step - b.step || a.repeat - b.repeat || is_right(a) - is_right(b))
    .map((hold) => ({ ...hold, setup_ms: 20_000, rest_ms: 0 }));
}

/** Hand-made disorder: what may happen next, by weight. */
const HAPPENINGS: readonly (readonly [number, (rig: Rig, roll: () => number) => void])[] = [
  [40, (rig, roll) => void rig.run(50 + roll() * 4000, 400)],
  [10, (rig, roll) => void rig.run(left_ms(rig.session) - 60 + roll() * 120, 900)],
  [6, (rig, roll) => rig.pass(roll() * 1999).send({ type: 'ticked' })],
  [4, (rig, roll) => rig.sleep(roll() * 90_000, 0)],
  [4, (rig, roll) => rig.sleep(roll() * 90_000)],
  [2, (rig, roll) => rig.set_wall((roll() - 0.5) * 7_200_000)],
  [4, (rig, roll) => rig.kill(roll() * 600_000)],
  [6, (rig) => rig.send({ type: 'paused' })],
  [12, (rig) => rig.send({ type: 'resumed' })],
  [5, (rig) => rig.send({ type: 'redone' })],
  [5, (rig) => rig.send({ type: 'extended' })],
  [5, (rig) => rig.send({ type: 'released' })],
  [4, (rig) => rig.send({ type: 'skipped' })],
  [5, (rig) => rig.send({ type: 'begun_early' })],
  [6, (rig, roll) => rig.send({ type: 'rated', nrs: Math.floor(roll() * 9) })],
  [1, (rig) => rig.send({ type: 'paused' })],
  [14, (rig, roll) => answer(rig, roll() < 0.03 ? 'yes' : 'no')],
  [1, (rig) => rig.send({ type: 'reacted', reaction: 'numb', scope: 'point' })],
  [0.3, (rig) => rig.send({ type: 'stopped' })],
];

/** An answer to what is asked, if anything is; else one that comes too late. */
function answer(rig: Rig, given: 'yes' | 'no'): void {
  const open = open_question(rig.session, rig.plan.holds[rig.session.hold]);
  rig.send({ type: 'answered', question: open?.question ?? 'clot', answer: given });
}

const WEIGHT = HAPPENINGS.reduce((sum, [weight]) => sum + weight, 0);

function happen(rig: Rig, roll: () => number): void {
  let at = roll() * WEIGHT;
  for (const [weight, act] of HAPPENINGS) {
    at -= weight;
    if (at < 0) {
      act(rig, roll);
      return;
    }
  }
}

function walk(seed: number): Rig {
  const roll = dice(seed);
  const rig = new Rig(random_plan(roll));
  for (let i = 0; i < 600 && rig.mode !== 'ended'; i += 1) happen(rig, roll);
  // Every walk ends: whoever only waits and continues comes to the end.
  for (let i = 0; i < 2000 && rig.mode !== 'ended'; i += 1) {
    if (rig.mode === 'paused' || rig.mode === 'parked') rig.send({ type: 'resumed' });
    if (rig.mode === 'asking') answer(rig, 'no');
    rig.pass(1000).send({ type: 'ticked' });
  }
  return rig;
}

/** What must be true after any walk, by id. */
function broken_invariants(rig: Rig): string[] {
  const { holds, plan, session } = rig;
  const by_place = new Map<string, number>();
  const by_hold = new Map<string, number>();
  /** Held in all attempts at one hold since it was last begun anew. */
  const chains = new Map<string, number>();
  const broken: string[] = [];
  const claim = (is_true: boolean, sentence: string) => void (is_true || broken.push(sentence));
  for (const hold of holds) {
    const planned = plan.holds.find((p) => p.step === hold.step && p.side === hold.side && p.repeat === hold.repeat);
    const key = `${hold.step}/${hold.side}/${hold.repeat}`;
    claim(planned !== undefined, '[I1] a hold that ended was planned');
    claim(hold.held_ms >= 0 && hold.held_ms <= hold.planned_ms, '[I2] held never passes planned');
    claim(hold.observed_ms >= 0 && hold.observed_ms <= hold.held_ms, '[I2] observed never passes held');
    claim(hold.planned_ms <= (planned?.cap_ms ?? 0), '[I3] no hold is planned past its cap');
    claim(hold.attempt === (by_hold.get(key) ?? 0) + 1, '[I4] attempts count from 1 without a gap');
    claim(
      hold.ended_by !== 'time' || hold.held_ms === hold.planned_ms,
      '[I5] ended by time means held to the deadline',
    );
    claim(hold.paused_ms >= 0, '[I6] time does not run backwards');
    by_hold.set(key, hold.attempt);
    // A full attempt after another is a Redo, which begins anew.
    const is_anew = hold.planned_ms >= (planned?.hold_ms ?? 0);
    chains.set(key, (is_anew ? 0 : (chains.get(key) ?? 0)) + hold.held_ms);
    claim(
      (chains.get(key) ?? 0) <= (planned?.cap_ms ?? 0),
      '[I3] no hold passes its cap, over its broken-off attempts',
    );
    by_place.set(`${hold.point}/${hold.side}`, (by_place.get(`${hold.point}/${hold.side}`) ?? 0) + hold.held_ms);
  }
  for (const ms of by_place.values()) claim(ms <= LONGEST_POINT_SIDE_MS, '[I3] no point and side passes 180 s');
  expect(Object.fromEntries([...by_place].filter(([, ms]) => ms > 0))).toEqual(
    Object.fromEntries(Object.entries(session.pressed_ms).filter(([, ms]) => ms > 0)),
  );
  broken.push(...pressed_unasked(rig));
  const ends = rig.effects.filter((effect) => effect.type === 'record' && effect.kind === 'session_ended');
  claim(rig.mode === 'ended' && ends.length === 1, '[I7] every walk ends, once');
  claim(rig.effects.findLast((effect) => effect.type === 'record') === ends[0], '[S12] the end is the last fact');
  const is_whole = plan.holds.every((p) => by_hold.has(`${p.step}/${p.side}/${p.repeat}`));
  claim(session.reason !== 'completed' || is_whole, '[S12] a completed session accounts for every hold');
  const due_ms = plan.holds.reduce((sum, h) => sum + PHASES.reduce((s, kind) => s + phase_ms(h, kind), 0), 0);
  const is_capped = plan.audience === 'self-care' && due_ms <= LONGEST_SELF_CARE_PLAN_MS;
  claim(!is_capped || due_ms + session.extra_ms <= LONGEST_SELF_CARE_PLAN_MS, '[S8] self-care stays within 20 minutes');
  return broken;
}

/** [S15] Contact begins only with as many answers as steps were pressed that ask; nothing follows a yes but the end. */
function pressed_unasked({ effects, plan }: Rig): string[] {
  const pressed = new Set<number>();
  const noes: Record<string, number> = {};
  const broken: string[] = [];
  for (const [i, effect] of effects.entries()) {
    if (effect.type === 'record' && effect.kind === 'screening_answered') {
      const { question, answer: given } = effect.body;
      noes[question] = (noes[question] ?? 0) + 1;
      const is_end = given === 'no' || JSON.stringify(effects[i + 1]).includes('"reason":"stopped"');
      if (!is_end) broken.push('[S15] a yes ends the session');
    }
    if (effect.type !== 'announce' || effect.milestone.says !== 'phase' || effect.milestone.phase === 'setup') continue;
    const hold = plan.holds[effect.milestone.hold];
    if (hold === undefined || hold.asks?.length === 0) continue;
    pressed.add(hold.step);
    for (const { question } of hold.asks ?? [])
      if ((noes[question] ?? 0) < pressed.size) broken.push('[S15] no hold of such a point runs without its answer');
  }
  return broken;
}

describe(`${WALKS} seeded walks`, () => {
  test('[S2] [S8] [S12] [S15] end with facts that add up and no cap passed', { timeout: 120_000 }, () => {
    for (let seed = 1; seed <= WALKS; seed += 1) {
      const broken = broken_invariants(walk(seed));
      expect(broken, `seed ${seed}`).toEqual([]);
    }
  });

  test('the walks go everywhere: every way a hold can end, and parking by sleep and by reload', () => {
    const seen = new Set<string>();
    const answers = new Set<string>();
    for (let seed = 1; seed <= 400; seed += 1) {
      const rig = walk(seed);
      for (const hold of rig.holds) seen.add(hold.ended_by);
      for (const { answer: given } of rig.answers) answers.add(given);
    }
    expect([...answers].sort()).toEqual(['no', 'yes']);
    expect([...seen].sort()).toEqual(
      ['ceiling', 'eased', 'reaction', 'redone', 'released', 'skipped', 'stopped', 'time', 'unobserved'].sort(),
    );
  });
});
