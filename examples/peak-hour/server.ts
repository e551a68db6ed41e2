import type { AddressInfo } from 'node:net';
import { failover, gateway, status } from '@failsoft/express';
import type { Failover } from '@failsoft/core';
import express, { type ErrorRequestHandler } from 'express';
import OpenAI from 'openai';

/** A running example server. */
export interface ExampleServer {
  readonly url: string;
  close(): void;
}

/** The Express server of the README: a gateway for any OpenAI client, and a route of one's own. */
export async function startServer(
  models: Failover,
  upstream: { readonly baseURL: string; readonly apiKey: string },
  port: number,
): Promise<ExampleServer> {
  const openai = new OpenAI({ ...upstream, maxRetries: 0 });
  const app = express();

  // Only this machine can reach it, see listen() below.
  app.use('/v1', gateway(models, { authorize: () => true }));
  app.use('/status', status(models));

  app.use(express.json(), failover(models));
  app.post('/posters', async (req, res) => {
    // Without a JSON body there is no `req.body`.
    const prompt: unknown = req.body?.prompt;
    if (typeof prompt !== 'string') {
      res.status(400).type('text').send('Send JSON such as {"prompt":"a lighthouse"}.');
      return;
    }
    const poster = await req.failover.run((model, { signal }) =>
      openai.images.generate({ model, prompt }, { signal, maxRetries: 0 }),
    );
    res.json(poster);
  });
  // One sentence for whoever asked. Express's own handler prints the whole stack as well.
  const onError: ErrorRequestHandler = (error: { status?: number; message: string }, _req, res, next) => {
    if (res.headersSent || res.destroyed) return next(error);
    res
      .status(error.status ?? 500)
      .type('text')
      .send(error.message);
  };
  app.use(onError);

  const server = app.listen(port, '127.0.0.1');
  await new Promise((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  // A server that listens on TCP has a port.
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
