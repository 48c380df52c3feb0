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
    // A machine that is busy with other work makes no test wrong.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    restoreMocks: true,
  },
});
