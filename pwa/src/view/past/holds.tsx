/** Held against planned, hold by hold. Less is not worse: nothing here is red, nothing is green. */

import { clock_text } from '../../core/format';
import type { HoldRecord, SessionRecord } from '../../core/history';
import type { ProtocolVersion } from '../../wire.gen';
import { plain_name } from '../run/names';
import { T } from '../strings';

interface HoldsProps {
  session: SessionRecord;
  version: ProtocolVersion | undefined;
}

export function Holds({ session, version }: HoldsProps) {
  const longest_ms = Math.max(1, ...session.holds.map((hold) => hold.planned_ms));
  return (
    <ol class="held">
      {session.holds.map((hold) => (
        <HoldEntry
          key={`${hold.step}-${hold.side}-${hold.repeat}-${hold.attempt}`}
          hold={hold}
          version={version}
          longest_ms={longest_ms}
        />
      ))}
    </ol>
  );
}

function HoldEntry({ hold, version, longest_ms }: { hold: HoldRecord; version?: ProtocolVersion; longest_ms: number }) {
  const held = clock_text(Math.round(hold.held_ms / 1000));
  const planned = clock_text(Math.round(hold.planned_ms / 1000));
  return (
    <li class="held-entry">
      <p class="held-name">
        {plain_name(version, hold.point)} <span class="held-side">{T.common.side[hold.side]}</span>
        {hold.attempt > 1 && <span class="soft"> {T.past.attempt(hold.attempt)}</span>}
      </p>
      <p class="held-time numbers">{T.past.held_of(held, planned)}</p>
      <span class="held-bar" aria-hidden="true" ref={(node) => set_width(node, hold.planned_ms / longest_ms)}>
        <i ref={(node) => set_width(node, hold.planned_ms === 0 ? 0 : hold.held_ms / hold.planned_ms)} />
      </span>
      <p class="held-end numbers">
        <span>{T.past.ended_by[hold.ended_by]}</span>
        {hold.ratings.length > 0 && <span>{ratings_text(hold)}</span>}
      </p>
    </li>
  );
}

function ratings_text(hold: HoldRecord): string {
  const first = hold.ratings[0]?.nrs ?? 0;
  const last = hold.ratings.at(-1)?.nrs ?? first;
  return hold.ratings.length === 1 ? T.past.rating_one(first) : T.past.ratings(first, last);
}

function set_width(node: HTMLElement | null, share: number): void {
  if (node) node.style.width = `${(Math.min(1, Math.max(0, share)) * 100).toFixed(1)}%`;
}
