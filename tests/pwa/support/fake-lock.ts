/** What the lock needs of the browser, by hand. */
import type { PinCost } from '../../../pwa/src/core/lock';
import { pin_hash } from '../../../pwa/src/core/pin';
import type { Curtain } from '../../../pwa/src/shell/curtain';
import type { LockFlag } from '../../../pwa/src/shell/lock-flag';
import type { PinHasher } from '../../../pwa/src/shell/pin-hasher';
import type { Touches } from '../../../pwa/src/shell/touches';

/** As cheap as scrypt gets: what it costs is tried by itself. */
export const CHEAP: PinCost = { N: 2, r: 1, p: 1 };

export class FakePinHasher implements PinHasher {
  async hash(pin: string, salt: string, cost: PinCost): Promise<string> {
    return pin_hash(pin, salt, cost);
  }
}

export class FakeLockFlag implements LockFlag {
  up = false;

  is_up = (): boolean => this.up;

  put(is_up: boolean): void {
    this.up = is_up;
  }
}

export class FakeTouches implements Touches {
  #calls: (() => void)[] = [];

  on(call: () => void): void {
    this.#calls.push(call);
  }

  touch(): void {
    for (const call of this.#calls) call();
  }
}

export class FakeCurtain implements Curtain {
  is_drawn = false;

  draw(): void {
    this.is_drawn = true;
  }

  lift(): void {
    this.is_drawn = false;
  }
}
