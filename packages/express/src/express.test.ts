import { ServerResponse } from 'node:http';
import { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { nodeFetch } from '@failsoft/core/node';
import { describeAdapter, listen, type StartApp } from '@failsoft/adapter-kit';
import compression from 'compression';
import express5, { type Express, type RequestHandler } from 'express';
// @ts-expect-error -- the alias of the older major has no types of its own; what we use is the same in both
import express4 from 'express-4';
import multer from 'multer';
import { expect, test } from 'vitest';
import { failover, gateway, status } from './index.ts';

function above(express: typeof express5): Record<Parameters<StartApp>[0]['above'], RequestHandler[]> {
  return {
    nothing: [],
    jsonParser: [express.json()],
    rawBody: [
      express.json({ verify: (req, _res, rawBody) => void Object.assign(req, { rawBody }) }),
      (req, _res, next) => {
        req.body = { model: 'wrong' };
        next();
      },
    ],
    emptyBody: [
      (req, _res, next) => {
        req.body = {};
        next();
      },
    ],
    formParser: [multer().any()],
    compression: [compression({ threshold: 0 })],
    earlyAnswer: [
      (_req, res, next) => {
        res.end('early');
        next();
      },
    ],
  };
}

/** What people do who run Express on `node:http2`: its own methods, on top of HTTP/2's prototypes. */
function bridgeToHttp2(express: typeof express5, app: Express): void {
  const ontop = (of: object, own: object): object => Object.create(of, Object.getOwnPropertyDescriptors(own));
  Object.setPrototypeOf(app.request, ontop(Http2ServerRequest.prototype, express.request));
  Object.setPrototypeOf(app.response, ontop(Http2ServerResponse.prototype, express.response));
}

function start(express: typeof express5): StartApp {
  return async ({ models, other, cors, own, gateway: options, at, http2, ...plan }) => {
    const app = express();
    if (http2) bridgeToHttp2(express, app);
    // Keeps the stack traces of expected errors out of the test's output.
    app.set('env', 'test');
    if (cors) {
      app.use((_req, res, next) => {
        res.set({ 'Access-Control-Expose-Headers': 'X-Mine', 'Set-Cookie': 'mine=1', 'X-Earlier': '1' });
        next();
      });
    }
    for (const handler of above(express)[plan.above]) app.use(handler);
    app.use(at, gateway(models, options));
    app.use(failover(models));
    const second = other === undefined ? undefined : failover(other, { property: 'other' });
    if (second !== undefined) app.use(second);
    app.post('/own', (req, res, next) => {
      own(req.failover, second?.of(req)).then((value) => res.json(value), next);
    });
    app.use('/status', status(models));
    if (plan.above !== 'earlyAnswer') {
      app.use(express.json());
      app.use((req, res) => {
        // Express 4 says {} where Express 5 says undefined when there is no body.
        res.json({ next: req.method === 'POST' ? (req.body as unknown) : null });
      });
    }
    return await listen(app, http2);
  };
}

const abilities = {
  node: true,
  port: true,
  http2: true,
  above: ['rawBody', 'emptyBody', 'earlyAnswer'],
} as const;
describeAdapter('express 5', start(express5), abilities);
describeAdapter(
  'express 5 over nodeFetch',
  Object.assign(start(express5), { transport: nodeFetch }),
  abilities,
);
describeAdapter('express 4', start(express4 as typeof express5), abilities);

test.each([
  ['4', express4 as typeof express5],
  ['5', express5],
])('Express %s puts HTTP/1 under every answer, so on node:http2 it needs a bridge', (_major, express) => {
  expect(Object.getPrototypeOf(express.response)).toBe(ServerResponse.prototype);
});

test.each([gateway, status, failover])('%o refuses what is no chain when it is mounted', (mount) => {
  // What JavaScript callers hand in.
  expect(() => mount(undefined as never)).toThrow('models is undefined, but must be what createFailover()');
});
