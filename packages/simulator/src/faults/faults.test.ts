import { classify } from '@failsoft/core';
import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createManualClock } from '../clock/manual-clock.ts';
import { startSimulator, type SimulatorServer } from '../server.ts';
import { bodyText, recordedAnswersById } from './recorded-answer.ts';

const MODEL = 'gemini-3-pro-image-preview';
const clock = createManualClock();
let server: SimulatorServer;

beforeAll(async () => {
  server = await startSimulator({ profile: 'calm', latency: false, clock });
});
afterAll(() => server.close());

const forcing = (fault: string): OpenAI =>
  new OpenAI({
    baseURL: server.baseURL,
    apiKey: 'none',
    maxRetries: 0,
    // Of garbage it would complain on the console.
    logLevel: 'off',
    defaultHeaders: { 'x-sim-force': fault },
  });
const draw = (fault: string, signal?: AbortSignal): Promise<unknown> =>
  forcing(fault).images.generate({ model: MODEL, prompt: 'x' }, { signal: signal ?? null });

async function chat(fault: string): Promise<{ text: string; finish: string | null }> {
  const messages = [{ role: 'user' as const, content: 'Hello' }];
  const seen = { text: '', finish: null as string | null };
  try {
    const stream = await forcing(fault).chat.completions.create({ model: MODEL, messages, stream: true });
    for await (const { choices } of stream) {
      seen.text += choices[0]?.delta.content ?? '';
      seen.finish = choices[0]?.finish_reason ?? seen.finish;
    }
  } catch (error) {
    // What arrived before the failure is part of what the client saw.
    throw Object.assign(new Error('stream failed', { cause: error }), seen);
  }
  return seen;
}

test.each(['400', '401', '402', '403', '404', '418', '429', '500', '502', '503', '504', '524'])(
  'the openai SDK sees a forced %s as that status',
  async (status) => {
    await expect(draw(status)).rejects.toMatchObject({ status: Number(status) });
  },
);

test.each([...recordedAnswersById.values()].map((answer) => [answer.id, answer] as const))(
  'a client sees %s as it was recorded, and core names it as it is',
  async (id, answer) => {
    const response = await fetch(`${server.baseURL}/images/generations`, {
      method: 'POST',
      body: JSON.stringify({ model: MODEL, prompt: 'x' }),
      headers: { 'x-sim-force': id },
    });
    expect(response.status).toBe(answer.status);
    const body = await response.text();
    expect(body).toBe(bodyText(answer));
    expect(classify({ status: response.status, headers: response.headers, body }).kind).toBe(answer.kind);
    for (const [name, value] of Object.entries(answer.headers))
      expect(response.headers.get(name)).toBe(value);
  },
);

test('a reset is a lost connection, and the journal has status 0', async () => {
  await expect(draw('reset')).rejects.toMatchObject({
    message: 'Connection error.',
    cause: { cause: { code: 'ECONNRESET' } },
  });
  expect(server.simulator.journal.at(-1)).toMatchObject({ status: 0, fault: 'reset', aborted: false });
});

test('a hang answers nothing until the client gives up', async () => {
  const client = new AbortController();
  server.simulator.next(MODEL, { fault: 'hang' });
  const openai = new OpenAI({ baseURL: server.baseURL, apiKey: 'none', maxRetries: 0 });
  const answer = openai.images.generate({ model: MODEL, prompt: 'x' }, { signal: client.signal });
  // What is scripted is taken when the request arrives.
  const state = async (): Promise<unknown> => (await fetch(`${server.url}/__sim/state`)).json();
  await expect.poll(state).toMatchObject({ models: [{ scripted: 0 }, {}, {}, {}, {}, {}] });
  clock.advance(24 * 3_600_000);
  client.abort();
  await expect(answer).rejects.toMatchObject({ message: 'Request was aborted.' });
  await expect
    .poll(() => server.simulator.journal.at(-1))
    .toMatchObject({ status: 499, fault: 'hang', aborted: true });
});

test('a stalled answer keeps its half and says no more', async () => {
  const client = new AbortController();
  const response = await fetch(`${server.baseURL}/images/generations`, {
    method: 'POST',
    body: JSON.stringify({ model: MODEL, prompt: 'x' }),
    headers: { 'x-sim-force': 'stall' },
    signal: client.signal,
  });
  const reader = response.body?.getReader();
  const first = await reader?.read();
  expect(first?.value?.length).toBe(Number(response.headers.get('content-length')) >> 1);
  const rest = reader?.read();
  client.abort();
  await expect(rest).rejects.toMatchObject({ name: 'AbortError' });
});

test('a truncated body loses its connection midway', async () => {
  await expect(draw('truncate')).rejects.toMatchObject({ message: expect.stringMatching(/terminated/) });
});

test('a truncated stream loses its connection after the first words', async () => {
  await expect(chat('truncate')).rejects.toMatchObject({
    text: expect.stringMatching(/^This answer/),
    finish: null,
    cause: { message: expect.stringMatching(/terminated|aborted/) },
  });
});

test('a short body ends properly and parses as nothing', async () => {
  await expect(draw('short')).rejects.toBeInstanceOf(SyntaxError);
});

test('a short stream ends properly without its last event, and the SDK notices nothing', async () => {
  const { text, finish } = await chat('short');
  expect(text).toMatch(/^This answer/);
  expect(finish).toBeNull();
});

test('an error event reaches the caller of the SDK as an error', async () => {
  await expect(chat('error-event')).rejects.toMatchObject({
    text: expect.stringMatching(/^This answer/),
    cause: { message: expect.stringContaining('high demand') },
  });
});

test('an error event without a stream is a 400 that says so', async () => {
  await expect(draw('error-event')).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('error-event spoils a stream, and this request asks for none.'),
  });
});

test('a 200 with an error resolves, which is why a classifier must look inside', async () => {
  expect(await draw('error-200')).toMatchObject({ error: { code: 'upstream_error', status: 503 } });
});

test('an HTML page of a proxy is a 502', async () => {
  await expect(draw('html')).rejects.toMatchObject({ status: 502 });
});

test('garbage is no JSON, and of an empty answer the SDK makes undefined', async () => {
  await expect(draw('garbage')).rejects.toBeInstanceOf(SyntaxError);
  await expect(chat('garbage')).rejects.toMatchObject({ cause: expect.any(SyntaxError) });
  expect(await draw('empty')).toBeUndefined();
  expect(await chat('empty')).toEqual({ text: '', finish: null });
});

test('a slow drip is whole in the end, a hundred simulated seconds later', async () => {
  const startedAt = clock.now();
  let done = false;
  const answer = draw('slow-drip').finally(() => {
    done = true;
  });
  await expect
    .poll(
      () => {
        if (clock.pending > 0) clock.advance(1_000);
        return done;
      },
      { interval: 1, timeout: 10_000 },
    )
    .toBe(true);
  expect(await answer).toMatchObject({ data: [{ b64_json: expect.stringMatching(/^iVBOR/) }] });
  expect(clock.now() - startedAt).toBe(100_000);
});

test('a hang that the SDK gives up on is a timeout to core', async () => {
  const openai = new OpenAI({ baseURL: server.baseURL, apiKey: 'none', maxRetries: 0, timeout: 50 });
  const options = { headers: { 'x-sim-force': 'hang' } };
  const error = await openai.images
    .generate({ model: MODEL, prompt: 'x' }, options)
    .catch((error: unknown) => error);
  expect(classify({ error }).kind).toBe('timeout');
});

test.each(['truncate', 'short', 'stall', 'error-event'])(
  'of a stream that is one event %s lets no whole one through',
  async (fault) => {
    const response = await fetch(`${server.baseURL}/images/generations`, {
      method: 'POST',
      body: JSON.stringify({ model: MODEL, prompt: 'x', stream: true }),
      headers: { 'x-sim-force': fault },
    });
    const decoder = new TextDecoder();
    let text = '';
    const read = async (): Promise<void> => {
      for await (const piece of response.body ?? []) text += decoder.decode(piece, { stream: true });
    };
    // One of them says no more, and one is cut.
    await Promise.race([read().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 100))]);
    expect(text).toMatch(
      fault === 'error-event' ? /^event: error\ndata: .*\n\n$/ : /^event: image_generation.completed\ndata: /,
    );
    expect(text.endsWith('\n\n')).toBe(fault === 'error-event');
  },
);

test('a stream of images can be spoilt too', async () => {
  const stream = await forcing('short').images.generate({
    model: MODEL,
    prompt: 'x',
    stream: true,
    partial_images: 2,
  });
  const types: string[] = [];
  for await (const { type } of stream) types.push(type);
  expect(types).toEqual(['image_generation.partial_image']);
});

test('edits are spoilt as generations are', async () => {
  const image = await toFile(new Uint8Array([1]), 'a.png', { type: 'image/png' });
  await expect(
    forcing('openai-400-image-file').images.edit({ model: MODEL, prompt: 'x', image }),
  ).rejects.toMatchObject({ status: 400, code: 'invalid_image_file' });
});

test('a fault that nobody knows is a 400 that lists what there is', async () => {
  await expect(draw('explode')).rejects.toMatchObject({
    status: 400,
    message: expect.stringMatching(/x-sim-force is "explode", but must be .* reset, hang, stall/),
  });
});

test('faults are ordered over HTTP for the next requests', async () => {
  await fetch(`${server.url}/__sim/next`, {
    method: 'POST',
    body: JSON.stringify({ model: MODEL, fault: 'gemini-compat-503-array', times: 1 }),
  });
  const openai = new OpenAI({ baseURL: server.baseURL, apiKey: 'none', maxRetries: 0 });
  await expect(openai.images.generate({ model: MODEL, prompt: 'x' })).rejects.toMatchObject({ status: 503 });
  expect(await openai.images.generate({ model: MODEL, prompt: 'x' })).toMatchObject({ model: MODEL });
});
