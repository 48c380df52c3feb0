export {};

declare const self: ServiceWorkerGlobalScope;
declare const __VERSION__: string;
declare const __URLS__: string[];

const CACHE = `app-${__VERSION__}`;

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches.open(CACHE).then((cache) => cache.addAll(__URLS__.map((url) => new Request(url, { cache: 'reload' })))),
  );
});
