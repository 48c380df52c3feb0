/**
 * The body map: where the points of a protocol, a run or a session lie, as areas to search.
 *
 * Front, back and the enlarged parts that have something to show; closer and farther by fingers, keys and buttons; areas
 * as buttons where one may be picked. The same stands in words beside it or in its own list. Fetched when first shown.
 */
import { useMemo, useRef, useState } from 'preact/hooks';
import { felt_outlines } from '../../core/body/felt';
import type { Build } from '../../core/body/landmarks';
import {
  areas_of,
  type BodyView,
  first_view,
  type Hand,
  HEAD,
  is_detail,
  type Mark,
  type MarkArea,
  mark_key,
  type Scene,
  scene_of,
  view_of,
  views_for,
  zones_in,
} from '../../core/body/scene';
import { reaching_up, type Window, whole_window, window_around } from '../../core/body/window';
import type { Audience, Zone } from '../../wire.gen';
import { T } from '../strings-rooms';
import '../css/body.css';
import { Drawing, height_of } from './drawing';
import { type Look, place_of, useWindow } from './use-window';

/** A point on one side as the map shows it: with what stands in it, and what it is called. */
export interface BodyMark extends Mark {
  /** Stands quietly in the area: the step's number, or the last rating. */
  readonly text: string;
  /** Stands there instead while it is the current one. */
  readonly more?: string;
  /** "Infraspinatus, left, step 2": said, and listed. */
  readonly name: string;
}

interface BodyProps {
  marks: readonly BodyMark[];
  build: Build;
  audience: Audience;
  current: string | null;
  zones?: readonly Zone[];
  /** Width by height of the place it has. */
  aspect: number;
  /** What is seen first: everything, the region that has areas, or the region of the current one. */
  begin: 'whole' | 'region' | 'current';
}

interface MapProps extends BodyProps {
  /** Its own list in words; false where the page says them right beside it. */
  is_listed: boolean;
  /** The first of the marks matters most: it is in sight from the beginning. */
  is_ranked?: boolean;
  /** What is said below it; without it, what an area is. */
  note?: string;
  on_pick?: (key: string) => void;
  /** Where it stands in words what was picked: the area picked is described by it. */
  said_id?: string;
}

const NONE: readonly Zone[] = [];
/** A region is never cut out smaller than this share of the drawing's height: the body around it must be known again. */
const LEAST_SHARE = { region: 0.3, current: 0.24, detail: 0.85 };

export function BodyMap({ is_listed, is_ranked = false, note, on_pick, said_id, zones = [], ...props }: MapProps) {
  const { marks, build, current } = props;
  const views = views_for(marks);
  const [chosen, choose] = useState<{ view: BodyView; current: string | null } | null>(null);
  const [has_zones, set_has_zones] = useState(false);
  const shown = marks.find((mark) => mark_key(mark) === current);
  // A view that was chosen stands until something else becomes current.
  const view =
    chosen?.current === current && views.includes(chosen.view) ? chosen.view : seen_best(marks, shown, is_ranked);
  const scene = useMemo(() => scene_of(view, marks), [view, marks]);
  // What is picked is picked on the view at hand: it does not lead to another.
  const pick =
    on_pick &&
    ((key: string) => {
      choose({ view, current: key === current ? null : key });
      on_pick(key);
    });
  const zones_here = zones_in(view, zones).length > 0;
  const felt = useMemo(() => (shown ? felt_outlines(scene, build, shown) : []), [scene, build, shown]);
  return (
    <section class="body" aria-label={T.body.map}>
      <div class="body-tools">
        {views.length < 2 ? (
          <p class="body-view-name">{T.body.view[view]}</p>
        ) : (
          <fieldset class="body-views" aria-label={T.body.views}>
            {views.map((each) => (
              <button
                key={each}
                type="button"
                class="body-chip"
                aria-pressed={each === view}
                onClick={() => choose({ view: each, current })}
              >
                {T.body.view[each]}
              </button>
            ))}
          </fieldset>
        )}
        {zones_here && (
          <button
            type="button"
            class="body-chip is-zones"
            aria-pressed={has_zones}
            onClick={() => set_has_zones(!has_zones)}
          >
            {T.body.zones}
          </button>
        )}
      </div>
      <Stage
        {...props}
        key={view}
        scene={scene}
        zones={has_zones ? zones : NONE}
        felt={felt}
        on_pick={pick}
        said_id={said_id}
      />
      <p class="body-note small soft">
        {felt.length > 0 ? T.body.felt : (note ?? (on_pick ? T.body.pick : T.body.searched))}
      </p>
      {is_listed && <List marks={marks} current={current} />}
    </section>
  );
}

interface StageProps extends BodyProps {
  scene: Scene;
  felt: ReturnType<typeof felt_outlines>;
  on_pick: ((key: string) => void) | undefined;
  said_id: string | undefined;
}

function Stage({ scene, on_pick, said_id, felt, ...props }: StageProps) {
  const { marks, build, audience, current, zones = [], aspect } = props;
  const stage = useRef<HTMLDivElement>(null);
  const areas = useMemo(() => areas_of(scene, build, marks), [scene, build, marks]);
  const { whole, begin } = windows_of(scene, areas, props);
  const look = useWindow(stage, whole, begin);
  const pick = (event: MouseEvent, key: string) => {
    if (stage.current !== null) on_pick?.(picked(event, key, stage.current, look.seen, areas));
  };
  return (
    <>
      <div class="body-frame" style={{ '--aspect': aspect }}>
        <div ref={stage} class={look.is_whole ? 'body-stage' : 'body-stage is-close'}>
          <Drawing {...{ scene, build, areas, current, zones, felt }} seen={look.seen} />
          {areas.map((area) => (
            <AreaLabel
              key={mark_key(area.mark)}
              area={area}
              marks={marks}
              look={look}
              current={current}
              said_id={said_id}
              on_pick={on_pick && ((event) => pick(event, mark_key(area.mark)))}
            />
          ))}
        </div>
        <Sides scene={scene} name={(side) => T.body.side(audience, side)} />
      </div>
      <fieldset class="body-zoom" aria-label={T.body.tools}>
        <button type="button" class="body-chip" onClick={look.closer}>
          {T.body.closer}
        </button>
        <button type="button" class="body-chip" disabled={look.is_whole} onClick={look.farther}>
          {T.body.farther}
        </button>
        {!look.is_whole && (
          <button type="button" class="body-chip" onClick={look.show_whole}>
            {T.body.whole}
          </button>
        )}
      </fieldset>
    </>
  );
}

interface LabelProps {
  area: MarkArea;
  marks: readonly BodyMark[];
  look: Look;
  current: string | null;
  said_id: string | undefined;
  on_pick: ((event: MouseEvent) => void) | undefined;
}

/**
 * What stands in an area, laid over the drawing; a button to press where one may be picked. One that is out of sight waits
 * unseen at the edge, so that keys still reach it, and comes into sight with them.
 */
function AreaLabel({ area, marks, look, current, said_id, on_pick }: LabelProps) {
  const key = mark_key(area.mark);
  const mark = marks.find((each) => mark_key(each) === key);
  const { seen } = look;
  const share = (from: number, length: number, at: number) =>
    `${Math.min(100, Math.max(0, (100 * (at - from)) / length))}%`;
  const at = { left: share(seen.x, seen.w, area.x), top: share(seen.y, seen.h, area.y) };
  const is_out = is_outside(area, seen);
  if (on_pick === undefined) {
    return is_out ? null : (
      <span class="body-label" style={at} aria-hidden="true">
        <span>{mark?.text}</span>
      </span>
    );
  }
  return (
    <button
      type="button"
      class={is_out ? 'body-label is-out' : 'body-label'}
      style={at}
      data-x={area.x}
      data-y={area.y}
      aria-label={mark?.name}
      aria-pressed={key === current}
      aria-describedby={key === current ? said_id : undefined}
      onClick={on_pick}
      onFocus={() => is_out && look.bring(area)}
    >
      <span>{key === current ? (mark?.more ?? mark?.text) : mark?.text}</span>
    </button>
  );
}

/** Left and right in words, at the sides they are on. */
function Sides({ scene, name }: { scene: Scene; name: (side: Hand) => string }) {
  const sides = is_detail(scene.view)
    ? scene.panels.flatMap((panel) => panel.side ?? [])
    : scene.view === 'front'
      ? (['right', 'left'] as const)
      : (['left', 'right'] as const);
  return (
    <p class={sides.length === 1 ? 'body-sides is-one' : 'body-sides'}>
      {sides.map((side) => (
        <span key={side}>{name(side)}</span>
      ))}
    </p>
  );
}

function List({ marks, current }: { marks: readonly BodyMark[]; current: string | null }) {
  return (
    <ol class="body-list small" aria-label={T.body.areas_list}>
      {marks.map((mark) => (
        <li key={mark_key(mark)} aria-current={mark_key(mark) === current ? 'step' : undefined}>
          {mark.name}
        </li>
      ))}
    </ol>
  );
}

interface ThumbProps extends Omit<BodyProps, 'zones' | 'current' | 'marks' | 'audience'> {
  mark: BodyMark;
}

/** The region of one point, small and still: where to look for it, beside a clock. */
export function BodyThumb({ mark, build, aspect, begin }: ThumbProps) {
  const marks = useMemo(() => [mark], [mark]);
  const scene = useMemo(() => scene_of(view_of(mark.point), marks), [mark, marks]);
  const areas = useMemo(() => areas_of(scene, build, marks), [scene, build, marks]);
  const felt = useMemo(() => felt_outlines(scene, build, mark), [scene, build, mark]);
  const seen = windows_of(scene, areas, { aspect, begin, current: mark_key(mark) }).begin;
  return (
    <>
      <div
        class="body-thumb"
        role="img"
        aria-label={T.body.thumb(mark.name, T.body.view[scene.view])}
        style={{ '--aspect': aspect }}
      >
        <Drawing {...{ scene, build, areas, seen, felt }} current={mark_key(mark)} zones={NONE} />
        <Sides scene={scene} name={(side) => T.common.side[side]} />
      </div>
      {felt.length > 0 && (
        <p class="body-thumb-note" aria-hidden="true">
          {T.body.felt_short}
        </p>
      )}
    </>
  );
}

function seen_best(marks: readonly Mark[], shown: Mark | undefined, is_ranked: boolean): BodyView {
  return shown ? view_of(shown.point) : first_view(marks, is_ranked ? marks[0] : undefined);
}

function windows_of(
  scene: Scene,
  areas: readonly MarkArea[],
  { aspect, begin, current }: Pick<BodyProps, 'aspect' | 'begin' | 'current'>,
): { whole: Window; begin: Window } {
  const whole = whole_window(scene.bounds, aspect);
  if (begin === 'whole') return { whole, begin: whole };
  const least = height_of(scene) * LEAST_SHARE[is_detail(scene.view) ? 'detail' : begin];
  const wanted = begin === 'region' ? areas : areas.filter((area) => mark_key(area.mark) === current);
  const around = window_around(wanted, whole, least);
  return {
    whole,
    begin: is_detail(scene.view) || begin === 'current' ? around : reaching_up(around, whole, wanted, HEAD),
  };
}

/** Where areas lie close together, a finger on one means the nearest to it; a key means the one it is on. */
function picked(event: MouseEvent, key: string, stage: HTMLElement, seen: Window, areas: readonly MarkArea[]): string {
  if (event.detail === 0) return key;
  const place = place_of(stage, seen, { x: event.clientX, y: event.clientY });
  const far = (area: MarkArea) => Math.hypot(area.x - place.x, area.y - place.y);
  const nearest = [...areas].sort((a, b) => far(a) - far(b))[0];
  return nearest === undefined ? key : mark_key(nearest.mark);
}

function is_outside({ x, y }: MarkArea, seen: Window): boolean {
  return x < seen.x || x > seen.x + seen.w || y < seen.y || y > seen.y + seen.h;
}
