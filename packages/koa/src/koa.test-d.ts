import { createFailover } from '@failsoft/core';
import type { FailoverHandle } from '@failsoft/core/adapter';
import Koa from 'koa';
import { expectTypeOf, test } from 'vitest';
import { failover, gateway, status } from './index.ts';

const models = createFailover({ models: ['a', { name: 'b' }], baseURL: 'https://x.test/v1' });

test('a chained `use` carries the handle with its models', () => {
  new Koa()
    .use(gateway(models, { prefix: '/v1' }))
    .use(status(models, { path: '/status' }))
    .use(failover(models))
    .use(async (ctx) => {
      expectTypeOf(ctx.state.failover).toEqualTypeOf<FailoverHandle<'a' | 'b'>>();
      expectTypeOf(await ctx.state.failover.run((model) => Promise.resolve(model))).toEqualTypeOf<
        'a' | 'b'
      >();
    });
});

test('another property carries another chain', () => {
  new Koa().use(failover({ models: ['x'] }, { property: 'chat' })).use(async (ctx) => {
    expectTypeOf(ctx.state.chat).toEqualTypeOf<FailoverHandle<'x'>>();
  });
});
