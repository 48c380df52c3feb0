/** A device, or one of its tabs, that only syncs. */
import type { NewFact } from '../../../pwa/src/core/fact';
import { Database } from '../../../pwa/src/shell/database';
import type { FactRow } from '../../../pwa/src/shell/schema';
import type { Server } from '../../../pwa/src/shell/server';
import { Sync, type SyncReport } from '../../../pwa/src/shell/sync';
import { type FakeServer, PRACTICE } from './fake-server';
import { FakeBrowser, FakeClock, FakePresence, FakeRandom, type FakeTabs, START_WALL_MS } from './fakes';

let made = 0;

export class Peer {
  readonly clock = new FakeClock();
  readonly presence = new FakePresence();
  readonly tabs: FakeTabs;
  readonly database: Database;
  readonly sync: Sync;
  report: SyncReport = { activity: 'idle', network: 'online', last_synced_at: null };
  changed: FactRow[] = [];
  revoked: string | null = null;
  erasures = 0;
  /** How often the browser was asked for Background Sync. */
  background_asked = 0;
  /** What this tab has asked of the server. */
  asked: string[] = [];
  readonly #lines: (() => void)[] = [];

  /** `browser` and `name`: tabs of one browser share both. */
  constructor(
    readonly server: FakeServer,
    browser = new FakeBrowser(),
    name = `peer-${made}`,
  ) {
    made += 1;
    const random = new FakeRandom(made);
    this.database = new Database(random, name);
    this.tabs = browser.tab();
    const { database, clock, presence, tabs } = this;
    const background = {
      ask: () => {
        this.background_asked += 1;
      },
    };
    this.sync = new Sync({ database, server: this.#noting(server), clock, random, presence, tabs, background });
    this.sync.listen({
      reported: (report) => {
        this.report = report;
      },
      changed: (rows) => this.changed.push(...rows),
      erased: () => {
        this.erasures += 1;
      },
      revoked: ({ practice_id }) => {
        this.revoked = practice_id;
      },
    });
  }

  async join(): Promise<this> {
    this.server.paired = PRACTICE;
    await this.database.pair(PRACTICE, []);
    this.sync.pair_with(PRACTICE, null);
    await this.sync.now();
    return this;
  }

  async write(count = 1, subject = 'session-1', client_id: string | null = null): Promise<void> {
    const fact = (i: number): NewFact => ({
      kind: 'note_written',
      subject,
      client_id,
      at: START_WALL_MS,
      body: { text: `${i}` },
    });
    await this.database.record(
      Array.from({ length: count }, (_, i) => fact(i)),
      this.clock.now().wall_ms,
      [],
    );
  }

  async states(): Promise<string[]> {
    return (await this.database.rows(PRACTICE.practice_id)).map((row) => row.state);
  }

  async proven(): Promise<number> {
    return (await this.states()).filter((state) => state === 'held').length;
  }

  count(request: 'push' | 'pull'): number {
    return this.asked.filter((each) => each === request).length;
  }

  /** The tab is closed or killed: nothing of it runs any more. */
  close(): void {
    this.tabs.close();
    this.clock.forget();
    for (const hang_up of this.#lines) hang_up();
  }

  /** The browser lets the tab stand still. */
  freeze(): void {
    this.tabs.end_turns();
    this.presence.become('frozen');
  }

  #noting(server: FakeServer): Server {
    return new Proxy(server, {
      get: (of, name) => {
        const value: unknown = Reflect.get(of, name);
        if (typeof value !== 'function') return value;
        return (...words: unknown[]) => {
          this.asked.push(String(name));
          const answer: unknown = value.apply(of, words);
          if (name === 'listen') this.#lines.push(answer as () => void);
          return answer;
        };
      },
    });
  }
}
