/** THE RUN, in every phase and under every card. */
import type { Preflight } from '../../../pwa/src/app/cue-model';
import type { Run } from '../../../pwa/src/app/model';
import { type PlannedHold, plan_from } from '../../../pwa/src/core/plan';
import { stop_rule } from '../../../pwa/src/core/stop-rules';
import { READY, version_of } from './fake-model';
import { dial_of, run_of, Walk } from './running';
import type { Scene } from './scenes';
import { flow_of } from './scenes-flow';

type Lead = (walk: Walk) => Walk;

function run(
  lead: Lead,
  change: Partial<Run> = {},
  id = 'upper-back-pain-therapist',
  kind: Partial<PlannedHold> = {},
): Scene {
  return (model, library) => {
    const { version, digest } = version_of(library, id);
    const plan = plan_from(version, digest, { affected_side: 'left', left_out: [] });
    const walk = lead(new Walk({ ...plan, holds: plan.holds.map((hold) => ({ ...hold, ...kind })) }));
    const client_name = id.endsWith('therapist') ? 'R. M.' : null;
    model.route.value = { screen: 'flow' };
    model.flow.value = flow_of(library, id, { step: 'run', client_id: 'client-1' });
    const addable = client_name ? library.points : [];
    model.run.value = { ...run_of(walk, version, client_name), addable, ...change };
    model.dial.value = dial_of(walk);
    // Looked at on return only: where it stands parked, and as a scene says.
    if (walk.session.stage !== 'parked') model.preflight.value = null;
  };
}

/** Come back from outside while it is paused. */
function returned(found: Preflight): Scene {
  return (model, library) => {
    run((walk) => to_hold(walk).press({ type: 'paused' }))(model, library);
    model.preflight.value = found;
  };
}

/** All that can be amiss at once. */
const ALL_AMISS: Preflight = {
  tone: 'unasked',
  screen: 'refused',
  battery: { share: 0.12, is_low: true },
  storage: 'best-effort',
  clock: { ahead_ms: 300_000, is_off: true },
  voice: 'none',
  unsent: 12,
};

/** Told by the field alone. */
function silent(lead: Lead): Scene {
  return (model, library) => {
    run(lead, {}, SELF)(model, library);
    model.hearing.value = { profile: 'silent', volume: 0.6 };
  };
}

const SELF = 'upper-back-pain-self-care';
const ALL = 'upper-back-pain-therapist';
const RAISED: Partial<PlannedHold> = {
  hold_kind: 'raise-and-hold',
  levels: [
    { hold_ms: 20_000, target_nrs: [4, 4] },
    { hold_ms: 20_000, target_nrs: [4, 5] },
    { hold_ms: 20_000, target_nrs: [5, 6] },
  ],
};
const PULSED: Partial<PlannedHold> = { hold_kind: 'pulse', pulse: { press_ms: 6000, ease_ms: 4000 } };
const to_hold: Lead = (walk) => walk.until('rest').until('hold').pass(2).press({ type: 'rated', nrs: 5 }).pass(16);

export const RUN_SCENES: Record<string, Scene> = {
  'run/setup': run((walk) => walk.pass(4), {}, SELF),
  'run/adapted': (model, library) => {
    run((walk) => walk.pass(4), {}, SELF)(model, library);
    const flow = model.flow.value;
    const question = flow?.questions.find(({ id }) => id === 'widespread-pain');
    if (!flow || !question) throw new Error('nothing is asked that halves a plan');
    model.flow.value = { ...flow, raised: [{ question, action: 'modify' }], left_out: ['rhomboid-major'] };
  },
  'run/ramp': run((walk) => walk.until('ramp').pass(2)),
  'run/hold': run(to_hold),
  'run/hold-self-care': run((walk) => walk.until('hold').pass(12).press({ type: 'rated', nrs: 4 }).pass(2), {}, SELF),
  'run/long-name': run((walk) => {
    for (let i = 0; i < 40 && walk.plan.holds[walk.session.hold]?.point !== 'rhomboid-major'; i += 1) {
      walk.until('hold').until('release').pass(20);
    }
    return walk.until('hold').pass(9).press({ type: 'rated', nrs: 6 });
  }),
  'run/following': run((walk) => to_hold(walk).press({ type: 'rated', nrs: 4 })),
  'run/easing': run((walk) => walk.until('hold').pass(12).press({ type: 'rated', nrs: 6 }).pass(2), {}, SELF),
  'run/release': run((walk) => walk.until('release').pass(1)),
  'run/rest': run((walk) => walk.until('rest').pass(5)),
  'run/silent-ramp': silent((walk) => walk.until('ramp').pass(2)),
  'run/silent-hold': silent((walk) => walk.until('hold').pass(12).press({ type: 'rated', nrs: 4 }).pass(2)),
  'run/silent-easing': silent((walk) => walk.until('hold').pass(12).press({ type: 'rated', nrs: 6 }).pass(2)),
  'run/silent-setup': silent((walk) => walk.until('rest').until('setup').pass(2)),
  'run/silent-half': silent((walk) => walk.until('hold').pass(19)),
  'run/silent-last': silent((walk) => walk.until('hold').pass(26)),
  'run/silent-release': silent((walk) => walk.until('release').pass(1)),
  'run/silent-rest': silent((walk) => walk.until('rest').pass(3)),
  'run/steps': run(to_hold),
  'run/add-step': run(to_hold),
  'run/tones': run(to_hold),
  'run/minutes': run(to_hold),
  'run/asked': run((walk) => walk.until('hold').pass(2)),
  'run/asked-release': run((walk) =>
    walk.until('hold').pass(4).press({ type: 'rated', nrs: 5 }).until('release').pass(1),
  ),
  'run/melted': run((walk) => {
    walk.until('hold').pass(4).press({ type: 'rated', nrs: 6 }).pass(28).press({ type: 'rated', nrs: 4 });
    return walk.until('release').pass(1).press({ type: 'rated', nrs: 3 }).until('rest').pass(3);
  }),
  // Kept in sight while the next place is looked for.
  'run/melted-next': run((walk) => {
    walk.until('hold').pass(4).press({ type: 'rated', nrs: 6 }).pass(28).press({ type: 'rated', nrs: 4 });
    return walk.until('rest').press({ type: 'jumped', hold: 4 }).until('setup').pass(2);
  }),
  'run/raised': run((walk) => walk.until('hold').pass(22), {}, ALL, RAISED),
  'run/press': run((walk) => walk.until('hold').pass(13), {}, ALL, PULSED),
  'run/let-up': run((walk) => walk.until('hold').pass(18), {}, ALL, PULSED),
  'run/breaths': run((walk) => walk.until('hold').pass(8).press({ type: 'breathed' }).pass(4), {}, ALL, { breaths: 6 }),
  'run/paused': run((walk) => to_hold(walk).press({ type: 'paused' })),
  'run/refused': run(to_hold, { refusal: 'point-cap' }),
  'run/parked': run((walk) => to_hold(walk).press({ type: 'reloaded' })),
  'run/parked-slept': run((walk) => to_hold(walk).sleep(90)),
  'run/returned': returned(READY),
  'run/returned-trouble': returned({ ...READY, tone: 'unasked', screen: 'refused' }),
  'run/returned-amiss': returned(ALL_AMISS),
  'run/parked-amiss': (model, library) => {
    run((walk) => to_hold(walk).sleep(90))(model, library);
    model.preflight.value = ALL_AMISS;
  },
  'run/card': run((walk) => to_hold(walk).press({ type: 'paused' }), { card: 'open' }),
  'run/advice': run((walk) => to_hold(walk).press({ type: 'paused' }), { advice: stop_rule('numb') }),
  'run/emergency': run((walk) => to_hold(walk).press({ type: 'paused' }), { advice: stop_rule('chest') }),
};
