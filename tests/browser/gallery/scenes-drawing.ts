/** Where it hurts, shaded: before a session, and side by side on its page. */

import type { Scene } from './scenes';
import { flow_of } from './scenes-flow';
import { PAST_SCENES } from './scenes-past';

const BEFORE = ['left-shoulder-top-back', 'left-neck-back', 'right-shoulder-top-back', 'left-shoulder-front'];
const AFTER = ['left-shoulder-top-back', 'right-low-back-back'];

export const DRAWING_SCENES: Record<string, Scene> = {
  'pain/shaded': (model, library) => {
    model.route.value = { screen: 'flow' };
    model.flow.value = flow_of(library, 'upper-back-pain-self-care', { step: 'pain-before', drawn_before: BEFORE });
  },
  'session/drawn': (model, library) => {
    PAST_SCENES['session/full']?.(model, library);
    const sessions = model.sessions.value ?? [];
    model.sessions.value = sessions.map((each) => ({ ...each, drawn_before: BEFORE, drawn_after: AFTER }));
  },
};
