import { createFailover } from '@failsoft/core';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { failover } from './index.ts';

const refusal = Object.assign(new Error('secret words of the upstream'), { status: 400 });

function appOf(error: Error): Hono {
  const models = createFailover({ models: ['a', 'b'] });
  const app = new Hono();
  app.use(failover(models)).get('/own', async (c) => {
    await c.var.failover.run((): never => {
      throw error;
    });
    return c.text('never');
  });
  return app;
}

test('an upstream’s 400 of an own route is a 400 without its words, as in Express and Koa', async () => {
  const response = await appOf(refusal).request('/own');
  expect([response.status, await response.text()]).toEqual([400, 'The upstream answered 400.']);
  expect(response.headers.get('x-fallback-attempts')).toBe('1');
});

test('an error handler of one’s own sees the very error, unchanged to look at', async () => {
  const app = appOf(refusal);
  app.onError((error, c) => c.json({ same: error === refusal, keys: Object.keys(error) }, 418));
  const response = await app.request('/own');
  expect([response.status, await response.json()]).toEqual([418, { same: true, keys: ['status'] }]);
});

test.each([
  Object.assign(new Error('odd'), { status: 99 }),
  Object.freeze(Object.assign(new Error('cold'), { status: 400 })),
])('an error without a status that can be answered stays the framework’s: %s', async (error) => {
  const app = appOf(error);
  app.onError(({ message }, c) => c.text(message, 500));
  expect((await app.request('/own')).status).toBe(500);
});
