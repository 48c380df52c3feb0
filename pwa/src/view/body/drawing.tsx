/**
 * One scene as a picture: the figure or an enlarged part, search areas as soft discs with a halo, zones hatched.
 *
 * Draws in the colours of the page, so that it is as crisp in the dark. Hidden from screen readers: whoever shows it says
 * the same in words. Nothing in it moves, and nothing in it is a spot.
 */

import { figures } from 'virtual:figure';
import type { ComponentChildren } from 'preact';
import { useId, useMemo } from 'preact/hooks';
import { DETAIL_BOX } from '../../core/body/details';
import { FIGURE } from '../../core/body/fit';
import type { Build } from '../../core/body/landmarks';
import { is_detail, type Mark, type MarkArea, mark_key, type Panel, type Scene, zones_of } from '../../core/body/scene';
import type { Place } from '../../core/body/spline';
import type { Window } from '../../core/body/window';
import type { Zone } from '../../wire.gen';
import { DRAWINGS, FACE } from './drawings';

export interface DrawingProps {
  scene: Scene;
  seen: Window;
  build: Build;
  areas: readonly MarkArea[];
  /** The one that matters now; all others stand back. */
  current: string | null;
  zones: readonly Zone[];
  /** Where it is often felt, as outlines on this scene. */
  felt: readonly (readonly Place[])[];
}

const HALO = 2.1;

export function Drawing({ seen, ...shown }: DrawingProps) {
  const { scene, build, areas, current, zones, felt } = shown;
  const id = useId();
  // While it is moved and enlarged only what is seen of it changes.
  const content = useMemo(() => <Content id={id} {...shown} />, [id, scene, build, areas, current, zones, felt]);
  return (
    <svg
      class={['body-svg', current !== null && 'has-current', ...cuts_of(seen, scene.bounds)].filter(Boolean).join(' ')}
      viewBox={[seen.x, seen.y, seen.w, seen.h].map((each) => each.toFixed(2)).join(' ')}
      aria-hidden="true"
      focusable="false"
    >
      {content}
    </svg>
  );
}

/** Where the drawing goes on beyond what is seen of it: there it fades. */
function cuts_of(seen: Window, bounds: Window): string[] {
  const is_cut = {
    above: seen.y > bounds.y + 1,
    below: seen.y + seen.h < bounds.y + bounds.h - 1,
    beside: seen.x > bounds.x + 1 || seen.x + seen.w < bounds.x + bounds.w - 1,
  };
  return Object.entries(is_cut).flatMap(([edge, is_so]) => (is_so ? `is-cut-${edge}` : []));
}

function Content({ id, scene, build, areas, current, zones, felt }: Omit<DrawingProps, 'seen'> & { id: string }) {
  const is_current = (mark: Mark) => mark_key(mark) === current;
  return (
    <>
      <defs>
        <Soft id={`${id}-halo`} stops={[0.5, 0.34, 0]} />
        <Soft id={`${id}-disc`} stops={[0.72, 0.62, 0.3]} />
      </defs>
      {scene.panels.map((panel) => (
        <Skin key={panel.x} scene={scene} panel={panel} build={build} />
      ))}
      {felt.length + zones.length > 0 && <OnSkin {...{ id, scene, build, zones, felt }} />}
      {/* What matters now is drawn last, over its neighbours. */}
      {[...areas]
        .sort((a, b) => Number(is_current(a.mark)) - Number(is_current(b.mark)))
        .map(({ mark, x, y, r }) => (
          <g key={mark_key(mark)} class={is_current(mark) ? 'body-area is-current' : 'body-area'}>
            <circle cx={x} cy={y} r={HALO * r} fill={`url(#${id}-halo)`} />
            <circle cx={x} cy={y} r={r} fill={`url(#${id}-disc)`} />
          </g>
        ))}
    </>
  );
}

type OnSkinProps = Pick<DrawingProps, 'scene' | 'build' | 'zones' | 'felt'> & { id: string };

/** What is shaded and hatched on the body, and nowhere beside it. */
function OnSkin({ id, scene, build, zones, felt }: OnSkinProps) {
  return (
    <>
      <defs class="body-warm">
        <Soft id={`${id}-felt`} stops={[0.6, 0.5, 0.06]} />
        <pattern id={`${id}-hatch`} width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path class="body-hatch" d="M0 0V9" />
        </pattern>
        <clipPath id={`${id}-skin`}>
          {scene.panels.flatMap((panel) =>
            edges_of(scene, build).map((path) => <path key={path + panel.x} d={path} transform={turn_of(panel)} />),
          )}
        </clipPath>
      </defs>
      <g clip-path={`url(#${id}-skin)`}>
        {felt.map((outline) => (
          <path key={outline_path(outline)} class="body-felt" d={outline_path(outline)} fill={`url(#${id}-felt)`} />
        ))}
        {zones_of(scene, build, zones).map(({ zone, outline }) => (
          <path
            key={outline_path(outline)}
            class={`body-zone is-${zone.level}`}
            d={outline_path(outline)}
            fill={`url(#${id}-hatch)`}
          />
        ))}
      </g>
    </>
  );
}

function Soft({ id, stops }: { id: string; stops: readonly number[] }) {
  return (
    <radialGradient id={id}>
      {stops.map((opacity, index) => (
        <stop key={index} offset={index / (stops.length - 1)} stop-color="currentColor" stop-opacity={opacity} />
      ))}
    </radialGradient>
  );
}

/** The body itself: its edge drawn first, so that where parts overlap no line shows inside. */
function Skin({ scene, panel, build }: { scene: Scene; panel: Panel; build: Build }) {
  const edges = edges_of(scene, build).map((path) => <path key={path} d={path} />);
  return (
    <g transform={turn_of(panel)}>
      <g class="body-edge">{edges}</g>
      <g class="body-skin">{edges}</g>
      {is_detail(scene.view) ? (
        <>
          <Paths class="body-tone" paths={DRAWINGS[scene.view].tone} />
          <Paths class="body-line" paths={DRAWINGS[scene.view].lines} />
        </>
      ) : (
        <>
          <Mirrored>
            <path class="body-tone" d={Object.values(figures[build][scene.view]).join('')} />
          </Mirrored>
          {scene.view === 'front' && <Paths class="body-line" paths={FACE[build]} />}
        </>
      )}
    </g>
  );
}

function Mirrored({ children }: { children: ComponentChildren }) {
  return (
    <>
      {children}
      <g transform={`matrix(-1 0 0 1 ${FIGURE.width} 0)`}>{children}</g>
    </>
  );
}

function Paths({ class: name, paths }: { class: string; paths: readonly string[] }) {
  return (
    <g class={name}>
      {paths.map((path) => (
        <path key={path} d={path} />
      ))}
    </g>
  );
}

function edges_of(scene: Scene, build: Build): readonly string[] {
  return is_detail(scene.view) ? [DRAWINGS[scene.view].edge] : figures[build].silhouette;
}

/** Drawn for the right side; the left is its mirror, beside it. */
function turn_of({ side, x, width }: Panel): string | undefined {
  if (side === 'left') return `matrix(-1 0 0 1 ${x + width} 0)`;
  return x === 0 ? undefined : `translate(${x} 0)`;
}

function outline_path(outline: readonly Place[]): string {
  return `M${outline.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}Z`;
}

/** The height of what is drawn, by which a region is cut out. */
export function height_of(scene: Scene): number {
  return is_detail(scene.view) ? DETAIL_BOX[scene.view].height : FIGURE.height;
}
