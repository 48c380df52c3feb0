/** One opened page of the app, which may die at any moment; and how it asks the server. */
import type { Database } from '../../pwa/src/shell/database';
import { HttpServer, type Reply } from '../../pwa/src/shell/server';
import type { Sync, SyncReport } from '../../pwa/src/shell/sync';
import type { Paired } from '../../pwa/src/wire.gen';
import type { FakePresence } from '../pwa/support/fakes';

/** A page that died is heard of no more: nothing it waits for ever comes. */
export interface Page {
  is_alive: boolean;
  database: Database;
  sync: Sync;
  presence: FakePresence;
  report: SyncReport;
  /** A pairing is asked for and not answered yet: nobody asks for another meanwhile. */
  is_pairing: boolean;
  told: (() => void) | null;
  paired: Paired | null;
}

type Fetch = (path: string, init: RequestInit) => Promise<Response>;

/**
 * Whose `fetch` is called next. A question calls it at once, before anything else can; a push after a few turns, the same
 * for all, so that pushes come to it in the order in which they began. (The platform's way to know costs a tenth of a world.)
 */
const asking: Fetch[] = [];

/** From here on `fetch` is that of the device that calls it. */
export function take_over_fetch(): void {
  globalThis.fetch = ((path: string, init: RequestInit) => asking.shift()?.(path, init)) as typeof fetch;

  const { signal } = new AbortController();
  AbortSignal.timeout = () => signal;
  // Bodies travel as they are: packing happens on threads, whose order no seed decides.
  Reflect.deleteProperty(globalThis, 'CompressionStream');
}

/** The server as a page asks it, through this `fetch`; `heard`: what befalls an answer before the page has it. */
export function server_of(page: Page, fetch: Fetch, heard: (reply: Reply<unknown>) => Promise<void>): HttpServer {
  const server = new HttpServer();
  const { push, pull, older, preview, me, pair, devices, remove_device, end_handover, erase_client, hand_over } =
    server;
  const to_ask = <W extends unknown[], T>(call: (...words: W) => Promise<T>) => {
    return async (...words: W): Promise<T> => {
      if (call === (push as unknown) || call === (hand_over as unknown)) asking.push(fetch);
      else asking.unshift(fetch);
      const reply = await call.apply(server, words);
      await heard(reply as Reply<unknown>);
      return reply;
    };
  };
  const listen = (on_more: () => void) => {
    page.told = on_more;
    return () => {
      page.told = null;
    };
  };
  const asked = {
    push: to_ask(push),
    pull: to_ask(pull),
    older: to_ask(older),
    preview: to_ask(preview),
    me: to_ask(me),
    pair: to_ask(pair),
    devices: to_ask(devices),
    remove_device: to_ask(remove_device),
    end_handover: to_ask(end_handover),
    erase_client: to_ask(erase_client),
    hand_over: to_ask(hand_over),
    listen,
  };
  return mortal(Object.assign(server, asked), () => page.is_alive);
}

/** The same thing in the hands of a page that may die: after that no call of it begins, ends or is heard of. */
export function mortal<T extends object>(thing: T, is_alive: () => boolean): T {
  const own = new Map<PropertyKey, unknown>();
  return new Proxy(thing, {
    set(_of, name, value) {
      own.set(name, value);
      return true;
    },
    get(of, name) {
      if (own.has(name)) return own.get(name);
      const value: unknown = Reflect.get(of, name);
      if (typeof value !== 'function') return value;
      return (...words: unknown[]) => {
        if (!is_alive()) return new Promise(() => {});
        const result: unknown = value.apply(of, words);
        if (!(result instanceof Promise)) return result;
        return new Promise((resolve, reject) => {
          result.then(
            (come) => is_alive() && resolve(come),
            (fault) => is_alive() && reject(fault),
          );
        });
      };
    },
  });
}
