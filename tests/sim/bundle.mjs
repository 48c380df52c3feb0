/** Puts the devices' program together in one file for Node: node bundle.mjs TARGET */
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../../pwa/node_modules/vite/dist/node/index.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const APP = fileURLToPath(new URL('../../pwa/', import.meta.url));
const target = process.argv[2] ?? '';

await build({
  root: APP,
  configFile: false,
  logLevel: 'error',
  plugins: [
    {
      // The simulation stands outside the app's folder, its packages inside it.
      name: 'packages-of-the-app',
      enforce: 'pre',
      async resolveId(source, importer) {
        const is_package = /^[@a-z]/.test(source) && !source.startsWith('node:');
        if (!is_package || !importer?.includes('/tests/')) return null;
        return this.resolve(source, `${APP}package.json`, { skipSelf: true });
      },
    },
  ],
  ssr: { noExternal: true },
  build: {
    ssr: `${HERE}main.ts`,
    outDir: dirname(target),
    emptyOutDir: false,
    minify: false,
    rollupOptions: { output: { entryFileNames: basename(target), format: 'es' } },
  },
});
