/** Every event in every mode: the table of the session machine, cell by cell. */
import { describe, expect, test } from 'vitest';
import type { Effect, EventType, Mode } from '../../../pwa/src/core/state';
import { plan_of, planned_hold, Rig } from './rig';

const ASKING_PLAN = plan_of([
  planned_hold(),
  planned_hold({ step: 1, point: 'calf', asks: [{ question: 'clot', action: 'emergency' }] }),
]);

const EVENTS: Record<EventType, Parameters<Rig['send']>[0]> = {
  ticked: { type: 'ticked' },
  begun_early: { type: 'begun_early' },
  released: { type: 'released' },
  paused: { type: 'paused' },
  resumed: { type: 'resumed' },
  redone: { type: 'redone' },
  skipped: { type: 'skipped' },
  extended: { type: 'extended' },
  rated: { type: 'rated', nrs: 4 },
  reacted: { type: 'reacted', reaction: 'numb', scope: 'point' },
  stopped: { type: 'stopped' },
  answered: { type: 'answered', question: 'clot', answer: 'no' },
  breathed: { type: 'breathed' },
  went_back: { type: 'went_back' },
  jumped: { type: 'jumped', hold: 3 },
  added: { type: 'added', holds: [planned_hold({ step: 2, point: 'forearm' })] },
  reloaded: { type: 'reloaded' },
};

/** A rig in each mode, ten seconds (or less) into it; `setup` is that of the second place, so that Redo has something. */
const MODES: Record<Mode, () => Rig> = {
  setup: () => new Rig().run_to('rest').run_to('ramp').run_to('setup').run(10_000),
  ramp: () => new Rig().run_to('ramp').run(2000),
  hold: () => new Rig().run_to('hold').run(10_000),
  release: () => new Rig().run_to('release').run(2000),
  rest: () => new Rig().run_to('rest').run(5000),
  paused: () => {
    const rig = new Rig().run_to('hold').run(10_000);
    rig.send({ type: 'paused' });
    return rig.pass(3000);
  },
  parked: () => {
    const rig = new Rig().run_to('hold').run(10_000);
    rig.sleep(600_000);
    return rig.pass(3000);
  },
  asking: () => new Rig(ASKING_PLAN).run_to('asking').pass(3000),
  ended: () => {
    const rig = new Rig().run_to('hold').run(10_000);
    rig.send({ type: 'stopped' });
    return rig.pass(3000);
  },
};

/** What one event did: the hold that ended and how, the refusal, the mode after it and the hold it stands at. */
function summary(rig: Rig, effects: Effect[]): string {
  const ended = effects.flatMap((effect) =>
    effect.type === 'record' && effect.kind === 'hold_ended' ? [`${effect.body.ended_by} ${effect.body.held_ms}`] : [],
  );
  const refused = effects.flatMap((effect) => (effect.type === 'refuse' ? [`no: ${effect.reason}`] : []));
  return [...ended, ...refused, `${rig.mode} ${rig.session.hold}`].join(', ');
}

// biome-ignore format: read beside the table of core/session.ts
const EXPECTED: Record<EventType, Record<Mode, string>> = {
  ticked: { setup: 'setup 2', ramp: 'ramp 0', hold: 'hold 0', release: 'release 0', rest: 'rest 0', paused: 'paused 0', parked: 'parked 1', asking: 'asking 1', ended: 'ended 0' },
  begun_early: { setup: 'ramp 2', ramp: 'no: not-now, ramp 0', hold: 'no: not-now, hold 0', release: 'no: not-now, release 0', rest: 'no: not-now, rest 0', paused: 'no: not-now, paused 0', parked: 'no: not-now, parked 1', asking: 'no: not-now, asking 1', ended: 'ended 0' },
  released: { setup: 'released 0, setup 3', ramp: 'released 0, release 0', hold: 'released 10000, release 0', release: 'rest 0', rest: 'ramp 1', paused: 'no: not-now, paused 0', parked: 'no: not-now, parked 1', asking: 'no: not-now, asking 1', ended: 'ended 0' },
  paused: { setup: 'paused 2', ramp: 'paused 0', hold: 'released 10000, paused 0', release: 'paused 0', rest: 'paused 0', paused: 'paused 0', parked: 'parked 1', asking: 'asking 1', ended: 'ended 0' },
  resumed: { setup: 'setup 2', ramp: 'ramp 0', hold: 'hold 0', release: 'release 0', rest: 'rest 0', paused: 'ramp 0', parked: 'setup 1', asking: 'asking 1', ended: 'ended 0' },
  redone: { setup: 'setup 1', ramp: 'no: nothing-to-redo, ramp 0', hold: 'redone 10000, release 0', release: 'release 0', rest: 'ramp 0', paused: 'setup 0', parked: 'setup 0', asking: 'no: not-now, asking 1', ended: 'ended 0' },
  skipped: { setup: 'skipped 0, setup 3', ramp: 'skipped 0, release 0', hold: 'skipped 10000, release 0', release: 'ramp 1', rest: 'ramp 1', paused: 'paused 1', parked: 'skipped 0, parked 2', asking: 'no: not-now, asking 1', ended: 'ended 0' },
  extended: { setup: 'setup 2', ramp: 'no: not-now, ramp 0', hold: 'hold 0', release: 'no: not-now, release 0', rest: 'rest 0', paused: 'no: not-now, paused 0', parked: 'no: not-now, parked 1', asking: 'no: not-now, asking 1', ended: 'ended 0' },
  rated: { setup: 'setup 2', ramp: 'ramp 0', hold: 'hold 0', release: 'release 0', rest: 'rest 0', paused: 'no: not-now, paused 0', parked: 'no: not-now, parked 1', asking: 'no: not-now, asking 1', ended: 'ended 0' },
  reacted: { setup: 'skipped 0, paused 3', ramp: 'reaction 0, skipped 0, skipped 0, paused 3', hold: 'reaction 10000, skipped 0, skipped 0, paused 3', release: 'skipped 0, skipped 0, paused 3', rest: 'skipped 0, skipped 0, paused 3', paused: 'skipped 0, skipped 0, paused 3', parked: 'skipped 0, skipped 0, paused 3', asking: 'paused 1', ended: 'ended 0' },
  stopped: { setup: 'ended 2', ramp: 'stopped 0, ended 0', hold: 'stopped 10000, ended 0', release: 'ended 0', rest: 'ended 0', paused: 'ended 0', parked: 'ended 1', asking: 'ended 1', ended: 'ended 0' },
  answered: { setup: 'setup 2', ramp: 'ramp 0', hold: 'hold 0', release: 'release 0', rest: 'rest 0', paused: 'paused 0', parked: 'parked 1', asking: 'setup 1', ended: 'ended 0' },
  breathed: { setup: 'no: not-now, setup 2', ramp: 'no: not-now, ramp 0', hold: 'no: not-now, hold 0', release: 'no: not-now, release 0', rest: 'no: not-now, rest 0', paused: 'no: not-now, paused 0', parked: 'no: not-now, parked 1', asking: 'no: not-now, asking 1', ended: 'ended 0' },
  went_back: { setup: 'setup 1', ramp: 'no: nothing-before, ramp 0', hold: 'no: nothing-before, hold 0', release: 'no: nothing-before, release 0', rest: 'no: nothing-before, rest 0', paused: 'no: nothing-before, paused 0', parked: 'parked 0', asking: 'no: not-now, asking 1', ended: 'ended 0' },
  jumped: { setup: 'skipped 0, setup 3', ramp: 'skipped 0, release 0', hold: 'skipped 10000, release 0', release: 'release 0', rest: 'skipped 0, skipped 0, setup 3', paused: 'skipped 0, skipped 0, paused 3', parked: 'skipped 0, skipped 0, parked 3', asking: 'no: not-now, asking 1', ended: 'ended 0' },
  added: { setup: 'setup 2', ramp: 'ramp 0', hold: 'hold 0', release: 'release 0', rest: 'rest 0', paused: 'paused 0', parked: 'parked 1', asking: 'asking 1', ended: 'ended 0' },
  reloaded: { setup: 'parked 2', ramp: 'parked 0', hold: 'unobserved 10000, parked 0', release: 'parked 1', rest: 'parked 1', paused: 'parked 0', parked: 'parked 1', asking: 'parked 1', ended: 'ended 0' },
};

describe('the table', () => {
  for (const [type, cells] of Object.entries(EXPECTED)) {
    for (const [mode, expected] of Object.entries(cells)) {
      test(`${type} in ${mode}: ${expected}`, () => {
        const rig = MODES[mode as Mode]();
        expect(rig.mode).toBe(mode);
        expect(summary(rig, rig.send(EVENTS[type as EventType]))).toBe(expected);
      });
    }
  }

  test('[S26] says the same of a session that was sent to a hold which its plan does not have', () => {
    for (const [mode, rig_in] of Object.entries(MODES)) {
      const rig = rig_in();
      const { plan, session } = rig;
      for (const [type, event] of Object.entries(EVENTS)) {
        Object.assign(rig, { plan, session: { ...session, going_to: plan.holds.length + 2 } });
        const expected = EXPECTED[type as EventType][mode as Mode];
        expect(summary(rig, rig.send(event)), `${type} in ${mode}`).toBe(expected);
      }
    }
  });

  test('has a cell for every event in every mode', () => {
    expect(Object.keys(EXPECTED)).toEqual(Object.keys(EVENTS));
    for (const cells of Object.values(EXPECTED)) expect(Object.keys(cells)).toEqual(Object.keys(MODES));
  });
});
