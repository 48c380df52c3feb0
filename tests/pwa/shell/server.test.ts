import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { HttpServer, SILENT_AFTER_MS } from '../../../pwa/src/shell/server';
import { FakeClock } from '../support/fakes';

const server = new HttpServer();
const DEVICE = 'd1';
let asked: { path: string; init: RequestInit }[];
let answer: () => Response;

beforeEach(() => {
  asked = [];
  answer = () => Response.json({});
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    asked.push({ path, init });
    return answer();
  });
});

function header(name: string): string | null {
  return new Headers(asked[0]?.init.headers).get(name);
}

describe('what goes out', () => {
  test('a large push is compressed, a small one is not', async () => {
    const facts = Array.from({ length: 20 }, (_, i) => JSON.stringify({ id: `fact-${i}`, text: 'Zähne '.repeat(20) }));
    await server.push({ cursor: 'c', facts }, DEVICE);
    expect(header('Content-Encoding')).toBe('gzip');
    const body = Buffer.from(asked[0]?.init.body as ArrayBuffer);
    expect(JSON.parse(gunzipSync(body).toString('utf8'))).toEqual({ cursor: 'c', facts });
    asked = [];
    await server.push({ cursor: null, facts: ['{}'] }, DEVICE);
    expect(header('Content-Encoding')).toBeNull();
    expect(header('Content-Type')).toBe('application/json');
  });

  test('a browser without compression sends it plain', async () => {
    vi.stubGlobal('CompressionStream', undefined);
    await server.push({ cursor: null, facts: ['x'.repeat(5000)] }, DEVICE);
    expect(header('Content-Encoding')).toBeNull();
    vi.unstubAllGlobals();
  });

  test('cursor and digest are escaped', async () => {
    await server.pull('a b&c', 'W/"e"', false, DEVICE);
    await server.version('a/b');
    expect(asked.map(({ path }) => path)).toEqual(['/api/sync?cursor=a%20b%26c', '/api/protocols/a%2Fb']);
    expect(header('If-None-Match')).toBe('W/"e"');
  });
});

test('[N14] sync names the device that it is for, packed or not', async () => {
  await server.push({ cursor: null, facts: ['x'.repeat(5000)] }, DEVICE);
  await server.pull('c', 'W/"e"', false, DEVICE);
  await server.older('p', null, DEVICE);
  expect(asked.map(({ init }) => new Headers(init.headers).get('Holdwell-Device'))).toEqual([DEVICE, DEVICE, DEVICE]);
});

describe('what comes back', () => {
  test('a browser that was never paired is nobody', async () => {
    answer = () => new Response(null, { status: 204 });
    expect(await server.me()).toMatchObject({ kind: 'problem', problem: { type: 'not-paired' } });
  });

  test('304 is unchanged', async () => {
    answer = () => new Response(null, { status: 304 });
    expect(await server.library('W/"e"')).toEqual({ kind: 'unchanged' });
  });

  test('a problem is read, whatever else it holds', async () => {
    answer = () => Response.json({ type: 'device-revoked', title: 'Device revoked', status: 401 }, { status: 401 });
    expect(await server.me()).toMatchObject({ kind: 'problem', problem: { type: 'device-revoked', status: 401 } });
  });

  test("an error page of somebody else's is a problem too", async () => {
    answer = () => new Response('<h1>Bad gateway</h1>', { status: 502 });
    expect(await server.devices()).toMatchObject({ kind: 'problem', problem: { type: 'unreadable', status: 502 } });
  });

  test('no network, and a page where an answer should be, are offline', async () => {
    answer = () => new Response('<h1>Welcome to the hotel</h1>');
    expect(await server.library(null)).toEqual({ kind: 'offline' });
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    expect(await server.push({ cursor: null, facts: [] }, DEVICE)).toEqual({ kind: 'offline' });
  });

  test('a version comes as its text, byte for byte', async () => {
    const text = '{"protocol": {"title":  "Zähne"}}';
    answer = () => new Response(text, { headers: { ETag: 'W/"d"' } });
    expect(await server.version('d')).toEqual({ kind: 'ok', value: text, etag: 'W/"d"' });
  });
});

/** A browser's event source, moved by hand. */
class FakeEventSource extends EventTarget {
  static made: FakeEventSource[] = [];
  is_closed = false;

  constructor(readonly path: string) {
    super();
    FakeEventSource.made.push(this);
  }

  close(): void {
    this.is_closed = true;
  }

  say(type: string): void {
    this.dispatchEvent(new Event(type));
  }
}

describe('the live channel', () => {
  /** A line that was just called up, and what was heard of it. */
  function called() {
    vi.stubGlobal('EventSource', FakeEventSource);
    const clock = new FakeClock();
    const heard: string[] = [];
    const said = (word: string) => () => heard.push(word);
    const hang_up = new HttpServer(clock).listen(said('more'), said('lost'), said('open'));
    const source = FakeEventSource.made.at(-1) as FakeEventSource;
    return { clock, heard, source, hang_up };
  }

  test('[Y12] it hears that it is open, and that there is more', () => {
    const { heard, source } = called();
    source.say('open');
    source.say('ping');
    source.say('more');
    source.say('ping');
    expect(heard).toEqual(['open', 'more']);
  });

  test('[N16] one that has pinged and falls silent is a lost one, told once', () => {
    const { clock, heard, source } = called();
    source.say('open');
    for (let i = 0; i < 5; i += 1) {
      source.say('ping');
      clock.pass(SILENT_AFTER_MS - 1000);
    }
    expect(heard).toEqual(['open']);
    source.say('more');
    clock.pass(SILENT_AFTER_MS - 1000);
    expect(heard).toEqual(['open', 'more']);
    clock.pass(2000);
    expect(heard).toEqual(['open', 'more', 'lost']);
    expect(source.is_closed).toBe(true);
    source.say('error');
    clock.pass(SILENT_AFTER_MS * 2);
    expect(heard).toEqual(['open', 'more', 'lost']);
  });

  test('[N16] a server of before, whose pings nobody hears, is never taken for a lost one', () => {
    const { clock, heard, source } = called();
    source.say('open');
    clock.pass(SILENT_AFTER_MS * 10);
    expect(heard).toEqual(['open']);
    expect(source.is_closed).toBe(false);
  });

  test('[N16] a call that nobody answers is given up as well', () => {
    const { clock, heard, source } = called();
    clock.pass(SILENT_AFTER_MS + 100);
    expect(heard).toEqual(['lost']);
    expect(source.is_closed).toBe(true);
  });

  test('[N16] what breaks off, or was hung up, is watched no more', () => {
    const broken = called();
    broken.source.say('open');
    broken.source.say('ping');
    broken.source.say('error');
    expect(broken.heard).toEqual(['open', 'lost']);
    expect(broken.clock.due).toEqual([]);
    const ended = called();
    ended.source.say('ping');
    ended.hang_up();
    ended.clock.pass(SILENT_AFTER_MS * 2);
    expect(ended.heard).toEqual([]);
    expect(ended.source.is_closed).toBe(true);
  });
});
