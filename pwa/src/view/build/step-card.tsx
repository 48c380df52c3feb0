/** One step of a session that is built: its side, hold, repeats and end, its place, and what is broken about it. */
import { type BuildChange, type BuildStep, hold_bounds_s } from '../../core/build';
import type { HoldKind, PlannedSide, Point } from '../../wire.gen';
import { Segments } from '../parts/segments';
import { T } from '../strings-rooms';

interface CardProps {
  entry: BuildStep;
  /** From 0. */
  place: number;
  count: number;
  point: Point | undefined;
  /** In words. */
  broken: readonly string[];
  change: (made: BuildChange) => void;
}

const SIDES: readonly PlannedSide[] = ['affected', 'both', 'left', 'right'];
const KINDS: readonly HoldKind[] = ['time', 'until-eased'];

export function StepCard({ entry: { key, step }, place, count, point, broken, change }: CardProps) {
  const name = point?.muscle.plain ?? step.point.replaceAll('-', ' ');
  const called = T.build.step_of(name, place + 1);
  const { least_s, most_s } = point ? hold_bounds_s(point) : { least_s: step.hold_s, most_s: step.hold_s };
  return (
    <li class={broken.length > 0 ? 'build-step is-broken' : 'build-step'}>
      <h3>
        <span class="eyebrow">{T.build.step(place + 1)}</span> {name}
      </h3>
      {broken.map((words) => (
        <p key={words} class="notice is-stop">
          {words}
        </p>
      ))}
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
      <div class="build-dose">
        <Stepper
          label={T.build.hold}
          value={T.build.hold_value(step.hold_s)}
          note={T.build.hold_bounds(least_s, most_s)}
          less={T.build.shorter(called)}
          more={T.build.longer(called)}
          is_least={step.hold_s <= least_s}
          is_most={step.hold_s >= most_s}
          on_step={(by) => change({ to: 'hold', key, by })}
        />
        <Stepper
          label={T.build.reps}
          value={T.build.reps_value(step.reps)}
          less={T.build.fewer(called)}
          more={T.build.more(called)}
          is_least={step.reps <= 1}
          is_most={step.reps >= 10}
          on_step={(by) => change({ to: 'reps', key, by })}
        />
      </div>
      <label class="field build-kind">
        <span>{T.build.kind}</span>
        <select
          aria-label={`${T.build.kind}, ${called}`}
          onChange={(event) => change({ to: 'kind', key, kind: event.currentTarget.value as HoldKind })}
        >
          {KINDS.map((kind) => (
            <option key={kind} value={kind} selected={kind === step.hold_kind}>
              {T.build.kinds[kind]}
            </option>
          ))}
        </select>
      </label>
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

interface StepperProps {
  label: string;
  value: string;
  note?: string;
  less: string;
  more: string;
  is_least: boolean;
  is_most: boolean;
  on_step: (by: -1 | 1) => void;
}

/** Two large buttons and what stands between them. At its end a button stays where it is, and does nothing. */
function Stepper({ label, value, note, less, more, is_least, is_most, on_step }: StepperProps) {
  return (
    <fieldset class="stepper">
      <legend>{label}</legend>
      <button
        type="button"
        class="button"
        aria-label={less}
        aria-disabled={is_least}
        onClick={() => is_least || on_step(-1)}
      >
        −
      </button>
      <output class="numbers">{value}</output>
      <button
        type="button"
        class="button"
        aria-label={more}
        aria-disabled={is_most}
        onClick={() => is_most || on_step(1)}
      >
        +
      </button>
      {note && <p class="small soft numbers">{note}</p>}
    </fieldset>
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
