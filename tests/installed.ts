import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('../', import.meta.url).pathname;

/** Packs our packages and installs the tarballs as a stranger would, beside others, in a folder that goes afterwards. */
export async function withInstalled(
  ours: readonly string[],
  others: readonly string[],
  use: (folder: string) => void | Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'failsoft-consumer-'));
  try {
    for (const name of ours) {
      run('npx', ['-y', 'pnpm@12', 'pack', '--pack-destination', folder], join(root, 'packages', name));
    }
    const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
    const manifest = { name: 'consumer', private: true, type: 'module' };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    const wanted = [...tarballs.map((file) => `./${file}`), ...others];
    const quietly = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
    run('npm', ['install', ...quietly, ...wanted], folder);
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a command prints; when it fails, the error says all of it. */
export function run(command: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout ?? ''}${stderr ?? ''}`, { cause: error });
  }
}
