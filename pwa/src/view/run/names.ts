/** Plain names of points and sides, as one sentence says them. */
import type { Point, ProtocolVersion, Side, Step } from '../../wire.gen';
import { POINT_UNKNOWN, point_side } from '../strings/common-rooms';

/** Whatever says what points are called: the version that was run, else the library. */
export type Named = Pick<ProtocolVersion, 'points'> | undefined;

export function point_of(named: Named, id: string): Point | undefined {
  return named?.points.find((point) => point.id === id);
}

/** A step of the protocol, by its place in it. */
export function step_of(version: ProtocolVersion | undefined, index: number): Step | undefined {
  return version?.protocol.steps[index];
}

/** "Top of the shoulder, left". */
export function name_of(named: Named, id: string, side: Side): string {
  return point_side(plain_name(named, id), side);
}

/** Its id says nothing to whoever reads it: a point that nothing here knows is told as one. */
export function plain_name(named: Named, id: string): string {
  return point_of(named, id)?.muscle.plain ?? POINT_UNKNOWN;
}
