/** Where does it hurt: the figure, the words, the red flags, the answer for either audience. */
import type { Finder } from '../../../pwa/src/app/finder-model';
import { block_of, raised_by } from '../../../pwa/src/app/screening';
import { complaints_found, points_for, protocols_for, questions_for } from '../../../pwa/src/core/finder';
import type { Audience, Library } from '../../../pwa/src/wire.gen';
import type { OpenModel } from './fake-model';
import type { Scene } from './scenes';

const NOTHING: Finder = {
  step: 'where',
  audience: 'self-care',
  area: null,
  search: '',
  listed: [],
  complaint: null,
  questions: [],
  answers: {},
  raised: [],
  blocked_by: null,
  found: [],
  offered: [],
};

function show(model: OpenModel, change: Partial<Finder>): void {
  model.route.value = { screen: 'finder' };
  model.finder.value = { ...NOTHING, ...change };
}

function named(library: Library, id: string) {
  const complaint = library.complaints?.find((each) => each.id === id);
  if (complaint === undefined) throw new Error(`no complaint ${id}`);
  return complaint;
}

function answer(id: string, audience: Audience): Scene {
  return (model, library) => {
    const complaint = named(library, id);
    const found = points_for(complaint, null, audience, library.points);
    const state = model.library.value;
    const cards = state.state === 'ready' ? state.cards : [];
    const protocols = cards.map((card) => ({
      ...card,
      points: library.protocols.find(({ digest }) => digest === card.digest)?.protocol.steps.map((s) => s.point) ?? [],
      presupposes: library.conditions.find((each) => each.id === card.condition)?.presupposes,
    }));
    model.is_staff.value = audience === 'therapist';
    show(model, {
      step: 'answer',
      audience,
      complaint,
      found,
      offered: protocols_for(found, audience, protocols, complaint.words),
    });
  };
}

function questions(id: string, yes: string | null): Scene {
  return (model, library) => {
    const complaint = named(library, id);
    const asked = questions_for(complaint, library);
    const answers = Object.fromEntries(asked.slice(0, 4).map((question) => [question.id, 'no' as const]));
    const said = yes === null ? answers : { ...answers, [yes]: 'yes' as const };
    const raised = raised_by(asked, said);
    const blocked_by = block_of(raised, 'self-care');
    show(model, {
      step: yes === null ? 'questions' : 'blocked',
      complaint,
      questions: asked,
      answers: said,
      raised,
      blocked_by,
    });
  };
}

export const FINDER_SCENES: Record<string, Scene> = {
  'finder/where': (model) => show(model, {}),
  'finder/area': (model, { complaints = [] }) =>
    show(model, { area: 'low-back', listed: complaints.filter(({ area }) => area === 'low-back') }),
  'finder/words': (model, { complaints = [] }) =>
    show(model, { search: 'heel in the morning', listed: complaints_found(complaints, 'heel in the morning') }),
  'finder/no-words': (model) => show(model, { search: 'purple' }),
  'finder/stop': (model, library) => show(model, { step: 'stop', complaint: named(library, 'chest-to-arm') }),
  'finder/refer': (model, library) => show(model, { step: 'stop', complaint: named(library, 'calf-walking') }),
  'finder/questions': questions('headache-behind-eye', null),
  'finder/blocked': questions('headache-behind-eye', 'neck-vascular'),
  'finder/answer': answer('low-back-across', 'self-care'),
  'finder/answer-client': answer('headache-behind-eye', 'therapist'),
};
