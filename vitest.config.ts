import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['{packages,examples,scripts}/**/*.test.ts'],
    typecheck: { include: ['packages/**/*.test-d.ts'], tsconfig: './tsconfig.json' },
  },
});

export default config;
