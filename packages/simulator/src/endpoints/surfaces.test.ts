import { GoogleGenAI } from '@google/genai';
import { decode } from 'fast-png';
import OpenAI, { toFile } from 'openai';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createManualClock } from '../clock/manual-clock.ts';
import { startSimulator, type SimulatorServer } from '../server.ts';
import { createSimulator } from '../simulator.ts';
import { GLYPH_WIDTH, hasDot } from './glyphs.ts';

const MODEL = 'gemini-3-pro-image-preview';
const FLASH = 'gemini-2.5-flash-image';
let server: SimulatorServer;
let openai: OpenAI;
let google: GoogleGenAI;

beforeAll(async () => {
  const clock = createManualClock();
  server = await startSimulator({ profile: 'calm', latency: false, clock });
  openai = new OpenAI({ baseURL: server.baseURL, apiKey: 'none', maxRetries: 0 });
  google = new GoogleGenAI({ apiKey: 'none', httpOptions: { baseUrl: server.url } });
});
afterEach(() => server.simulator.reset());
afterAll(() => server.close());

/** What is written on a picture, read back dot by dot. */
function readPicture(base64: string | undefined): string {
  const { width, data } = decode(Buffer.from(base64 ?? '', 'base64'));
  const dot = (x: number, y: number): boolean => data[(y * width + x) * 3] === 255;
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789-._/: ';
  let text = '';
  for (let left = 16; left < width - 16; left += 12) {
    text += letters
      .split('')
      .find((letter) =>
        Array.from({ length: GLYPH_WIDTH * 7 }, (_, i) => [
          i % GLYPH_WIDTH,
          Math.floor(i / GLYPH_WIDTH),
        ]).every(([x = 0, y = 0]) => dot(left + 2 * x, 16 + 2 * y) === hasDot(letter, x, y)),
      );
  }
  return text.trim();
}

test('a picture shows the name of the model that drew it', async () => {
  for (const model of [MODEL, FLASH, 'gpt-image-1.5']) {
    const { data } = await openai.images.generate({ model, prompt: 'x' });
    expect(readPicture(data?.[0]?.b64_json)).toBe(model);
  }
});

test('the openai SDK edits a picture', async () => {
  const image = await toFile(new Uint8Array([1, 2, 3]), 'a.png', { type: 'image/png' });
  const { data } = await openai.images.edit({ model: FLASH, prompt: 'x', image, n: 2 });
  expect(data?.map(({ b64_json }) => readPicture(b64_json))).toEqual([FLASH, FLASH]);
  const stream = await openai.images.edit({ model: FLASH, prompt: 'x', image, stream: true });
  for await (const { type } of stream) expect(type).toBe('image_edit.completed');
});

test.each([
  [{ prompt: 'x' }, "Missing required parameter: 'image'."],
  [{ prompt: 'x', image: 'text' }, "Invalid type for 'image': expected a file."],
  [{}, "Missing required parameter: 'prompt'."],
])('an edit with %o is a 400', async (fields, message) => {
  const form = new FormData();
  for (const [name, value] of Object.entries({ model: MODEL, ...fields })) form.append(name, value);
  const response = await fetch(`${server.baseURL}/images/edits`, { method: 'POST', body: form });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { message } });
});

test('an edit that is no form is a 400', async () => {
  const response = await fetch(`${server.baseURL}/images/edits`, { method: 'POST', body: '{}' });
  expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining('multipart') } });
});

test('the openai SDK sees partial images, then the whole one', async () => {
  const stream = await openai.images.generate({
    model: MODEL,
    prompt: 'x',
    stream: true,
    partial_images: 3,
  });
  const seen: unknown[] = [];
  for await (const event of stream) {
    expect(readPicture(event.b64_json)).toBe(MODEL);
    seen.push('partial_image_index' in event ? event.partial_image_index : event.type);
  }
  expect(seen).toEqual([0, 1, 2, 'image_generation.completed']);
});

test('the google SDK draws, streams and lists', async () => {
  const answer = await google.models.generateContent({ model: FLASH, contents: 'a lighthouse' });
  const parts = answer.candidates?.[0]?.content?.parts;
  expect(parts?.[0]?.text).toBe(`This answer was simulated by ${FLASH}.`);
  expect(readPicture(parts?.[1]?.inlineData?.data)).toBe(FLASH);
  let text = '';
  for await (const chunk of await google.models.generateContentStream({ model: FLASH, contents: 'x' })) {
    text += chunk.candidates?.[0]?.content?.parts?.[0]?.text ?? '';
  }
  expect(text).toBe(parts?.[0]?.text);
  const names: unknown[] = [];
  for await (const { name } of await google.models.list()) names.push(name);
  expect(names).toContain(`models/${FLASH}`);
});

test('the openai SDK retrieves one model, whatever its name, and a name that nobody has is a 404', async () => {
  expect(await openai.models.retrieve(FLASH)).toMatchObject({ id: FLASH, object: 'model' });
  await expect(openai.models.retrieve('nope')).rejects.toMatchObject({
    status: 404,
    code: 'model_not_found',
    message: expect.stringContaining('The model `nope` does not exist'),
  });
  const relay = createSimulator({ profile: 'calm', models: ['google/gemini 3'] });
  const client = new OpenAI({ apiKey: 'none', fetch: relay.fetch, maxRetries: 0 });
  expect((await client.models.retrieve('google/gemini 3')).id).toBe('google/gemini 3');
  // As it stands in the path, for those who type it.
  const typed = await relay.fetch('https://api.example.com/v1/models/google/gemini%203');
  expect(await typed.json()).toMatchObject({ id: 'google/gemini 3' });
});

test('the google SDK gets one model, and a name that nobody has is a 404 in Google’s words', async () => {
  expect(await google.models.get({ model: FLASH })).toMatchObject({ name: `models/${FLASH}` });
  await expect(google.models.get({ model: 'nope' })).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining('"status":"NOT_FOUND"'),
  });
});

test.each(['GET /v1/models/%zz', 'POST /v1beta/models/%zz:generateContent'])(
  '%s, which is no proper encoding, names a model that nobody has',
  async (line) => {
    const [method = '', path = ''] = line.split(' ');
    const response = await fetch(`${server.url}${path}`, {
      method,
      ...(method === 'POST' ? { body: '{"contents":[{"parts":[{"text":"x"}]}]}' } : {}),
    });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('The model `%zz` does not exist');
  },
);

test('Google’s address takes a name that has a slash or a colon of its own, as it stands in the path', async () => {
  const names = ['google/gemini-3', 'gemini-3:free', 'a:generateContent'];
  const relay = createSimulator({ profile: 'calm', latency: false, models: names });
  for (const name of names) {
    const response = await relay.fetch(`https://api.example.com/v1beta/models/${name}:generateContent`, {
      method: 'POST',
      body: JSON.stringify({ contents: [{ parts: [{ text: 'x' }] }] }),
    });
    expect(await response.json()).toMatchObject({ modelVersion: name });
  }
});

test('without alt=sse Google streams an array of chunks', async () => {
  const response = await fetch(`${server.url}/v1beta/models/${FLASH}:streamGenerateContent`, {
    method: 'POST',
    body: JSON.stringify({ contents: [{ parts: [{ text: 'x' }] }] }),
  });
  expect(await response.json()).toMatchObject([
    { candidates: [{}] },
    { candidates: [{ finishReason: 'STOP' }] },
  ]);
});

test('the google SDK sees an overload in Google’s words, and so are all its errors', async () => {
  server.simulator.next(FLASH, { status: 503 });
  const error = await google.models
    .generateContent({ model: FLASH, contents: 'x' })
    .catch((error: unknown) => error);
  expect(error).toMatchObject({ status: 503, message: expect.stringContaining('"status":"UNAVAILABLE"') });
  await expect(google.models.generateContent({ model: 'nope', contents: 'x' })).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining('"status":"NOT_FOUND"'),
  });
});

test('the status call of the article tells which model is unavailable', async () => {
  server.simulator.outage(MODEL, { minutes: 1 });
  const ask = async (query: string): Promise<unknown> =>
    (await fetch(`${server.baseURL}/models/status${query}`)).json();
  expect(await ask(`?model=${MODEL}`)).toEqual({
    model: MODEL,
    available: false,
    latency: 21_600,
    status: 'unavailable',
  });
  expect(await ask('')).toMatchObject({ [MODEL]: { available: false }, [FLASH]: { status: 'normal' } });
  expect(await ask('?model=nope')).toMatchObject({ error: { code: 'model_not_found' } });
});
