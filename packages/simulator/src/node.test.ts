import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import OpenAI, { InternalServerError } from 'openai';
import { afterAll, afterEach, expect, test } from 'vitest';
import { setupSimulator } from './node.ts';

const PRIMARY = 'gemini-3-pro-image-preview';
const upstream = setupSimulator({ profile: 'calm', latency: false });
// Before the client below, which keeps the fetch that it finds.
upstream.listen();
afterEach(() => upstream.reset());
afterAll(() => upstream.close());

const openai = new OpenAI({ baseURL: 'https://api.example.com/v1', apiKey: 'none', maxRetries: 0 });

test('the openai SDK is answered without a network', async () => {
  expect(await openai.images.generate({ model: PRIMARY, prompt: 'x' })).toMatchObject({ model: PRIMARY });
  expect(upstream.journal).toMatchObject([{ model: PRIMARY, n: 1, status: 200 }]);
});

test('one line makes the next request fail', async () => {
  upstream.next(PRIMARY, { status: 503, times: 1 });
  const draw = (): Promise<unknown> => openai.images.generate({ model: PRIMARY, prompt: 'x' });
  await expect(draw()).rejects.toBeInstanceOf(InternalServerError);
  await expect(draw()).resolves.toMatchObject({ model: PRIMARY });
});

test('through msw a lost connection is one, and what nobody simulates fails', async () => {
  upstream.next(PRIMARY, { fault: 'reset' });
  await expect(openai.images.generate({ model: PRIMARY, prompt: 'x' })).rejects.toMatchObject({
    message: 'Connection error.',
  });
  // By msw itself, and not because the name is unknown: a real upstream would have been reached.
  await expect(fetch('https://elsewhere.example.com/other')).rejects.not.toMatchObject({
    cause: { code: 'ENOTFOUND' },
  });
  await expect(fetch('https://elsewhere.example.com/other')).rejects.toThrow();
});

test('a second simulator in the same process is refused while the first listens', () => {
  const second = setupSimulator({ profile: 'calm' });
  expect(() => second.listen()).toThrow('Another simulator is listening in this process.');
  second.close();
});

test('the server under test on this machine is reached, though its paths look like the upstream’s', async () => {
  const own = createServer((_, response) => response.end('mine')).listen(0, '127.0.0.1');
  await once(own, 'listening');
  // A server that listens on a port has an address with a port.
  const { port } = own.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/v1/models`);
  expect(await response.text()).toBe('mine');
  own.closeAllConnections();
  own.close();
});

test('with a base URL, only what is below it is simulated', async () => {
  const { fetch } = setupSimulator({ profile: 'calm', baseURL: 'https://api.example.com/v1' });
  expect((await fetch('https://api.example.com/v1/models')).status).toBe(200);
  expect((await fetch('https://api.example.com/v10/models')).status).toBe(404);
  expect((await fetch('https://elsewhere.example.com/v1/models')).status).toBe(404);
});
