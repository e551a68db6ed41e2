import { defineConfig, type ViteUserConfig } from 'vitest/config';

// A night of the laws, or one of them again: see scripts/night/main.ts.
const { FAILSOFT_PROPERTY_SEED, FAILSOFT_PROPERTY_RUNS } = process.env;
const anew = FAILSOFT_PROPERTY_SEED !== undefined || FAILSOFT_PROPERTY_RUNS !== undefined;

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['{packages,examples,scripts}/**/*.test.ts'],
    // Laws run thousands of cases; a busy machine is no fault of theirs.
    testTimeout: anew ? 86_400_000 : 60_000,
    setupFiles: anew ? ['scripts/night/repeatable-properties.ts'] : [],
    typecheck: { include: ['packages/**/*.test-d.ts'], tsconfig: './tsconfig.json' },
  },
});

export default config;
