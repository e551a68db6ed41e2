import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { nodeFetch } from '../adapter/node-fetch.ts';
import { createFailover } from '../failover/create-failover.ts';
import type { Failover } from '../failover/failover-types.ts';
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

const ask = (models: Failover, headers: Record<string, string> = {}): Promise<Response | undefined> => {
  const body = JSON.stringify({ model: 'a', prompt: 'a hat' });
  const request = new Request('http://gateway.test/v1/images/generations', { method: 'POST', body, headers });
  return models.handle(request, { authorize: () => true, unknownModel: 'pass' });
};

test('a 421 is asked once more with its prompt, and is an answer when it stays', async () => {
  const refusal = JSON.stringify({ error: { message: 'Misdirected.', code: 'misdirected' } });
  let refused = 0;
  const misdirected = createServer((request, response) => {
    let size = 0;
    request.on('data', (piece: Uint8Array) => (size += piece.length));
    request.on('end', () => {
      if (size > 0 && refused <= 0) return response.end(picture);
      refused -= 1;
      response.writeHead(421, { 'content-type': 'application/json' }).end(refusal);
    });
  });
  const models = createFailover({ models: ['a'], baseURL: await serve(misdirected), retry: false });
  refused = 1;
  expect(await (await ask(models))?.text()).toBe(picture);
  refused = Infinity;
  const answer = await ask(models, { 'x-failover': 'off' });
  expect([answer?.status, await answer?.text()]).toEqual([421, refusal]);
});

test.each([
  ['a', 307],
  ['a', 407],
  ['a', 205],
  ['another', 307],
  ['another', 407],
] as const)('for a chain of %s a %i without an end keeps no socket', async (name, status) => {
  const endless = createServer((_request, response) => {
    response.writeHead(status, { location: '/v1/elsewhere', 'content-length': '1000000' });
    response.write('x'.repeat(200_000));
  });
  const models = createFailover({ models: [name], baseURL: await serve(endless), retry: false });
  const answer = await ask(models);
  expect(answer?.status).toBeGreaterThanOrEqual(status === 205 ? 205 : 500);
  await vi.waitFor(async () => expect(await openSockets(endless)).toBe(0), 5_000);
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
