import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { nodeFetch } from '../adapter/node-fetch.ts';
import { createFailover } from '../failover/create-failover.ts';
import { gemini } from '../gemini/gemini.ts';
import { download } from './picture.ts';

async function serve(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on a port has an address object.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

async function openSockets(server: Server): Promise<number> {
  return await new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
  );
}

const picture = JSON.stringify({ created: 1, data: [{ b64_json: 'iVBORw==' }] });

test.each([
  ['the default', () => ({})],
  ['the global fetch', () => ({ fetch: globalThis.fetch })],
  ['nodeFetch', () => ({ fetch: nodeFetch })],
  ['the Gemini bridge', (baseURL: string) => gemini({ apiKey: 'k', baseURL })],
] as const)(
  'a redirect over %s is a bad answer: prompt and key go to nobody whom the owner has not named',
  async (_name, upstream) => {
    const asked: string[] = [];
    const elsewhere = await serve(
      createServer((request, response) => {
        asked.push(String(request.url));
        response.end(picture);
      }),
    );
    const redirecting = createServer((_request, response) => {
      response.writeHead(307, { location: elsewhere });
      // An answer that nobody reads must not keep its socket, however long it is.
      response.write('x'.repeat(200_000));
    });
    const head = await serve(redirecting);
    const healthy = await serve(createServer((_request, response) => response.end(picture)));
    const models = createFailover({
      models: [
        { name: 'a', baseURL: head, apiKey: 'k', ...upstream(head) },
        { name: 'b', baseURL: healthy },
      ],
    });
    const verdicts: unknown[] = [];
    models.on('attempt:end', ({ model, verdict }) => verdicts.push([model, verdict?.kind]));
    const response = await models.handle(
      new Request('http://gateway.test/v1/images/generations', {
        method: 'POST',
        body: JSON.stringify({ prompt: 'a hat' }),
      }),
      { authorize: () => true },
    );
    expect(response?.headers.get('x-served-model')).toBe('b');
    expect(verdicts).toEqual([
      ['a', 'bad_response'],
      ['b', undefined],
    ]);
    expect(asked).toEqual([]);
    await vi.waitFor(async () => expect(await openSockets(redirecting)).toBe(0));
  },
);

test('behind a 421 the next model answers', async () => {
  const misdirected = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(421).end());
  });
  const models = createFailover({
    models: [
      { name: 'a', baseURL: await serve(misdirected) },
      { name: 'b', baseURL: await serve(createServer((_request, response) => response.end(picture))) },
    ],
    retry: false,
  });
  const kinds: unknown[] = [];
  models.on('attempt:end', ({ verdict }) => kinds.push(verdict?.kind));
  const body = JSON.stringify({ model: 'a', prompt: 'a hat' });
  const request = new Request('http://gateway.test/v1/images/generations', { method: 'POST', body });
  const response = await models.handle(request, { authorize: () => true });
  expect(response?.headers.get('x-served-model')).toBe('b');
  // Node asks a second time and has no body for it any more: a fault of the way, not of the prompt.
  expect(kinds).toEqual(['network', undefined]);
});

test('a picture that has moved is not followed, and its socket is free', async () => {
  const moved = createServer((request, response) => {
    expect(request.url).toBe('/v1/picture.png');
    response.writeHead(302, { location: '/v1/elsewhere.png' });
    response.write('x'.repeat(200_000));
  });
  const baseURL = await serve(moved);
  const { signal } = new AbortController();
  expect(
    await download(`${baseURL}/picture.png`, { fetch: globalThis.fetch, baseURL, signal }),
  ).toBeUndefined();
  await vi.waitFor(async () => expect(await openSockets(moved)).toBe(0));
});
