import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { HttpServer } from '../../../pwa/src/shell/server';

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
