/**
 * A protocol with everything it uses, put together from the library as the server does it. Pure.
 *
 * Owns what a version consists of, once, for the version as objects and as text (core/texts.ts).
 */
import type { Library, LibraryProtocol, ProtocolVersion } from '../wire.gen';

/** Places in the lists of the library. */
export type Used = Record<'condition' | 'points' | 'screening' | 'zones', number[]>;

/** A protocol with what it uses, in the order the server inlines it; null where the library lacks its condition. */
export function version_from(library: Library, { protocol }: LibraryProtocol): ProtocolVersion | null {
  const used = used_by(library, protocol);
  const condition = library.conditions[used.condition[0] ?? -1];
  if (condition === undefined) return null;
  return {
    protocol,
    condition,
    points: taken(library.points, used.points),
    screening: taken(library.screening, used.screening),
    zones: taken(library.zones, used.zones),
  };
}

/** Points in the order of their first use, the questions for everybody and then the condition's own, zones as they lie. */
export function used_by(
  { points, conditions, screening, zones }: Library,
  protocol: LibraryProtocol['protocol'],
): Used {
  const used = places(
    protocol.steps.map((step) => step.point),
    points,
  );
  const condition = places([protocol.condition], conditions);
  const near = new Set(taken(points, used).flatMap((point) => point.zones_nearby));
  const for_all = screening.flatMap((question) => (question.group === 'all' ? question.id : []));
  const own = taken(conditions, condition).flatMap((each) => each.screen);
  return {
    condition,
    points: used,
    screening: places([...for_all, ...own], screening),
    zones: zones.flatMap((zone, i) => (near.has(zone.id) ? i : [])),
  };
}

/** Where these ids stand, each once, without those that are not there. */
function places(ids: readonly string[], list: readonly { id: string }[]): number[] {
  return [...new Set(ids)].map((id) => list.findIndex((each) => each.id === id)).filter((place) => place >= 0);
}

export function taken<T>(list: readonly T[], at: readonly number[]): T[] {
  return at.flatMap((place) => list[place] ?? []);
}
