/** Touches: that somebody is at this screen, by finger, pen, mouse, wheel or key. Must never tell where or which. */

export interface Touches {
  on(call: () => void): void;
}

const SIGNS = ['pointerdown', 'keydown', 'wheel', 'input'] as const;

export class BrowserTouches implements Touches {
  on(call: () => void): void {
    for (const sign of SIGNS) window.addEventListener(sign, call, { capture: true, passive: true });
  }
}
