/**
 * A protocol with everything it uses, put together from the library as the server does it. Pure.
 *
 * Owns what a version consists of, once, for the version as objects and as text (core/texts.ts).
 */
import type { Library, LibraryProtocol, ProtocolVersion } from '../wire.gen';

/** Places in the lists of the library. */
export type Used = Record<'condition' | 'points' | 'screening' | 'zones' | 'sources', number[]>;

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
    // A library without a list of sources gives versions without one.
    ...(library.sources && { sources: taken(library.sources, used.sources) }),
  };
}

/**
 * Points in the order of their first use; the questions for everybody, then the condition's own, then those of the
 * points; zones as they lie; the sources of the evidence.
 */
export function used_by(
  { points, conditions, screening, zones, sources }: Library,
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
  const of_points = taken(points, used).flatMap((point) => [...(point.screen ?? []), ...(point.ask_again ?? [])]);
  const keys = taken(conditions, condition).flatMap((each) => each.evidence.sources);
  return {
    condition,
    points: used,
    screening: places([...for_all, ...own, ...of_points], screening),
    zones: zones.flatMap((zone, i) => (near.has(zone.id) ? i : [])),
    sources: places(keys, sources?.map(({ key }) => ({ id: key })) ?? []),
  };
}

/** Where these ids stand, each once, without those that are not there. */
function places(ids: readonly string[], list: readonly { id: string }[]): number[] {
  return [...new Set(ids)].map((id) => list.findIndex((each) => each.id === id)).filter((place) => place >= 0);
}

export function taken<T>(list: readonly T[], at: readonly number[]): T[] {
  return at.flatMap((place) => list[place] ?? []);
}
