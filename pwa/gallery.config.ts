/** Builds the gallery: the app's own view, mounted on a model made by hand. Never part of the shipped app. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { figure } from './figure-plugin.ts';
import { font } from './font-plugin.ts';

const HERE = fileURLToPath(new URL('../tests/browser/gallery/', import.meta.url));
const APP = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  root: HERE,
  base: './',
  plugins: [
    figure(),
    font(),
    {
      // The gallery stands outside the app's folder, its packages inside it.
      name: 'packages-of-the-app',
      enforce: 'pre',
      async resolveId(source, importer) {
        const is_package = /^[@a-z]/.test(source) && !source.startsWith('node:');
        if (!is_package || !importer?.startsWith(HERE)) return null;
        return this.resolve(source, `${APP}package.json`, { skipSelf: true });
      },
    },
  ],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { target: 'es2022', assetsInlineLimit: 0 },
});
