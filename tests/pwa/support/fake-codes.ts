/** The codes of a server by hand: each is good once, and again for the claim that used it up. */
import type { PairPreviewRequest, PairRequest } from '../../../pwa/src/wire.gen';

export class FakeCodes {
  /** How many devices came of them. */
  devices = 0;
  /** What was asked, in its order. */
  readonly asked: PairRequest[] = [];
  readonly #used = new Map<string, { claim: string | null; attempt: number }>();

  knows(open: string, { code, claim = null }: PairPreviewRequest): boolean {
    return code === open || (claim !== null && this.#used.get(code)?.claim === claim);
  }

  redeem(open: string, request: PairRequest): boolean {
    this.asked.push(request);
    const { code, claim = null, attempt = 1 } = request;
    const used = this.#used.get(code);
    // Open again, it is another code that reads the same.
    const is_late = code !== open && attempt <= (used?.attempt ?? 0);
    if (!this.knows(open, request) || is_late) return false;
    if (code === open) this.devices += 1;
    this.#used.set(code, { claim, attempt });
    return true;
  }
}
