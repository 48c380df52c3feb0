/**
 * Ratings over time as a small picture: 0 at the bottom, 10 at the top. The words beside it say the same.
 *
 * One colour whichever way it goes: nothing here is good or bad. [ME4] Hold after hold, so that it begins with the first number
 * that was said and ends with the last.
 */
import type { Rating, Step } from '../../wire.gen';

type Line = readonly Rating[];

interface CurveProps {
  lines: readonly Line[];
  /** Drawn fainter, behind: the holds of each session. */
  behind?: readonly (readonly Line[])[];
  /** The comfort band, on the ground. */
  band?: Step['target_nrs'] | undefined;
  is_large?: boolean;
}

export interface Box {
  width: number;
  height: number;
  margin: number;
  dot: number;
}

interface Place {
  x: number;
  y: number;
}

const SMALL: Box = { width: 120, height: 44, margin: 5, dot: 2.4 };
const LARGE: Box = { width: 168, height: 60, margin: 6, dot: 3.6 };
/** From one dot to the next, in their radius: they never touch; from hold to hold there is a gap as well. */
const APART = 3;
const GAP = 4.5;

export function Curve({ lines, behind = [], band, is_large = false }: CurveProps) {
  const box = is_large ? LARGE : SMALL;
  const { width, height, margin } = box;
  const { places, dot } = placed(lines, box);
  return (
    <svg class="curve" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {band && (
        <rect
          class="curve-band"
          x={0}
          width={width}
          y={height_of(band[1], box)}
          height={height_of(band[0], box) - height_of(band[1], box)}
        />
      )}
      <line class="curve-ground" x1={margin} x2={width - margin} y1={height - margin} y2={height - margin} />
      {behind.flatMap((each, session) =>
        placed(each, box).places.map((line, i) => (
          <polyline key={`${session} ${i}`} class="curve-behind" points={path(line)} />
        )),
      )}
      {places.map((line, i) => (
        <polyline key={i} class="curve-line" points={path(line)} />
      ))}
      {places.flat().map(({ x, y }, i) => (
        <circle key={i} class="curve-dot" cx={x} cy={y} r={dot} />
      ))}
    </svg>
  );
}

/** [ME4] Where each number stands, from edge to edge, and how large a dot may be there. */
export function placed(lines: readonly Line[], box: Box): { places: Place[][]; dot: number } {
  const steps = lines.flatMap((line, i) =>
    line.map(({ after_ms }, k) => {
      const before = line[k - 1];
      if (before) return { least: APART * box.dot, ms: Math.max(0, after_ms - before.after_ms) };
      return { least: i === 0 ? 0 : GAP * box.dot, ms: 0 };
    }),
  );
  const room = box.width - 2 * box.margin;
  const least = steps.reduce((sum, each) => sum + each.least, 0);
  const whole_ms = steps.reduce((sum, each) => sum + each.ms, 0);
  const shrunk = Math.min(1, room / Math.max(1, least));
  const free = room - least * shrunk;
  let [x, at] = [box.margin, 0];
  const places = lines.map((line) =>
    line.map(({ nrs }) => {
      const step = steps[at] ?? { least: 0, ms: 0 };
      // Where each hold was rated once, there is no time to tell: they stand evenly.
      const share = whole_ms > 0 ? step.ms / whole_ms : step.least / Math.max(1, least);
      x += step.least * shrunk + free * share;
      at += 1;
      return { x, y: height_of(nrs, box) };
    }),
  );
  return { places, dot: box.dot * shrunk };
}

function height_of(nrs: number, { height, margin }: Box): number {
  return height - margin - (nrs / 10) * (height - 2 * margin);
}

/** One number alone is drawn as a line too, without a length. */
function path(line: readonly Place[]): string {
  const twice = line.length === 1 ? [...line, ...line] : line;
  return twice.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
}
