import { createFailover } from '@failsoft/core';
import type { FailoverHandle } from '@failsoft/core/adapter';
import { Hono } from 'hono';
import { expectTypeOf, test } from 'vitest';
import { failover, gateway, status } from './index.ts';

const models = createFailover({ models: ['a', { name: 'b' }], baseURL: 'https://x.test/v1' });

test('a chained `use` carries the handle with its models', () => {
  new Hono()
    .all('/v1/*', gateway(models))
    .get('/status', status(models))
    .use(failover(models))
    .post('/draw', async (c) => {
      expectTypeOf(c.var.failover).toEqualTypeOf<FailoverHandle<'a' | 'b'>>();
      return c.json(await c.var.failover.run((model) => Promise.resolve(model)));
    });
});

test('another property carries another chain', () => {
  new Hono().use(failover({ models: ['x'] }, { property: 'chat' })).get('/', (c) => {
    expectTypeOf(c.var.chat).toEqualTypeOf<FailoverHandle<'x'>>();
    return c.body(null);
  });
});
