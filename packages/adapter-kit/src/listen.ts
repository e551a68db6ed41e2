import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { RunningApp } from './app.ts';

/** A real server on a free port of 127.0.0.1 for a Node listener. */
export async function listen(listener: RequestListener, http2 = false): Promise<RunningApp> {
  if (http2) return await listenHttp2(listener);
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address object.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function listenHttp2(listener: RequestListener): Promise<RunningApp> {
  const sessions = new Set<{ destroy(): void }>();
  // Its compatible requests and responses are what frameworks take for HTTP/1's.
  const server = createHttp2Server(listener as unknown as Parameters<typeof createHttp2Server>[1]);
  server.on('session', (session) => sessions.add(session));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // See above.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        for (const session of sessions) session.destroy();
        server.close(() => resolve());
      }),
  };
}
