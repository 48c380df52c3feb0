/** What was rated of the hold that has just ended: a small curve, and the numbers in words. */
import type { Run } from '../../app/model';
import { change_of } from '../../core/melt';
import { Curve } from '../parts/curve';
import { T } from '../strings-rooms';

export function Melted({ run }: { run: Run }) {
  const { melted, session } = run;
  const is_after = session.stage === 'running' && (session.phase === 'release' || session.phase === 'rest');
  if (melted === null || !is_after || melted.ratings.length < 2) return null;
  const { first, last } = change_of([melted.ratings]);
  return (
    <p class="melted numbers">
      <Curve lines={[melted.ratings]} />
      <span>{last === null || first === last ? T.past.melt.unchanged : T.past.melt.change(first, last)}</span>
    </p>
  );
}
