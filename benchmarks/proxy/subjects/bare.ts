import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

// The floor of every proxy over the global fetch: no model is read, nothing is looked at, nothing fails over.
const { UPSTREAM = '' } = process.env;

async function proxy(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const headers = { 'content-type': request.headers['content-type'] ?? '', authorization: 'Bearer key' };
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const answer = await fetch(UPSTREAM + (request.url ?? '').replace(/^\/v1/, ''), {
    method: 'POST',
    headers,
    body: Buffer.concat(pieces),
    signal: gone.signal,
  });
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
  for await (const piece of answer.body ?? []) {
    if (!response.write(piece) && !response.destroyed) await drained(response);
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      response.off('drain', settle).off('close', settle);
      resolve();
    };
    response.once('drain', settle).once('close', settle);
  });
}

const server = createServer((request, response) => {
  proxy(request, response).catch(() => response.destroy());
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
