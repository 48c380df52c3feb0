/** Held against planned, hold by hold, by point and side. Less is not worse: nothing here is red, nothing green. */
import { clock_text } from '../../core/format';
import { type HoldRecord, type SessionRecord, unwatched_s } from '../../core/history';
import { type Named, plain_name } from '../run/names';
import { T } from '../strings-rooms';
import '../css/unwatched.css';

interface HoldsProps {
  session: SessionRecord;
  named: Named;
}

export function Holds({ session, named }: HoldsProps) {
  const longest_ms = Math.max(1, ...session.holds.map((hold) => hold.planned_ms));
  return (
    <ol class="held">
      {runs_of(session.holds).map((run) => (
        <li key={key_of(run[0])} class="held-point">
          <p class="held-name">
            {plain_name(named, run[0].point)} <span class="held-side">{T.common.side[run[0].side]}</span>
          </p>
          <ul class="held-holds">
            {run.map((hold) => (
              <HoldEntry key={key_of(hold)} hold={hold} end={end_words(session, hold)} longest_ms={longest_ms} />
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

/** How it ended. What was passed over since its point was closed is not called skipped: nobody chose to. */
export function end_words(session: SessionRecord, hold: HoldRecord): string {
  if (hold.ended_by !== 'skipped' || hold.held_ms > 0) return T.past.ended_by[hold.ended_by];
  const earlier = session.holds.slice(0, session.holds.indexOf(hold)).filter((each) => each.point === hold.point);
  const is_closed =
    earlier.some((each) => each.ended_by === 'ceiling' || each.ended_by === 'reaction') ||
    session.reactions.some((each) => each.during === hold.point);
  return is_closed ? T.past.left_today : T.past.ended_by.skipped;
}

interface EntryProps {
  hold: HoldRecord;
  end: string;
  longest_ms: number;
}

function HoldEntry({ hold, end, longest_ms }: EntryProps) {
  const held = clock_text(Math.round(hold.held_ms / 1000));
  const planned = clock_text(Math.round(hold.planned_ms / 1000));
  const unwatched = unwatched_s([hold]);
  if (hold.held_ms === 0) {
    return (
      <li class="held-entry">
        <span class="held-end">{end}</span>
        <span class="held-time soft numbers">{T.past.held_of(held, planned)}</span>
      </li>
    );
  }
  return (
    <li class="held-entry">
      <span class="held-line" aria-hidden="true">
        <span class="held-bar" ref={(node) => set_width(node, hold.planned_ms / longest_ms)}>
          <i ref={(node) => set_width(node, share_of(hold, hold.held_ms - unwatched * 1000))} />
          {unwatched > 0 && (
            <i class="is-unwatched" ref={(node) => set_width(node, share_of(hold, unwatched * 1000))} />
          )}
        </span>
      </span>
      <span class="held-time numbers">{T.past.held_of(held, planned)}</span>
      <span class="held-end numbers">
        <span>{end}</span>
        {unwatched > 0 && <span>{T.past.unwatched(clock_text(unwatched))}</span>}
        {hold.attempt > 1 && <span>{T.past.attempt(hold.attempt)}</span>}
        {hold.ratings.length > 0 && <span>{ratings_text(hold)}</span>}
      </span>
    </li>
  );
}

type Run = [HoldRecord, ...HoldRecord[]];

/** Holds at one point and side that followed each other, together. */
function runs_of(holds: readonly HoldRecord[]): Run[] {
  const runs: Run[] = [];
  for (const hold of holds) {
    const last = runs.at(-1);
    if (last && last[0].point === hold.point && last[0].side === hold.side) last.push(hold);
    else runs.push([hold]);
  }
  return runs;
}

function key_of(hold: HoldRecord): string {
  return `${hold.step}-${hold.side}-${hold.repeat}-${hold.attempt}`;
}

function ratings_text(hold: HoldRecord): string {
  const first = hold.ratings[0]?.nrs ?? 0;
  const last = hold.ratings.at(-1)?.nrs ?? first;
  return hold.ratings.length === 1 ? T.past.rating_one(first) : T.past.ratings(first, last);
}

function share_of({ planned_ms }: HoldRecord, ms: number): number {
  return planned_ms === 0 ? 0 : Math.min(1, ms / planned_ms);
}

function set_width(node: HTMLElement | null, share: number): void {
  if (node) node.style.width = `${(Math.min(1, Math.max(0, share)) * 100).toFixed(1)}%`;
}
