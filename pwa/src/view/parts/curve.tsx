/**
 * Ratings over time as a small picture: 0 at the bottom, 10 at the top. The words beside it say the same.
 *
 * One colour whichever way it goes: nothing here is good or bad.
 */
import type { Rating } from '../../wire.gen';

interface CurveProps {
  lines: readonly (readonly Rating[])[];
  /** Drawn fainter, behind. */
  behind?: readonly (readonly Rating[])[];
}

const WIDTH = 120;
const HEIGHT = 44;
const MARGIN = 5;

export function Curve({ lines, behind = [] }: CurveProps) {
  const longest_ms = Math.max(1, ...[...lines, ...behind].flat().map(({ after_ms }) => after_ms));
  const place = ({ after_ms, nrs }: Rating) => [
    MARGIN + (after_ms / longest_ms) * (WIDTH - 2 * MARGIN),
    HEIGHT - MARGIN - (nrs / 10) * (HEIGHT - 2 * MARGIN),
  ];
  const path = (line: readonly Rating[]) => line.map((each) => place(each).map((at) => at.toFixed(1))).join(' ');
  return (
    <svg class="curve" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <line class="curve-ground" x1={MARGIN} x2={WIDTH - MARGIN} y1={HEIGHT - MARGIN} y2={HEIGHT - MARGIN} />
      {behind.map((line, i) => (
        <polyline key={i} class="curve-behind" points={path(line)} />
      ))}
      {lines.map((line, i) => (
        <polyline key={i} class="curve-line" points={path(line)} />
      ))}
      {lines.flat().map((each, i) => {
        const [x, y] = place(each);
        return <circle key={i} class="curve-dot" cx={x} cy={y} r="2.4" />;
      })}
    </svg>
  );
}
