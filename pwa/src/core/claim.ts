/**
 * The claim: a secret by which this browser proves that a code was redeemed by itself, where the answer was lost.
 *
 * It is kept from before the first attempt until this browser is paired, so that the same code goes on after a reload, and
 * each attempt has a number: one that was held up on its way changes nothing any more.
 */
import { bytesToHex } from '@noble/hashes/utils.js';

/** Under which it is kept on the device. */
export const CLAIM = 'claim';
export const CLAIM_BYTES = 32;

/** As it stands in a request to pair. */
export interface Claim {
  claim: string;
  attempt: number;
}

/** What the next attempt sends; `fresh`: random bytes for a claim, where there is none yet. */
export function next_attempt(before: Claim | undefined, fresh: Uint8Array): Claim {
  return before ? { ...before, attempt: before.attempt + 1 } : { claim: bytesToHex(fresh), attempt: 1 };
}
