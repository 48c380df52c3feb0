/**
 * What is drawn where: the figure from the front or the back, or an enlarged part, with the search areas and zones on it.
 *
 * Owns how a point's place becomes a place on the drawing at hand. `left` and `right` are always the person's own: on the
 * front the right side is on the left of the picture, on the back on the right. Must never show a point as a spot: what
 * comes out are areas.
 */
import type { Point, Zone } from '../../wire.gen';
import { DETAIL_BOX, DETAILS, type Detail, detail_area, detail_of, detail_outline } from './details';
import { type Area, area_from, FIGURE, figure_fit, outline_from } from './fit';
import type { Build } from './landmarks';
import type { Place } from './spline';
import type { Window } from './window';

export type Hand = 'left' | 'right';
export type BodyView = 'front' | 'back' | Detail;

/** A point on one side, as the map shows it. */
export interface Mark {
  readonly point: Point;
  readonly side: Hand;
}

/** A point's side as drawn. */
export interface MarkArea extends Area {
  readonly mark: Mark;
}

/** One drawing in a scene: the figure, or one side's enlarged part, `x` from the left, mirrored for the left side. */
export interface Panel {
  readonly side: Hand | null;
  readonly x: number;
  readonly width: number;
}

export interface Scene {
  readonly view: BodyView;
  readonly bounds: Window;
  readonly panels: readonly Panel[];
}

/** What of the figure's box is drawn on, with a little room. */
const FIGURE_BOUNDS: Window = { x: 22, y: 66, w: 680, h: 1316 };
/** From the room above the crown down to the chin. */
export const HEAD = { top: FIGURE_BOUNDS.y, bottom: 263 };
const GAP = 40;

export function mark_key({ point, side }: Mark): string {
  return `${point.id} ${side}`;
}

/** Where a point is best seen. */
export function view_of(point: Point): BodyView {
  return detail_of(point) ?? point.outline;
}

export function is_detail(view: BodyView): view is Detail {
  return (DETAILS as readonly string[]).includes(view);
}

/** The marks a view shows: the figure all that lie on its side, an enlarged part those that call for it. */
export function marks_in(view: BodyView, marks: readonly Mark[]): readonly Mark[] {
  return marks.filter(({ point }) => (is_detail(view) ? detail_of(point) === view : point.outline === view));
}

/** The views that have something to show, front and back first. */
export function views_for(marks: readonly Mark[]): BodyView[] {
  return (['front', 'back', ...DETAILS] as const).filter((view) => marks_in(view, marks).length > 0);
}

/**
 * The view to begin with: the one that shows the most, an enlarged part before the figure where it shows all. `leading`: the
 * mark that matters most; a view that does not show it is none to begin with.
 */
export function first_view(marks: readonly Mark[], leading?: Mark): BodyView {
  const most = (views: readonly BodyView[]) => Math.max(0, ...views.map((each) => marks_in(each, marks).length));
  const views = views_for(leading ? [leading] : marks);
  const whole = views.find((view) => is_detail(view) && marks_in(view, marks).length === marks.length);
  return whole ?? views.find((view) => marks_in(view, marks).length === most(views)) ?? 'back';
}

/** A view laid out. An enlarged part is drawn once for each side that has a mark. */
export function scene_of(view: BodyView, marks: readonly Mark[]): Scene {
  if (!is_detail(view)) {
    return { view, bounds: FIGURE_BOUNDS, panels: [{ side: null, x: 0, width: FIGURE.width }] };
  }
  const { width, height } = DETAIL_BOX[view];
  const shown = marks_in(view, marks);
  // As one sees them: faces and soles of somebody opposite, the backs of one's own hands.
  const order: readonly Hand[] = view === 'hand' ? ['left', 'right'] : ['right', 'left'];
  const sides = order.filter((side) => shown.length === 0 || shown.some((mark) => mark.side === side));
  const panels = sides.map((side, index) => ({ side, x: index * (width + GAP), width }));
  return { view, panels, bounds: { x: -GAP, y: -GAP, w: panels.length * (width + GAP) + GAP, h: height + GAP } };
}

/** The search areas of a scene. */
export function areas_of(scene: Scene, build: Build, marks: readonly Mark[]): MarkArea[] {
  const { view } = scene;
  return marks_in(view, marks).flatMap((mark) => {
    const spot = mark.point.position[mark.side];
    if (!is_detail(view)) return [{ ...area_from(figure_fit(build), spot, mark.point.search_radius), mark }];
    const area = detail_area(view, spot, mark.point.search_radius);
    return scene.panels
      .filter((panel) => panel.side === mark.side)
      .map((panel) => ({ ...placed(area, panel), r: area.r, mark }));
  });
}

/** The zones on the side of the body that a view shows. */
export function zones_in(view: BodyView, zones: readonly Zone[]): readonly Zone[] {
  const ground = view === 'hand' || view === 'back' || view === 'sole' ? 'back' : 'front';
  return zones.filter((zone) => zone.outline === ground);
}

/** The zones of a scene, as outlines. */
export function zones_of(scene: Scene, build: Build, zones: readonly Zone[]): { zone: Zone; outline: Place[] }[] {
  const { view } = scene;
  return zones_in(view, zones).flatMap((zone) => {
    if (is_detail(view)) {
      const outline = detail_outline(view, zone.right);
      return scene.panels.map((panel) => ({ zone, outline: outline.map((place) => placed(place, panel)) }));
    }
    return [zone.right, zone.left].map((box) => ({ zone, outline: outline_from(figure_fit(build), box) }));
  });
}

/** A place of a drawing of the right side, on the panel it stands in. */
export function placed(place: Place, { side, x, width }: Panel): Place {
  return { x: x + (side === 'left' ? width - place.x : place.x), y: place.y };
}
