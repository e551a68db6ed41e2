import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { http, HttpResponse } from 'msw/http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveHandlers } from './serve-handlers.ts';

const handlers = [
  http.get('*/reset', () => HttpResponse.error()),
  http.get('*/bug', () => {
    throw new Error('a fault of ours');
  }),
  http.get('*/cut', () => {
    let sent = false;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent) return controller.error(new Error('cut'));
        sent = true;
        controller.enqueue(new TextEncoder().encode('data: 1\n\n'));
      },
    });
    return new HttpResponse(stream, { headers: { 'content-type': 'text/event-stream' } });
  }),
  http.post('*/echo', async ({ request }) =>
    HttpResponse.json({ body: await request.text(), seen: request.headers.get('x-seen') }),
  ),
];
const nothing = async (): Promise<Response> => new Response(null, { status: 404 });
const server = createServer(
  (incoming, outgoing) => void serveHandlers(handlers, incoming, outgoing, nothing),
);
let url = '';

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has an address with a port.
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('an error response is a TCP reset', async () => {
  await expect(fetch(`${url}/reset`)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
});

test('a stream that fails midway looks cut', async () => {
  const response = await fetch(`${url}/cut`);
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow('terminated');
});

test('a fault of a handler is a 500 without its stack', async () => {
  const response = await fetch(`${url}/bug`);
  expect(response.status).toBe(500);
  const text = await response.text();
  expect(text).toContain('simulator_bug');
  expect(text).not.toContain('a fault of ours');
});

test('body and headers arrive', async () => {
  const body = 'é'.repeat(200_000);
  const response = await fetch(`${url}/echo`, { method: 'POST', body, headers: { 'x-seen': 'yes' } });
  expect(await response.json()).toEqual({ body, seen: 'yes' });
});
