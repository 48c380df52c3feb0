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
  const froms = pairs.map((pair) => pair.from);
  const rows = froms.map((at) => [...froms.map((each) => bend(at, each)), 1, at.x, at.y]);
  for (const line of [froms.map(() => 1), froms.map((at) => at.x), froms.map((at) => at.y)])
    rows.push([...line, 0, 0, 0]);
  const weights_x = solve(rows, [...pairs.map((pair) => pair.to.x), 0, 0, 0]);
  const weights_y = solve(rows, [...pairs.map((pair) => pair.to.y), 0, 0, 0]);
  return (place) => {
    const terms = [...froms.map((each) => bend(place, each)), 1, place.x, place.y];
    return { x: sum_of(terms, weights_x), y: sum_of(terms, weights_y) };
  };
}

/** How a thin plate gives at a distance: r² log r. */
function bend(a: Place, b: Place): number {
  const square = (a.x - b.x) ** 2 + (a.y - b.y) ** 2;
  return square === 0 ? 0 : (square * Math.log(square)) / 2;
}

function sum_of(terms: readonly number[], weights: readonly number[]): number {
  return terms.reduce((sum, term, index) => sum + term * (weights[index] ?? 0), 0);
}

/** What solves these linear equations, by elimination with the largest pivot. */
function solve(rows: readonly (readonly number[])[], wanted: readonly number[]): number[] {
  const left = rows.map((row, index) => [...row, wanted[index] ?? 0]);
  const size = left.length;
  for (let column = 0; column < size; column++) {
    const pivot = largest_row(left, column);
    const row = left[pivot];
    const lead = row?.[column] ?? 0;
    if (row === undefined || Math.abs(lead) < 1e-9) throw new RangeError('no map leads through these places');
    left[pivot] = left[column] ?? row;
    left[column] = row;
    for (let other = 0; other < size; other++) {
      const line = left[other];
      if (other === column || line === undefined) continue;
      const share = (line[column] ?? 0) / lead;
      for (let each = column; share !== 0 && each <= size; each++)
        line[each] = (line[each] ?? 0) - share * (row[each] ?? 0);
    }
  }
  return left.map((row, index) => (row[size] ?? 0) / (row[index] ?? 1));
}

function largest_row(rows: readonly (readonly number[])[], column: number): number {
  let best = column;
  for (let each = column + 1; each < rows.length; each++) {
    if (Math.abs(rows[each]?.[column] ?? 0) > Math.abs(rows[best]?.[column] ?? 0)) best = each;
  }
  return best;
}
