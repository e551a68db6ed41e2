import { inspect } from 'node:util';
import { listen } from '@failsoft/adapter-kit';
import { createFailover } from '@failsoft/core';
import express, { type ErrorRequestHandler } from 'express';
import { expect, onTestFinished, test, vi } from 'vitest';
import { failover } from './index.ts';

test('a client that goes is one line in the log of Express, not a stack, and 499 to error handlers', async () => {
  const print = vi.spyOn(console, 'error').mockReturnValue();
  onTestFinished(() => print.mockRestore());
  const asked = Promise.withResolvers<void>();
  const app = express();
  // In `test` Express prints nothing.
  app.set('env', 'production');
  app.use(failover(createFailover({ models: ['a'] }))).post('/own', async (req, res) => {
    const hang = (): Promise<never> => {
      asked.resolve();
      return new Promise(() => undefined);
    };
    res.json(await req.failover.run(hang));
  });
  const seen: unknown[] = [];
  app.use(((error: { status: unknown }, _req, _res, next) => {
    seen.push(error.status);
    next(error);
  }) satisfies ErrorRequestHandler);
  const server = await listen(app);
  onTestFinished(() => server.close());
  const client = new AbortController();
  const answer = fetch(`${server.url}/own`, { method: 'POST', signal: client.signal });
  await asked.promise;
  client.abort();
  await expect(answer).rejects.toThrow('aborted');
  await vi.waitFor(() => expect(print).toHaveBeenCalled());
  expect(seen).toEqual([499]);
  const printed = print.mock.calls.map(([error]) => inspect(error));
  expect(printed.join('\n')).toMatch(/^\[.*The client closed the connection\.\]$/);
});
