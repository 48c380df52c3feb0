/** From opening to run, where a protocol says more: what is left out, sides, steps, positions, what is asked again. */
import { taken_by } from '../../../pwa/src/app/leaving-out';
import type { Flow, Run } from '../../../pwa/src/app/model';
import { raised_by } from '../../../pwa/src/app/screening';
import { advice_after, advice_from } from '../../../pwa/src/core/advice';
import { plan_from } from '../../../pwa/src/core/plan';
import type { Library } from '../../../pwa/src/wire.gen';
import { version_of } from './fake-model';
import { dial_of, run_of, Walk } from './running';
import type { Scene } from './scenes';
import { flow_of } from './scenes-flow';

/** A flow in which these questions were answered with yes. */
function answered(id: string, step: Flow['step'], yes: string[], change: Partial<Flow> = {}): Scene {
  return (model, library) => {
    const flow = flow_of(library, id, { step });
    const answers = Object.fromEntries(yes.map((question) => [question, 'yes' as const]));
    const raised = raised_by(flow.questions, answers);
    model.route.value = { screen: 'flow' };
    model.flow.value = { ...flow, answers, raised, ...taken_by(flow.version, answers, raised), ...change };
  };
}

function run(id: string, lead: (walk: Walk) => Walk, change: Partial<Run> = {}): Scene {
  return (model, library: Library) => {
    const { version, digest } = version_of(library, id);
    const walk = lead(new Walk(plan_from(version, digest, { affected_side: 'left', left_out: [] })));
    model.route.value = { screen: 'flow' };
    model.flow.value = flow_of(library, id, { step: 'run' });
    model.run.value = { ...run_of(walk, version, id.endsWith('therapist') ? 'R. M.' : null), ...change };
    model.dial.value = dial_of(walk);
  };
}

function to_question(walk: Walk): Walk {
  for (let i = 0; i < 4000 && walk.session.stage !== 'asking'; i += 1) walk.pass(1);
  return walk;
}

/** On to the first hold before which one turns over. */
function to_turn(walk: Walk): Walk {
  for (let i = 0; i < 9000 && (walk.plan.holds[walk.session.hold]?.turn_ms ?? 0) === 0; i += 1) {
    const question = walk.plan.holds[walk.session.hold]?.asks?.[0]?.question ?? '';
    if (walk.session.stage === 'asking') walk.pass(2).press({ type: 'answered', question, answer: 'no' });
    walk.pass(1);
  }
  return walk.pass(3);
}

const LEGS = 'reduced-blood-flow-self-care';
const LEGS_CLIENT = 'reduced-blood-flow-therapist';
const JAW = 'tmj-pain-self-care';

export const OPENING_SCENES: Record<string, Scene> = {
  'side/today': answered(LEGS, 'side', [], { sides: 'both' }),
  'modify/zones': answered('whiplash-therapist', 'modify', ['heart-history']),
  'modify/halved': answered('upper-back-pain-self-care', 'modify', ['widespread-pain']),
  'blocked/nothing-left': answered('upper-back-pain-self-care', 'blocked', ['skin-or-device']),
  'steps/today': (model, library) => {
    model.route.value = { screen: 'flow' };
    model.flow.value = flow_of(library, 'low-back-pain-therapist', { step: 'steps', left_out_steps: [5] });
  },
  'run/asking': run(LEGS, to_question),
  'run/asking-client': run(LEGS_CLIENT, to_question),
  'run/asked-emergency': run(LEGS, to_question, { advice: advice_from(advice_after('emergency')) }),
  'run/turning': run(LEGS_CLIENT, to_turn),
  'run/cue': run(LEGS_CLIENT, (walk) => walk.until('hold').pass(9)),
  'run/setup-note': run('upper-back-pain-therapist', (walk) => walk.pass(4)),
  'run/fingers-only': run(JAW, (walk) => walk.pass(4)),
};
