/**
 * What is computed of a whole library once it has come: which of its protocols break a rule, and the text of each version.
 * Pure, and of a quarter of a second on a slow phone: shell/shelf.ts has it done beside the page.
 */
import type { Library } from '../wire.gen';
import { digest_of } from './fact';
import { version_from } from './inlined';
import { broken_rules } from './rules';
import { version_texts } from './texts';

/** The first rule that each protocol breaks, by the protocol's id; null where it breaks none. */
export type Barred = Record<string, string | null>;

export function barred_in(library: Library): Barred {
  return Object.fromEntries(
    library.protocols.map((entry) => {
      const version = version_from(library, entry);
      return [entry.protocol.id, version && (broken_rules(version)[0] ?? null)];
    }),
  );
}

/**
 * The texts of these versions by their digests, cut out of the library's own text; without those whose SHA-256 is another.
 * `digests`: which of them are wanted.
 */
export function texts_in(text: string, digests: readonly string[]): Record<string, string> {
  const library = JSON.parse(text) as Library;
  const texts = version_texts(library, text);
  const proven: Record<string, string> = {};
  for (const { digest } of library.protocols) {
    const made = texts.next().value ?? '';
    if (digests.includes(digest) && digest_of(made) === digest) proven[digest] = made;
  }
  return proven;
}
