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
/** The whole screen as one key: held for all keys, and on to stop ([PK6]). */
export const HOLD_THROUGH_MS = 2000;

/** What is reached on the way, and meant where the finger is let go after it. */
export interface Between {
  after_ms: number;
  on_reached: () => void;
  on_let_go: () => void;
}

export class HoldPress {
  #timer: number | null = null;
  #way: number | null = null;
  #is_between = false;

  constructor(
    private readonly world: HoldPressWorld,
    private readonly on_held: () => void,
    private readonly on_short: () => void,
    private readonly hold_ms: number = HOLD_TO_STOP_MS,
    private readonly between: Between | null = null,
  ) {}

  get is_down(): boolean {
    return this.#timer !== null;
  }

  press(): void {
    if (this.#timer !== null) return;
    const { between } = this;
    this.#is_between = false;
    this.#way = between && this.world.set_timer(() => this.#reach(between), between.after_ms);
    this.#timer = this.world.set_timer(() => {
      this.#timer = null;
      this.on_held();
    }, this.hold_ms);
  }

  /** Let go: too soon when the hold was still waiting. */
  let_go(): void {
    if (!this.#clear()) return;
    if (this.#is_between) this.between?.on_let_go();
    else this.on_short();
  }

  /** The finger slid away, or the screen took the press: nothing was meant. */
  cancel(): void {
    this.#clear();
  }

  #reach(between: Between): void {
    this.#way = null;
    this.#is_between = true;
    between.on_reached();
  }

  #clear(): boolean {
    if (this.#timer === null) return false;
    if (this.#way !== null) this.world.clear_timer(this.#way);
    this.#way = null;
    this.world.clear_timer(this.#timer);
    this.#timer = null;
    return true;
  }
}
