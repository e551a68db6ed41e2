import { describeAdapter, type StartApp } from '@failsoft/adapter-kit';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { failover, gateway, status } from './index.ts';

const start: StartApp = async ({ models, parsed, cors, own, gateway: options }) => {
  const app = new Hono();
  // The default handler prints every error that has no answer of its own.
  app.onError((error, c) => {
    if ('getResponse' in error && typeof error.getResponse === 'function') return error.getResponse();
    return c.text(error.message, 'status' in error && error.status === 400 ? 400 : 500);
  });
  if (cors) {
    app.use(async (c, next) => {
      c.header('Access-Control-Expose-Headers', 'X-Mine');
      c.header('Set-Cookie', 'mine=1');
      await next();
    });
  }
  if (parsed) {
    app.use(async (c, next) => {
      await c.req.json();
      await next();
    });
  }
  app.all('/v1/*', gateway(models, options));
  app.get('/status', status(models));
  app.use(failover(models)).post('/own', async (c) => c.json(await own(c.var.failover)));
  app.all('*', async (c) => c.json({ next: c.req.method === 'POST' ? await c.req.json<unknown>() : null }));
  return await new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      }),
    );
  });
};

describeAdapter('hono on node-server', start);
