import { buffer, json } from 'node:stream/consumers';
import { nodeFetch } from '@failsoft/core/node';
import { describeAdapter, listen, type StartApp } from '@failsoft/adapter-kit';
import Koa3, { type Middleware } from 'koa';
// @ts-expect-error -- the alias of the older major has no types of its own; what we use is the same in both
import Koa2 from 'koa-2';
import bodyParser from 'koa-bodyparser';
import compress from 'koa-compress';
import { expect, test } from 'vitest';
import { failover, gateway, status } from './index.ts';

const above: Record<Parameters<StartApp>[0]['above'], Middleware[]> = {
  nothing: [],
  jsonParser: [bodyParser()],
  rawBody: [
    bodyParser(),
    async (ctx, next) => {
      ctx.request.body = { model: 'wrong' };
      await next();
    },
  ],
  emptyBody: [
    async (ctx, next) => {
      ctx.request.body = {};
      await next();
    },
  ],
  formParser: [
    async (ctx, next) => {
      ctx.request.body = { size: (await buffer(ctx.req)).length };
      await next();
    },
  ],
  compression: [compress({ threshold: 0 })],
  earlyAnswer: [
    async (ctx, next) => {
      ctx.respond = false;
      ctx.res.end('early');
      await next();
    },
  ],
};

function start(Koa: typeof Koa3): StartApp {
  return async ({ models, other, cors, own, gateway: options, at, http2, ...plan }) => {
    const app = new Koa();
    app.silent = true;
    if (cors) {
      app.use(async (ctx, next) => {
        ctx.set({ 'Access-Control-Expose-Headers': 'X-Mine', 'Set-Cookie': 'mine=1', 'X-Earlier': '1' });
        await next();
      });
    }
    for (const middleware of above[plan.above]) app.use(middleware);
    app.use(gateway(models, { ...options, prefix: at }));
    app.use(status(models, { path: '/status' }));
    if (other !== undefined) app.use(failover(other, { property: 'other' }));
    app.use(failover(models)).use(async (ctx, next) => {
      if (ctx.path !== '/own') return await next();
      // What the middleware above has put there, if it is mounted.
      const second = ctx.state as { other?: Parameters<typeof own>[1] };
      ctx.body = await own(ctx.state.failover, second.other);
    });
    app.use(async (ctx) => {
      if (plan.above === 'earlyAnswer') return;
      ctx.body = { next: ctx.method === 'POST' ? await json(ctx.req) : null };
    });
    return await listen(app.callback(), http2);
  };
}

const abilities = {
  node: true,
  port: true,
  http2: true,
  above: ['rawBody', 'emptyBody', 'earlyAnswer'],
} as const;
describeAdapter('koa 3', start(Koa3), abilities);
describeAdapter('koa 3 over nodeFetch', Object.assign(start(Koa3), { transport: nodeFetch }), abilities);
describeAdapter('koa 2', start(Koa2 as typeof Koa3), abilities);

test.each([gateway, status, failover])('%o refuses what is no chain when it is mounted', (mount) => {
  // What JavaScript callers hand in.
  expect(() => mount(undefined as never)).toThrow('models is undefined, but must be what createFailover()');
});
