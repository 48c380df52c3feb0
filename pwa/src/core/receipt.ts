/**
 * Receipts: the proof of what somebody holds of one subject by one origin.
 *
 *  [F3] A receipt's digest does not depend on the order in which facts are handed in.
 *
 * The same computation stands in holdwell.core.receipts; tests/vectors/receipt.json pins both.
 */
import { digest_of } from './fact';

/** A count, and the SHA-256 over the hex digests of the facts, joined in rising order of their ids. */
export function receipt_of(facts: readonly { id: string; digest: string }[]): { count: number; digest: string } {
  const ordered = [...facts].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return { count: ordered.length, digest: digest_of(ordered.map((fact) => fact.digest).join('')) };
}
