import { describe, expect, test } from 'vitest';
import { createFailover } from '../failover/create-failover.ts';
import { gemini } from './gemini.ts';

const picture = { inlineData: { mimeType: 'image/png', data: 'iVBORw==' } };
const drawn = {
  candidates: [{ content: { parts: [{ text: 'here' }, picture] }, finishReason: 'STOP' }],
  usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 4, totalTokenCount: 7 },
};
const wallNow = (): number => 5_000;

/** Google, as it is written to. */
function google(answer: () => Response = () => Response.json(drawn)): {
  fetch: typeof globalThis.fetch;
  calls: { url: string; key: string | null; headers: string[]; body: unknown }[];
} {
  const calls: { url: string; key: string | null; headers: string[]; body: unknown }[] = [];
  return {
    calls,
    fetch(url, init) {
      const headers = new Headers(init?.headers);
      // The bridge sends a string to a string.
      calls.push({
        url: url as string,
        key: headers.get('x-goog-api-key'),
        headers: [...headers.keys()],
        body: JSON.parse(init?.body as string),
      });
      return Promise.resolve(answer());
    },
  };
}

const json = (body: object): RequestInit => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers: { authorization: 'Bearer k', 'content-type': 'application/json', cookie: 'c' },
});
const address = 'https://generativelanguage.googleapis.com/v1beta/images/generations';

test('an image call becomes generateContent, and the picture comes back in OpenAI’s shape', async () => {
  const { fetch, calls } = google();
  const upstream = gemini({ apiKey: 'k', fetch, clock: { wallNow } });
  const response = await upstream.fetch(
    address,
    json({ model: 'gemini-3-pro-image-preview', prompt: 'a hat', size: '1536x1024' }),
  );
  expect(await response.json()).toEqual({
    created: 5,
    data: [{ b64_json: 'iVBORw==' }],
    usage: { input_tokens: 3, output_tokens: 4, total_tokens: 7 },
  });
  expect(calls).toEqual([
    {
      url: 'https://generativelanguage.googleapis.com/v1beta/models/gemini-3-pro-image-preview:generateContent',
      key: 'k',
      headers: ['content-type', 'x-goog-api-key'],
      body: {
        contents: [{ role: 'user', parts: [{ text: 'a hat' }] }],
        generationConfig: {
          responseModalities: ['IMAGE'],
          imageConfig: { aspectRatio: '3:2', imageSize: '1K' },
        },
      },
    },
  ]);
});

test.each([
  ['gemini-3-pro-image-preview', { size: '4k' }, { imageSize: '4K' }],
  ['gemini-3-pro-image-preview', { size: '2048x2048' }, { aspectRatio: '1:1', imageSize: '2K' }],
  ['gemini-2.5-flash-image', { size: '1024x1792' }, { aspectRatio: '9:16' }],
  ['gemini-2.5-flash-image', { size: '2K', aspect_ratio: '4:5' }, { aspectRatio: '4:5' }],
  ['gemini-2.5-flash-image', { size: 'auto' }, undefined],
])('%s: %j is %j', async (model, fields, imageConfig) => {
  const { fetch, calls } = google();
  await gemini({ apiKey: 'k', fetch }).fetch(address, json({ model, prompt: 'x', ...fields }));
  expect(calls[0]?.body).toHaveProperty('generationConfig', {
    responseModalities: ['IMAGE'],
    ...(imageConfig === undefined ? {} : { imageConfig }),
  });
});

describe('edits', () => {
  const edits = address.replace('generations', 'edits');
  const parts = (calls: readonly { readonly body: unknown }[]): unknown =>
    calls
      .map(({ body }) => body)
      .map((body) => (body as { contents: [{ parts: unknown }] }).contents[0].parts)[0];

  test('files of a form travel as inline data', async () => {
    const { fetch, calls } = google();
    const body = new FormData();
    body.append('model', 'gemini-2.5-flash-image');
    body.append('prompt', 'a hat');
    body.append('image[]', new Blob([new Uint8Array([1, 2])], { type: 'image/webp' }), 'a.webp');
    body.append('image[]', new Blob([new Uint8Array([255, 216, 255])]), 'b');
    await gemini({ apiKey: 'k', fetch }).fetch(edits, { method: 'POST', body });
    expect(parts(calls)).toEqual([
      { text: 'a hat' },
      { inlineData: { mimeType: 'image/webp', data: 'AQI=' } },
      { inlineData: { mimeType: 'image/jpeg', data: '/9j/' } },
    ]);
  });

  test('data URLs of JSON do too', async () => {
    const { fetch, calls } = google();
    const images = [{ image_url: 'data:image/png;base64,AQI=' }];
    await gemini({ apiKey: 'k', fetch }).fetch(edits, json({ model: 'g', prompt: 'x', images }));
    expect(parts(calls)).toEqual([{ text: 'x' }, { inlineData: { mimeType: 'image/png', data: 'AQI=' } }]);
  });
});

test.each<[string, object, string?]>([
  ['several pictures', { n: 2 }],
  ['a mask', { mask: 'x' }],
  ['a stream', { stream: true }],
  ['no prompt', { prompt: 7 }],
  ['an edit without a picture', {}, 'edits'],
  ['an edit of an address', { image: 'https://x.test/1.png' }, 'edits'],
  ['another route', {}, 'variations'],
])('%s is refused without asking Google', async (_name, fields, route = 'generations') => {
  const { fetch, calls } = google();
  const response = await gemini({ apiKey: 'k', fetch }).fetch(
    address.replace('generations', route),
    json({ model: 'g', prompt: 'x', ...fields }),
  );
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { error: { code: 'unsupported_parameter' } },
  ]);
  expect(calls).toEqual([]);
});

test('a body that is no JSON is refused', async () => {
  expect(
    await gemini({ apiKey: 'k', fetch: google().fetch }).fetch(new URL(address), {
      method: 'POST',
      body: 'nonsense',
    }),
  ).toHaveProperty('status', 400);
});

test.each([
  ['an error', () => Response.json({ error: { code: 503, status: 'UNAVAILABLE' } }, { status: 503 }), 503],
  ['a refusal', () => Response.json({ candidates: [{ finishReason: 'IMAGE_SAFETY' }] }), 200],
  [
    'a draft without a picture',
    () => Response.json({ candidates: [{ content: { parts: [{ ...picture, thought: true }] } }] }),
    200,
  ],
  ['nonsense', () => new Response('nonsense'), 200],
])('%s comes back as Google said it', async (_name, answer, status) => {
  const response = await gemini({ apiKey: 'k', fetch: google(answer).fetch }).fetch(
    address,
    json({ model: 'g', prompt: 'x' }),
  );
  expect([response.status, await response.text()]).toEqual([status, await answer().text()]);
});

test('a chain mixes Google itself with a relay, and each gets its own key alone', async () => {
  const overloaded = google(() =>
    Response.json({ error: { code: 503, message: 'high demand', status: 'UNAVAILABLE' } }, { status: 503 }),
  );
  const relay: Headers[] = [];
  const models = createFailover({
    models: [
      { name: 'gemini-3-pro-image-preview', ...gemini({ apiKey: 'google', fetch: overloaded.fetch }) },
      'gpt-image-1.5',
    ],
    baseURL: 'https://relay.test/v1',
    apiKey: 'relay',
    fetch(_url, init) {
      relay.push(new Headers(init?.headers));
      return Promise.resolve(Response.json({ data: [{ b64_json: 'x' }] }));
    },
  });
  const body = JSON.stringify({ prompt: 'a hat', quality: 'high' });
  const request = new Request('http://app.test/v1/images/generations', { method: 'POST', body });
  const response = await models.handle(request, { authorize: () => true });
  expect(response?.headers.get('x-fallback-model')).toBe('gpt-image-1.5');
  expect(overloaded.calls.map(({ key }) => key)).toEqual(['google']);
  expect(relay.map((headers) => headers.get('authorization'))).toEqual(['Bearer relay']);
});
