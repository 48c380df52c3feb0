/**
 * Whether a lock is set on this device, kept where it is read before the first picture: what is locked is never shown for a
 * moment first. Must never hold more than that: the PIN stands in the database, as its scrypt.
 */

export interface LockFlag {
  is_up(): boolean;
  put(is_up: boolean): void;
}

export class BrowserLockFlag implements LockFlag {
  is_up = (): boolean => {
    try {
      return localStorage.getItem('locks') === 'yes';
    } catch {
      // Where storage is blocked nothing of a record is there to be shown.
      return false;
    }
  };

  put(is_up: boolean): void {
    try {
      if (is_up) localStorage.setItem('locks', 'yes');
      else localStorage.removeItem('locks');
    } catch {
      // The database says so too, a moment later.
    }
  }
}
