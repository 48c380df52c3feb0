/** THE RUN, in every phase and under every card. */
import type { Run } from '../../../pwa/src/app/model';
import { plan_from } from '../../../pwa/src/core/plan';
import { stop_rule } from '../../../pwa/src/core/stop-rules';
import { version_of } from './fake-model';
import { dial_of, run_of, Walk } from './running';
import type { Scene } from './scenes';
import { flow_of } from './scenes-flow';

type Lead = (walk: Walk) => Walk;

function run(lead: Lead, change: Partial<Run> = {}, id = 'upper-back-pain-therapist'): Scene {
  return (model, library) => {
    const { version, digest } = version_of(library, id);
    const walk = lead(new Walk(plan_from(version, digest, { affected_side: 'left', left_out: [] })));
    const client_name = id.endsWith('therapist') ? 'R. M.' : null;
    model.route.value = { screen: 'flow' };
    model.flow.value = flow_of(library, id, { step: 'run' });
    model.run.value = { ...run_of(walk, version, client_name), ...change };
    model.dial.value = dial_of(walk);
  };
}

/** Told by the field alone. */
function silent(lead: Lead): Scene {
  return (model, library) => {
    run(lead, {}, SELF)(model, library);
    model.hearing.value = { profile: 'silent', volume: 0.6 };
  };
}

const SELF = 'upper-back-pain-self-care';
const to_hold: Lead = (walk) => walk.until('rest').until('hold').pass(2).press({ type: 'rated', nrs: 5 }).pass(16);

export const RUN_SCENES: Record<string, Scene> = {
  'run/setup': run((walk) => walk.pass(4), {}, SELF),
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
  'run/paused': run((walk) => to_hold(walk).press({ type: 'paused' })),
  'run/refused': run(to_hold, { refusal: 'point-cap' }),
  'run/parked': run((walk) => to_hold(walk).press({ type: 'reloaded' })),
  'run/card': run((walk) => to_hold(walk).press({ type: 'paused' }), { card: 'open' }),
  'run/advice': run((walk) => to_hold(walk).press({ type: 'paused' }), { advice: stop_rule('numb') }),
  'run/emergency': run((walk) => to_hold(walk).press({ type: 'paused' }), { advice: stop_rule('chest') }),
};
