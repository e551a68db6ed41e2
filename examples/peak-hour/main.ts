/**
 * One peak hour: a real Express server in front of image models, the best of them overloaded.
 *
 *   pnpm start                       a simulated evening, then the servers stay up
 *   pnpm start --once                the same, then exit
 *   FAILSOFT_BASE_URL=... FAILSOFT_API_KEY=... pnpm start     a real upstream
 */
import { createFailover, readDegradation, type Clock } from '@failsoft/core';
import OpenAI from 'openai';
import { readOptions } from './options.ts';
import { heading, line, paint, summary, type CallReport } from './report.ts';
import { startServer } from './server.ts';
import { realUpstream, simulatedUpstream } from './upstream.ts';

const chain = [
  'gemini-3-pro-image-preview',
  'gemini-2.5-flash-image',
  'seedream-4.5',
  'gpt-image-1.5',
  'flux-2-pro',
] as const;
const minutes = 60;

const { once, seed, speed, calls: count, port } = readOptions();

const { FAILSOFT_BASE_URL: baseURL, FAILSOFT_API_KEY: apiKey } = process.env;
const real = baseURL !== undefined && apiKey !== undefined;
if (!real && (baseURL ?? apiKey) !== undefined) {
  const missing = baseURL === undefined ? 'FAILSOFT_BASE_URL' : 'FAILSOFT_API_KEY';
  console.error(`${missing} is missing: a real upstream needs FAILSOFT_BASE_URL and FAILSOFT_API_KEY.`);
  process.exit(1);
}
const upstream = real
  ? realUpstream(baseURL, apiKey)
  : await simulatedUpstream({ seed, speed: Math.max(1, speed), models: chain });
const { clock } = upstream;

const models = createFailover({
  models: chain,
  baseURL: upstream.baseURL,
  apiKey: upstream.apiKey,
  // One call a model, so that the lines and headers are easy to follow.
  retry: false,
  ...(clock === undefined ? {} : { clock }),
});
const openings = new Map<string, { opened: number; probes: number }>();
models.on('breaker:open', ({ model, from, explain }) => {
  const { opened, probes } = openings.get(model) ?? { opened: 0, probes: 0 };
  // Out of `recovering` it is the same outage still: a probe found the model down.
  openings.set(model, from === 'closed' ? { opened: opened + 1, probes } : { opened, probes: probes + 1 });
  const what = from === 'closed' ? 'opens' : 'stays open';
  console.log(paint.dim(`         the breaker of ${model} ${what}: ${explain}`));
});
models.on('breaker:closed', ({ model }) =>
  console.log(paint.dim(`         the breaker of ${model} closes: ${model} is back`)),
);

const server = await startServer(models, upstream, port);
console.log(`${paint.bold('failsoft')}  ${server.url}  in front of  ${upstream.name}`);
console.log(
  real ? '' : `A peak hour from 20:00 in Beijing, ${speed} times as fast; milliseconds are simulated ones.\n`,
);
console.log(heading());

const gateway = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0 });
const calls: CallReport[] = [];
let shown = false;
const pauseMs = real ? 0 : (minutes * 60_000) / Math.max(1, count);
const startedAt = clock?.now() ?? 0;
for (let number = 0; number < count; number += 1) {
  await until(clock, startedAt + number * pauseMs);
  const call = await ask(number);
  calls.push(call);
  console.log(line(call));
  if (!shown && call.headers !== undefined) {
    shown = true;
    console.log(paint.dim(`         which the client is told: ${call.headers}`));
  }
}
console.log(`\n${summary(calls, openings)}\n`);

if (once) await stop();
else {
  await upstream.pace(20);
  console.log(stayingUp());
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());
}

/** One call through the gateway, or every third through the server's own route, and one beside it. */
async function ask(number: number): Promise<CallReport> {
  const alone = upstream.askAlone(chain[0]);
  const begun = nowMs();
  const time = beijing(clock);
  const via = number % 3 === 2 ? '/posters' : '/v1';
  try {
    const headers = via === '/v1' ? await throughGateway() : await throughOwnRoute();
    const ms = nowMs() - begun;
    const seen = readDegradation(headers);
    const why =
      seen?.degraded === true ? `${seen.reason}, ${seen.attempts} call${seen.attempts === 1 ? '' : 's'}` : '';
    const told = seen?.degraded === true ? degradationOf(headers) : undefined;
    return { time, via, asked: chain[0], answered: seen?.served, why, ms, alone: await alone, headers: told };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const ms = nowMs() - begun;
    return {
      time,
      via,
      asked: chain[0],
      answered: undefined,
      why,
      ms,
      alone: await alone,
      headers: undefined,
    };
  }
}

function degradationOf(headers: Headers): string {
  const names = ['X-Fallback-Model', 'X-Fallback-Reason', 'X-Fallback-Attempts'];
  return names.map((name) => `${name}: ${headers.get(name)}`).join(', ');
}

async function throughGateway(): Promise<Headers> {
  const { response } = await gateway.images
    .generate({ model: chain[0], prompt: 'a lighthouse' })
    .withResponse();
  return response.headers;
}

async function throughOwnRoute(): Promise<Headers> {
  const response = await fetch(`${server.url}/posters`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ prompt: 'a lighthouse' }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text.slice(0, 80)}`);
  return response.headers;
}

function stayingUp(): string {
  const post = (path: string, body: object): string =>
    `  curl -i ${path} -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
  const image = { model: chain[0], prompt: 'a lighthouse' };
  const control = upstream.baseURL.replace(/\/v1$/, '/__sim');
  return [
    'The servers stay up until Ctrl-C. In another terminal:',
    post(`${server.url}/v1/images/generations`, image),
    post(`${server.url}/posters`, { prompt: 'a lighthouse' }),
    `  curl -i ${server.url}/status`,
    ...(real
      ? []
      : [
          'Take the primary down for an hour of simulated time, then ask again:',
          post(`${control}/outage`, { model: chain[0], minutes: 60 }),
        ]),
  ].join('\n');
}

async function stop(): Promise<void> {
  await models.close();
  server.close();
  await upstream.close();
}

function nowMs(): number {
  return clock?.now() ?? performance.now();
}

function beijing(at: Clock | undefined): string {
  const wall = at?.wallNow() ?? Date.now();
  return new Date(wall + 8 * 3_600_000).toISOString().slice(11, 19);
}

function until(at: Clock | undefined, moment: number): Promise<void> {
  const waitMs = at === undefined ? 0 : moment - at.now();
  return at === undefined || waitMs <= 0
    ? Promise.resolve()
    : new Promise((resolve) => void at.setTimeout(resolve, waitMs));
}
