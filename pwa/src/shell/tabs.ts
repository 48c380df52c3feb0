/**
 * Tabs: what the tabs of one browser agree on. Locks (who runs the session, who syncs) and a word to the others.
 *
 * Where the browser has no locks (plain http) the tabs are asked instead, and work in turn is not waited for: ids and
 * numbers stay right all the same, since they are made inside the database's transactions.
 */

export type TabMessage = 'facts' | 'pairing' | 'settings' | 'library';

export interface Tabs {
  /** Takes a lock and keeps it until the answer is called; null when another tab holds it. */
  take(name: string): Promise<(() => void) | null>;
  /** True when some tab holds the lock, this one included. */
  is_taken(name: string): Promise<boolean>;
  /** Runs `work` when no other tab runs work of this name; waits for its turn. */
  in_turn<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Tells the other tabs; never heard by this one. */
  tell(message: TabMessage): void;
  on_told(call: (message: TabMessage) => void): void;
}

const PREFIX = 'holdwell-';
/** How long a tab that holds a lock has to say so, where the browser has none. */
const ANSWERED_WITHIN_MS = 150;

/** What tabs say to each other: news, or where there are no locks the question who holds one. */
type Said = { told: TabMessage } | { asked: string } | { taken: string };

export class BrowserTabs implements Tabs {
  readonly #locks: LockManager | undefined = navigator.locks;
  readonly #channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('holdwell');
  readonly #own = new Set<string>();

  constructor() {
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<Said>) => {
      if ('asked' in data && this.#own.has(data.asked)) this.#say({ taken: data.asked });
    });
  }

  async take(name: string): Promise<(() => void) | null> {
    if (this.#locks !== undefined) return this.#locked(this.#locks, name);
    return (await this.is_taken(name)) ? null : this.#taken(name, () => {});
  }

  async is_taken(name: string): Promise<boolean> {
    if (this.#own.has(name)) return true;
    if (this.#locks === undefined) return this.#asked(name);
    const { held = [] } = await this.#locks.query();
    return held.some((lock) => lock.name === PREFIX + name);
  }

  async in_turn<T>(name: string, work: () => Promise<T>): Promise<T> {
    return this.#locks === undefined ? work() : await this.#locks.request(PREFIX + name, work);
  }

  tell(message: TabMessage): void {
    this.#say({ told: message });
  }

  on_told(call: (message: TabMessage) => void): void {
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<Said>) => {
      if ('told' in data) call(data.told);
    });
  }

  #locked(locks: LockManager, name: string): Promise<(() => void) | null> {
    return new Promise((resolve, reject) => {
      const held = locks.request(PREFIX + name, { ifAvailable: true }, (lock) => {
        if (lock === null) return resolve(null);
        return new Promise<void>((free) => resolve(this.#taken(name, free)));
      });
      held.catch(reject);
    });
  }

  #asked(name: string): Promise<boolean> {
    const channel = this.#channel;
    if (channel === null) return Promise.resolve(false);
    return new Promise((resolve) => {
      const answered = ({ data }: MessageEvent<Said>) => {
        if ('taken' in data && data.taken === name) settle(true);
      };
      const timer = setTimeout(() => settle(false), ANSWERED_WITHIN_MS);
      const settle = (is_taken: boolean) => {
        clearTimeout(timer);
        channel.removeEventListener('message', answered);
        resolve(is_taken);
      };
      channel.addEventListener('message', answered);
      this.#say({ asked: name });
    });
  }

  #say(said: Said): void {
    this.#channel?.postMessage(said);
  }

  #taken(name: string, free: () => void): () => void {
    this.#own.add(name);
    return () => {
      this.#own.delete(name);
      free();
    };
  }
}
