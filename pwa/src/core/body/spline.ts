/**
 * A smooth map of the plane that carries given places exactly onto given others, and bends as little as can be in between
 * (a thin-plate spline, Bookstein 1989).
 *
 * Pure arithmetic; knows nothing of bodies. Must never be given two places that are one.
 */

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Pair {
  readonly from: Place;
  readonly to: Place;
}

export type Mapping = (place: Place) => Place;

/** The map through these pairs, at least three of them and not all on one line. RangeError where there is none. */
export function spline_through(pairs: readonly Pair[]): Mapping {
  const knots = pairs.map((pair) => pair.from);
  const flats: readonly Flat[] = [one, x_of, y_of];
  const heights = (axis: 'x' | 'y') => pairs.map((pair) => pair.to[axis]);
  const along = plate(knots, bend, flats, weights_of(knots, bend, flats, heights('x')));
  const down = plate(knots, bend, flats, weights_of(knots, bend, flats, heights('y')));
  return (place) => ({ x: along(place), y: down(place) });
}

/** What bends a mirrored spline: a weight for each knot and flat, sideways and down. */
export interface Weights {
  readonly along: readonly number[];
  readonly down: readonly number[];
}

/**
 * The same through pairs that are given on one side of the axis x = 0, or on it, and hold mirrored on the other: half the
 * unknowns, and left and right that mirror each other to the last digit.
 */
export function mirrored_spline_through(pairs: readonly Pair[]): Mapping {
  return mirrored_spline_of(
    pairs.map((pair) => pair.from),
    mirrored_weights(pairs),
  );
}

export function mirrored_weights(pairs: readonly Pair[]): Weights {
  const knots = pairs.map((pair) => pair.from);
  // What lies on the axis stays on it: there nothing is left to find for the sideways part.
  const beside = pairs.filter((pair) => pair.from.x !== 0);
  const along = weights_of(
    beside.map((pair) => pair.from),
    bend_odd,
    [x_of],
    beside.map((pair) => pair.to.x),
  );
  const down = weights_of(
    knots,
    bend_even,
    [one, y_of],
    pairs.map((pair) => pair.to.y),
  );
  return { along: [...along], down: [...down] };
}

/** The spline of weights found before, at the same knots. */
export function mirrored_spline_of(knots: readonly Place[], weights: Weights): Mapping {
  const beside = knots.filter((knot) => knot.x !== 0);
  const along = plate(beside, bend_odd, [x_of], weights.along);
  const down = plate(knots, bend_even, [one, y_of], weights.down);
  return (place) => ({ x: along(place), y: down(place) });
}

type Kernel = (a: Place, b: Place) => number;
/** What a plate that is not bent at all may be: level, or tilted one way. */
type Flat = (place: Place) => number;

const one: Flat = () => 1;
const x_of: Flat = ({ x }) => x;
const y_of: Flat = ({ y }) => y;

/** How a thin plate gives at a distance: r² log r. */
function bend_by(aside: number, down: number): number {
  const square = aside * aside + down * down;
  return square === 0 ? 0 : (square * Math.log(square)) / 2;
}

function bend(a: Place, b: Place): number {
  return bend_by(a.x - b.x, a.y - b.y);
}

/** What a knot and its mirror give together, both pressed the same way or one against the other. */
function bend_even(a: Place, b: Place): number {
  return bend_by(a.x - b.x, a.y - b.y) + bend_by(a.x + b.x, a.y - b.y);
}

function bend_odd(a: Place, b: Place): number {
  return bend_by(a.x - b.x, a.y - b.y) - bend_by(a.x + b.x, a.y - b.y);
}

/** The weights of the plate that has these heights at these knots. */
function weights_of(
  knots: readonly Place[],
  kernel: Kernel,
  flats: readonly Flat[],
  heights: readonly number[],
): Float64Array {
  const rows = [
    ...knots.map((at, index) => [
      ...knots.map((each) => kernel(at, each)),
      ...flats.map((flat) => flat(at)),
      heights[index] ?? 0,
    ]),
    ...flats.map((flat) => [...knots.map(flat), ...flats.map(() => 0), 0]),
  ];
  return solve(rows.map((row) => Float64Array.from(row)));
}

/** How high the plate of these weights lies at a place. */
function plate(
  knots: readonly Place[],
  kernel: Kernel,
  flats: readonly Flat[],
  weights: ArrayLike<number>,
): (place: Place) => number {
  return (place) => {
    let sum = 0;
    for (let index = 0; index < knots.length; index++) {
      sum += (weights[index] as number) * kernel(place, knots[index] as Place);
    }
    for (let index = 0; index < flats.length; index++) {
      sum += (weights[knots.length + index] as number) * (flats[index] as Flat)(place);
    }
    return sum;
  };
}

/**
 * What solves these linear equations (the last number of each row: what it must come to), by elimination.
 *
 * The innermost line runs some twenty thousand times before anything has been made fast by the engine: every index in it
 * is known to be inside.
 */
function solve(rows: Float64Array[]): Float64Array {
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const best = largest_row(rows, column);
    const pivot = rows[best] as Float64Array;
    const lead = pivot[column] as number;
    if (Math.abs(lead) < 1e-9) throw new RangeError('no map leads through these places');
    rows[best] = rows[column] as Float64Array;
    rows[column] = pivot;
    for (let other = column + 1; other < size; other++) {
      const row = rows[other] as Float64Array;
      const share = (row[column] as number) / lead;
      if (share === 0) continue;
      for (let each = column; each <= size; each++) row[each] = (row[each] as number) - share * (pivot[each] as number);
    }
  }
  const found = new Float64Array(size);
  for (let column = size - 1; column >= 0; column--) {
    const row = rows[column] as Float64Array;
    let rest = row[size] as number;
    for (let each = column + 1; each < size; each++) rest -= (row[each] as number) * (found[each] as number);
    found[column] = rest / (row[column] as number);
  }
  return found;
}

function largest_row(rows: readonly Float64Array[], column: number): number {
  let best = column;
  for (let each = column + 1; each < rows.length; each++) {
    if (Math.abs(rows[each]?.[column] ?? 0) > Math.abs(rows[best]?.[column] ?? 0)) best = each;
  }
  return best;
}
