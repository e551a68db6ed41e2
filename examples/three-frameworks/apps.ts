import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Failover } from '@failsoft/core';
import * as forExpress from '@failsoft/express';
import * as forHono from '@failsoft/hono';
import * as forKoa from '@failsoft/koa';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import { Hono } from 'hono';
import Koa from 'koa';

/** An app that listens on 127.0.0.1. */
export interface RunningApp {
  readonly url: string;
  close(): void;
}

/** Draws a poster with whatever model the chain calls: the app's own code, the same in every framework. */
export type DrawPoster = (model: string, signal: AbortSignal) => Promise<unknown>;

// Only this machine can reach them, see listen() below.
const options = { authorize: () => true };

/** A gateway below `/v1` and a route of one's own, three times. */
export const apps: Readonly<Record<string, (models: Failover, draw: DrawPoster) => Promise<RunningApp>>> = {
  async express(models, draw) {
    const app = express();
    // Express prints errors of a route, unless it is a test.
    app.set('env', 'test');
    app.use('/v1', forExpress.gateway(models, options));
    app.use(forExpress.failover(models));
    app.post('/posters', async (req, res) => {
      res.json(await req.failover.run((model, { signal }) => draw(model, signal)));
    });
    return await listen(createServer(app));
  },

  async koa(models, draw) {
    const app = new Koa();
    app.silent = true;
    app.use(forKoa.gateway(models, { ...options, prefix: '/v1' }));
    app.use(forKoa.failover(models)).use(async (ctx) => {
      ctx.body = await ctx.state.failover.run((model, { signal }) => draw(model, signal));
    });
    return await listen(createServer(app.callback()));
  },

  async hono(models, draw) {
    const app = new Hono();
    app.all('/v1/*', forHono.gateway(models, options));
    app.use(forHono.failover(models)).post('/posters', async (c) => {
      const poster = await c.var.failover.run((model, { signal }) => draw(model, signal));
      return c.json({ poster });
    });
    return await listen(createServer(getRequestListener(app.fetch)));
  },
};

async function listen(server: Server): Promise<RunningApp> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address object.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
