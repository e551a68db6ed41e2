import type { AddressInfo } from 'node:net';
import { createFailover } from '@failsoft/core';
import { gateway } from '@failsoft/express';
import express from 'express';
import { hold } from './gate.ts';

// Counts what goes out; every second call is answered in memory, so that clients and upstream fit into one process.
let open = 0;
let peak = 0;
const counted = (transport: typeof fetch): typeof fetch => {
  return async (input, init) => {
    open += 1;
    peak = Math.max(peak, open);
    try {
      return await transport(input, init);
    } finally {
      open -= 1;
    }
  };
};
const inMemory: typeof fetch = (_input, init) =>
  new Promise((resolve, reject) => {
    const { signal } = init ?? {};
    const leave = (): void => {
      forget();
      reject(signal?.reason as Error);
    };
    const forget = hold(() => {
      signal?.removeEventListener('abort', leave);
      resolve(Response.json({ choices: [{ message: { role: 'assistant', content: 'x'.repeat(5_000) } }] }));
    });
    signal?.addEventListener('abort', leave, { once: true });
  });

const models = createFailover({
  models: [
    { name: 'near', fetch: counted(inMemory) },
    { name: 'far', fetch: counted((input, init) => fetch(input, init)) },
  ],
  baseURL: process.env['UPSTREAM'] ?? '',
  // What is at stake is what stays behind, not who answers: no breaker may spare us the calls.
  breaker: { failureRate: 1, minimumCalls: 1_000_000_000, consecutive: false },
  hedge: false,
});
const app = express();
app.use('/v1', gateway(models, { authorize: () => true }));
const server = app.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () =>
  process.send?.({ port: (server.address() as AddressInfo).port }),
);

process.on('message', (message) => {
  if (message === 'count') return process.send?.({ open });
  if (message !== 'census') return undefined;
  // Twice: what the first round finalizes, the second collects.
  globalThis.gc?.();
  setTimeout(() => {
    globalThis.gc?.();
    const resources = process.getActiveResourcesInfo();
    const count = (type: string): number => resources.filter((name) => name === type).length;
    server.getConnections((_error, connections) => {
      const heap = process.memoryUsage().heapUsed;
      process.send?.({
        heap,
        connections,
        sockets: count('TCPSocketWrap'),
        timers: count('Timeout'),
        open,
        peak,
      });
      peak = 0;
    });
  }, 200);
  return undefined;
});
