import { createConnection } from 'node:net';
import OpenAI, { APIUserAbortError, InternalServerError } from 'openai';
import { afterEach, expect, test, vi } from 'vitest';
import { createManualClock } from './clock/manual-clock.ts';
import { startSimulator, type SimulatorServer, type SimulatorServerOptions } from './server.ts';

const PRIMARY = 'gemini-3-pro-image-preview';
const servers: SimulatorServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function start(options: SimulatorServerOptions): Promise<SimulatorServer & { openai: OpenAI }> {
  const server = await startSimulator({ profile: 'calm', latency: false, ...options });
  servers.push(server);
  return { ...server, openai: new OpenAI({ baseURL: server.baseURL, apiKey: 'none', maxRetries: 0 }) };
}

const hello = [{ role: 'user' as const, content: 'Hello' }];

test('the openai SDK draws an image', async () => {
  const { openai, url, baseURL } = await start({});
  expect(baseURL).toBe(`${url}/v1`);
  const { data, response } = await openai.images.generate({ model: PRIMARY, prompt: 'x' }).withResponse();
  expect(data).toMatchObject({ model: PRIMARY, data: [{ b64_json: expect.stringMatching(/^iVBOR/) }] });
  expect(response.headers.get('x-sim-seed')).toBe('10');
});

test('the openai SDK sees the overload as an InternalServerError with its code', async () => {
  const { openai, simulator } = await start({});
  simulator.outage(PRIMARY, { minutes: 1 });
  const error = await openai.images
    .generate({ model: PRIMARY, prompt: 'x' })
    .catch((error: unknown) => error);
  expect(error).toBeInstanceOf(InternalServerError);
  expect(error).toMatchObject({ status: 503, code: 'upstream_error' });
});

test('the openai SDK chats, whole and streamed', async () => {
  const { openai } = await start({});
  const whole = await openai.chat.completions.create({ model: PRIMARY, messages: hello });
  expect(whole.choices[0]?.message.content).toBe(`This answer was simulated by ${PRIMARY}.`);

  const stream = await openai.chat.completions.create({
    model: PRIMARY,
    messages: hello,
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = '';
  let tokens = 0;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? '';
    tokens += chunk.usage?.total_tokens ?? 0;
  }
  expect(text).toBe(whole.choices[0]?.message.content);
  expect(tokens).toBe(15);
});

test('a client that disconnects before the answer is journalled as aborted', async () => {
  const clock = createManualClock();
  const { openai, simulator } = await start({ clock, latency: 20_000 });
  const client = new AbortController();
  const answer = openai.images.generate({ model: PRIMARY, prompt: 'x' }, { signal: client.signal });
  await vi.waitFor(() => expect(clock.pending).toBe(1));
  client.abort();
  await expect(answer).rejects.toBeInstanceOf(APIUserAbortError);
  await vi.waitFor(() =>
    expect(simulator.journal).toMatchObject([{ model: PRIMARY, status: 499, aborted: true }]),
  );
  expect(clock.pending).toBe(0);
});

test('a client that leaves a stream is journalled as aborted', async () => {
  const clock = createManualClock();
  const { openai, simulator } = await start({ clock, latency: 10_000 });
  const opening = openai.chat.completions.create({ model: PRIMARY, messages: hello, stream: true });
  await vi.waitFor(() => expect(clock.pending).toBe(1));
  clock.advance(10_000);
  for await (const _ of await opening) break;
  await vi.waitFor(() => expect(simulator.journal).toMatchObject([{ status: 200, aborted: true }]));
});

test('close ends even the connections that wait for an answer', async () => {
  const clock = createManualClock();
  const { openai, ...server } = await start({ clock, latency: 10_000 });
  const answer = openai.images.generate({ model: PRIMARY, prompt: 'x' }).catch((error: unknown) => error);
  await vi.waitFor(() => expect(clock.pending).toBe(1));
  await server.close();
  expect(await answer).toMatchObject({ name: 'Error', message: 'Connection error.' });
});

test('the status line has its reason, as curl shows it', async () => {
  const { url, simulator } = await start({});
  simulator.next(PRIMARY, { status: 503 });
  const response = await fetch(`${url}/v1/images/generations`, {
    method: 'POST',
    body: JSON.stringify({ model: PRIMARY, prompt: 'x' }),
  });
  expect(response.statusText).toBe('Service Unavailable');
});

test('paths that nobody serves are a 404 in OpenAI’s shape', async () => {
  const { url } = await start({});
  const response = await fetch(`${url}/v1/embeddings`);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ error: { message: 'Invalid URL (GET /v1/embeddings)' } });
});

test.each([
  ['HEAD', '/v1/models', 200, undefined],
  ['HEAD', '/__sim/state', 200, undefined],
  ['HEAD', '/v1/embeddings', 404, undefined],
  ['HEAD', '/v1/chat/completions', 405, 'POST, OPTIONS'],
  ['OPTIONS', '/v1/images/generations', 204, 'POST, OPTIONS'],
  ['OPTIONS', '/v1/models', 204, 'GET, HEAD, OPTIONS'],
  ['OPTIONS', '/v1/embeddings', 404, undefined],
  ['GET', '/v1/images/generations', 405, 'POST, OPTIONS'],
  ['GET', '/v1beta/models/a:generateContent', 405, 'POST, OPTIONS'],
  ['HEAD', '/v1beta/models/a:streamGenerateContent', 405, 'POST, OPTIONS'],
  ['OPTIONS', '/v1beta/models/google/a:generateContent', 204, 'POST, OPTIONS'],
  ['DELETE', '/v1/models/a', 405, 'GET, HEAD, OPTIONS'],
  ['PUT', '/__sim/state', 405, 'GET, HEAD, OPTIONS'],
])('%s %s is a %i, over a port and without one', async (method, path, status, allow) => {
  const { url, simulator } = await start({});
  for (const ask of [fetch, simulator.fetch]) {
    const response = await ask(`${url}${path}`, { method });
    expect([response.status, response.headers.get('allow') ?? undefined]).toEqual([status, allow]);
    const text = await response.text();
    if (method === 'HEAD' || status === 204) expect(text).toBe('');
    else expect(JSON.parse(text)).toMatchObject({ error: { message: expect.stringContaining(path) } });
  }
});

test('HEAD has the head of GET', async () => {
  const { baseURL } = await start({});
  const [head, get] = await Promise.all(
    ['HEAD', 'GET'].map(async (method) => {
      const { headers } = await fetch(`${baseURL}/models`, { method });
      return ['content-type', 'x-sim-seed'].map((name) => headers.get(name));
    }),
  );
  expect(head).toEqual(get);
});

test.each([
  ['TRACE /v1/models HTTP/1.1\r\nHost: a\r\n', 405],
  ['TRACE /nowhere HTTP/1.1\r\nHost: a\r\n', 404],
  ['OPTIONS * HTTP/1.1\r\nHost: a\r\n', 204],
  ['GET /v1/models HTTP/1.1\r\nHost: a b\r\n', 400],
  ['GET /v1/models HTTP/1.1\r\nHost: ?\r\n', 400],
  ['GET // HTTP/1.1\r\nHost: a\r\n', 400],
  ['GET /v1/models HTTP/1.1\r\nHost: a\r\n', 200],
])('%j is answered with %i', async (lines, status) => {
  const { url } = await start({});
  const { port } = new URL(url);
  const answer = await new Promise<string>((resolve) => {
    const socket = createConnection(Number(port), '127.0.0.1', () =>
      socket.write(`${lines}Connection: close\r\n\r\n`),
    );
    let text = '';
    socket.on('data', (data) => (text += data.toString()));
    socket.once('close', () => resolve(text));
  });
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  if (status === 405) expect(answer).toMatch(/^allow: GET, HEAD, OPTIONS\r$/im);
});

test('a request line that is no URL does not bring the server down', async () => {
  const { url, openai } = await start({});
  const { port } = new URL(url);
  await new Promise((resolve) => {
    const socket = createConnection(Number(port), '127.0.0.1', () =>
      socket.write('GET // HTTP/1.1\r\nHost: ?\r\n\r\n'),
    );
    socket.once('data', () => socket.destroy()).once('close', resolve);
  });
  expect(await openai.models.list()).toMatchObject({ data: [{ id: PRIMARY }, {}, {}, {}, {}, {}] });
});

test.each([-1, 70_000, 1.5, '4010'])('port %j is refused by name', async (port) => {
  await expect(startSimulator({ port } as SimulatorServerOptions)).rejects.toThrow(
    `port is ${JSON.stringify(port)}, but must be an integer from 0 to 65535.`,
  );
});

test.each([
  // It would listen on every address.
  ['', 'host is "", but must be an address'],
  [' ', 'host is " ", but must be an address'],
  [5, 'host is 5, but must be an address'],
  [null, 'host is null, but must be an address'],
])('host %j is refused by name', async (host, message) => {
  await expect(startSimulator({ host } as SimulatorServerOptions)).rejects.toThrow(message);
});

test('options that are none are refused', async () => {
  // As JavaScript may pass it.
  await expect(startSimulator(4010 as SimulatorServerOptions)).rejects.toThrow(
    'options is 4010, but must be an object such as { port: 4010 }',
  );
});

test.each([
  // It would listen at all paths and answer below that one.
  [
    { baseURL: 'https://api.example.com/v1' },
    'baseURL is no option of startSimulator. There are: port, host, seed,',
  ],
  [{ prot: 4010 }, 'prot is no option of startSimulator. There are: port, host, seed,'],
  [{ seed: '7' }, 'seed is "7", but must be an integer.'],
  [{ start: null }, 'start is null, but must be a Date or text such as'],
])('%j is refused by name', async (options, message) => {
  await expect(startSimulator(options as SimulatorServerOptions)).rejects.toThrow(message);
});

test.each(['no-such-host.invalid', '192.0.2.1', '127.0.0.1:80'])(
  'host %j, which is none of this machine, is refused in a sentence, with its cause',
  async (host) => {
    const error = await startSimulator({ host }).catch((error: unknown) => error);
    expect(error).toMatchObject({
      code: 'invalid_options',
      message: `host is "${host}", which is no address of this machine. Write one such as 127.0.0.1, or 0.0.0.0 for all of them.`,
      cause: { code: expect.stringMatching(/^E/) },
    });
  },
);

test('a port that is taken rejects', async () => {
  const { url } = await start({});
  await expect(startSimulator({ port: Number(new URL(url).port) })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});
