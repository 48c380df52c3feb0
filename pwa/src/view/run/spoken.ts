/** What the voice says: the point and its side, the next one, half way, lighter. Shorter than what a screen reader is told. */

import type { Run } from '../../app/model';
import type { Said, Spoken } from '../../app/senses';
import type { Milestone } from '../../core/state';
import { T } from '../strings-rooms';
import { name_of, plain_name } from './names';

/** So long after its moment a line is still right. */
const SOON_MS = 3000;
const WHILE_LOOKING_MS = 12_000;

export const SAID: Said = {
  at: (milestone, run) => spoken_at(milestone, run),
  sample: T.spoken.sample,
  place: (version, hold) => name_of(version, hold.point, hold.side),
};

export function spoken_at(milestone: Milestone, run: Run): Spoken | null {
  const line = (words: string, within_ms: number, is_urgent = false) => ({ words, within_ms, is_urgent });
  switch (milestone.says) {
    case 'phase':
      return milestone.phase === 'setup'
        ? line(place_words(run, milestone.hold), WHILE_LOOKING_MS)
        : milestone.phase === 'release'
          ? next_line(run, milestone.hold)
          : null;
    case 'half':
      return line(T.said.half, SOON_MS);
    case 'ease-off':
      return line(T.said.ease_off(milestone.ceiling_nrs), SOON_MS, true);
    case 'hold-ended':
      return milestone.ended_by === 'ceiling' ? line(T.said.hold_ended.ceiling, SOON_MS, true) : null;
    case 'asking':
      return line(T.said.asking, WHILE_LOOKING_MS);
    default:
      return null;
  }
}

/** The other side of where the hand was last by its side alone; else both, and how to lie where that changes. */
function place_words({ plan, version, session, is_turning }: Run, index: number): string {
  const [before, hold] = [plan.holds[session.last_hold ?? -1], plan.holds[index]];
  if (hold === undefined) return '';
  const turn = is_turning && hold.body_position ? `${T.said.turn(hold.body_position)} ` : '';
  const is_other_side = before?.point === hold.point && before.side !== hold.side;
  if (is_other_side) return turn + T.spoken.other_side(plain_name(version, hold.point), T.common.side[hold.side]);
  return turn + T.spoken.place(name_of(version, hold.point, hold.side));
}

/** Where the next hold is somewhere else, said while this one comes off; it is the one that the run goes on to. */
function next_line({ plan, version, session, next }: Run, index: number): Spoken | null {
  const here = plan.holds[index];
  // It has gone on already: where it is now is said by itself.
  if (session.hold !== index) return null;
  if (next === null) return { words: T.spoken.last, within_ms: SOON_MS, is_urgent: false };
  if (next.point === here?.point && next.side === here.side) return null;
  return { words: T.spoken.next(name_of(version, next.point, next.side)), within_ms: SOON_MS, is_urgent: false };
}
