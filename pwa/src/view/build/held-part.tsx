/** How a step is held: the ways as tiles, the one that is chosen in a sentence, and its numbers by large buttons. */
import type { ComponentChildren } from 'preact';
import type { BuildChange, BuildStep } from '../../core/build';
import {
  type HoldStep,
  type HoldWay,
  hold_bounds_s,
  is_at_end,
  no_room_for,
  presses_of,
  WAYS,
  way_of,
} from '../../core/build-holds';
import type { Point, Step } from '../../wire.gen';
import '../css/build-holds.css';
import { T } from '../strings-rooms';
import { Curve } from './curve';
import { Levels } from './levels';
import { Stepper } from './stepper';

interface HeldProps {
  entry: BuildStep;
  point: Point | undefined;
  /** The step by name, for who does not see the card around a button. */
  called: string;
  change: (made: BuildChange) => void;
  /** What stands beside the numbers of every way. */
  children: ComponentChildren;
}

const B = T.build;

export function HeldPart({ entry: { key, step }, point, called, change, children }: HeldProps) {
  const way = way_of(step);
  const closed = WAYS.flatMap((each) => {
    const why = point && way !== each ? no_room_for(each, step, point) : null;
    return why ? [{ way: each, why }] : [];
  });
  const send = (made: HoldStep) => change({ ...made, key } as BuildChange);
  return (
    <>
      <div class="held">
        <p class="held-title" id={`held-${key}`}>
          {B.held}
        </p>
        <div
          class="held-ways"
          role="radiogroup"
          aria-label={`${B.held}, ${called}`}
          aria-describedby={`held-says-${key} hold-faults-${key}`}
        >
          {WAYS.map((each) => (
            <label key={each}>
              <input
                type="radio"
                name={`way-${key}`}
                checked={each === way}
                disabled={closed.some((found) => found.way === each)}
                onChange={() => change({ to: 'way', key, way: each })}
              />
              <Shape way={each} />
              {B.ways[each]}
            </label>
          ))}
        </div>
        <p class="held-says small" id={`held-says-${key}`}>
          {B.way_says[way]} {(way === 'raise-and-hold' || way === 'pulse') && <span class="soft">{B.not_alone}</span>}
        </p>
        {closed.map((found) => (
          <p key={found.way} class="small soft">
            {B.no_room[found.why](B.ways[found.way])}
          </p>
        ))}
      </div>
      {step.pulse && <Curve step={step} />}
      {step.levels && <Levels step={step} levels={step.levels} point={point} called={called} send={send} />}
      <div class="build-dose">
        <Numbers step={step} point={point} called={called} send={send} />
        {children}
      </div>
    </>
  );
}

interface NumbersProps {
  step: Step;
  point: Point | undefined;
  called: string;
  send: (made: HoldStep) => void;
}

/** Breaths and the rhythm of a pulse, then the time where no levels make it: what comes first ends the hold. */
function Numbers({ step, point, called, send }: NumbersProps) {
  const ends = (to: 'hold' | 'press' | 'let-up' | 'breaths') => ({
    is_least: is_at_end(step, { to, by: -1 }, point),
    is_most: is_at_end(step, { to, by: 1 }, point),
    on_step: (by: -1 | 1) => send({ to, by }),
  });
  const { least_s, most_s } = point ? hold_bounds_s(point) : { least_s: step.hold_s, most_s: step.hold_s };
  const { pulse, hold_breaths } = step;
  return (
    <>
      {hold_breaths !== undefined && (
        <Stepper
          label={B.breaths}
          value={`${hold_breaths}`}
          note={B.breaths_note}
          less={B.breaths_fewer(called)}
          more={B.breaths_more(called)}
          {...ends('breaths')}
        />
      )}
      {pulse && (
        <>
          <Stepper
            label={B.press}
            value={B.hold_value(pulse.press_s)}
            less={B.press_shorter(called)}
            more={B.press_longer(called)}
            {...ends('press')}
          />
          <Stepper
            label={B.let_up}
            value={B.hold_value(pulse.ease_s)}
            less={B.let_up_shorter(called)}
            more={B.let_up_longer(called)}
            {...ends('let-up')}
          />
        </>
      )}
      {!step.levels && (
        <Stepper
          label={B.time_of[way_of(step)]}
          value={B.hold_value(step.hold_s)}
          note={`${pulse ? `${B.presses(presses_of(step))} ` : ''}${B.hold_bounds(least_s, most_s)}`}
          less={B.shorter(called)}
          more={B.longer(called)}
          {...ends('hold')}
        />
      )}
    </>
  );
}

/** Pressure over time, drawn: up is deeper, on is later. */
const SHAPES: Record<HoldWay, readonly string[]> = {
  time: ['M2 18 8 6H32L38 18'],
  'until-eased': ['M2 18 8 6H20L26 18', 'M25 6H28M31 6H34M36.5 9 38 12'],
  'raise-and-hold': ['M2 18 5 14H13L15 9.5H23L25 5H33L38 18'],
  pulse: ['M2 18 5 6H10L12 13H15L17 6H22L24 13H27L29 6H34L38 18'],
  breaths: [
    'M2 12 5 5H35L38 12',
    'M5 17C7.5 17 7.5 11.5 10 11.5S12.5 17 15 17 17.5 11.5 20 11.5 22.5 17 25 17 27.5 11.5 30 11.5 32.5 17 35 17',
  ],
};

function Shape({ way }: { way: HoldWay }) {
  return (
    <svg class="held-shape" viewBox="0 0 40 22" aria-hidden="true">
      {SHAPES[way].map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}
