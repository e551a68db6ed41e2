import type { AddressInfo } from 'node:net';
import { createFailover } from '@failsoft/core';
import { nodeFetch } from '@failsoft/core/node';
import { gateway } from '@failsoft/express';
import express from 'express';

const { UPSTREAM = '', TRANSPORT = '', GUARD = '' } = process.env;
const models = createFailover({
  models: ['small', 'dead', 'large', 'huge', 'stream'],
  baseURL: UPSTREAM,
  apiKey: 'key',
  ...(TRANSPORT === 'node' ? { fetch: nodeFetch } : {}),
  // A breaker that opens would spare the hop that is to be measured.
  breaker: { failureRate: 1, minimumCalls: 1_000_000_000, consecutive: false },
});
const app = express();
// Nobody else in the comparison asks who comes in; what that costs has a row of its own.
app.use('/v1', gateway(models, GUARD === '' ? {} : { authorize: () => true }));
const server = app.listen(0, '127.0.0.1', () =>
  process.send?.({ port: (server.address() as AddressInfo).port }),
);
