import { describeAdapter, listen, type StartApp } from '@failsoft/adapter-kit';
import express5 from 'express';
// @ts-expect-error -- the alias of the older major has no types of its own; what we use is the same in both
import express4 from 'express-4';
import { failover, gateway, status } from './index.ts';

function start(express: typeof express5): StartApp {
  return async ({ models, parsed, cors, own, gateway: options }) => {
    const app = express();
    // Keeps the stack traces of expected errors out of the test's output.
    app.set('env', 'test');
    if (cors) {
      app.use((_req, res, next) => {
        res.set({ 'Access-Control-Expose-Headers': 'X-Mine', 'Set-Cookie': 'mine=1' });
        next();
      });
    }
    if (parsed) app.use(express.json());
    app.use('/v1', gateway(models, options));
    app.use(failover(models));
    app.post('/own', (req, res, next) => {
      own(req.failover).then((value) => res.json(value), next);
    });
    app.use('/status', status(models));
    app.use(express.json());
    app.use((req, res) => {
      // Express 4 says {} where Express 5 says undefined when there is no body.
      res.json({ next: req.method === 'POST' ? (req.body as unknown) : null });
    });
    return await listen(app);
  };
}

describeAdapter('express 5', start(express5));
describeAdapter('express 4', start(express4 as typeof express5));
