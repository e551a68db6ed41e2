/**
 * Serves one app by Bun, Deno and Cloudflare's workerd, with the packed tarballs, and asks it over real HTTP.
 *
 *   pnpm build && pnpm exec node tests/runtimes/run.ts
 */
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withInstalled } from '../installed.ts';
import { runtimes, start, type Runtime } from './runtime.ts';
import { sentences } from './sentences.ts';
import { startVendor } from './vendor.ts';

const app = new URL('./app/', import.meta.url).pathname;
const installs = runtimes.map(({ install }) => install);

await withInstalled(['core', 'hono'], ['hono@4.13.19', ...installs], async (folder) => {
  // All of them are stopped before the folder goes, whatever becomes of one.
  const outcomes = await Promise.allSettled(runtimes.map((runtime) => tryOn(runtime, folder)));
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (failures.length > 0) throw new AggregateError(failures, 'Not true on every runtime.');
});

async function tryOn(runtime: Runtime, installed: string): Promise<void> {
  const vendor = await startVendor();
  // A folder each, since each app asks an upstream of its own.
  const folder = join(installed, runtime.name);
  cpSync(app, folder, { recursive: true });
  writeFileSync(join(folder, 'upstream.js'), `export const baseURL = '${vendor.baseURL}';\n`);
  try {
    const server = await start(runtime, installed, folder);
    try {
      for (const [sentence, holds] of Object.entries(sentences)) {
        await holds({ url: server.url, vendor }).catch((cause: unknown) => {
          throw new Error(`${runtime.name}: not true: ${sentence}`, { cause });
        });
      }
    } finally {
      await server.stop();
    }
  } finally {
    await vendor.close();
  }
  console.log(`${runtime.name}: ${Object.keys(sentences).length} sentences are true`);
}
