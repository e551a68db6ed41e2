import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../installed.ts';

/** A runtime of the npm registry that serves the app of `app/`. */
export interface Runtime {
  readonly name: string;
  readonly install: string;
  /** Its binary: the wrapper packages put it in place by a script, which is not run. */
  readonly binary: string;
  readonly args: readonly string[];
  /** It takes one module, which Bun makes. */
  readonly bundle?: true;
}

const bundling = ['worker.js', '--conditions=workerd', '--outfile=bundle.js'];

const bun: Runtime = {
  name: 'bun',
  install: 'bun@1.4.5',
  binary: '@oven/bun-*/bin/bun',
  args: ['--no-install', 'bun.js'],
};

export const runtimes: readonly Runtime[] = [
  bun,
  {
    name: 'deno',
    install: 'deno@2.9.6',
    binary: '@deno/*/deno',
    // No other permission: it reads no file and no environment.
    args: ['run', '--cached-only', '--allow-net=127.0.0.1', 'deno.js'],
  },
  {
    name: 'workerd',
    install: 'workerd@1.20261117.1',
    binary: '@cloudflare/workerd-*/bin/workerd',
    args: ['serve', '--control-fd=1', 'workerd.capnp'],
    bundle: true,
  },
];

/** An app that listens. */
export interface Server {
  readonly url: string;
  /** Resolves when the process is gone. @throws Error when it had ended by itself */
  stop(): Promise<void>;
}

/** Starts the app that lies in `folder` by the runtime that was installed. */
export async function start(runtime: Runtime, installed: string, folder: string): Promise<Server> {
  if (runtime.bundle) run(binaryOf(bun, installed), ['build', ...bundling], folder);
  const child = spawn(binaryOf(runtime, installed), runtime.args, {
    cwd: folder,
    // Nothing of this machine but the folder.
    env: { HOME: folder, DENO_NO_UPDATE_CHECK: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = once(child, 'exit');
  const kill = (): boolean => child.kill('SIGKILL');
  // Nothing outlives this process, whatever it dies of.
  process.once('exit', kill);
  let printed = '';
  const port = new Promise<string>((resolve) => {
    const onText = (text: Buffer): void => {
      printed += text.toString();
      const [, port] = /"port":(\d+)/.exec(printed) ?? [];
      if (port !== undefined) resolve(port);
    };
    child.stdout.on('data', onText);
    child.stderr.on('data', onText);
  });
  const died = gone.then(() => {
    throw new Error(`${runtime.name} ended by itself:\n${printed}`);
  });
  return {
    url: `http://127.0.0.1:${await Promise.race([port, died])}`,
    async stop() {
      if (!kill()) await died;
      await gone;
    },
  };
}

function binaryOf({ name, binary }: Runtime, installed: string): string {
  const [found] = globSync(join(installed, 'node_modules', binary)).toSorted();
  if (found === undefined) throw new Error(`${name} has no binary for this machine.`);
  return found;
}
