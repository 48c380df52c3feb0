/** What the live region says at a milestone, and whether it may interrupt. */
import type { Run } from '../../app/model';
import type { Milestone } from '../../core/state';
import { PHASES } from '../strings/said';
import { T } from '../strings-rooms';
import { name_of, point_of, step_of } from './names';

export function said_at(milestone: Milestone, run: Run | null): { words: string; urgent: boolean } {
  return { words: words_of(milestone, run), urgent: is_urgent(milestone) };
}

export function is_urgent(milestone: Milestone): boolean {
  if (milestone.says === 'ended') return milestone.reason !== 'completed';
  if (milestone.says === 'hold-ended') return milestone.ended_by === 'ceiling' || milestone.ended_by === 'reaction';
  return milestone.says === 'ease-off' || milestone.says === 'asking';
}

export function words_of(milestone: Milestone, run: Run | null): string {
  switch (milestone.says) {
    case 'phase': {
      const hold = run?.plan.holds[milestone.hold];
      if (hold === undefined) return PHASES[milestone.phase];
      const area = point_of(run?.version, hold.point)?.search_area ?? '';
      const name = name_of(run?.version, hold.point, hold.side);
      const seconds = Math.round(hold.hold_ms / 1000);
      const words = T.said.phase[milestone.phase](name, area, seconds, hold.hold_kind === 'until-eased');
      const cue = milestone.phase === 'hold' ? step_of(run?.version, hold.step)?.cue : undefined;
      const is_turning = milestone.phase === 'setup' && run?.is_turning && hold.body_position;
      return [is_turning && T.said.turn(is_turning), words, cue].filter(Boolean).join(' ');
    }
    case 'half':
      return T.said.half;
    case 'raise':
      return T.said.raise(milestone.level, milestone.levels);
    case 'ease-off':
      return T.said.ease_off(milestone.ceiling_nrs);
    case 'hold-ended':
      return T.said.hold_ended[milestone.ended_by];
    case 'ended':
      return T.said.ended[milestone.reason];
    default:
      return T.said[milestone.says];
  }
}
