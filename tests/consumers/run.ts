/**
 * Installs the packed tarballs as a stranger would, beside the newest frameworks, and uses them.
 *
 *   pnpm build && pnpm exec node tests/consumers/run.ts
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('../../', import.meta.url).pathname;
const here = new URL('./', import.meta.url).pathname;
const packages = ['core', 'express', 'koa', 'hono', 'simulator', 'cli'];
const frameworks = ['express@5.3.0', 'koa@3.3.0', 'hono@4.13.19', '@hono/node-server@2.1.9', 'openai@7.57.0'];
const types = ['typescript@7.0.2', '@types/express@5.0.6', '@types/koa@3.0.3', '@types/node@24.19.2'];

const folder = mkdtempSync(join(tmpdir(), 'failsoft-consumer-'));
try {
  for (const name of packages) {
    run('npx', ['-y', 'pnpm@12', 'pack', '--pack-destination', folder], join(root, 'packages', name));
  }
  const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, type: 'module' }),
  );
  const wanted = [...tarballs.map((file) => `./${file}`), ...frameworks, ...types];
  run(
    'npm',
    ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', ...wanted],
    folder,
  );
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
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run(command: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout ?? ''}${stderr ?? ''}`, { cause: error });
  }
}
