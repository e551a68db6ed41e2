import { defineConfig, type UserConfig } from 'tsdown';

const shared = {
  format: 'esm',
  dts: true,
  publint: true,
  attw: { profile: 'esm-only' },
  fixedExtension: false,
} as const;

const config: UserConfig[] = defineConfig([
  // One file per module: a bundler that wants the breaker alone leaves the tables of the classifier out.
  {
    ...shared,
    cwd: 'packages/core',
    entry: ['src/index.ts', 'src/adapter.ts', 'src/gemini.ts', 'src/node.ts'],
    platform: 'neutral',
    unbundle: true,
    // The one entry that is for Node alone.
    deps: { neverBundle: [/^node:/] },
  },
  { ...shared, cwd: 'packages/express', entry: ['src/index.ts'] },
  { ...shared, cwd: 'packages/koa', entry: ['src/index.ts'] },
  { ...shared, cwd: 'packages/hono', entry: ['src/index.ts'] },
  { ...shared, cwd: 'packages/cli', entry: ['src/cli.ts'], dts: false },
  {
    ...shared,
    cwd: 'packages/simulator',
    entry: [
      'src/index.ts',
      'src/fast-check.ts',
      'src/node.ts',
      'src/report.ts',
      'src/server.ts',
      'src/cli.ts',
    ],
  },
]);

export default config;
