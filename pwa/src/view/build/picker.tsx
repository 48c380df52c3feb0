/** What may be picked: by region in plain words, or as areas on the body. */
import type { TargetedEvent } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Model } from '../../app/model';
import type { BuildChange, BuildStep } from '../../core/build';
import type { Point } from '../../wire.gen';
import { LaterBody } from '../body/later-body';
import { T } from '../strings-rooms';

type Figure = Model['settings']['value']['figure'];

interface PickerProps {
  points: readonly Point[];
  steps: readonly BuildStep[];
  build: Figure;
  change: (made: BuildChange) => void;
}

export function Picker({ points, steps, build, change }: PickerProps) {
  const known = Object.keys(T.build.region);
  const regions = [...new Set([...known, ...points.map(({ region }) => region)])];
  const picked = (id: string) => steps.filter(({ step }) => step.point === id).length;
  return (
    <div class="pick-regions">
      <OnTheBody points={points} build={build} change={change} />
      {regions.map((region) => {
        const here = points.filter((point) => point.region === region);
        if (here.length === 0) return null;
        const count = here.reduce((sum, { id }) => sum + picked(id), 0);
        return (
          <details key={region} class="pick-region opens" onToggle={show_whole}>
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

/** What was opened comes into sight: at the foot of the window one would see no more than its first line. */
function show_whole({ currentTarget }: TargetedEvent<HTMLDetailsElement>): void {
  const bar = document.querySelector('.build-save')?.getBoundingClientRect().top ?? innerHeight;
  const is_covered = currentTarget.getBoundingClientRect().bottom > bar;
  if (currentTarget.open && is_covered) currentTarget.scrollIntoView({ block: 'start' });
}

/** The same points as areas to press. Nothing of the figure is fetched before it is opened. */
function OnTheBody({ points, build, change }: Omit<PickerProps, 'steps'>) {
  const [is_open, open] = useState(false);
  const marks = useMemo(
    () =>
      points.flatMap((point) =>
        (['left', 'right'] as const).map((side) => ({
          point,
          side,
          text: '',
          name: T.build.add_side(point.muscle.plain, side),
        })),
      ),
    [points],
  );
  const pick = (key: string) => {
    const point = points.find(({ id }) => id === key.split(' ')[0]);
    if (point !== undefined) change({ to: 'add', point: point.id });
  };
  return (
    <details
      class="pick-region opens"
      onToggle={(event) => {
        open(event.currentTarget.open);
        show_whole(event);
      }}
    >
      <summary>{T.build.on_the_body}</summary>
      {is_open && (
        <div class="pick-body">
          <LaterBody
            draw={({ BodyMap }) => (
              <BodyMap
                marks={marks}
                build={build}
                audience="therapist"
                current={null}
                aspect={0.62}
                begin="whole"
                is_listed={false}
                on_pick={pick}
                note={T.build.pick_note}
              />
            )}
          />
        </div>
      )}
    </details>
  );
}
