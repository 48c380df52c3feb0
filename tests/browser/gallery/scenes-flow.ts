/** The questions around a run. */
import type { Preflight } from '../../../pwa/src/app/cue-model';
import { fresh_flow } from '../../../pwa/src/app/fresh';
import type { Flow } from '../../../pwa/src/app/model';
import type { Action, Library } from '../../../pwa/src/wire.gen';
import { NOW, type OpenModel, READY, version_of } from './fake-model';
import type { Scene } from './scenes';

export function flow_of(library: Library, id: string, change: Partial<Flow>): Flow {
  return {
    ...fresh_flow(version_of(library, id), 'session-0', true, NOW),
    step: 'who',
    ...change,
  };
}

function flow(id: string, change: Partial<Flow>): Scene {
  return (model, library) => show(model, flow_of(library, id, change));
}

function show(model: OpenModel, flow: Flow): void {
  model.route.value = { screen: 'flow' };
  model.flow.value = flow;
}

function blocked(question: string, action: Action): Scene {
  return (model, library) => {
    const base = flow_of(library, 'low-back-pain-self-care', { step: 'blocked', blocked_by: action });
    const raised = base.questions.filter((each) => each.id === question).map((each) => ({ question: each, action }));
    show(model, { ...base, raised });
  };
}

function preflight(found: Partial<Preflight>): Scene {
  return (model, library) => {
    show(model, flow_of(library, 'upper-back-pain-self-care', { step: 'pain-before', pain_before: 6 }));
    model.preflight.value = { ...READY, ...found };
  };
}

export const FLOW_SCENES: Record<string, Scene> = {
  'who/known': flow('upper-back-pain-therapist', { step: 'who' }),
  'who/empty': (model, library) => {
    model.clients.value = [];
    show(model, flow_of(library, 'upper-back-pain-therapist', { step: 'who' }));
  },
  'who/training': flow('upper-back-pain-therapist', { step: 'who', asks_training: true }),
  'screening/fresh': flow('low-back-pain-self-care', { step: 'screening' }),
  'screening/begun': flow('low-back-pain-self-care', {
    step: 'screening',
    answers: { 'chest-or-breath': 'no', 'stroke-signs': 'no', 'clot-signs': 'yes' },
  }),
  'screening/again': flow('low-back-pain-self-care', {
    step: 'screening',
    said_before: [{ question: 'clot-signs', at: NOW - 2 * 86_400_000 }],
  }),
  'blocked/emergency': blocked('cauda-equina', 'emergency'),
  'blocked/refer-first': blocked('recent-trauma', 'refer-first'),
  'blocked/therapist-only': blocked('bleeding-risk', 'therapist-only'),
  modify: (model, library) => {
    const base = flow_of(library, 'upper-back-pain-self-care', { step: 'modify', left_out: ['rhomboid-major'] });
    const raised = base.questions
      .filter((each) => each.id === 'skin-or-device')
      .map((question) => ({ question, action: question.if_yes }));
    show(model, { ...base, raised });
  },
  side: flow('tmj-pain-therapist', { step: 'side', affected_side: 'left' }),
  'pain/before': flow('upper-back-pain-self-care', { step: 'pain-before', pain_before: 6 }),
  'pain/strong': flow('upper-back-pain-self-care', { step: 'pain-before', pain_before: 8 }),
  'pain/strong-client': flow('upper-back-pain-therapist', { step: 'pain-before', pain_before: 7 }),
  'pain/unanswered': flow('upper-back-pain-self-care', { step: 'pain-before' }),
  'preflight/unheard': preflight({ tone: 'unasked', storage: 'best-effort', clock: 'unchecked' }),
  'preflight/asked': preflight({ tone: 'tried' }),
  'preflight/much': preflight({
    tone: 'unheard',
    screen: 'refused',
    battery: { share: 0.12, is_low: true },
    clock: { ahead_ms: -7 * 60_000, is_off: true },
    voice: 'none',
    unsent: 12,
  }),
  'pain/after': flow('upper-back-pain-self-care', { step: 'pain-after', pain_after: 4, made_worse: true }),
};
