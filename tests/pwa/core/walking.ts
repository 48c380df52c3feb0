/**
 * Seeded walks through the machine: late and early wake-ups, sleep, kills, set clocks, every press, over all kinds of hold.
 *
 * What must be true of every walk, by id (DESIGN.md section 3 lists them):
 *  [I1] A hold that ended was planned.                    [I7] Every walk ends, once, and the end is its last fact.
 *  [I2] Held never passes planned, observed never held.   [I8] No phase runs that nobody saw or heard.
 *  [I3] No hold, and no point and side, passes its cap.   [I9] No level is raised at, or after, the ceiling, or past the last.
 *  [I4] Attempts count from 1 without a gap.              [I10] No hold takes more breaths than it counts.
 *  [I5] Ended by time means held to the deadline.         [I11] A rating that follows belongs to a record, and comes after it.
 *  [I6] No time runs backwards.                           [I12] A step is added at the table only; no plan passes its length.
 *  [I13] What is said to be to go is what it takes.       [I14] Minutes that are given move nothing that was begun or chosen.
 */
import { open_question } from '../../../pwa/src/core/before-hold';
import { LONGEST_PLAN_MS, LONGEST_POINT_SIDE_MS, LONGEST_SELF_CARE_PLAN_MS } from '../../../pwa/src/core/limits';
import { PHASES, type Plan, type PlannedHold, phase_ms } from '../../../pwa/src/core/plan';
import { left_ms, SLEEP_MS } from '../../../pwa/src/core/state';
import { to_go_ms } from '../../../pwa/src/core/to-go';
import type { ProtocolVersion } from '../../../pwa/src/wire.gen';
import { rolls_of } from '../support/fakes';
import { plan_of, planned_hold, type Rig } from './rig';
import { WatchedRig } from './watching';

type Roll = () => number;

function picking(roll: Roll): <T>(values: readonly T[]) => T {
  return <T>(values: readonly T[]) => values[Math.floor(roll() * values.length)] as T;
}

// -- Plans ------------------------------------------------------------------------------------------------------------

const CALF_ASKS = [
  { question: 'clot', action: 'emergency' },
  { question: 'numb', action: 'refer-first' },
] as const;

function random_plan(roll: Roll): Plan {
  const pick = picking(roll);
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
        const hold = planned_hold({
          ...{ step, point, side, repeat, repeats, cap_ms, hold_ms },
          setup_ms: repeat === 1 ? 20_000 : 0,
          ramp_ms: pick([0, 5000]),
          release_ms: pick([0, 4000]),
          rest_ms: repeat < repeats ? rest_ms : 0,
          ceiling_nrs: pick([4, 6, 7]),
          ...{ body_position, asks },
        });
        holds.push({ ...hold, ...random_kind(roll, hold) });
      }
    }
  }
  return plan_of(in_order(holds, order), { audience, position_change_ms: 20_000 });
}

function random_kind(roll: Roll, { hold_ms }: PlannedHold): Partial<PlannedHold> {
  const pick = picking(roll);
  const breaths = pick([undefined, undefined, undefined, 2, 5]);
  const counted = breaths === undefined ? {} : { breaths };
  const hold_kind = pick(['time', 'until-eased', 'raise-and-hold', 'pulse'] as const);
  if (hold_kind === 'pulse')
    return { ...counted, hold_kind, pulse: { press_ms: pick([2000, 5000, 9000]), ease_ms: pick([2000, 6000]) } };
  if (hold_kind !== 'raise-and-hold') return { ...counted, hold_kind };
  const count = pick([2, 3]);
  const levels = Array.from({ length: count }, (_, i) => ({
    hold_ms: hold_ms / count,
    target_nrs: [2 + i, 3 + i] as const,
  }));
  return { ...counted, hold_kind, levels };
}

/** Sides that come back later, and repeats that change sides: what a protocol's side order makes of a plan. */
function in_order(holds: PlannedHold[], order: string): PlannedHold[] {
  const is_right = (hold: PlannedHold) => Number(hold.side === 'right');
  if (order === 'all-left-first') return [...holds].sort((a, b) => is_right(a) - is_right(b));
  if (order === 'by-step') return holds;
  return [...holds]
    .sort((a, b) => a.step - b.step || a.repeat - b.repeat || is_right(a) - is_right(b))
    .map((hold) => ({ ...hold, setup_ms: 20_000, rest_ms: 0 }));
}

// -- What may happen --------------------------------------------------------------------------------------------------

type Act = (rig: WatchedRig, roll: Roll) => void;
type Happenings = readonly (readonly [number, Act])[];

/** Hand-made disorder: what may happen next, by weight. These are those that the first pinned seeds walked by. */
export const FIRST_HAPPENINGS: Happenings = [
  [40, (rig, roll) => void rig.run(50 + roll() * 4000, 900)],
  [10, (rig, roll) => void rig.run(left_ms(rig.session) - 60 + roll() * 120, 1500)],
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
  [8, (rig, roll) => rig.send({ type: 'rated', nrs: Math.floor(roll() * 9) })],
  [6, (rig) => rig.send({ type: 'breathed' })],
  [2, (rig) => rig.send({ type: 'went_back' })],
  [2, (rig, roll) => rig.send({ type: 'jumped', hold: Math.floor(roll() * (rig.plan.holds.length + 1)) })],
  [1, (rig, roll) => add(rig, roll)],
  [14, (rig, roll) => answer(rig, roll() < 0.03 ? 'yes' : 'no')],
  [1, (rig) => rig.send({ type: 'reacted', reaction: 'numb', scope: 'point' })],
  [0.3, (rig) => rig.send({ type: 'stopped' })],
];

const HAPPENINGS: Happenings = [
  ...FIRST_HAPPENINGS,
  [3, (rig, roll) => give_minutes(rig, roll)],
  [4, (rig, roll) => hear(rig, roll)],
  [0.5, (rig) => rig.count()],
];

/** Anything from nothing to more than it takes, right after a way was chosen as often as not. */
function give_minutes(rig: WatchedRig, roll: Roll): void {
  const is_chosen = roll() < 0.5;
  if (is_chosen) rig.send({ type: 'jumped', hold: Math.floor(roll() * rig.plan.holds.length) });
  rig.fit(version_of(rig.plan, roll), roll() * 1.2 * to_go_ms(rig.plan, rig.session));
  rig.count();
}

/** Asleep, and so much of it the track played; a track may claim more than there was. */
function hear(rig: WatchedRig, roll: Roll): void {
  const ms = SLEEP_MS + 1 + roll() * 90_000;
  rig.wake(ms, roll() * 1.2 * ms, roll() < 0.5 ? ms : roll() * ms);
}

/** As much of a version as a fit asks for. */
function version_of(plan: Plan, roll: Roll): ProtocolVersion {
  const steps = new Map(plan.holds.map(({ step, point }) => [step, { point, optional: roll() < 0.3 }]));
  const use = { hold_s: { min: 10 } };
  const points = [...steps.values()].map(({ point }) => ({ id: point, therapist: use, self: use }));
  const all = Array.from({ length: Math.max(...steps.keys()) + 1 }, (_, step) => steps.get(step) ?? {});
  return { protocol: { audience: plan.audience, steps: all }, points } as unknown as ProtocolVersion;
}

/** An answer to what is asked, if anything is; else one that comes too late. */
function answer(rig: Rig, given: 'yes' | 'no'): void {
  const open = open_question(rig.session, rig.plan.holds[rig.session.hold]);
  rig.send({ type: 'answered', question: open?.question ?? 'clot', answer: given });
}

/** A step at a new point, at one that is pressed already, or one that is too long. */
function add(rig: Rig, roll: Roll): void {
  const pick = picking(roll);
  const step = Math.max(...rig.plan.holds.map((hold) => hold.step)) + 1;
  const hold = planned_hold({ step, point: pick(['shoulder', 'forearm']), hold_ms: pick([20_000, 60_000, 120_000]) });
  rig.send({ type: 'added', holds: pick([[hold], [hold, { ...hold, side: 'right' as const }]]) });
}

function happen(rig: WatchedRig, roll: Roll, happenings: Happenings): void {
  let at = roll() * happenings.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, act] of happenings) {
    at -= weight;
    if (at < 0) return act(rig, roll);
  }
}

/** The walk of this seed, to its end: whoever only waits and continues comes there. */
export function walk(seed: number, happenings = HAPPENINGS): WatchedRig {
  const roll = rolls_of(seed);
  const rig = new WatchedRig(random_plan(roll));
  for (let i = 0; i < 400 && rig.mode !== 'ended'; i += 1) happen(rig, roll, happenings);
  for (let i = 0; i < 4000 && rig.mode !== 'ended'; i += 1) {
    if (rig.mode === 'paused' || rig.mode === 'parked') rig.send({ type: 'resumed' });
    if (rig.mode === 'asking') answer(rig, 'no');
    rig.pass(Math.max(500, Math.min(1900, left_ms(rig.session)))).send({ type: 'ticked' });
  }
  return rig;
}

// -- What must be true ------------------------------------------------------------------------------------------------

/** The sentences, with their ids, that are not true of this walk. */
export function broken_invariants(rig: WatchedRig): string[] {
  const { plan, session } = rig;
  const broken = new Set(rig.broken);
  const claim = (is_true: boolean, sentence: string) => void (is_true || broken.add(sentence));
  const by_hold = judge_holds(rig, claim);
  judge_ratings(rig, claim);
  for (const sentence of pressed_unasked(rig)) broken.add(sentence);
  const ends = rig.effects.filter((effect) => effect.type === 'record' && effect.kind === 'session_ended');
  claim(rig.mode === 'ended' && ends.length === 1, '[I7] every walk ends, once');
  claim(rig.effects.findLast((effect) => effect.type === 'record') === ends[0], '[I7] [S12] the end is the last fact');
  const is_whole = plan.holds.every((p) => by_hold.has(`${p.step}/${p.side}/${p.repeat}`));
  claim(session.reason !== 'completed' || is_whole, '[S12] a completed session accounts for every hold');
  const due_ms = plan.holds.reduce((sum, h) => sum + PHASES.reduce((s, kind) => s + phase_ms(h, kind), 0), 0);
  const is_capped = plan.audience === 'self-care' && due_ms <= LONGEST_SELF_CARE_PLAN_MS;
  claim(!is_capped || due_ms + session.extra_ms <= LONGEST_SELF_CARE_PLAN_MS, '[S8] self-care stays within 20 minutes');
  const added = rig.effects.filter((effect) => effect.type === 'record' && effect.kind === 'step_added');
  claim(
    added.length === 0 || (plan.audience === 'therapist' && due_ms <= LONGEST_PLAN_MS),
    '[I12] added at the table only',
  );
  return [...broken];
}

type Claim = (is_true: boolean, sentence: string) => void;

/** Every record of a hold; gives back the attempts by hold. */
function judge_holds({ holds, plan, session }: Rig, claim: Claim): Map<string, number> {
  const by_place = new Map<string, number>();
  const by_hold = new Map<string, number>();
  /** Held, and breathed, in all attempts at one hold since it was last begun anew. */
  const chains = new Map<string, { held_ms: number; breaths: number }>();
  for (const hold of holds) {
    const planned = plan.holds.find((p) => p.step === hold.step && p.side === hold.side && p.repeat === hold.repeat);
    const key = `${hold.step}/${hold.side}/${hold.repeat}`;
    const cap_ms = planned?.cap_ms ?? 0;
    claim(planned !== undefined, '[I1] a hold that ended was planned');
    claim(hold.held_ms >= 0 && hold.held_ms <= hold.planned_ms, '[I2] held never passes planned');
    claim(hold.observed_ms >= 0 && hold.observed_ms <= hold.held_ms, '[I2] observed never passes held');
    claim(hold.planned_ms <= cap_ms, '[I3] no hold is planned past its cap');
    claim(hold.attempt === (by_hold.get(key) ?? 0) + 1, '[I4] attempts count from 1 without a gap');
    claim(hold.ended_by !== 'time' || hold.held_ms === hold.planned_ms, '[I5] ended by time: held to the deadline');
    claim(hold.paused_ms >= 0, '[I6] time does not run backwards');
    claim(!hold.level || hold.level <= (planned?.levels?.length ?? 0), '[I9] no level past the last');
    by_hold.set(key, hold.attempt);
    // A full attempt after another is a Redo, or come back to: it begins anew.
    const before = hold.planned_ms >= (planned?.hold_ms ?? 0) ? undefined : chains.get(key);
    const chain = {
      held_ms: (before?.held_ms ?? 0) + hold.held_ms,
      breaths: (before?.breaths ?? 0) + (hold.breaths ?? 0),
    };
    chains.set(key, chain);
    claim(chain.held_ms <= cap_ms, '[I3] no hold passes its cap, over its broken-off attempts');
    claim(chain.breaths <= (planned?.breaths ?? chain.breaths), '[I10] no more breaths than it counts');
    by_place.set(`${hold.point}/${hold.side}`, (by_place.get(`${hold.point}/${hold.side}`) ?? 0) + hold.held_ms);
  }
  for (const [place, ms] of by_place) {
    claim(ms <= LONGEST_POINT_SIDE_MS, '[I3] no point and side passes 180 s');
    claim(ms === (session.pressed_ms[place] ?? 0), '[I2] what the session counts is what the facts add up to');
  }
  return by_hold;
}

/** [I11] */
function judge_ratings({ effects }: Rig, claim: Claim): void {
  const held = new Map<string, number>();
  for (const effect of effects) {
    if (effect.type !== 'record') continue;
    if (effect.kind !== 'hold_ended' && effect.kind !== 'hold_rated') continue;
    const { step, side, repeat, attempt } = effect.body;
    const key = `${step}/${side}/${repeat}/${attempt}`;
    if (effect.kind === 'hold_ended') held.set(key, effect.body.held_ms);
    else claim(effect.body.after_ms >= (held.get(key) ?? Number.NaN), '[I11] a rating follows the record of its hold');
  }
}

/** [S15] Contact begins only with as many answers as steps were pressed that ask; nothing follows a yes but the end. */
function pressed_unasked({ effects, place_of }: WatchedRig): string[] {
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
    const hold = place_of.get(effect);
    if (!hold?.asks?.length) continue;
    pressed.add(hold.step);
    for (const { question } of hold.asks)
      if ((noes[question] ?? 0) < pressed.size) broken.push('[S15] no hold of such a point runs without its answer');
  }
  return broken;
}
