import * as fc from 'fast-check';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, onTestFinished, test, vi } from 'vitest';
import { nodeFetch } from './node-fetch.ts';

const squeeze = {
  gzip: gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  identity: (bytes: Buffer) => bytes,
};

async function serve(listener: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on a port has an address object.
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, server };
}

const script = fc.record({
  status: fc.constantFrom(200, 201, 204, 304, 400, 429, 503, 302, 307),
  bytes: fc.oneof(fc.nat(2_000), fc.nat(300_000)),
  encoding: fc.constantFrom('identity' as const, 'gzip' as const, 'deflate' as const, 'br' as const),
  /** Share of the body after which the socket dies; 1: it lives. */
  until: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 0.99, noNaN: true })),
  sized: fc.boolean(),
  method: fc.constantFrom('GET', 'POST', 'HEAD'),
  redirect: fc.constantFrom('follow' as const, 'manual' as const, 'error' as const),
});

test('whatever a server does, the same comes of it as of the global fetch', async () => {
  let played: typeof script extends fc.Arbitrary<infer S> ? S | undefined : never;
  const { url } = await serve((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      if (played === undefined) return response.destroy();
      const { status, bytes, encoding, until, sized } = played;
      if (request.url === '/elsewhere') return response.end(`moved: ${request.method}`);
      const asked = { body: Buffer.concat(pieces).toString(), type: request.headers['content-type'] };
      const body = squeeze[encoding](Buffer.from(JSON.stringify(asked) + 'x'.repeat(bytes)));
      const whole = [204, 304].includes(status) || request.method === 'HEAD';
      response.writeHead(status, {
        'content-encoding': encoding,
        'set-cookie': ['a=1', 'b=2'],
        ...(status === 302 || status === 307 ? { location: '/elsewhere' } : {}),
        ...(sized && !whole ? { 'content-length': body.length } : {}),
      });
      if (whole) return response.end();
      if (until === 1) return response.end(body);
      response.write(body.subarray(0, Math.floor(body.length * until)), () => response.destroy());
    });
  });
  const see = async (
    fetch: typeof globalThis.fetch,
    { method, redirect }: { method: string; redirect: RequestRedirect },
  ): Promise<unknown> => {
    try {
      const body = method === 'POST' ? { body: 'hällo' } : {};
      const response = await fetch(url, { method, redirect, headers: { 'x-mine': '1' }, ...body });
      const { status, statusText, ok, headers } = response;
      const cookies = headers.getSetCookie();
      const head = [headers.get('content-length'), headers.get('content-encoding')];
      return { status, statusText, ok, head, cookies, text: await response.text() };
    } catch (error) {
      return error instanceof TypeError ? 'broken' : error;
    }
  };
  await fc.assert(
    fc.asyncProperty(script, async (drawn) => {
      played = drawn;
      expect(await see(nodeFetch, drawn)).toEqual(await see(globalThis.fetch, drawn));
    }),
    { numRuns: 120 },
  );
}, 60_000);

test('what it cannot send itself goes to the global fetch', async () => {
  const { url } = await serve((request, response) => {
    request.pipe(response);
  });
  const form = new FormData();
  form.set('model', 'a');
  expect(await (await nodeFetch(url, { method: 'POST', body: form })).text()).toContain('name="model"');
  expect(await (await nodeFetch(new Request(url, { method: 'POST', body: 'b' }))).text()).toBe('b');
  expect(await (await nodeFetch('data:text/plain,c')).text()).toBe('c');
});

test('an abort rejects with its own reason, before the head and in the body, and frees the socket', async () => {
  const { url, server } = await serve((request, response) => {
    if (request.headers['x-head'] === 'no') return;
    response.write('part');
  });
  const open = async (): Promise<number> =>
    await new Promise((resolve, reject) =>
      server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
    );
  const reason = new Error('gone');
  await expect(nodeFetch(url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(await open()).toBe(0);
  const early = new AbortController();
  const asked = nodeFetch(url, { signal: early.signal, headers: { 'x-head': 'no' } });
  await vi.waitFor(async () => expect(await open()).toBe(1));
  early.abort(reason);
  await expect(asked).rejects.toBe(reason);
  const late = new AbortController();
  const text = (await nodeFetch(url, { signal: late.signal })).text();
  late.abort(reason);
  await expect(text).rejects.toBe(reason);
  await (await nodeFetch(url)).body?.cancel();
  await vi.waitFor(async () => expect(await open()).toBe(0));
});

test('a reader that is slow holds the upstream back', async () => {
  let written = 0;
  const piece = Buffer.alloc(1_000_000);
  const { url } = await serve((_request, response) => {
    const write = (): void => {
      if (response.destroyed) return;
      written += piece.length;
      if (written < 200_000_000) response.write(piece, write);
    };
    write();
  });
  const response = await nodeFetch(url);
  let before = -1;
  // Once the buffers of the kernel are full nothing moves any more.
  await vi.waitFor(
    () => {
      const still = written === before;
      before = written;
      expect(still).toBe(true);
    },
    { timeout: 10_000, interval: 300 },
  );
  expect(written).toBeLessThan(100_000_000);
  await response.body?.cancel();
});

test('a host that is not there is the same error as with the global fetch', async () => {
  const { url, server } = await serve(() => undefined);
  await new Promise((resolve) => server.close(resolve));
  const codeOf = async (fetch: typeof globalThis.fetch): Promise<unknown> =>
    await fetch(url).then(
      () => 'answered',
      (error: unknown) => error instanceof TypeError && [error.message, Object(error.cause).code],
    );
  expect(await codeOf(nodeFetch)).toEqual(['fetch failed', 'ECONNREFUSED']);
  expect(await codeOf(globalThis.fetch)).toEqual(['fetch failed', 'ECONNREFUSED']);
});

test('a server that wants to speak something else is left at once', async () => {
  const { url, server } = await serve(() => undefined);
  server.on('connection', (socket) => {
    socket.on('error', () => undefined);
    socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n');
  });
  await expect(nodeFetch(url, { method: 'POST', body: '{}' })).rejects.toThrow('fetch failed');
});
