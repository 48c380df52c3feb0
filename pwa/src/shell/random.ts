/**
 * Randomness: the only source of it in the app. `getRandomValues` also works on plain http, `randomUUID` does not.
 */

export interface Random {
  /** So many random bytes. */
  bytes(count: number): Uint8Array;
  /** From 0 up to, never reaching, 1. */
  share(): number;
}

export class BrowserRandom implements Random {
  bytes(count: number): Uint8Array {
    return crypto.getRandomValues(new Uint8Array(count));
  }

  share(): number {
    const [word = 0] = crypto.getRandomValues(new Uint32Array(1));
    return word / 2 ** 32;
  }
}
