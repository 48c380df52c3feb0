/**
 * The network between the devices and the server. It loses requests, loses answers after the server did its part, sends
 * twice, sends late and so in another order, and cuts bodies off on both ways.
 */
import type { FakeRandom } from '../pwa/support/fakes';
import { command } from './line';
import type { Timeline } from './timeline';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** The practice of the device that asked; empty for nobody's. */
  practice: string;
  /** What is not true in it, as the database on the disk proves. */
  lies: string[];
  /** The log has grown by it. */
  has_grown: boolean;
}

/** A cookie jar. */
export interface Jar {
  cookie: string | null;
}

/** A page that asks, and the device whose it is. What comes for a page that died reaches nothing, the jar neither. */
export interface Asker {
  name: string;
  jar: Jar;
  is_online(): boolean;
  is_alive(): boolean;
}

/** Whoever wants to know what left the server, before anything can happen to it. */
export type Watcher = (device: string, asked: Asked, answer: Answer) => void;

export interface Asked {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | null;
}

const TIMEOUT_MS = 60_000;
const LATE_MS = 20_000;
/** The server tells of what is new; word that comes for nothing does no harm, as long as it does not go on for ever. */
const MOST_TOLD_FOR_NOTHING = 500;

export class Network {
  is_calm = false;
  /** The server is down until then. */
  down_until_ms = 0;
  /** How far the server's clock is off. */
  skew_ms = 0;
  /** How the server is to die at a request soon, once. */
  dies: 'inside' | 'after' | null = null;
  requests = 0;
  watch: Watcher = () => {};
  /** A request was killed together with the server. */
  died: () => void = () => {};
  /** A push has come through: everyone else may be told. */
  pushed: (device: string) => void = () => {};
  /** How often everyone else was told though nothing new had come. */
  #told_for_nothing = 0;
  trace: (text: string) => void = () => {};
  readonly #timeline: Timeline;
  readonly #random: FakeRandom;

  constructor(timeline: Timeline, random: FakeRandom) {
    this.#timeline = timeline;
    this.#random = random;
  }

  /** What `fetch` does in a page of a device. */
  fetch({ name, jar, is_online, is_alive }: Asker, path: string, init: RequestInit): Promise<Response> {
    const asked: Asked = {
      method: init.method ?? 'GET',
      path,
      headers: { ...(init.headers as Record<string, string> | undefined), ...(jar.cookie && { cookie: jar.cookie }) },
      body: typeof init.body === 'string' ? init.body : null,
    };
    const late_ms = this.#latency_ms();
    const fate = this.#fate(asked);
    return new Promise((resolve, reject) => {
      const fail = (ms: number): void => {
        this.#timeline.after(ms, () => reject(new TypeError('no answer')));
      };
      if (!is_online()) return fail(1);
      if (fate === 'lost') return fail(TIMEOUT_MS);
      if (fate === 'twice')
        this.#timeline.after(late_ms + this.#random.share() * LATE_MS, () => this.#arrive(name, asked, null));
      this.#timeline.after(late_ms, () => {
        const answer = this.#arrive(name, asked, fate);
        if (answer === null || fate === 'cut on the way') return fail(50);
        if (fate === 'answer lost') return fail(TIMEOUT_MS);
        this.#timeline.after(this.#latency_ms(), () => {
          const cookie = answer.headers['set-cookie'];
          if (cookie && is_alive()) jar.cookie = cookie.split(';')[0] ?? null;
          resolve(this.#response(answer, fate));
        });
      });
    });
  }

  #fate(asked: Asked): string {
    const share = this.#random.share();
    if (this.is_calm) return 'whole';
    if (share < 0.08) return 'lost';
    if (share < 0.16) return 'answer lost';
    if (share < 0.2) return asked.body === null ? 'whole' : 'cut on the way';
    if (share < 0.25) return 'cut on the way back';
    if (share < 0.32) return asked.path.startsWith('/api/sync') ? 'twice' : 'whole';
    return 'whole';
  }

  #latency_ms(): number {
    const share = this.#random.share();
    return this.is_calm ? 20 : share < 0.1 ? share * 10 * LATE_MS : 20 + share * 400;
  }

  #arrive(device: string, asked: Asked, fate: string | null): Answer | null {
    if (this.#timeline.now_ms < this.down_until_ms) return null;
    this.requests += 1;
    const { dies } = this;
    this.dies = null;
    const cut =
      fate === 'cut on the way' ? { cut_at: Math.floor(this.#random.share() * (asked.body?.length ?? 0)) } : {};
    const now = Math.round(this.#timeline.now_ms + this.skew_ms);
    const answer = command<Answer>('request', { ...asked, ...cut, now, dies });
    this.trace(
      `${device} ${asked.method} ${asked.path} ${asked.body?.length ?? 0}: ${fate ?? 'again'} ${answer.status}`,
    );
    if (answer.status > 0) this.watch(device, asked, answer);
    if (dies !== null) {
      this.down_until_ms = this.#timeline.now_ms + this.#random.share() * LATE_MS;
      this.trace(`the server died ${dies}`);
      this.died();
      return null;
    }
    if (asked.method !== 'POST' || answer.status !== 200) return answer;
    if (!answer.has_grown) this.#told_for_nothing += 1;
    if (answer.has_grown || this.#told_for_nothing <= MOST_TOLD_FOR_NOTHING) this.pushed(device);
    return answer;
  }

  #response({ status, headers, body }: Answer, fate: string): Response {
    const is_cut = fate === 'cut on the way back' && body.length > 0;
    const text = is_cut ? body.slice(0, Math.floor(this.#random.share() * body.length)) : body;
    return new Heard(status, headers, text) as unknown as Response;
  }
}

/** What the app reads of a response. The platform's own takes turns of its own for a body, whose order no seed decides. */
class Heard {
  readonly statusText = '';
  readonly ok: boolean;
  readonly headers: { get(name: string): string | null };

  constructor(
    readonly status: number,
    headers: Record<string, string>,
    readonly body: string,
  ) {
    this.ok = status >= 200 && status < 300;
    this.headers = { get: (name) => headers[name.toLowerCase()] ?? null };
  }

  async text(): Promise<string> {
    return this.body;
  }

  async json(): Promise<unknown> {
    return JSON.parse(this.body);
  }
}
