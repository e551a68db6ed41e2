import { createFailover, type Clock } from '@failsoft/core';
import { createManualClock, createSimulator } from '@failsoft/simulator';
import { upstreamAnswers } from '@failsoft/simulator/fast-check';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apps } from './apps.ts';

const models = ['gemini-3-pro-image-preview', 'gemini-2.5-flash-image', 'seedream-4.5'] as const;

/** What one request asks for, and what the upstream has in store for each model. */
const request = fc.record({
  path: fc.constantFrom('/v1/images/generations', '/v1/chat/completions', '/v1/models', '/posters'),
  body: fc.oneof(
    {
      arbitrary: fc.constantFrom<object>({}, { stream: true }, { model: models[1] }, { model: 'unknown' }),
      weight: 4,
    },
    fc.constant('no JSON'),
  ),
  waitMs: fc.constantFrom(0, 1_000, 61_000),
  faults: fc.array(upstreamAnswers(), { maxLength: 3 }),
});
type Request = typeof request extends fc.Arbitrary<infer T> ? T : never;

// A server's own, how it frames a body included: by its length or in chunks.
const ofTheServer = new Set([
  'date',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'x-powered-by',
]);
// A route of one's own is worded by its framework. What the middleware adds is the same.
const ofTheMiddleware = /^x-(?:fallback|served|should)|^retry-after$|^access-control/;

/** Status, headers and body of every answer of one app, in a world that is the same for all of them. */
async function answersOf(name: string, seed: number, requests: readonly Request[]): Promise<unknown[]> {
  const clock = createManualClock();
  const simulator = createSimulator({ seed, models, clock, latency: false });
  // Nobody lets time pass while a request is under way, and none of its waits is longer than the answers.
  const still: Clock = { ...clock, setTimeout: () => undefined, clearTimeout: () => undefined };
  const failover = createFailover({
    models,
    baseURL: 'https://api.example.com/v1',
    fetch: simulator.fetch,
    clock: still,
    random: () => 0.5,
    retry: false,
    hedge: false,
  });
  const start = apps[name];
  if (start === undefined) throw new Error(`There is no ${name}.`);
  const app = await start(failover, async (model, signal) => {
    const response = await simulator.fetch('https://api.example.com/v1/images/generations', {
      method: 'POST',
      body: JSON.stringify({ model, prompt: 'a lighthouse' }),
      signal,
    });
    if (response.ok) return await response.json();
    throw Object.assign(new Error('upstream'), { status: response.status, headers: response.headers });
  });
  const answers: unknown[] = [];
  try {
    for (const { path, body, waitMs, faults } of requests) {
      clock.advance(waitMs);
      for (const model of models) simulator.recover(model);
      for (const [index, fault] of faults.entries()) simulator.next(models[index] ?? models[0], { fault });
      const asked = { model: models[0], prompt: 'x', messages: [{ role: 'user', content: 'x' }] };
      const response = await fetch(app.url + path, {
        ...(path === '/v1/models'
          ? {}
          : {
              method: 'POST',
              body: typeof body === 'string' ? body : JSON.stringify({ ...asked, ...body }),
            }),
        headers: { 'content-type': 'application/json' },
      });
      const text = await response.text();
      const own = path === '/posters';
      const headers = [...response.headers].filter(([header]) =>
        own ? ofTheMiddleware.test(header) : !ofTheServer.has(header),
      );
      answers.push([path, response.status, headers, own ? '' : text]);
    }
  } finally {
    app.close();
    await failover.close();
  }
  return answers;
}

test('Express, Koa and Hono give the same status, headers and body to the same requests', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.array(request, { minLength: 1, maxLength: 8 }),
      async (seed, requests) => {
        const express = await answersOf('express', seed, requests);
        expect(await answersOf('koa', seed, requests)).toEqual(express);
        expect(await answersOf('hono', seed, requests)).toEqual(express);
      },
    ),
    { numRuns: 25 },
  );
});
