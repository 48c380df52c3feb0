/**
 * The curtain: covers a screen that is left, until it is known whether it is locked by now. A page that comes back is seen
 * as it was before any of its code runs, and so is its picture among the open apps.
 */

export interface Curtain {
  draw(): void;
  lift(): void;
}

export class PageCurtain implements Curtain {
  draw(): void {
    document.documentElement.dataset.curtain = 'drawn';
  }

  lift(): void {
    delete document.documentElement.dataset.curtain;
  }
}
