import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{packages,examples,scripts}/**/*.test.ts'],
    typecheck: { include: ['packages/**/*.test-d.ts'], tsconfig: './tsconfig.json' },
  },
});
