/**
 * The figure to point at: its areas to tap, their names beside it as buttons, a line from each to its place.
 *
 * The names are what a keyboard and a screen reader use; the figure answers a finger. An area is where it hurts, and
 * never a spot to press. Comes with the figures.
 */
import { useMemo, useRef, useState } from 'preact/hooks';
import { type Ground, middle_of, PATCHES, type Patch } from '../../core/areas';
import { FIGURE, figure_fit, is_within, outline_from } from '../../core/body/fit';
import type { Build } from '../../core/body/landmarks';
import { type Hand, scene_of } from '../../core/body/scene';
import type { Place } from '../../core/body/spline';
import type { Area, Box } from '../../wire.gen';
import { Drawing } from '../body/drawing';
import { place_of } from '../body/use-window';
import '../css/body.css';
import { T } from '../strings-rooms';

interface PlaceMapProps {
  build: Build;
  on_choose: (area: Area) => void;
}

/** The very same each time: nothing is drawn anew for it. */
const NONE: never[] = [];
const GROUNDS = ['front', 'back'] as const;
/** Of the plate's width: where the figure stands, and where the names of either side end. In css/finder.css too. */
const FIGURE_FROM = 23.5;
const FIGURE_WIDE = 53;
/** Of the plate's height. */
const FIGURE_TOP = 5.5;
const FIGURE_HIGH = 89;
const NAMES_WIDE = 25;

export function PlaceMap({ build, on_choose }: PlaceMapProps) {
  const [ground, turn_to] = useState<Ground>('front');
  const [pointed, point_at] = useState<Area | null>(null);
  const patches = useMemo(() => patches_of(ground), [ground]);
  const [left, right] = useMemo(() => columns_of(patches, ground, build), [patches, ground, build]);
  const names = { ground, pointed, point_at, on_choose };
  return (
    <section class="finder-map body" aria-label={T.finder.figure}>
      <fieldset class="body-views" aria-label={T.body.views}>
        {GROUNDS.map((each) => (
          <button
            key={each}
            type="button"
            class="body-chip"
            aria-pressed={each === ground}
            onClick={() => turn_to(each)}
          >
            {T.body.view[each]}
          </button>
        ))}
      </fieldset>
      <div class="finder-plate">
        <Figure key={ground} {...names} patches={patches} build={build} />
        <Lines lines={[...left, ...right]} pointed={pointed} />
        <Names {...names} areas={left} side="left" />
        <Names {...names} areas={right} side="right" />
      </div>
    </section>
  );
}

type Patches = readonly (readonly [Area, Patch])[];

interface PointingProps {
  ground: Ground;
  pointed: Area | null;
  point_at: (area: Area | null) => void;
  on_choose: (area: Area) => void;
}

/** The figure itself, for fingers: what a tap means is the area it is in, or the nearest. */
function Figure({
  ground,
  build,
  patches,
  pointed,
  point_at,
  on_choose,
}: PointingProps & { patches: Patches; build: Build }) {
  const stage = useRef<HTMLDivElement>(null);
  const scene = useMemo(() => scene_of(ground, []), [ground]);
  const shapes = useMemo(() => shapes_of(patches, build), [patches, build]);
  const at = (event: MouseEvent): Area | null => {
    if (stage.current === null) return null;
    return area_at(place_of(stage.current, scene.bounds, { x: event.clientX, y: event.clientY }), shapes);
  };
  const choose = (event: MouseEvent) => {
    const area = at(event);
    if (area !== null) on_choose(area);
  };
  return (
    // Its names stand beside it as buttons: nothing here is for keys or for reading aloud.
    <div
      ref={stage}
      class="finder-figure"
      aria-hidden="true"
      onClick={choose}
      onPointerMove={(event) => point_at(at(event))}
      onPointerLeave={() => point_at(null)}
    >
      <Drawing
        scene={scene}
        seen={scene.bounds}
        build={build}
        areas={NONE}
        current={null}
        zones={NONE}
        felt={shapes.find(({ area }) => area === pointed)?.outlines ?? NONE}
      />
    </div>
  );
}

function Names({ areas, side, pointed, point_at, on_choose }: PointingProps & { areas: readonly Line[]; side: Hand }) {
  return (
    <ul class={`finder-names is-${side}`}>
      {areas.map(({ area }) => (
        <li key={area}>
          <button
            type="button"
            class={area === pointed ? 'finder-name is-pointed' : 'finder-name'}
            onClick={() => on_choose(area)}
            onFocus={() => point_at(area)}
            onBlur={() => point_at(null)}
            onPointerEnter={() => point_at(area)}
            onPointerLeave={() => point_at(null)}
          >
            {T.finder.area[area]}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** From a name to its place, in percent of the plate. */
interface Line {
  readonly area: Area;
  readonly from: Place;
  readonly to: Place;
}

function Lines({ lines, pointed }: { lines: readonly Line[]; pointed: Area | null }) {
  return (
    <svg class="finder-lines" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      {lines.map(({ area, from, to }) => (
        <g key={area} class={area === pointed ? 'finder-line is-pointed' : 'finder-line'}>
          <path d={`M${from.x} ${from.y}L${to.x} ${to.y}`} />
          <path class="finder-end" d={`M${to.x} ${to.y}h0`} />
        </g>
      ))}
    </svg>
  );
}

/** From the top down. */
function patches_of(ground: Ground): Patches {
  const all = Object.entries(PATCHES[ground]) as [Area, Patch][];
  return all.sort(([, a], [, b]) => a[2] + a[3] - (b[2] + b[3]));
}

/** In turn to either side, so that names stand near their places and never on each other. */
function columns_of(patches: Patches, ground: Ground, build: Build): [readonly Line[], readonly Line[]] {
  const column = (side: Hand) => {
    const own = patches.filter((_, index) => index % 2 === (side === 'left' ? 0 : 1));
    const x = side === 'left' ? NAMES_WIDE : 100 - NAMES_WIDE;
    const ends = own.map(([area, patch]) => ({ area, to: end_of(patch, side, ground, build) }));
    return uncrossed(ends, (index) => ({ x, y: ((index + 0.5) / own.length) * 100 }));
  };
  return [column('left'), column('right')];
}

/** The middle of an area on the half of the picture that its name stands on, whichever side of the person that is. */
function end_of(patch: Patch, side: Hand, ground: Ground, build: Build): Place {
  const { bounds } = scene_of(ground, []);
  const middle = middle_of(ground, patch);
  const spot = middle.x < 50 === (side === 'left') ? middle : { ...middle, x: 100 - middle.x };
  const at = figure_fit(build).place(spot);
  return {
    x: FIGURE_FROM + (FIGURE_WIDE * (at.x - bounds.x)) / bounds.w,
    y: FIGURE_TOP + (FIGURE_HIGH * (at.y - bounds.y)) / bounds.h,
  };
}

/** Neighbours change places as long as their lines cross: each time the lines get shorter, so it ends. */
function uncrossed(ends: readonly Omit<Line, 'from'>[], from: (index: number) => Place): readonly Line[] {
  const lines = ends.map((end, index) => ({ ...end, from: from(index) }));
  const index = lines.findIndex((line, at) => at > 0 && is_crossed(lines[at - 1] ?? line, line));
  if (index < 0) return lines;
  return uncrossed(
    [...ends.slice(0, index - 1), ...ends.slice(index - 1, index + 1).reverse(), ...ends.slice(index + 1)],
    from,
  );
}

function is_crossed(one: Line, other: Line): boolean {
  const is_left_of = ({ from, to }: Line, place: Place) =>
    (to.x - from.x) * (place.y - from.y) > (to.y - from.y) * (place.x - from.x);
  return (
    is_left_of(one, other.from) !== is_left_of(one, other.to) &&
    is_left_of(other, one.from) !== is_left_of(other, one.to)
  );
}

interface Shape {
  readonly area: Area;
  readonly outlines: readonly (readonly Place[])[];
}

function shapes_of(patches: Patches, build: Build): Shape[] {
  return patches.map(([area, patch]) => ({
    area,
    outlines: boxes_of(patch).map((box) => outline_from(figure_fit(build), box)),
  }));
}

/** One box across the midline, or one on either side. */
function boxes_of([from, to, y0, y1]: Patch): Box[] {
  if (from === 0) return [{ x0: 50 - to, x1: 50 + to, y0, y1 }];
  return [
    { x0: 50 - to, x1: 50 - from, y0, y1 },
    { x0: 50 + from, x1: 50 + to, y0, y1 },
  ];
}

function area_at(place: Place, shapes: readonly Shape[]): Area | null {
  const within = shapes.find(({ outlines }) => outlines.some((outline) => is_within(place, outline)));
  if (within !== undefined) return within.area;
  const far = ({ outlines }: Shape) =>
    Math.min(...outlines.flat().map((corner) => Math.hypot(corner.x - place.x, corner.y - place.y)));
  const nearest = [...shapes].sort((a, b) => far(a) - far(b))[0];
  return nearest !== undefined && far(nearest) < FIGURE.width / 12 ? nearest.area : null;
}
