/** What a person typed, as it is kept. */

/**
 * Trimmed, at most so many UTF-16 units long, and well-formed: half of a surrogate pair, left by a keyboard or by the
 * cut itself, is no text that a server takes.
 */
export function kept_text(typed: string, most: number): string {
  return typed
    .trim()
    .slice(0, most)
    .replace(/\p{Surrogate}/gu, '\ufffd');
}
