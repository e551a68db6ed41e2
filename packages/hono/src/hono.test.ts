import { createServer as createHttp2Server } from 'node:http2';
import { createFailover } from '@failsoft/core';
import { nodeFetch } from '@failsoft/core/node';
import { describeAdapter, type AppPlan, type StartApp } from '@failsoft/adapter-kit';
import { serve } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import { expect, test } from 'vitest';
import { failover, gateway, status } from './index.ts';

const reading = (read: (c: Parameters<MiddlewareHandler>[0]) => Promise<unknown>): MiddlewareHandler[] => [
  async (c, next) => {
    await read(c);
    await next();
  },
];

const above: Record<AppPlan['above'], MiddlewareHandler[]> = {
  nothing: [],
  jsonParser: reading(async (c) => (c.req.method === 'POST' ? await c.req.json<unknown>() : undefined)),
  rawBody: [],
  emptyBody: [],
  formParser: reading(async (c) => await c.req.parseBody()),
  compression: [compress({ threshold: 0 })],
  earlyAnswer: [],
};

function appOf({ models, other, cors, own, gateway: options, at, ...plan }: AppPlan): Hono {
  const app = new Hono();
  // The default handler prints every error that has no answer of its own.
  app.onError((error, c) => {
    if ('getResponse' in error && typeof error.getResponse === 'function') return error.getResponse();
    return c.text(error.message, 500);
  });
  if (cors) {
    app.use(async (c, next) => {
      c.header('Access-Control-Expose-Headers', 'X-Mine');
      c.header('Set-Cookie', 'mine=1');
      c.header('X-Earlier', '1');
      await next();
    });
  }
  for (const middleware of above[plan.above]) app.use(middleware);
  app.all(`${at}/*`, gateway(models, options));
  app.get('/status', status(models));
  if (other !== undefined) app.use(failover(other, { property: 'other' }));
  app.use(failover(models)).post('/own', async (c) => {
    // What the middleware above has put there, if it is mounted.
    const second = c.var as { other?: Parameters<typeof own>[1] };
    return c.json(await own(c.var.failover, second.other));
  });
  app.all('*', async (c) => c.json({ next: c.req.method === 'POST' ? await c.req.json<unknown>() : null }));
  return app;
}

const listening: StartApp = async (plan) => {
  const { fetch } = appOf(plan);
  const options = { fetch, port: 0, hostname: '127.0.0.1' };
  return await new Promise((resolve) => {
    const sessions = new Set<{ destroy(): void }>();
    const server = serve(plan.http2 ? { ...options, createServer: createHttp2Server } : options, ({ port }) =>
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            for (const session of sessions) session.destroy();
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      }),
    );
    server.on('session', (session: { destroy(): void }) => sessions.add(session));
  });
};

// Without a server: what an edge runtime, and a test of an app, does.
const inProcess: StartApp = (plan) => {
  const app = appOf(plan);
  return Promise.resolve({
    url: 'http://app.test',
    fetch: async (input, init) => await app.request(input, init),
    close: () => Promise.resolve(),
  });
};

const onNode = { node: false, port: true, http2: true, above: [] } as const;
describeAdapter('hono on node-server', listening, onNode);
// `serve` puts a Response of its own in the global's place, so the transport meets that one.
const overNodeFetch: StartApp = Object.assign((plan: AppPlan) => listening(plan), { transport: nodeFetch });
describeAdapter('hono on node-server over nodeFetch', overNodeFetch, onNode);
describeAdapter('hono app.request', inProcess, { node: false, port: false, http2: false, above: [] });

test.each([gateway, status, failover])('%o refuses what is no chain when it is mounted', (mount) => {
  // What JavaScript callers hand in.
  expect(() => mount(undefined as never)).toThrow('models is undefined, but must be what createFailover()');
});

test('a form that somebody has read as a text is refused, since its files are no longer whole', async () => {
  const sent: string[] = [];
  const models = createFailover({
    models: ['gpt-image-1.5'],
    baseURL: 'https://relay.test/v1',
    fetch: (_url, init) => {
      sent.push(init?.method ?? '');
      return Promise.resolve(Response.json({ created: 1, data: [{ b64_json: 'iVBORw==' }] }));
    },
  });
  const app = new Hono();
  app.use('/text/*', ...reading(async (c) => await c.req.text()));
  app.use('/blob/*', ...reading(async (c) => await c.req.blob()));
  app.all('/*', gateway(models));
  const form = (): FormData => {
    const fields = new FormData();
    fields.set('prompt', 'a hat');
    fields.set('image', new Blob([new Uint8Array([0x89, 0xff, 0xfe])], { type: 'image/png' }), 'a.png');
    return fields;
  };
  const read = await app.request('/text/v1/images/edits', { method: 'POST', body: form() });
  expect([read.status, await read.json()]).toMatchObject([500, { error: { code: 'body_already_consumed' } }]);
  expect(sent).toEqual([]);
  const kept = await app.request('/blob/v1/images/edits', { method: 'POST', body: form() });
  expect(kept.status).toBe(200);
  const json = { method: 'POST', body: '{"prompt":"a hat"}' };
  expect((await app.request('/text/v1/images/generations', json)).status).toBe(200);
});
