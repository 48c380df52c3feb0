/** What the numbers of a hold make of it, drawn: pressure over time, as long as it is, as deep as it goes. */
import type { Step } from '../../wire.gen';

/** The height of the drawing. A pulse that lets up stays in touch. */
const FULL = 20;
const IN_TOUCH = 0.3;
/** The lightest level still stands well above the ground. */
const LIGHTEST = 0.4;
/** Sinking in and coming off are drawn alike for all. */
const SLOPE_S = 4;
const BEAT_SLOPE_S = 0.8;

export function Curve({ step }: { step: Step }) {
  const corners = step.pulse ? pulsed(step, step.pulse) : raised(step);
  const whole_s = step.hold_s + 2 * SLOPE_S;
  const line = corners.map(([at_s, share]) => `${at_s.toFixed(1)} ${(FULL * (1 - share)).toFixed(1)}`).join('L');
  return (
    <svg class="held-curve" viewBox={`0 0 ${whole_s} ${FULL}`} preserveAspectRatio="none" aria-hidden="true">
      <path class="held-curve-area" d={`M${line}Z`} />
      <path class="held-curve-line" d={`M${line}`} />
    </svg>
  );
}

type Corner = readonly [at_s: number, share: number];

function raised({ levels = [], target_nrs: [low, high] }: Step): Corner[] {
  const corners: Corner[] = [[0, 0]];
  let at_s = SLOPE_S;
  for (const level of levels) {
    const middle = (level.target_nrs[0] + level.target_nrs[1]) / 2;
    const share = LIGHTEST + ((1 - LIGHTEST) * (middle - low)) / Math.max(1, high - low);
    // A level sinks in anew at its beginning.
    corners.push([at_s === SLOPE_S ? at_s : at_s + 2, share], [at_s + level.hold_s, share]);
    at_s += level.hold_s;
  }
  return [...corners, [at_s + SLOPE_S, 0]];
}

function pulsed({ hold_s }: Step, { press_s, ease_s }: NonNullable<Step['pulse']>): Corner[] {
  const corners: Corner[] = [[0, 0]];
  for (let from_s = 0; from_s === 0 || from_s + press_s <= hold_s; from_s += press_s + ease_s) {
    const begins_s = SLOPE_S + from_s;
    const ends_s = begins_s + press_s;
    const is_first = from_s === 0;
    if (!is_first) corners.push([begins_s, IN_TOUCH]);
    corners.push([begins_s + (is_first ? 0 : BEAT_SLOPE_S), 1], [ends_s, 1]);
    if (ends_s < SLOPE_S + hold_s) corners.push([ends_s + BEAT_SLOPE_S, IN_TOUCH]);
  }
  const last = corners.at(-1)?.[1] ?? 0;
  return [...corners, [SLOPE_S + hold_s, last], [hold_s + 2 * SLOPE_S, 0]];
}
