/**
 * Installs the packed tarballs as a stranger would, beside the newest frameworks, and uses them.
 *
 *   pnpm build && pnpm exec node tests/consumers/run.ts
 */
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, withInstalled } from '../installed.ts';

const here = new URL('./', import.meta.url).pathname;
const packages = ['core', 'express', 'koa', 'hono', 'simulator', 'cli'];
const frameworks = ['express@5.3.0', 'koa@3.3.0', 'hono@4.13.19', '@hono/node-server@2.1.9', 'openai@7.57.0'];
const types = ['typescript@7.0.2', '@types/express@5.0.6', '@types/koa@3.0.3', '@types/node@24.19.2'];

await withInstalled(packages, [...frameworks, ...types], (folder) => {
  for (const file of ['consumer.mjs', 'consumer.cjs', 'consumer.ts', 'tsconfig.json']) {
    copyFileSync(join(here, file), join(folder, file));
  }
  for (const file of ['consumer.mjs', 'consumer.cjs'])
    process.stdout.write(run(process.execPath, [file], folder));
  const error = join(folder, 'error.txt');
  writeFileSync(error, 'HTTP/1.1 503 Service Unavailable');
  console.log(run('npx', ['failsoft', 'classify', error], folder).split('\n', 1).join(''));
  const factory = `import { createFailover } from '@failsoft/core';
export default (given) => createFailover({ models: ['gemini-3-pro-image-preview', 'seedream-4.5'], baseURL: 'https://api.example.com/v1', ...given });
`;
  writeFileSync(join(folder, 'models.mjs'), factory);
  const simulation = ['simulate', 'models.mjs', '--rps', '0.01', '--html', 'report.html'];
  console.log(
    run('npx', ['failsoft-sim', ...simulation], folder)
      .split('\n', 1)
      .join(''),
  );
  console.log(run('npx', ['failsoft-sim', 'verify'], folder).trim().split('\n').at(-1));
  run(process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit'], folder);
  console.log('consumer.ts compiles against the published types');
});
