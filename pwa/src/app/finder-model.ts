/** What "Where does it hurt?" may show, and what a person may ask for there. Types only, beside the rest in model.ts. */
import type { Found, Offered } from '../core/finder';
import type { Area, Complaint } from '../wire.gen';
import type { Flow } from './model';

/** `stop`: the complaint itself is a red flag. `blocked`: an answer is. Nothing leads on from either. */
export type FinderStep = 'where' | 'stop' | 'questions' | 'blocked' | 'answer';

/** Asked as before a run, of the same person. */
export interface Finder extends Pick<Flow, 'audience' | 'questions' | 'answers' | 'raised' | 'blocked_by'> {
  step: FinderStep;
  area: Area | null;
  search: string;
  /** What there is to choose from, red flags among it. */
  listed: Complaint[];
  complaint: Complaint | null;
  found: readonly Found[];
  offered: readonly Offered[];
}

/** Its questions are answered, and its steps taken, with the intents of the flow. */
export type FinderIntent =
  | { type: 'area_chosen'; area: Area | null }
  | { type: 'complaint_searched'; text: string }
  | { type: 'complaint_chosen'; complaint_id: string };
