// One app for every runtime: the gateway, a route of one's own, the status.
import { createFailover } from '@failsoft/core';
import { failover, gateway, status } from '@failsoft/hono';
import { Hono } from 'hono';
import { baseURL } from './upstream.js';

const models = createFailover({
  models: ['primary', 'backup'],
  baseURL,
  hedge: false,
  // Quick, so that a test sees a model come back, and a call that nobody has settled.
  breaker: { openMs: 2_000, maxOpenMs: 2_000, overdueMs: 500 },
});

export const app = new Hono()
  .all('/v1/*', gateway(models))
  .get('/status', status(models))
  .use(failover(models))
  .get('/own', async (c) => {
    const messages = [{ role: 'user', content: c.req.query('wish') }];
    return c.json(
      await c.var.failover.run(async (model, { signal }) => {
        const response = await fetch(`${baseURL}/chat/completions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ model, messages, user: c.req.query('user') }),
          signal,
        });
        if (!response.ok) throw Object.assign(new Error('refused'), { status: response.status });
        return await response.json();
      }),
    );
  });
