import { json } from 'node:stream/consumers';
import { describeAdapter, listen, type StartApp } from '@failsoft/adapter-kit';
import Koa3 from 'koa';
// @ts-expect-error -- the alias of the older major has no types of its own; what we use is the same in both
import Koa2 from 'koa-2';
import { failover, gateway, status } from './index.ts';

function start(Koa: typeof Koa3): StartApp {
  return async ({ models, parsed, cors, own, gateway: options }) => {
    const app = new Koa();
    app.silent = true;
    if (cors) {
      app.use(async (ctx, next) => {
        ctx.set({ 'Access-Control-Expose-Headers': 'X-Mine', 'Set-Cookie': 'mine=1' });
        await next();
      });
    }
    if (parsed) {
      // What koa-bodyparser does: it reads the stream and leaves the result on Koa's request.
      app.use(async (ctx, next) => {
        Object.assign(ctx.request, { body: await json(ctx.req) });
        await next();
      });
    }
    app.use(gateway(models, { ...options, prefix: '/v1' }));
    app.use(status(models, { path: '/status' }));
    app.use(failover(models)).use(async (ctx, next) => {
      if (ctx.path !== '/own') return await next();
      ctx.body = await own(ctx.state.failover);
    });
    app.use(async (ctx) => {
      ctx.body = { next: ctx.method === 'POST' ? await json(ctx.req) : null };
    });
    return await listen(app.callback());
  };
}

describeAdapter('koa 3', start(Koa3));
describeAdapter('koa 2', start(Koa2 as typeof Koa3));
