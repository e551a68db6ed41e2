import { createFailover } from '@failsoft/core';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { expect, onTestFinished, test, vi } from 'vitest';
import { failover, gateway } from './index.ts';

function spy(): ReturnType<typeof vi.spyOn> {
  const print = vi.spyOn(console, 'error').mockReturnValue();
  onTestFinished(() => print.mockRestore());
  return print;
}

test('nothing is printed when a client goes in an own route', async () => {
  const print = spy();
  const asked = Promise.withResolvers<void>();
  const models = createFailover({ models: ['a'] });
  const app = new Hono().use(failover(models)).post('/own', async (c) => {
    const hang = (): Promise<never> => {
      asked.resolve();
      return new Promise(() => undefined);
    };
    return c.json(await c.var.failover.run(hang));
  });
  const client = new AbortController();
  const answer = app.request('/own', { method: 'POST', signal: client.signal });
  await asked.promise;
  client.abort();
  expect((await answer).status).toBe(499);
  expect(print.mock.calls).toEqual([]);
});

test('nothing is printed when a client goes in the middle of a stream', async () => {
  const print = spy();
  const left = Promise.withResolvers<void>();
  const hello = new TextEncoder().encode('data: {"choices":[{"index":0,"delta":{"content":"hello"}}]}\n\n');
  const models = createFailover({
    models: ['a'],
    baseURL: 'https://upstream.test/v1',
    fetch() {
      const cancel = left.resolve;
      const body = new ReadableStream({ start: (controller) => controller.enqueue(hello), cancel });
      return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
    },
  });
  const app = new Hono().all('/v1/*', gateway(models, { authorize: () => true }));
  const { promise: port, resolve } = Promise.withResolvers<number>();
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => resolve(info.port));
  onTestFinished(() => void server.close());
  const client = new AbortController();
  const init = { method: 'POST', body: '{"messages":[],"stream":true}', signal: client.signal };
  const response = await fetch(`http://127.0.0.1:${await port}/v1/chat/completions`, init);
  expect((await response.body?.getReader().read())?.value).toEqual(hello);
  client.abort();
  await left.promise;
  await new Promise((done) => setImmediate(done));
  expect(print.mock.calls).toEqual([]);
});
