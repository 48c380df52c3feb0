/** The address bar: where the app stands, and the code that a pairing link carries in its fragment. */

export interface Place {
  path(): string;
  /** The name of the machine in the address, without the port. */
  host(): string;
  /** What stands behind `#`, without it. */
  fragment(): string;
  /** A new entry of the browser's history. */
  push(path: string): void;
  /** The same entry, other words: also clears the fragment. */
  replace(path: string): void;
  /** Back and forward. */
  on_moved(call: () => void): void;
}

export class BrowserPlace implements Place {
  path(): string {
    return location.pathname;
  }

  host(): string {
    return location.hostname;
  }

  fragment(): string {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return '';
    }
  }

  push(path: string): void {
    history.pushState(null, '', path);
  }

  replace(path: string): void {
    history.replaceState(null, '', path);
  }

  on_moved(call: () => void): void {
    window.addEventListener('popstate', call);
    window.addEventListener('hashchange', call);
  }
}
