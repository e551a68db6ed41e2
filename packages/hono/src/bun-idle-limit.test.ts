import { createFailover } from '@failsoft/core';
import { Hono } from 'hono';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { failover, gateway } from './index.ts';

const models = createFailover({ models: ['a'] });
const app = new Hono()
  .all('/v1/*', gateway(models))
  .use(failover(models))
  .get('/own', (c) => c.text('mine'));

function serverOf(): { timeout: ReturnType<typeof vi.fn> } {
  return { timeout: vi.fn() };
}

beforeEach(() => void vi.stubGlobal('Bun', {}));
afterEach(() => void vi.unstubAllGlobals());

test.each(['/v1/models', '/own'])(
  'on Bun %s is given the longest time that its server knows',
  async (path) => {
    const server = serverOf();
    const request = new Request(`http://app.test${path}`);
    expect((await app.fetch(request, server)).status).toBe(200);
    expect(server.timeout.mock.calls[0]).toEqual([request, 255]);
  },
);

test('the server is found in an object that has more to hand on', async () => {
  const server = serverOf();
  await app.request('/own', {}, { server });
  expect(server.timeout).toHaveBeenCalledOnce();
});

test.each([undefined, {}, { server: undefined }, { timeout: 30 }, { server: { timeout: 5 } }])(
  'an env without a server harms nobody: %o',
  async (env) => {
    expect((await app.request('/own', {}, env)).status).toBe(200);
  },
);

test('elsewhere an env that answers to any name is left alone', async () => {
  vi.unstubAllGlobals();
  const binding = serverOf();
  await app.request('/own', {}, { ...binding, server: binding });
  expect(binding.timeout).not.toHaveBeenCalled();
});
