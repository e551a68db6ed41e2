import { listen } from '@failsoft/adapter-kit';
import { createFailover } from '@failsoft/core';
import express5, { type ErrorRequestHandler, type RequestHandler } from 'express';
// @ts-expect-error -- the alias of the older major has no types of its own; what we use is the same in both
import express4 from 'express-4';
import { expect, onTestFinished, test, vi } from 'vitest';
import { failover } from './index.ts';

const majors = [
  ['4', express4 as typeof express5],
  ['5', express5],
] as const;

const busy = (): Promise<never> => Promise.reject(Object.assign(new Error('busy'), { status: 503 }));

/** The address of an own route behind a chain that is exhausted, in an app with an error handler. */
async function own(express: typeof express5, route: RequestHandler): Promise<string> {
  const models = createFailover({ models: ['a'], retry: false });
  onTestFinished(() => models.close());
  const app = express();
  app.use(failover(models)).post('/own', route);
  app.use(((error: { status: number; code: string }, _req, res, _next) => {
    res.status(error.status).json(error.code);
  }) satisfies ErrorRequestHandler);
  const server = await listen(app);
  onTestFinished(() => server.close());
  return `${server.url}/own`;
}

test.each(majors)(
  'an exhausted chain that is handed to next is answered by Express %s',
  async (_, express) => {
    const url = await own(express, (req, res, next) => {
      req.failover
        .run(busy)
        .then((value) => res.json(value))
        // oxlint-disable-next-line promise/no-callback-in-promise -- the very line that the README tells people to write
        .catch(next);
    });
    const answer = await fetch(url, { method: 'POST' });
    expect([answer.status, await answer.json()]).toEqual([503, 'chain_exhausted']);
  },
);

test.each(majors)(
  'a route that rejects is heard of by Express 5 and not by 4 (%s)',
  async (major, express) => {
    const unhandled = vi.fn<(error: unknown) => void>();
    const url = await own(express, (req, res) => {
      const asked = req.failover.run(busy).then((value) => res.json(value));
      // Express 4 never looks at this promise: whoever does not either ends the process.
      asked.catch((error: unknown) => {
        unhandled(error);
        if (major === '4') res.end('nobody');
      });
      return asked;
    });
    const text = await (await fetch(url, { method: 'POST' })).text();
    expect(text).toBe(major === '4' ? 'nobody' : '"chain_exhausted"');
    expect(unhandled).toHaveBeenCalledOnce();
  },
);
