/**
 * The one live region: stands from the start, and says milestones only.
 *
 * Polite, but assertive for "ease off" and for the end. Never the seconds.
 */
import type { Model, Run } from '../app/model';
import type { Milestone } from '../core/state';
import { name_of, point_of } from './run/names';
import { T } from './strings';
import { PHASES } from './strings/said';

export function Milestones({ model }: { model: Model }) {
  const announcement = model.announcement.value;
  const words = announcement ? words_of(announcement.milestone, model.run.peek()) : '';
  // The same words twice are heard twice only when the text changes.
  const again = announcement && announcement.count % 2 === 1 ? ' ' : '';
  return (
    <div id="milestones" class="unseen" aria-live={is_urgent(announcement?.milestone) ? 'assertive' : 'polite'}>
      {words}
      {again}
    </div>
  );
}

export function is_urgent(milestone: Milestone | undefined): boolean {
  if (milestone === undefined) return false;
  if (milestone.says === 'ended') return milestone.reason !== 'completed';
  if (milestone.says === 'hold-ended') return milestone.ended_by === 'ceiling' || milestone.ended_by === 'reaction';
  return milestone.says === 'ease-off';
}

export function words_of(milestone: Milestone, run: Run | null): string {
  switch (milestone.says) {
    case 'phase': {
      const hold = run?.plan.holds[milestone.hold];
      if (hold === undefined) return PHASES[milestone.phase];
      const area = point_of(run?.version, hold.point)?.search_area ?? '';
      const name = name_of(run?.version, hold.point, hold.side);
      const seconds = Math.round(hold.hold_ms / 1000);
      return T.said.phase[milestone.phase](name, area, seconds, hold.hold_kind === 'until-eased');
    }
    case 'half':
      return T.said.half;
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
