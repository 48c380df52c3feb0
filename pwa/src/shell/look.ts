/**
 * The palette that was worn last, kept where the page finds it before its first picture (public/look.js): nobody in a dark
 * room is blinded by an app that opens. The settings themselves stand in the database.
 */

export interface Look {
  /** Null where none is known: the device's own palette does. */
  worn(): string | null;
  wear(look: string): void;
}

export class BrowserLook implements Look {
  worn(): string | null {
    return document.documentElement.dataset.theme ?? null;
  }

  wear(look: string): void {
    try {
      localStorage.setItem('look', look === 'auto' ? '' : look);
    } catch {
      // Where storage is blocked, the next start looks as the device does.
    }
  }
}
