import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Hit } from '../../packages/adapter-kit/src/upstream.ts';
import type { Vendor, Wish } from './vendor.ts';

/** One app, seen from outside, and the upstream behind it. */
export interface Stage {
  readonly url: string;
  readonly vendor: Vendor;
}

/** Three ways to ask for the same chat. */
export type Way = 'gateway' | 'stream' | 'own';

export async function ask({ url }: Stage, way: Way, wish: Wish): Promise<Response> {
  const { path, ...init } = callOf(way, wish);
  return await fetch(url + path, { ...init, signal: AbortSignal.timeout(20_000) });
}

/** Status, X-Served-Model, X-Fallback-Model, X-Fallback-Reason. */
export function servedBy({ status, headers }: Response): readonly unknown[] {
  const names = ['x-served-model', 'x-fallback-model', 'x-fallback-reason'];
  return [status, ...names.map((name) => headers.get(name))];
}

/** Asks for what never comes and goes: before the answer, or in the midst of a stream. */
export async function leave({ url, vendor }: Stage, way: Way): Promise<void> {
  const user = randomUUID();
  const { path, body, ...init } = callOf(way, 'never', user);
  const client = request(url + path, { ...init, agent: false });
  client.on('error', () => undefined);
  client.end(body);
  if (way === 'stream') {
    const [response] = await once(client, 'response');
    response.on('error', () => undefined);
    await once(response, 'data');
  }
  const isOurs = (hit: Hit): boolean => hit.model === 'backup' && hit.body.includes(user);
  const call = await eventually(() => vendor.hits.find(isOurs));
  // With a reset: workerd takes a mere end for a client that still listens.
  client.socket?.resetAndDestroy();
  await eventually(() => call.aborted || undefined);
}

export async function breakerOf({ url }: Stage, model: string): Promise<string | undefined> {
  const response = await fetch(`${url}/status`);
  const { models } = (await response.json()) as { models: { model: string; breaker: string }[] };
  return models.find((one) => one.model === model)?.breaker;
}

function callOf(way: Way, wish: Wish, user = 'somebody'): Call {
  // Without a body: Bun forgets the idle limit of a request whose body it has read.
  if (way === 'own') return { path: `/own?${new URLSearchParams({ wish, user })}`, method: 'GET' };
  const messages = [{ role: 'user', content: wish }];
  const body = JSON.stringify({ model: 'primary', messages, user, stream: way === 'stream' });
  return {
    path: '/v1/chat/completions',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  };
}

interface Call {
  readonly path: string;
  readonly method: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

async function eventually<T>(find: () => T | undefined): Promise<T> {
  for (let waited = 0; waited < 10_000; waited += 20) {
    const found = find();
    if (found !== undefined) return found;
    await sleep(20);
  }
  throw new Error('It has not come about in ten seconds.');
}
