import { fork, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A proxy under test, in a process of its own. */
export interface Subject {
  readonly name: string;
  readonly url: string;
  /** CPU microseconds since its start, and resident bytes. */
  meter(): Promise<{ cpu: number; rss: number }>;
  stop(): void;
}

const here = import.meta.dirname;
const meterArgs = ['--import', join(here, 'meter.ts')];

/** Starts the upstream, or one of the subjects that tell their port. */
export async function start(name: string, file: string, env: NodeJS.ProcessEnv = {}): Promise<Subject> {
  const child = fork(join(here, file), [], { execArgv: meterArgs, env: { ...process.env, ...env } });
  const { port } = await message<{ port: number }>(child);
  return subjectOf(name, child, port);
}

/** Portkey has its own server, which takes a port and says nothing. */
export async function startPortkey(): Promise<Subject> {
  const port = await freePort();
  const root = dirname(createRequire(import.meta.url).resolve('@portkey-ai/gateway/package.json'));
  const child = fork(join(root, 'build', 'start-server.js'), [`--port=${port}`, '--headless'], {
    execArgv: meterArgs,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  for (let tries = 0; ; tries++) {
    try {
      await fetch(`http://127.0.0.1:${port}/`);
      return subjectOf('@portkey-ai/gateway', child, port);
    } catch (error) {
      if (tries > 100) throw error;
      await wait(100);
    }
  }
}

function subjectOf(name: string, child: ChildProcess, port: number): Subject {
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    async meter() {
      child.send('meter');
      const { cpu, rss } = await message<{ cpu: NodeJS.CpuUsage; rss: number }>(child);
      return { cpu: cpu.user + cpu.system, rss };
    },
    stop: () => void child.kill(),
  };
}

function message<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`a child has ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (value) => {
      child.off('exit', ended);
      resolve(value as T);
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
