import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { figure } from './figure-plugin.ts';

const APP = fileURLToPath(new URL('.', import.meta.url));
const TESTS = fileURLToPath(new URL('../tests/pwa/', import.meta.url));

export default defineConfig({
  root: APP,
  plugins: [
    figure(),
    {
      // The tests stand outside this folder, their packages inside it.
      name: 'packages-of-the-app',
      enforce: 'pre',
      async resolveId(source, importer) {
        const is_package = /^[@a-z]/.test(source) && !source.startsWith('node:');
        if (!is_package || !importer?.startsWith(TESTS)) return null;
        return this.resolve(source, `${APP}package.json`, { skipSelf: true });
      },
    },
  ],
  server: { fs: { allow: ['..'] } },
  test: {
    dir: TESTS,
    include: ['**/*.test.ts', '**/*.test.tsx'],
    environment: 'node',
    // Most of a file's time is loading the app's modules. They keep nothing of their own between two files: what is kept
    // belongs to the devices that a test makes, or is put back below.
    isolate: false,
    // A test waits for turns of the event loop as often as it computes: two fill one core, and more fill no more.
    maxWorkers: 2,
    // A machine that is busy with other work makes no test wrong.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    unstubGlobals: true,
    unstubEnvs: true,
  },
});
