/**
 * The score of a plan: one bar a hold, as wide as the hold is long, filled as far as it was held.
 *
 * A picture beside words that say the same; a bar not filled is no failure and looks like none.
 */
import type { PlannedHold } from '../../core/plan';
import type { Session } from '../../core/state';
import type { Protocol } from '../../wire.gen';

export interface ScoreHold {
  step: number;
  planned_ms: number;
  /** 0 to 1. */
  filled: number;
  /** How much of what is filled nobody saw or heard, 0 to 1. */
  unwatched?: number;
}

export function Score({ holds }: { holds: readonly ScoreHold[] }) {
  const groups: ScoreHold[][] = [];
  // A step whose other side comes later is two groups: the score reads in the order of time.
  for (const hold of holds) {
    const last = groups.at(-1);
    if (last?.[0]?.step === hold.step) last.push(hold);
    else groups.push([hold]);
  }
  return (
    <span class="score" aria-hidden="true">
      {groups.map((group, place) => (
        <span key={place} class="score-group" ref={(node) => grow(node, sum_ms(group))}>
          {group.map((hold, index) => (
            <i
              key={index}
              class={hold.unwatched ? 'score-bar is-unwatched' : 'score-bar'}
              ref={(node) => draw(node, hold)}
            />
          ))}
        </span>
      ))}
    </span>
  );
}

/** The score of a protocol before anything has run. */
export function holds_of_protocol(protocol: Protocol): ScoreHold[] {
  const is_left_first = protocol.side_order === 'all-left-first';
  const holds = protocol.steps.flatMap((step, index) =>
    (step.side === 'both' ? ['left', 'right'] : [step.side]).flatMap((side) =>
      Array.from({ length: step.reps }, () => ({
        step: index,
        planned_ms: step.hold_s * 1000,
        filled: 0,
        is_last: is_left_first && side === 'right',
      })),
    ),
  );
  return holds.sort((a, b) => Number(a.is_last) - Number(b.is_last));
}

/** The score of a running plan: filled up to the hold that runs; what was passed over stays empty. */
export function holds_of_plan(
  holds: readonly PlannedHold[],
  session: Pick<Session, 'hold' | 'held_holds'>,
): ScoreHold[] {
  const was_held = (index: number) => session.held_holds?.includes(index) ?? true;
  return holds.map((hold, index) => ({
    step: hold.step,
    planned_ms: hold.hold_ms,
    filled: index < session.hold ? Number(was_held(index)) : index === session.hold ? 0.5 : 0,
  }));
}

function sum_ms(group: readonly ScoreHold[]): number {
  return group.reduce((sum, hold) => sum + hold.planned_ms, 0);
}

function grow(node: HTMLElement | null, ms: number): void {
  if (node) node.style.flexGrow = String(Math.max(1, ms / 1000));
}

function draw(node: HTMLElement | null, { planned_ms, filled, unwatched = 0 }: ScoreHold): void {
  grow(node, planned_ms);
  const share = Math.min(1, Math.max(0, filled)) * 100;
  node?.style.setProperty('--filled', `${Math.round(share)}%`);
  if (unwatched > 0) node?.style.setProperty('--watched', `${Math.round(share * (1 - unwatched))}%`);
}
