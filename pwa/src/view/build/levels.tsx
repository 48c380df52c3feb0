/** The levels of a hold: how long each lasts, and what is aimed for in it, one row each. */
import { type HoldStep, hold_bounds_s, is_at_end } from '../../core/build-holds';
import type { Level, Point, Step } from '../../wire.gen';
import { T } from '../strings-rooms';
import { Curve } from './curve';
import { Stepper } from './stepper';

interface LevelsProps {
  step: Step;
  levels: readonly Level[];
  point: Point | undefined;
  called: string;
  send: (made: HoldStep) => void;
}

const B = T.build;

export function Levels({ step, levels, point, called, send }: LevelsProps) {
  const ends = (to: 'level-time' | 'level-aim', level: number) => ({
    is_least: is_at_end(step, { to, level, by: -1 }, point),
    is_most: is_at_end(step, { to, level, by: 1 }, point),
    on_step: (by: -1 | 1) => send({ to, level, by }),
  });
  const { least_s, most_s } = point ? hold_bounds_s(point) : { least_s: step.hold_s, most_s: step.hold_s };
  return (
    <>
      <div class="build-dose">
        <Curve step={step} />
        <Stepper
          label={B.levels}
          value={`${levels.length}`}
          note={B.levels_note(step.hold_s, least_s, most_s)}
          less={B.levels_fewer(called)}
          more={B.levels_more(called)}
          is_least={is_at_end(step, { to: 'levels', by: -1 }, point)}
          is_most={is_at_end(step, { to: 'levels', by: 1 }, point)}
          on_step={(by) => send({ to: 'levels', by })}
        />
      </div>
      <ol class="build-levels">
        {levels.map(({ hold_s, target_nrs: [low, high] }, index) => {
          const of = `${B.level(index + 1)}, ${called}`;
          return (
            <li key={index}>
              <Stepper
                label={B.level(index + 1)}
                value={B.hold_value(hold_s)}
                less={B.shorter(of)}
                more={B.longer(of)}
                {...ends('level-time', index)}
              />
              <Stepper
                label={B.level_aim}
                value={B.aim(low, high)}
                less={B.lighter(of)}
                more={B.deeper(of)}
                {...ends('level-aim', index)}
              />
            </li>
          );
        })}
      </ol>
      <p class="small soft numbers">{B.aim_note(step.target_nrs[0], step.target_nrs[1], step.ceiling_nrs)}</p>
    </>
  );
}
