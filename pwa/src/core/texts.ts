/**
 * The texts of the library's versions, byte for byte as the server publishes them. Pure.
 *
 * They are cut out of the library's own text and never written anew: JavaScript would write 44.0 as 44, and the digest
 * would be another. `tests/vectors/versions.json` pins it. Must never be believed unproven: the digest decides.
 */
import type { Library } from '../wire.gen';
import { taken, used_by } from './inlined';

const LISTS = ['points', 'screening', 'zones', 'sources'] as const;
/** The lists of a library that versions are put together from. */
const SHELVES: readonly string[] = ['protocols', 'conditions', ...LISTS];

/**
 * The text of each protocol's version, in the order of the library, each made when it is asked for. Wrong where `text` is not
 * as the server writes it.
 */
export function* version_texts(library: Library, text: string): Generator<string, undefined> {
  const shelves: Record<string, string[]> = {};
  for (const member of parts(text)) {
    const name = member.slice(1, member.indexOf('"', 1));
    if (SHELVES.includes(name)) shelves[name] = parts(member.slice(name.length + 3));
  }
  for (const [i, { protocol }] of library.protocols.entries()) {
    const own = parts(shelves.protocols?.[i] ?? '').find((member) => member.startsWith('"protocol":'));
    const used = used_by(library, protocol);
    const there = LISTS.filter((name) => library[name]);
    const lists = there.map((name) => `"${name}":[${taken(shelves[name] ?? [], used[name])}]`);
    yield `{${own},"condition":${taken(shelves.conditions ?? [], used.condition)},${lists}}`;
  }
}

/** A string of JSON, or a sign that opens, closes or parts; found by the engine, since a loop over each letter took 60 ms. */
const MARK = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},]/g;

/** The texts of a JSON array's elements, or of an object's members with their names. */
function parts(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let from = 1;
  MARK.lastIndex = 0;
  while (MARK.test(text)) {
    const place = MARK.lastIndex - 1;
    const char = text[place];
    if (char === '[' || char === '{') depth += 1;
    else if (char === ']' || char === '}') depth -= 1;
    // The closing quote of a string says nothing.
    if (char !== '"' && place > from && ((char === ',' && depth === 1) || depth === 0)) {
      found.push(text.slice(from, place));
      from = place + 1;
    }
  }
  return found;
}
