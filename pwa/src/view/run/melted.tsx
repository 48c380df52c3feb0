/** What was rated of the hold that has ended, until the next contact: a small curve, and the numbers in words. */
import type { Run } from '../../app/model';
import { change_of } from '../../core/melt';
import { Curve } from '../parts/curve';
import { T } from '../strings-rooms';
import { is_under_pressure } from './controls';
import { name_of } from './names';

export function Melted({ run }: { run: Run }) {
  const { melted, session } = run;
  const stands = session.stage === 'running' || session.stage === 'paused';
  if (melted === null || !stands || is_under_pressure(run)) return null;
  return (
    <p class="melted numbers">
      {/* One number alone makes no curve. */}
      {melted.ratings.length > 1 && <Curve lines={[melted.ratings]} />}
      <span>{melted_words(run)}</span>
    </p>
  );
}

/** Where the next place is looked for already, it says whose numbers these are. */
export function melted_words({ melted, session, plan, version }: Run): string {
  const of = melted === null ? undefined : plan.holds[melted.hold];
  if (melted === null || of === undefined) return '';
  const { first, last } = change_of([melted.ratings]);
  const words =
    last === null
      ? T.run.melted.once(first)
      : first === last
        ? T.run.melted.same(first)
        : T.run.melted.change(first, last);
  return session.hold === melted.hold ? words : T.run.melted.of(name_of(version, of.point, of.side), words);
}
