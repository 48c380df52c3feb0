/** Plain names of points and sides, as one sentence says them. */
import type { Point, ProtocolVersion, Side, Step } from '../../wire.gen';
import { point_side } from '../strings/common-rooms';

export function point_of(version: ProtocolVersion | undefined, id: string): Point | undefined {
  return version?.points.find((point) => point.id === id);
}

/** A step of the protocol, by its place in it. */
export function step_of(version: ProtocolVersion | undefined, index: number): Step | undefined {
  return version?.protocol.steps[index];
}

/** "Top of the shoulder, left". A point nobody knows keeps its id, so that a log stays readable. */
export function name_of(version: ProtocolVersion | undefined, id: string, side: Side): string {
  return point_side(plain_name(version, id), side);
}

export function plain_name(version: ProtocolVersion | undefined, id: string): string {
  return point_of(version, id)?.muscle.plain ?? id.replaceAll('-', ' ');
}
