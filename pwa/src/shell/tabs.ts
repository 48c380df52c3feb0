/**
 * Tabs: what the tabs of one browser agree on. Locks (who runs the session, who syncs), who leads, and a word to the others.
 *
 * Where the browser has no locks (plain http) the tabs are asked instead, work in turn is not waited for, and each tab
 * leads for itself: ids and numbers stay right all the same, since they are made inside the database's transactions.
 */
import type { LeadWord } from './leading';

export type TabMessage =
  /** Facts are gone, or so many have changed that all are read again. */
  | 'facts'
  | 'pairing'
  | 'settings'
  | 'library'
  /** Facts that are new, or whose place has changed, by their ids. */
  | { rows: string[] }
  /** The lock of this screen: its PIN or its tries have changed; it fell, was opened, or put off by a touch. */
  | 'lock'
  | 'locked'
  | 'unlocked'
  | 'touched'
  | LeadWord;

/** What becomes of a tab that wants to lead. */
export interface Led {
  won(): void;
  /** Another tab has taken it. */
  lost(): void;
}

export interface Tabs {
  /** Takes a lock and keeps it until the answer is called; null when another tab holds it. */
  take(name: string): Promise<(() => void) | null>;
  /** True when some tab holds the lock, this one included. */
  is_taken(name: string): Promise<boolean>;
  /** Resolves once no tab holds the lock. */
  when_free(name: string): Promise<void>;
  /** Runs `work` when no other tab runs work of this name; waits for its turn. One that stands still is not waited for. */
  in_turn<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Waits for the lead, or `by_force` takes it from whoever has it. Keeps it until the answer is called. */
  lead(name: string, by_force: boolean, led: Led): () => void;
  /** Tells the other tabs; never heard by this one. */
  tell(message: TabMessage): void;
  on_told(call: (message: TabMessage) => void): void;
}

const PREFIX = 'holdwell-';
/** How long a tab that holds a lock has to say so, where the browser has none. */
const ANSWERED_WITHIN_MS = 150;
/** How often who waits for it asks then. */
const ASKED_EVERY_MS = 1000;
/** Longer than any turn that goes on: its request is given up before. */
const LONGEST_TURN_MS = 75_000;

/** What tabs say to each other: news, or where there are no locks the question who holds one. */
type Said = { told: TabMessage } | { asked: string } | { taken: string };

export class BrowserTabs implements Tabs {
  readonly #locks: LockManager | undefined = navigator.locks;
  readonly #channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('holdwell');
  readonly #own = new Set<string>();
  /** Ends the turns of this tab, which is frozen and cannot end them itself. */
  readonly #turns = new Set<() => void>();

  constructor() {
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<Said>) => {
      if ('asked' in data && this.#own.has(data.asked)) this.#say({ taken: data.asked });
    });
    // A service worker has tabs, and is none.
    (globalThis as { document?: EventTarget }).document?.addEventListener('freeze', () => {
      for (const end of this.#turns) end();
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

  async when_free(name: string): Promise<void> {
    // Nobody queues for it: a tab that was frozen meanwhile would be given the lock, and hold it until it thaws.
    while (await this.is_taken(name)) await new Promise((resolve) => setTimeout(resolve, ASKED_EVERY_MS));
  }

  async in_turn<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (this.#locks === undefined) return work();
    const waiting = new AbortController();
    const timer = setTimeout(() => waiting.abort(), LONGEST_TURN_MS);
    let is_begun = false;
    const turn = () => {
      clearTimeout(timer);
      is_begun = true;
      return this.#bounded(work);
    };
    try {
      return await this.#locks.request(PREFIX + name, { signal: waiting.signal }, turn);
    } catch (error) {
      if (is_begun || !waiting.signal.aborted) throw error;
      return await this.#locks.request(PREFIX + name, { steal: true }, turn);
    }
  }

  lead(name: string, by_force: boolean, { won, lost }: Led): () => void {
    const waiting = new AbortController();
    let is_over = false;
    let free = () => {};
    const leads = () => {
      if (is_over) return;
      won();
      return new Promise<void>((resolve) => {
        free = resolve;
      });
    };
    if (this.#locks === undefined) queueMicrotask(leads);
    else
      this.#locks
        .request(PREFIX + name, by_force ? { steal: true } : { signal: waiting.signal }, leads)
        .catch((error: unknown) => {
          if (is_over) return;
          // Whoever takes a lock by force breaks it; any other fault means that here are no locks to be had.
          if (error instanceof DOMException && error.name === 'AbortError') lost();
          else void leads();
        });
    return () => {
      is_over = true;
      waiting.abort();
      free();
    };
  }

  tell(message: TabMessage): void {
    this.#say({ told: message });
  }

  on_told(call: (message: TabMessage) => void): void {
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<Said>) => {
      if ('told' in data) call(data.told);
    });
  }

  /** The work, for as long as this tab is not frozen. */
  async #bounded<T>(work: () => Promise<T>): Promise<T> {
    let end = () => {};
    const frozen = new Promise<never>((_, reject) => {
      end = () => reject(new Error('frozen'));
    });
    this.#turns.add(end);
    try {
      return await Promise.race([work(), frozen]);
    } finally {
      this.#turns.delete(end);
    }
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
