/** The world by hand: every piece of it that the flow is given, set and read by a test. */
import type { Cancel, Clock } from '../../../pwa/src/shell/clock';
import type { Exporter } from '../../../pwa/src/shell/export';
import type { Install, InstallState } from '../../../pwa/src/shell/install';
import type { Place } from '../../../pwa/src/shell/location';
import type { Look } from '../../../pwa/src/shell/look';
import type { Presence, PresenceEvent } from '../../../pwa/src/shell/presence';
import type { Random } from '../../../pwa/src/shell/random';
import type { Lasting, Storage } from '../../../pwa/src/shell/storage';
import type { Led, TabMessage, Tabs } from '../../../pwa/src/shell/tabs';
import type { OfflineState, Updates } from '../../../pwa/src/shell/updates';

export const START_WALL_MS = 1_800_000_000_000;
const TICK_MS = 50;

interface Beat {
  at: number;
  call: () => number;
}

export class FakeClock implements Clock {
  wall_ms = START_WALL_MS;
  mono_ms = 1000;
  #timers: { at: number; call: () => void }[] = [];
  #beats = new Set<Beat>();
  /** How often it was asked what is due. */
  beats = 0;

  now() {
    return { wall_ms: this.wall_ms, mono_ms: this.mono_ms };
  }

  time_zone(): string {
    return 'Europe/Vienna';
  }

  after(ms: number, call: () => void): Cancel {
    const timer = { at: this.mono_ms + ms, call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  }

  beating(call: () => number): Cancel {
    const beat = { at: this.mono_ms, call };
    this.#beats.add(beat);
    return () => this.#beats.delete(beat);
  }

  lose_worker: () => void = () => {};

  on_worker_lost(call: () => void): void {
    this.lose_worker = call;
  }

  is_beating(): boolean {
    return this.#beats.size > 0;
  }

  /** Milliseconds to the timers that are set, the soonest first. */
  get due(): number[] {
    return this.#timers.map((timer) => timer.at - this.mono_ms).sort((a, b) => a - b);
  }

  /** Time goes by, with beats and timers as they come. */
  pass(ms: number): void {
    for (let left = ms; left > 0; left -= TICK_MS) {
      const step_ms = Math.min(TICK_MS, left);
      this.wall_ms += step_ms;
      this.mono_ms += step_ms;
      for (const beat of [...this.#beats]) if (this.mono_ms >= beat.at) this.#beat(beat);
      this.#ring();
    }
  }

  #beat(beat: Beat): void {
    this.beats += 1;
    beat.at = this.mono_ms + beat.call();
  }

  /** Time goes by and nobody is awake to see it. */
  sleep(ms: number, mono_ms = ms): void {
    this.wall_ms += ms;
    this.mono_ms += mono_ms;
  }

  /** The page that set timers and beats is gone. */
  forget(): void {
    this.#timers = [];
    this.#beats.clear();
  }

  #ring(): void {
    const ready = this.#timers.filter((timer) => timer.at <= this.mono_ms);
    this.#timers = this.#timers.filter((timer) => timer.at > this.mono_ms);
    for (const timer of ready) timer.call();
  }
}

/** The same numbers for the same seed (mulberry32). */
export class FakeRandom implements Random {
  #state: number;

  constructor(seed = 1) {
    this.#state = seed;
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => Math.floor(this.share() * 256));
  }

  share(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let word = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    word ^= word + Math.imul(word ^ (word >>> 7), 61 | word);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  }
}

/** Its shares, one after the other. */
export function rolls_of(seed: number): () => number {
  const random = new FakeRandom(seed);
  return () => random.share();
}

export class FakePresence implements Presence {
  online = true;
  visible = true;
  #calls: ((event: PresenceEvent) => void)[] = [];

  is_online(): boolean {
    return this.online;
  }

  is_visible(): boolean {
    return this.visible;
  }

  on(call: (event: PresenceEvent) => void): void {
    this.#calls.push(call);
  }

  become(event: PresenceEvent): void {
    if (event === 'online' || event === 'offline') this.online = event === 'online';
    if (event === 'visible' || event === 'hidden') this.visible = event === 'visible';
    for (const call of this.#calls) call(event);
  }

  async painted(): Promise<void> {}

  async turn(): Promise<void> {}
}

/** A browser with its tabs: locks and messages go between them. */
export class FakeBrowser {
  readonly held = new Set<string>();
  readonly tabs: FakeTabs[] = [];
  turn: Promise<unknown> = Promise.resolve();
  /** Who leads, and behind it who waits for it. */
  leads: (Led & { tab: FakeTabs })[] = [];

  tab(): FakeTabs {
    const tab = new FakeTabs(this);
    this.tabs.push(tab);
    return tab;
  }
}

export class FakeTabs implements Tabs {
  readonly #browser: FakeBrowser;
  readonly #own = new Set<string>();
  #calls: ((message: TabMessage) => void)[] = [];
  #is_silent = false;
  #end_turn: () => void = () => {};

  constructor(browser: FakeBrowser) {
    this.#browser = browser;
  }

  async take(name: string): Promise<(() => void) | null> {
    const { held } = this.#browser;
    if (held.has(name)) return null;
    held.add(name);
    this.#own.add(name);
    return () => held.delete(name);
  }

  async is_taken(name: string): Promise<boolean> {
    return this.#browser.held.has(name);
  }

  async when_free(name: string): Promise<void> {
    while (this.#browser.held.has(name)) await new Promise((resolve) => setTimeout(resolve, 0));
  }

  in_turn<T>(_name: string, work: () => Promise<T>): Promise<T> {
    const ended = () =>
      new Promise<never>((_, reject) => {
        this.#end_turn = () => reject(new Error('the tab stands still'));
      });
    const mine = this.#browser.turn.then(() => Promise.race([work(), ended()]));
    this.#browser.turn = mine.catch(() => {});
    return mine;
  }

  /** The tab stands still: the browser gives its turn to the next. */
  end_turns(): void {
    this.#end_turn();
  }

  lead(_name: string, by_force: boolean, led: Led): () => void {
    const browser = this.#browser;
    const mine = { ...led, tab: this };
    const before = browser.leads[0];
    if (by_force && before !== undefined) {
      browser.leads = [mine, ...browser.leads.slice(1)];
      queueMicrotask(before.lost);
    } else browser.leads.push(mine);
    if (browser.leads[0] === mine) queueMicrotask(() => browser.leads[0] === mine && mine.won());
    return () => this.#leave([mine]);
  }

  tell(message: TabMessage): void {
    if (this.#is_silent) return;
    for (const tab of this.#browser.tabs) if (tab !== this) for (const call of tab.#calls) call(message);
  }

  on_told(call: (message: TabMessage) => void): void {
    this.#calls.push(call);
  }

  /** The tab hangs: it keeps what it has, and nothing is heard of it. */
  fall_silent(): void {
    this.#is_silent = true;
    this.#calls = [];
  }

  /** The tab is closed or killed: the browser frees its locks, and nothing is heard of it again. */
  close(): void {
    for (const name of this.#own) this.#browser.held.delete(name);
    this.fall_silent();
    this.end_turns();
    this.#leave(this.#browser.leads.filter((each) => each.tab === this));
  }

  #leave(leaving: FakeBrowser['leads']): void {
    const [before, ...rest] = this.#browser.leads;
    if (before === undefined) return;
    this.#browser.leads = [before, ...rest].filter((each) => !leaving.includes(each));
    const next = this.#browser.leads[0];
    if (next !== undefined && next !== before) queueMicrotask(() => this.#browser.leads[0] === next && next.won());
  }
}

export class FakePlace implements Place {
  readonly visited: string[];
  hash = '';
  machine = 'holdwell.local';
  #call: () => void = () => {};

  constructor(path = '/', hash = '') {
    this.visited = [path];
    this.hash = hash;
  }

  path(): string {
    return this.visited.at(-1) ?? '/';
  }

  host(): string {
    return this.machine;
  }

  fragment(): string {
    return this.hash;
  }

  push(path: string): void {
    this.visited.push(path);
  }

  replace(path: string): void {
    this.visited[this.visited.length - 1] = path;
    this.hash = '';
  }

  on_moved(call: () => void): void {
    this.#call = call;
  }

  /** A link was opened in this tab. */
  arrive(path: string, hash: string): void {
    this.visited.push(path);
    this.hash = hash;
    this.#call();
  }

  /** The browser's own back. */
  back(): void {
    this.visited.pop();
    this.#call();
  }
}

export class FakeStorage implements Storage {
  lasting: Lasting = 'best-effort';
  asked = 0;

  async state(): Promise<Lasting> {
    return this.lasting;
  }

  async ask(): Promise<Lasting> {
    this.asked += 1;
    this.lasting = 'lasting';
    return this.lasting;
  }
}

export class FakeExporter implements Exporter {
  readonly files: { name: string; text: string }[] = [];

  save(name: string, text: string): void {
    this.files.push({ name, text });
  }
}

export class FakeUpdates implements Updates {
  applied = 0;
  reloads = 0;
  take_over: () => void = () => {};
  #waiting: () => void = () => {};

  start(): void {}

  on_waiting(call: () => void): void {
    this.#waiting = call;
  }

  on_offline_change(_call: (state: OfflineState) => void): void {}

  on_taken_over(call: () => void): void {
    this.take_over = call;
  }

  apply(): void {
    this.applied += 1;
  }

  reload(): void {
    this.reloads += 1;
  }

  /** A newer app has come. */
  arrive(): void {
    this.#waiting();
  }
}

export class FakeInstall implements Install {
  /** What a person answers to the browser's offer. */
  is_taken = true;
  asked = 0;
  #state: InstallState = 'none';
  #call: (state: InstallState) => void = () => {};

  state(): InstallState {
    return this.#state;
  }

  on_change(call: (state: InstallState) => void): void {
    this.#call = call;
  }

  async ask(): Promise<boolean> {
    this.asked += 1;
    this.become(this.is_taken ? 'installed' : 'none');
    return this.is_taken;
  }

  become(state: InstallState): void {
    this.#state = state;
    this.#call(state);
  }
}

export class FakeLook implements Look {
  kept: string | null = null;

  worn(): string | null {
    return this.kept;
  }

  wear(look: string): void {
    this.kept = look;
  }
}
