/** From steps, holds and sessions to marks on the body map, with the words for each. */
import type { Hand } from '../../core/body/scene';
import type { HoldRecord, SessionRecord } from '../../core/history';
import type { PlannedSide, ProtocolVersion, Side } from '../../wire.gen';
import { T } from '../strings-rooms';
import type { BodyMark } from './map';

/** The sides a plan may press: both where the protocol leaves it to the person. */
export function hands_of(side: PlannedSide | Side): readonly Hand[] {
  return side === 'left' || side === 'right' ? [side] : ['left', 'right'];
}

/** Every point and side of a protocol with the numbers of its steps, in the order of the steps. */
export function marks_of_protocol({ protocol, points }: ProtocolVersion): BodyMark[] {
  const found = new Map<string, { point: string; side: Hand; steps: number[] }>();
  for (const [index, step] of protocol.steps.entries()) {
    for (const side of hands_of(step.side)) {
      const key = `${step.point} ${side}`;
      const mark = found.get(key) ?? { point: step.point, side, steps: [] };
      found.set(key, { ...mark, steps: [...mark.steps, index + 1] });
    }
  }
  return [...found.values()].flatMap(({ point: id, side, steps }) => {
    const point = points.find((each) => each.id === id);
    if (point === undefined) return [];
    return [{ point, side, text: steps.join(', '), name: T.body.mark(point.muscle.plain, side, steps) }];
  });
}

/** Every point and side that was held, with the first and the last rating of discomfort. */
export function marks_of_session({ holds }: SessionRecord, { points }: ProtocolVersion): BodyMark[] {
  const found = new Map<string, HoldRecord[]>();
  for (const hold of holds.filter((each) => each.held_ms > 0)) {
    const key = `${hold.point} ${hold.side}`;
    found.set(key, [...(found.get(key) ?? []), hold]);
  }
  return [...found.values()].flatMap((together) => {
    const [first] = together;
    const point = points.find((each) => each.id === first?.point);
    if (first === undefined || point === undefined) return [];
    const ratings = together.flatMap((hold) => hold.ratings).map(({ nrs }) => nrs);
    return hands_of(first.side).map((side) => ({
      point,
      side,
      text: `${ratings.at(-1) ?? '·'}`,
      more: T.body.eased(ratings[0], ratings.at(-1)),
      name: T.body.mark_eased(T.body.mark(point.muscle.plain, side, []), ratings[0], ratings.at(-1)),
    }));
  });
}
