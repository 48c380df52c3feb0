/**
 * The service worker: keeps the app on the device, so that it opens without a network. Served as /sw.js for ever.
 *
 * Where the browser has Background Sync it also hands in what waits, by a piece of the app of its own (background-part.ts).
 *
 * Owns the cache of the app's own files, whole for each version. Must never answer for /api/, never take over while a session
 * may be running (the page asks for it), and never keep a file of two versions in one cache.
 */
import background from './shell/background-part?worker&url';

declare const self: ServiceWorkerGlobalScope & { push_waiting?: () => Promise<void> };
/** Filled in by the build: a hash of all files, and their paths. */
declare const __VERSION__: string;
declare const __URLS__: string[];

const PREFIX = 'app-';
const CACHE = PREFIX + __VERSION__;
const SHELL = '/';
/** Asked of the browser by background.ts, of this app and of older ones. */
const WAITING = 'facts-wait';
/** What belongs to the server, also when a person opens it in the address bar. */
const OF_THE_SERVER = /^\/(api\/|trust(\/|$)|metrics$)/;

self.addEventListener('install', (event) => {
  // What is not read while it is installed cannot be read later.
  if ('sync' in self.registration) importScripts(background);
  event.waitUntil(
    caches.open(CACHE).then((cache) => cache.addAll(__URLS__.map((url) => new Request(url, { cache: from(url) })))),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(drop_old().then(() => self.clients.claim()));
});

self.addEventListener('sync', (event) => {
  const { tag, waitUntil } = event as ExtendableEvent & { tag: string };
  if (tag === WAITING) waitUntil.call(event, push_waiting());
});

self.addEventListener('message', (event) => {
  if (event.data === 'take-over') event.waitUntil(self.skipWaiting());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || OF_THE_SERVER.test(url.pathname)) return;
  event.respondWith(answer(request));
});

async function push_waiting(): Promise<void> {
  if (self.push_waiting === undefined) importScripts(background);
  await self.push_waiting?.();
}

/** A file whose name is a hash of it is taken as the page just loaded it; any other is asked of the server. */
function from(url: string): RequestCache {
  return url.startsWith('/assets/') ? 'default' : 'reload';
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request.mode === 'navigate' ? SHELL : request, { ignoreSearch: true });
  return kept ?? fetch(request);
}

async function drop_old(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
  );
}
