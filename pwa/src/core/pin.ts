/**
 * What is kept of a PIN: its scrypt. Computed by a worker (shell/pin-worker.ts), and no part of any other file.
 *
 * A PIN of few digits is found by whoever copies the storage and tries them all: the cost makes that hours instead of a
 * blink, no more.
 *
 *  [LK8] A PIN is kept as scrypt alone, at one of the settings that OWASP calls a least, with a salt of its own.
 */
import { scrypt } from '@noble/hashes/scrypt.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { PinCost } from './lock';

const HASH_BYTES = 32;

/** `salt` and the answer are in hex. */
export function pin_hash(pin: string, salt: string, cost: PinCost): string {
  return bytesToHex(scrypt(pin, hexToBytes(salt), { ...cost, dkLen: HASH_BYTES }));
}
