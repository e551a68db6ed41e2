import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { nodeFetch } from '../adapter/node-fetch.ts';
import { createFailover } from '../failover/create-failover.ts';
import { gemini } from '../gemini/gemini.ts';

async function serve(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on a port has an address object.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

const picture = JSON.stringify({ created: 1, data: [{ b64_json: 'iVBORw==' }] });

test.each([
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
    const head = await serve(
      createServer((_request, response) => response.writeHead(307, { location: elsewhere }).end()),
    );
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
  },
);
