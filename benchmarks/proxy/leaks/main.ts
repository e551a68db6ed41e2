/**
 * Ten thousand requests at once whose clients go at random: what stays behind in the server?
 *
 *   node benchmarks/proxy/leaks/main.ts [--requests 10000]
 *
 * Fails when a socket, a timer or a call stays, or when the heap after the third wave is above that after the second
 * by more than 200 bytes a request.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';

interface Census {
  readonly heap: number;
  readonly connections: number;
  readonly sockets: number;
  readonly timers: number;
  readonly open: number;
  readonly peak: number;
}

const { values } = parseArgs({ options: { requests: { type: 'string', default: '10000' } } });
const requests = Number(values.requests);
const here = import.meta.dirname;

const upstream = fork(join(here, 'upstream.ts'));
const { port: upstreamPort } = await message<{ port: number }>(upstream);
const server = fork(join(here, 'server.ts'), {
  execArgv: ['--expose-gc'],
  env: { ...process.env, UPSTREAM: `http://127.0.0.1:${upstreamPort}/v1` },
});
const { port } = await message<{ port: number }>(server);

const censuses: Census[] = [];
try {
  console.log(
    '| after | at once | answered | gone | open calls | sockets | timers | heap, MB |\n|---|---|---|---|---|---|---|---|',
  );
  for (let wave = 1; wave <= 3; wave++) {
    const { answered, gone } = await runWave();
    const seen = await settled();
    censuses.push(seen);
    console.log(
      `| wave ${wave} | ${seen.peak} | ${answered} | ${gone} | ${seen.open} | ${seen.sockets} | ${seen.timers} | ${(seen.heap / 1e6).toFixed(2)} |`,
    );
  }
} finally {
  server.kill();
  upstream.kill();
}
const [, second, third] = censuses;
if (second === undefined || third === undefined) throw new Error('three waves');
const perRequest = (third.heap - second.heap) / requests;
console.log(`\n${perRequest.toFixed(0)} bytes of heap a request between the second and the third wave`);
if (third.open > 0 || third.sockets > 0 || third.timers > second.timers || perRequest > 200) process.exit(1);

/** All at once; two of three clients go at a random moment before or while they are answered. */
async function runWave(): Promise<{ answered: number; gone: number }> {
  server.send('hold');
  upstream.send('hold');
  const agent = new Agent({ keepAlive: false, maxSockets: Infinity });
  let answered = 0;
  let gone = 0;
  let lost = 0;
  let released = false;
  const leavers: (() => void)[] = [];
  const one = (at: number): Promise<void> =>
    new Promise((resolve) => {
      const body = JSON.stringify({
        model: at % 2 === 0 ? 'near' : 'far',
        messages: [],
        stream: at % 3 === 0,
      });
      const sent = request({
        host: '127.0.0.1',
        port,
        agent,
        method: 'POST',
        path: '/v1/chat/completions',
        headers: { 'content-type': 'application/json' },
      });
      let timer: NodeJS.Timeout | undefined;
      const end = (): void => {
        // The kernel's queue of connections was full: it never was one of ours.
        if (!released) lost += 1;
        clearTimeout(timer);
        resolve();
      };
      sent.on('response', (answer) => {
        answer.resume().on('end', () => (answered += 1));
        answer.on('error', () => undefined);
      });
      sent.on('error', () => undefined);
      sent.on('close', end);
      sent.end(body);
      leavers.push(() => {
        if (Math.random() < 0.33) return;
        timer = setTimeout(() => {
          gone += 1;
          sent.destroy();
        }, Math.random() * 4_000);
      });
    });
  const all: Promise<void>[] = [];
  for (let at = 0; at < requests; at++) {
    all.push(one(at));
    // A backlog of connections has an end.
    if (at % 100 === 99) await wait(20);
  }
  await everybodyIsThere(() => requests - lost);
  released = true;
  for (const leave of leavers) leave();
  server.send('go');
  upstream.send('go');
  await Promise.all(all);
  agent.destroy();
  return { answered, gone };
}

/** Nobody has been answered yet: what is open is what came. */
async function everybodyIsThere(expected: () => number): Promise<void> {
  for (let turn = 0; turn < 120; turn++) {
    server.send('count');
    if ((await message<{ open: number }>(server)).open >= expected()) return;
    await wait(250);
  }
  throw new Error('not all requests have reached the server within 30 s');
}

/** Waits for the idle connections of the pool to close by themselves. */
async function settled(): Promise<Census> {
  let peak = 0;
  for (let turn = 0; ; turn++) {
    await wait(1_000);
    server.send('census');
    const seen = await message<Census>(server);
    peak = Math.max(peak, seen.peak);
    if ((turn > 6 && seen.sockets === 0 && seen.open === 0) || turn === 30) return { ...seen, peak };
  }
}

function message<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve) => child.once('message', (value) => resolve(value as T)));
}
