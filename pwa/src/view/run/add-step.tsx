/** The picker of a step that is added: a point by its name, then its side. */
import { useState } from 'preact/hooks';
import type { Point, Side } from '../../wire.gen';
import { T } from '../strings-rooms';

interface AddProps {
  points: readonly Point[];
  on_add: (point: string, sides: readonly Side[]) => void;
}

const BOTH: readonly Side[] = ['left', 'right'];
/** As many as one can look through; the search finds the rest. */
const SHOWN = 12;

export function AddStep({ points, on_add }: AddProps) {
  const [search, set_search] = useState('');
  const [chosen, set_chosen] = useState<Point | null>(null);
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = points.filter((point) => words.every((word) => text_of(point).includes(word)));
  if (chosen !== null) return <Sides point={chosen} on_add={(sides) => on_add(chosen.id, sides)} />;
  return (
    <div class="add-step">
      <label class="field">
        <span>{T.run.add_which}</span>
        <input type="search" value={search} onInput={(event) => set_search(event.currentTarget.value)} />
      </label>
      <ul class="add-points">
        {found.slice(0, SHOWN).map((point) => (
          <li key={point.id}>
            <button type="button" class="button is-wide" onClick={() => set_chosen(point)}>
              {point.muscle.plain}
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="soft">{T.run.add_none}</p>}
      {found.length > SHOWN && <p class="small soft">{T.run.add_more(found.length - SHOWN)}</p>}
    </div>
  );
}

function Sides({ point, on_add }: { point: Point; on_add: (sides: readonly Side[]) => void }) {
  const { left, right } = point.position;
  const choices: readonly (readonly Side[])[] =
    left.x === right.x && left.y === right.y ? [['midline']] : [['left'], ['right'], BOTH];
  return (
    <div class="add-step">
      <h3>{point.muscle.plain}</h3>
      <p class="numbers">{T.run.add_how(point.therapist.hold_s.default)}</p>
      <div class="steps-keys">
        {choices.map((sides) => (
          <button key={sides.join()} type="button" class="button" onClick={() => on_add(sides)}>
            {T.run.add_side[sides.length > 1 ? 'both' : (sides[0] ?? 'midline')]}
          </button>
        ))}
      </div>
    </div>
  );
}

/** What a search is asked of, in small letters. */
function text_of({ id, muscle, region }: Point): string {
  return `${muscle.plain} ${muscle.latin} ${region} ${id}`.toLowerCase();
}
