import type { AddressInfo } from 'node:net';
import { failover, gateway, status } from '@failsoft/express';
import type { Failover } from '@failsoft/core';
import express from 'express';
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
    const poster = await req.failover.run((model, { signal }) =>
      openai.images.generate({ model, prompt: String(req.body.prompt) }, { signal, maxRetries: 0 }),
    );
    res.json(poster);
  });

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
