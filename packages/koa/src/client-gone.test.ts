import { listen } from '@failsoft/adapter-kit';
import { createFailover } from '@failsoft/core';
import Koa3 from 'koa';
// @ts-expect-error -- the alias of the older major has no types of its own; what we use is the same in both
import Koa2 from 'koa-2';
import { expect, onTestFinished, test, vi } from 'vitest';
import { failover, gateway } from './index.ts';

const majors = [
  ['2', Koa2 as typeof Koa3],
  ['3', Koa3],
] as const;
const hello = new TextEncoder().encode('data: {"choices":[{"index":0,"delta":{"content":"hello"}}]}\n\n');

/** A chat that says hello and then nothing more, and an own route that never ends. */
function appOf(Koa: typeof Koa3, { asked, left }: { asked: () => void; left: () => void }): Koa3 {
  const models = createFailover({
    models: ['a'],
    baseURL: 'https://upstream.test/v1',
    fetch() {
      const body = new ReadableStream({ start: (controller) => controller.enqueue(hello), cancel: left });
      return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
    },
  });
  const app = new Koa();
  app.use(gateway(models, { prefix: '/v1', authorize: () => true }));
  app.use(failover(models)).use(async (ctx) => {
    await ctx.state.failover.run(() => {
      asked();
      return new Promise(() => undefined);
    });
  });
  return app;
}

test.each(majors)('Koa %s prints nothing when a client goes', async (_major, Koa) => {
  const print = vi.spyOn(console, 'error').mockReturnValue();
  onTestFinished(() => print.mockRestore());
  const [asked, left] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const app = appOf(Koa, { asked: asked.resolve, left: left.resolve });
  const seen = vi.fn<(error: Error & { status?: number }) => void>();
  app.on('error', seen);
  // What Koa itself adds when nobody else listens.
  app.on('error', (error: Error) => app.onerror(error));
  const server = await listen(app.callback());
  onTestFinished(() => server.close());

  const client = new AbortController();
  const own = fetch(`${server.url}/own`, { signal: client.signal });
  await asked.promise;
  client.abort();
  await expect(own).rejects.toThrow('aborted');
  // An error handler of one's own hears of it, as of a client's fault.
  await vi.waitFor(() => expect(seen.mock.calls.map(([{ status }]) => status)).toEqual([499]));

  const leaving = new AbortController();
  const init = { method: 'POST', body: '{"messages":[],"stream":true}', signal: leaving.signal };
  const reader = (await fetch(`${server.url}/v1/chat/completions`, init)).body?.getReader();
  expect((await reader?.read())?.value).toEqual(hello);
  leaving.abort();
  await left.promise;
  // Koa hears of it in the turn in which the connection closes.
  await new Promise((resolve) => setImmediate(resolve));
  expect(print.mock.calls).toEqual([]);
});
