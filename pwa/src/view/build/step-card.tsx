/** One step of a session that is built: its side, how it is held, repeats, its place, and what is broken about it. */
import type { BuildChange, BuildStep } from '../../core/build';
import type { PlannedSide, Point } from '../../wire.gen';
import { Segments } from '../parts/segments';
import { T } from '../strings-rooms';
import { HeldPart } from './held-part';
import { Stepper } from './stepper';

/** What is broken about a step, in words, and its rule. */
export interface Fault {
  rule: string;
  words: string;
}

interface CardProps {
  entry: BuildStep;
  /** From 0. */
  place: number;
  count: number;
  point: Point | undefined;
  faults: readonly Fault[];
  change: (made: BuildChange) => void;
}

const SIDES: readonly PlannedSide[] = ['affected', 'both', 'left', 'right'];

/** Where on the card a rule is said: at the field that can mend it; all else at its head. */
const OF_THE_SIDE = ['L10', 'L16'];
const OF_THE_HOLD = ['L1', 'L2', 'L3', 'L9', 'L25', 'L26'];

export function StepCard({ entry, place, count, point, faults, change }: CardProps) {
  const { key, step } = entry;
  const name = point?.muscle.plain ?? step.point.replaceAll('-', ' ');
  const called = T.build.step_of(name, place + 1);
  const of_side = faults.filter(({ rule }) => OF_THE_SIDE.includes(rule));
  const of_hold = faults.filter(({ rule }) => OF_THE_HOLD.includes(rule));
  const others = faults.filter((fault) => !of_side.includes(fault) && !of_hold.includes(fault));
  return (
    <li class={faults.length > 0 ? 'build-step is-broken' : 'build-step'}>
      <h3 id={title_of(key)} tabIndex={-1}>
        <span class="eyebrow">{T.build.step(place + 1)}</span> {name}
      </h3>
      <Faults of={others} />
      <Faults of={of_side} id={`side-faults-${key}`} />
      {step.side === 'midline' ? (
        <p class="small soft">{T.build.single}</p>
      ) : (
        <Segments
          name={`side-${key}`}
          label={`${T.build.side}, ${called}`}
          value={step.side}
          options={SIDES.map((value) => ({ value, label: T.build.sides[value] }))}
          on_choose={(side) => change({ to: 'side', key, side })}
        />
      )}
      <Faults of={of_hold} id={`hold-faults-${key}`} />
      <HeldPart entry={entry} point={point} called={called} change={change}>
        <Stepper
          label={T.build.reps}
          value={T.build.reps_value(step.reps)}
          less={T.build.fewer(called)}
          more={T.build.more(called)}
          is_least={step.reps <= 1}
          is_most={step.reps >= 10}
          on_step={(by) => change({ to: 'reps', key, by })}
        />
      </HeldPart>
      <div class="build-place">
        <Place
          id={`move--1-${key}`}
          is_end={place === 0}
          label={T.build.move_up(called)}
          on_press={() => change({ to: 'move', key, by: -1 })}
        >
          {T.build.up}
        </Place>
        <Place
          id={`move-1-${key}`}
          is_end={place === count - 1}
          label={T.build.move_down(called)}
          on_press={() => change({ to: 'move', key, by: 1 })}
        >
          {T.build.down}
        </Place>
        <Place is_end={false} label={T.build.take_out(called)} on_press={() => change({ to: 'remove', key })}>
          {T.build.remove}
        </Place>
      </div>
    </li>
  );
}

/** The id of a step's title, to be gone to. */
export function title_of(key: number | undefined): string {
  return `step-title-${key}`;
}

/** What is broken, right above the field that mends it. */
function Faults({ of, id }: { of: readonly Fault[]; id?: string }) {
  if (of.length === 0) return null;
  return (
    <div class="build-faults" id={id}>
      {of.map(({ rule, words }) => (
        <p key={rule} class="notice is-stop">
          {words}
        </p>
      ))}
    </div>
  );
}

interface PlaceProps {
  id?: string;
  is_end: boolean;
  label: string;
  on_press: () => void;
  children: string;
}

function Place({ id, is_end, label, on_press, children }: PlaceProps) {
  return (
    <button
      id={id}
      type="button"
      class="button"
      aria-label={label}
      aria-disabled={is_end}
      onClick={() => is_end || on_press()}
    >
      {children}
    </button>
  );
}
