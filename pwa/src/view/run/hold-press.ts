/**
 * Holding a button down: done after a while, explained when let go too soon.
 *
 * Owns nothing but the time between pressing and letting go. Must never fire twice for one press.
 */
export interface HoldPressWorld {
  set_timer: (call: () => void, ms: number) => number;
  clear_timer: (timer: number) => void;
}

export const HOLD_TO_STOP_MS = 800;
export const HOLD_TO_UNLOCK_MS = 1000;

export class HoldPress {
  #timer: number | null = null;

  constructor(
    private readonly world: HoldPressWorld,
    private readonly on_held: () => void,
    private readonly on_short: () => void,
    private readonly hold_ms: number = HOLD_TO_STOP_MS,
  ) {}

  get is_down(): boolean {
    return this.#timer !== null;
  }

  press(): void {
    if (this.#timer !== null) return;
    this.#timer = this.world.set_timer(() => {
      this.#timer = null;
      this.on_held();
    }, this.hold_ms);
  }

  /** Let go: too soon when the hold was still waiting. */
  let_go(): void {
    if (this.#clear()) this.on_short();
  }

  /** The finger slid away, or the screen took the press: nothing was meant. */
  cancel(): void {
    this.#clear();
  }

  #clear(): boolean {
    if (this.#timer === null) return false;
    this.world.clear_timer(this.#timer);
    this.#timer = null;
    return true;
  }
}
