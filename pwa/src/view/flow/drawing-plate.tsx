/**
 * The figure to shade by regions, and two drawings side by side. Comes with the figures.
 *
 * A finger shades on the figure; the same regions stand as buttons in words, for keys and for reading aloud. What is shaded
 * is said in words too. Never judged.
 */
import { useMemo, useRef, useState } from 'preact/hooks';
import { type DrawnRegion, first_ground, REGIONS, regions_of } from '../../app/drawing';
import type { Ground } from '../../core/areas';
import { FIGURE, figure_fit, is_within, outline_from } from '../../core/body/fit';
import type { Build } from '../../core/body/landmarks';
import { scene_of } from '../../core/body/scene';
import type { Place } from '../../core/body/spline';
import type { Point } from '../../wire.gen';
import { Drawing } from '../body/drawing';
import { place_of } from '../body/use-window';
import '../css/body.css';
import '../css/drawing.css';
import '../css/opens.css';
import { T } from '../strings-rooms';

const GROUNDS = ['front', 'back'] as const;
const NONE: never[] = [];

interface PlateProps {
  points: readonly Point[];
  drawn: readonly string[];
  build: Build;
  on_toggle: (region: string) => void;
}

export function PainDrawing({ points, drawn, build, on_toggle }: PlateProps) {
  const [ground, turn_to] = useState<Ground>(() => first_ground(drawn, points));
  const here = REGIONS.filter((region) => region.ground === ground);
  return (
    <div class="drawing body">
      <p class="small soft">{T.drawing.note}</p>
      <fieldset class="body-views" aria-label={T.body.views}>
        {GROUNDS.map((each) => (
          <button
            key={each}
            type="button"
            class="body-chip"
            aria-pressed={each === ground}
            onClick={() => turn_to(each)}
          >
            {T.drawing.ground[each]}
          </button>
        ))}
      </fieldset>
      <Figure key={ground} ground={ground} drawn={drawn} build={build} on_toggle={on_toggle} />
      <p class="small" role="status">
        {words_of(drawn)}
      </p>
      <details class="drawing-list opens">
        <summary>{T.drawing.list}</summary>
        <fieldset class="drawing-names" aria-label={T.drawing.ground[ground]}>
          {here.map((region) => (
            <button
              key={region.id}
              type="button"
              class="body-chip"
              aria-pressed={drawn.includes(region.id)}
              onClick={() => on_toggle(region.id)}
            >
              {name_of(region)}
            </button>
          ))}
        </fieldset>
      </details>
    </div>
  );
}

/** For fingers: a tap means the region it is in, or the nearest close by. */
function Figure({ ground, drawn, build, on_toggle }: Omit<PlateProps, 'points'> & { ground: Ground }) {
  const stage = useRef<HTMLDivElement>(null);
  const scene = useMemo(() => scene_of(ground, []), [ground]);
  const shapes = useMemo(() => shapes_of(ground, build), [ground, build]);
  const felt = useMemo(() => outlines_of(shapes, drawn), [shapes, drawn]);
  const tap = (event: MouseEvent) => {
    if (stage.current === null) return;
    const region = region_at(place_of(stage.current, scene.bounds, { x: event.clientX, y: event.clientY }), shapes);
    if (region !== null) on_toggle(region);
  };
  return (
    // The same stands below as buttons: the figure is not for keys or for reading aloud.
    <div class="drawing-frame">
      <div ref={stage} class="drawing-figure" aria-hidden="true" onClick={tap}>
        <Drawing {...{ scene, build, felt }} seen={scene.bounds} areas={NONE} current={null} zones={NONE} />
      </div>
      <p class="body-sides">
        <span>{T.common.side[ground === 'front' ? 'right' : 'left']}</span>
        <span>{T.common.side[ground === 'front' ? 'left' : 'right']}</span>
      </p>
    </div>
  );
}

interface PairProps {
  before: readonly string[] | undefined;
  after: readonly string[] | undefined;
  build: Build;
}

/** Before and after, side by side, as they were shaded. */
export function DrawnPair({ before, after, build }: PairProps) {
  const all = regions_of([...(before ?? []), ...(after ?? [])]);
  const grounds = GROUNDS.filter((ground) => all.some((region) => region.ground === ground));
  return (
    <section class="block drawn">
      <h2>{T.drawing.title}</h2>
      <div class="drawn-pair">
        {([before, after] as const).map((drawn, place) => (
          <div key={place}>
            <h3>{place === 0 ? T.drawing.before : T.drawing.after}</h3>
            <div class="drawn-figures" aria-hidden="true">
              {grounds.map((ground) => (
                <Still key={ground} ground={ground} drawn={drawn ?? NONE} build={build} />
              ))}
            </div>
            <p class="small">{drawn && drawn.length > 0 ? words_of(drawn) : T.drawing.not_drawn}</p>
          </div>
        ))}
      </div>
    </section>
  );
}

function Still({ ground, drawn, build }: { ground: Ground; drawn: readonly string[]; build: Build }) {
  const scene = useMemo(() => scene_of(ground, []), [ground]);
  const felt = useMemo(() => outlines_of(shapes_of(ground, build), drawn), [ground, build, drawn]);
  return (
    <figure class="body">
      <div class="drawn-still">
        <Drawing {...{ scene, build, felt }} seen={scene.bounds} areas={NONE} current={null} zones={NONE} />
      </div>
      <figcaption class="small soft">{T.drawing.ground[ground]}</figcaption>
    </figure>
  );
}

interface Shape {
  readonly id: string;
  readonly outline: readonly Place[];
}

function shapes_of(ground: Ground, build: Build): Shape[] {
  const here = REGIONS.filter((region) => region.ground === ground);
  return here.map(({ id, box }) => ({ id, outline: outline_from(figure_fit(build), box) }));
}

function outlines_of(shapes: readonly Shape[], drawn: readonly string[]): (readonly Place[])[] {
  return shapes.filter(({ id }) => drawn.includes(id)).map(({ outline }) => outline);
}

function region_at(place: Place, shapes: readonly Shape[]): string | null {
  const within = shapes.find(({ outline }) => is_within(place, outline));
  if (within !== undefined) return within.id;
  const far = ({ outline }: Shape) =>
    Math.min(...outline.map((corner) => Math.hypot(corner.x - place.x, corner.y - place.y)));
  const nearest = [...shapes].sort((a, b) => far(a) - far(b))[0];
  return nearest !== undefined && far(nearest) < FIGURE.width / 12 ? nearest.id : null;
}

function name_of({ area, side }: DrawnRegion): string {
  return T.drawing.region(T.finder.area[area], side);
}

/** Front first; a region that is not known here keeps its id, so that a log stays readable. */
function words_of(drawn: readonly string[]): string {
  const known = regions_of(drawn);
  const others = drawn.filter((id) => !known.some((region) => region.id === id)).map((id) => id.replaceAll('-', ' '));
  const names = known.map((region) => `${name_of(region)}, ${T.drawing.ground[region.ground].toLowerCase()}`);
  return drawn.length === 0 ? T.drawing.none : T.drawing.shaded([...names, ...others]);
}
