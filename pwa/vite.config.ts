import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';
import { figure } from './figure-plugin.ts';
import { font } from './font-plugin.ts';

/** Writes into sw.js the list of files to keep offline, and a version made from their names and bytes. */
function precache(): Plugin {
  return {
    name: 'precache',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle['sw.js'];
        if (worker?.type !== 'chunk') throw new Error('no sw.js in the bundle');
        const files = new Map<string, string | Uint8Array>();
        for (const name of readdirSync('public', { recursive: true, encoding: 'utf8' })) {
          if (statSync(`public/${name}`).isFile()) files.set(name, readFileSync(`public/${name}`));
        }
        for (const [name, file] of Object.entries(bundle)) {
          // A QR code is drawn for an owner whose server has just made a code: never without a network.
          if (file.type === 'chunk' && file.moduleIds.every((id) => id.includes('/node_modules/uqr/'))) continue;
          // The browser keeps it with the service worker that reads it.
          if (name.includes('/background-part-')) continue;
          if (name !== 'sw.js') files.set(name, file.type === 'chunk' ? file.code : file.source);
        }
        // The launcher's pictures are fetched and kept by whoever installs the app.
        const names = [...files.keys()].filter((name) => !/^icon-.*\.png$/.test(name)).sort();
        const hash = createHash('sha256').update(worker.code);
        for (const name of names) hash.update(name).update(files.get(name) ?? '');
        const version = hash.digest('hex').slice(0, 12);
        const urls = names.map((name) => (name === 'index.html' ? '/' : `/${name}`));
        worker.code = worker.code
          .replaceAll('__VERSION__', JSON.stringify(version))
          .replaceAll('__URLS__', JSON.stringify(urls));
      },
    },
  };
}

/** Writes each file once more in brotli, at its last level: it takes long, and not at every start of a server. */
function packed(): Plugin {
  const SMALLEST_BYTES = 1024;
  return {
    name: 'packed',
    apply: 'build',
    writeBundle({ dir = 'dist' }, bundle) {
      for (const name of Object.keys(bundle)) {
        const content = readFileSync(`${dir}/${name}`);
        if (name.endsWith('.woff2') || content.length < SMALLEST_BYTES) continue;
        const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
        writeFileSync(`${dir}/${name}.br`, brotliCompressSync(content, { params }));
      }
    },
  };
}

export default defineConfig({
  plugins: [figure(), font(), precache(), packed()],
  server: { proxy: { '/api': 'http://localhost:8000' } },
  // Classic scripts too: a service worker reads one of them with importScripts.
  worker: { format: 'iife' },
  build: {
    target: 'es2022',
    // Nothing inline: the Content-Security-Policy takes scripts, styles and fonts as files of this origin only.
    assetsInlineLimit: 0,
    // Of what is fetched later only styles are asked for ahead: a link for each module is work before the first touch, and
    // these are files of this machine's or the next room's.
    modulePreload: {
      polyfill: false,
      resolveDependencies: (_file, names, { hostType }) =>
        hostType === 'html' ? names : names.filter((name) => name.endsWith('.css')),
    },
    rolldownOptions: {
      input: { index: 'index.html', sw: 'src/sw.ts' },
      output: { entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
});
