/** What may be picked, by region, in plain words. */
import type { BuildChange, BuildStep } from '../../core/build';
import type { Point } from '../../wire.gen';
import { T } from '../strings-rooms';

interface PickerProps {
  points: readonly Point[];
  steps: readonly BuildStep[];
  change: (made: BuildChange) => void;
}

export function Picker({ points, steps, change }: PickerProps) {
  const known = Object.keys(T.build.region);
  const regions = [...new Set([...known, ...points.map(({ region }) => region)])];
  const picked = (id: string) => steps.filter(({ step }) => step.point === id).length;
  return (
    <div class="pick-regions">
      {regions.map((region) => {
        const here = points.filter((point) => point.region === region);
        if (here.length === 0) return null;
        const count = here.reduce((sum, { id }) => sum + picked(id), 0);
        return (
          <details key={region} class="pick-region">
            <summary>{T.build.region_count(T.build.region[region] ?? region.replaceAll('-', ' '), count)}</summary>
            <ul>
              {here.map((point) => (
                <li key={point.id}>
                  <button
                    type="button"
                    class="pick-point"
                    aria-label={T.build.add(point.muscle.plain)}
                    onClick={() => change({ to: 'add', point: point.id })}
                  >
                    <strong>{point.muscle.plain}</strong>
                    <span class="small soft numbers">{T.build.usual(point.therapist.hold_s.default)}</span>
                    <span class="pick-plus" aria-hidden="true">
                      +
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </details>
        );
      })}
    </div>
  );
}
