import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['{packages,examples,scripts}/**/*.test.ts'],
    // Laws run thousands of cases; a busy machine is no fault of theirs.
    testTimeout: 60_000,
    typecheck: { include: ['packages/**/*.test-d.ts'], tsconfig: './tsconfig.json' },
  },
});

export default config;
