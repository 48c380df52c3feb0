/**
 * Which tab of a browser syncs for all of them, and what the others ask of it.
 *
 *  [N6] One tab leads: it alone has a line to the server and syncs. It is the one somebody looked at last; the others ask
 *       it, and show what it reports.
 *  [N7] A leading tab that is closed, killed, frozen or silent is followed by another at once.
 * Must never sync: what leading means is sync.ts's business.
 */
import type { Cancel, Clock } from './clock';
import type { Presence } from './presence';
import type { Random } from './random';
import type { SyncReport } from './sync';
import type { TabMessage, Tabs } from './tabs';

/** What the tabs say about it: how the leading one is, and a question to it (by a number of its own) with its answers. */
export type LeadWord =
  | 'lead_taken'
  | { report: SyncReport }
  | { sync_wanted: number }
  | { sync_heard: number }
  | { sync_done: number };

export interface LeadWorld {
  clock: Clock;
  random: Random;
  presence: Presence;
  tabs: Tabs;
}

export interface LeadListener {
  /** This tab leads now. */
  won(): void;
  lost(): void;
  /** Another tab wants a sync; answers when it is over. */
  wanted(): Promise<void>;
  /** How it is with the tab that leads. */
  reported(report: SyncReport): void;
}

/** A tab that leads and is alive answers sooner. */
export const HEARD_MS = 2000;
/** Longer than one request may take: then whoever asked goes on without the answer. */
export const DONE_MS = 75_000;

interface Question {
  number: number;
  cancel: Cancel;
  settle(is_done: boolean): void;
}

export class Leading {
  is_leading = false;
  readonly #world: LeadWorld;
  readonly #listener: LeadListener;
  #is_wanted = false;
  #let_go: (() => void) | null = null;
  #is_forcing = false;
  #question: Question | null = null;

  constructor(world: LeadWorld, listener: LeadListener) {
    this.#world = world;
    this.#listener = listener;
    world.tabs.on_told((message) => this.#told(message));
    world.presence.on((event) => {
      if (!this.#is_wanted) return;
      if (event === 'frozen') this.#drop();
      if (event === 'thawed' && this.#let_go === null) this.#seek(world.presence.is_visible());
      if (event === 'visible' && !this.is_leading) this.#seek(true);
    });
  }

  /** This tab wants to lead, and does so now if somebody looks at it; one that leads already is told so again. */
  seek(): void {
    this.#is_wanted = true;
    if (this.is_leading) this.#listener.won();
    else this.#seek(this.#world.presence.is_visible());
  }

  /** There is nothing to lead in. */
  leave(): void {
    this.#is_wanted = false;
    this.#drop();
    this.#question?.settle(true);
  }

  /** Has the leading tab sync; true once it has. False where this tab is to do it, since it leads now. */
  ask(): Promise<boolean> {
    return new Promise((resolve) => {
      const number = this.#world.random.share();
      const settle = (is_done: boolean) => {
        this.#question?.cancel();
        this.#question = null;
        resolve(is_done);
      };
      this.#question = { number, settle, cancel: () => {} };
      // A tab that is about to lead asks nobody.
      if (!this.#is_forcing) this.#ask(this.#question);
    });
  }

  report(report: SyncReport): void {
    if (this.is_leading) this.#world.tabs.tell({ report });
  }

  #ask(question: Question): void {
    question.cancel();
    question.cancel = this.#world.clock.after(HEARD_MS, () => this.#seek(true));
    this.#world.tabs.tell({ sync_wanted: question.number });
  }

  #told(message: TabMessage): void {
    // Whoever was asked before may never answer.
    if (message === 'lead_taken' && this.#question !== null) this.#ask(this.#question);
    if (typeof message === 'string') return;
    if ('sync_wanted' in message && this.is_leading) void this.#answer(message.sync_wanted);
    if ('report' in message && !this.is_leading && this.#is_wanted) this.#listener.reported(message.report);
    const question = this.#question;
    if (question === null) return;
    if ('sync_heard' in message && message.sync_heard === question.number) {
      question.cancel();
      question.cancel = this.#world.clock.after(DONE_MS, () => question.settle(true));
    }
    if ('sync_done' in message && message.sync_done === question.number) question.settle(true);
  }

  async #answer(number: number): Promise<void> {
    this.#world.tabs.tell({ sync_heard: number });
    await this.#listener.wanted();
    this.#world.tabs.tell({ sync_done: number });
  }

  #seek(by_force: boolean): void {
    this.#drop();
    this.#is_forcing = by_force;
    this.#let_go = this.#world.tabs.lead('lead', by_force, {
      won: () => {
        this.is_leading = true;
        this.#is_forcing = false;
        this.#world.tabs.tell('lead_taken');
        this.#listener.won();
        this.#question?.settle(false);
      },
      lost: () => {
        this.#drop();
        this.#seek(false);
      },
    });
  }

  /** Leads no more, and waits for it no more. */
  #drop(): void {
    this.#let_go?.();
    this.#let_go = null;
    this.#is_forcing = false;
    if (!this.is_leading) return;
    this.is_leading = false;
    this.#listener.lost();
  }
}
