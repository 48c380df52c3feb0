/**
 * Gives the app `virtual:figure`: the outlines of a human figure, read from the package react-muscle-highlighter (MIT).
 *
 * Only the package's path data is taken, while the app is built; nothing of React is loaded, then or later. Both figures
 * are brought into one box, 724 by 1448, on one axis and at one height; what mirrors is kept once, for the half on the
 * left of the picture. The female figure's hair, which covers neck and temples, is left out and its head drawn whole.
 * The third figure, neither, is the male one bent by its landmarks half-way to the female one.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import svgpath from 'svgpath';
import type { Plugin } from 'vite';
import { LANDMARKS, landmark_on } from './src/core/body/landmarks.ts';
import { mirrored_spline_through, type Place } from './src/core/body/spline.ts';

const require = createRequire(import.meta.url);
const PACKAGE = 'react-muscle-highlighter';
const AXIS = 362;

interface Drawn {
  readonly slug: string;
  readonly path: { readonly left?: string[]; readonly right?: string[]; readonly common?: string[] };
}

interface Source {
  readonly wrapper: readonly [file: string, name: string];
  readonly front: readonly [file: string, name: string, axis: number];
  readonly back: readonly [file: string, name: string, axis: number];
  readonly scale: number;
  /** What of the package's own height comes to lie at y = 97, the crown. */
  readonly crown: number;
  /** Parts that complete the silhouette: the outline of the package is open at the head. */
  readonly head: { readonly parts: readonly string[]; readonly drawn: readonly string[] };
}

const SOURCES: Readonly<Record<'male' | 'female', Source>> = {
  male: {
    wrapper: ['SvgMaleWrapper', 'SvgMaleWrapper'],
    front: ['bodyFront', 'bodyFront', 364.15],
    back: ['bodyBack', 'bodyBack', 1083.85],
    scale: 1,
    crown: 97,
    head: { parts: ['hair', 'head'], drawn: [] },
  },
  female: {
    wrapper: ['SvgFemaleWrapper', 'SvgFemaleWrapper'],
    front: ['bodyFemaleFront', 'bodyFemaleFront', 320.45],
    back: ['bodyFemaleBack', 'bodyFemaleBack', 1142.6],
    scale: 0.9147,
    crown: 62,
    head: { parts: [], drawn: ['M302 178C296 128 322 97 362 97C402 97 428 128 422 178L408 232L316 232Z'] },
  },
};
const CROWN = 97;
/** Heads and hair are part of the silhouette, not muscles. */
const NOT_MUSCLES = new Set(['head', 'hair']);

/** The module's text. */
export function figure_module(): string {
  const home = join(dirname(require.resolve(PACKAGE)), '..', 'cjs');
  const male = figure_of(home, SOURCES.male);
  const figures = { neither: bent_figure(male), male, female: figure_of(home, SOURCES.female) };
  return `/*! Figure: react-muscle-highlighter, MIT */ export const figures = ${JSON.stringify(figures)};`;
}

interface Figure {
  readonly silhouette: string[];
  readonly front: Record<string, string>;
  readonly back: Record<string, string>;
}

function figure_of(home: string, source: Source): Figure {
  return {
    silhouette: silhouette_of(home, source),
    front: muscles_of(home, source, source.front),
    back: muscles_of(home, source, source.back),
  };
}

/** The male figure, every place of it carried along with the landmarks to those of the figure that is neither. */
function bent_figure(male: Figure): Figure {
  const half = mirrored_spline_through(
    LANDMARKS.map((mark) => {
      const to = landmark_on('neither', mark);
      return { from: { x: mark.male[0], y: mark.male[1] }, to: { x: to[0], y: to[1] } };
    }),
  );
  const map = (place: Place) => {
    const at = half({ x: place.x - AXIS, y: place.y });
    return { x: AXIS + at.x, y: at.y };
  };
  const bend = (paths: Record<string, string>) =>
    Object.fromEntries(Object.entries(paths).map(([slug, path]) => [slug, bent(path, map)]));
  return { silhouette: male.silhouette.map((path) => bent(path, map)), front: bend(male.front), back: bend(male.back) };
}

/** A path with its corners and handles carried through a map. */
function bent(path: string, map: (place: Place) => Place): string {
  const found = svgpath(path)
    .unarc()
    .unshort()
    .abs()
    .iterate((segment, _index, x, y) => {
      const [name, ...numbers] = segment;
      if (name === 'H' || name === 'V') {
        const at = map(name === 'H' ? { x: Number(numbers[0]), y } : { x, y: Number(numbers[0]) });
        return [['L', at.x, at.y]];
      }
      const places: number[] = [];
      for (let each = 0; each + 1 < numbers.length; each += 2) {
        const at = map({ x: Number(numbers[each]), y: Number(numbers[each + 1]) });
        places.push(at.x, at.y);
      }
      return [[name, ...places] as typeof segment];
    });
  return stepped(found.toString());
}

/**
 * A path whose places lie on half units, of 724 across the figure: a quarter of a unit off at most, an eighth of a pixel on a
 * phone, and a quarter less to download than with tenths (measured).
 */
function stepped(path: string): string {
  return svgpath(path).abs().scale(2).round(0).scale(0.5).rel().round(1).toString();
}

/** The whole figure's edge, for both views: front and back are the same but for a shift. */
function silhouette_of(home: string, source: Source): string[] {
  const [file, name] = source.wrapper;
  const border = border_of(home, file, name);
  const parts = parts_of(home, source.front)
    .filter((part) => source.head.parts.includes(part.slug))
    .flatMap((part) => part.path.common ?? []);
  return [...[border, ...parts].map((path) => fitted(path, source, source.front[2])), ...source.head.drawn];
}

/** The package draws its border inside a component: its path is what the built file holds. */
function border_of(home: string, file: string, name: string): string {
  const source = require('node:fs').readFileSync(join(home, 'components', `${file}.js`), 'utf8') as string;
  const front = source.match(/side === "front" &&.*?\bd: "([^"]+)"/s)?.[1];
  if (front === undefined) throw new Error(`${PACKAGE}: ${name} has no border of the front any more`);
  return front;
}

function parts_of(home: string, [file, name]: readonly [string, string, number]): Drawn[] {
  const found = (require(join(home, 'assets', `${file}.js`)) as Record<string, Drawn[] | undefined>)[name];
  if (found === undefined) throw new Error(`${PACKAGE}: ${file} has no ${name} any more`);
  return found;
}

/** The muscles of the half on the left of the picture, by the package's own names. */
function muscles_of(home: string, source: Source, view: readonly [string, string, number]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const part of parts_of(home, view)) {
    if (NOT_MUSCLES.has(part.slug)) continue;
    const paths = [...(part.path.left ?? []), ...(part.path.right ?? [])].map((path) => fitted(path, source, view[2]));
    found[part.slug] = paths.filter(lies_left).join('');
  }
  return found;
}

function fitted(path: string, source: Source, axis: number): string {
  const { scale, crown } = source;
  return stepped(svgpath(path).translate(-axis, -crown).scale(scale).translate(AXIS, CROWN).toString());
}

function lies_left(path: string): boolean {
  return Number(/^M(-?[\d.]+)/.exec(path)?.[1]) < AXIS;
}

/** The plugin for app, gallery and tests. */
export function figure(): Plugin {
  return {
    name: 'figure',
    resolveId: (id) => (id === 'virtual:figure' ? '\0virtual:figure' : null),
    load: (id) => (id === '\0virtual:figure' ? figure_module() : null),
  };
}
