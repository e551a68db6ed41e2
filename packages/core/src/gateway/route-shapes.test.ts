import { expect, test, vi } from 'vitest';
import { createFailover } from '../failover/create-failover.ts';
import type { ModelOptions } from '../chain/model-spec.ts';

const images = '/v1/images/generations';
const gemini = '/v1beta/models/gemini-3-pro-image-preview:generateContent';

/** What a client gets of an upstream that answers so. */
async function answered(
  path: string,
  upstream: () => Response,
  body: object = {},
  model: ModelOptions = { name: 'gemini-3-pro-image-preview' },
): Promise<{ status: number; body: unknown; calls: number }> {
  let calls = 0;
  const models = createFailover({
    models: [model, 'gpt-image-1.5'],
    baseURL: 'https://generativelanguage.googleapis.com/v1',
    retry: false,
    fetch() {
      calls += 1;
      return Promise.resolve(upstream());
    },
  });
  const init = { method: 'POST', body: JSON.stringify(body) };
  const response = await models.handle(new Request(`http://app.test${path}`, init));
  if (response === undefined) throw new Error('not our route');
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text), calls };
}

const sentence = 'size is not one of the sizes of this model';
const refusals: [title: string, body: string][] = [
  ['a list', JSON.stringify([{ error: { code: 400, message: sentence, status: 'INVALID_ARGUMENT' } }])],
  ['a sentence', sentence],
  ['a message beside its stack', JSON.stringify({ message: sentence, detail: 'at foo.py:3' })],
  ['an error that is a text', JSON.stringify({ error: sentence })],
];

test.each(refusals)(
  'a refusal that is %s reaches the client in the shape of its route',
  async (_title, body) => {
    const upstream = (): Response => new Response(body, { status: 400 });
    const ours = await answered(images, upstream);
    expect(ours).toMatchObject({
      status: 400,
      body: { error: { message: sentence, type: 'invalid_request_error', param: null } },
    });
    expect(JSON.stringify(ours.body)).not.toContain('foo.py');
    expect(await answered(gemini, upstream)).toMatchObject({
      status: 400,
      body: { error: { code: 400, message: sentence, status: 'INVALID_ARGUMENT' } },
    });
  },
);

test('what is wrong with which field is told as one sentence', async () => {
  const detail = [{ loc: ['body', 'prompt'], msg: 'Field required', type: 'missing' }];
  const upstream = (): Response => Response.json({ detail }, { status: 422 });
  expect(await answered(images, upstream)).toMatchObject({
    status: 422,
    body: { error: { message: 'body.prompt: Field required' } },
  });
});

test('a refusal in the shape of its route stays as it is', async () => {
  const openai = {
    error: { message: 'prompt is too short', type: 'x', code: null, param: 'prompt', more: 1 },
  };
  const upstream = (): Response => Response.json(openai, { status: 400 });
  expect(await answered(images, upstream)).toMatchObject({ status: 400, body: openai, calls: 1 });
});

test.each(['url', 'b64_json'] as const)(
  'whoever asked for %s gets it, whatever the family of the model is known to send',
  async (format) => {
    const sent = format === 'url' ? { b64_json: 'aGk=' } : { url: 'data:image/png;base64,aGk=' };
    for (const name of ['gpt-image-1.5', 'seedream-4.5', 'flux-2-pro', 'some-model']) {
      const { body } = await answered(
        images,
        () => Response.json({ created: 1, data: [sent] }),
        { model: name, prompt: 'x', response_format: format },
        { name: name === 'gpt-image-1.5' ? 'gpt-image-1' : name },
      );
      const wanted = format === 'url' ? { url: 'data:image/png;base64,aGk=' } : { b64_json: 'aGk=' };
      expect(body).toEqual({ created: 1, data: [wanted] });
    }
  },
);

const text = (): Response =>
  Response.json({
    modelVersion: 'gemini-3-pro-image-preview',
    candidates: [{ finishReason: 'STOP', content: { parts: [{ text: 'a lighthouse' }] } }],
  });

test('an image model that is asked for text has answered with text', async () => {
  const config = { generationConfig: { responseModalities: ['TEXT'] } };
  expect(await answered(gemini, text, config)).toMatchObject({ status: 200, calls: 1 });
});

test('a request that leaves a picture open is not answered by text alone', async () => {
  const supports = { name: 'gemini-3-pro-image-preview', supports: ['gemini-native'] } as const;
  const config = { generationConfig: { responseModalities: ['TEXT', 'IMAGE'] } };
  const picture = { candidates: [{ content: { parts: [{ inlineData: { data: 'aGk=' } }] } }] };
  const answers = [text(), Response.json(picture)];
  const models = createFailover({
    models: [supports, { name: 'gemini-2.5-flash-image' }],
    baseURL: 'https://generativelanguage.googleapis.com/v1',
    retry: false,
    fetch: () => Promise.resolve(answers.shift() ?? text()),
  });
  const init = { method: 'POST', body: JSON.stringify(config) };
  const response = await models.handle(new Request(`http://app.test${gemini}`, init));
  expect(response?.headers.get('x-served-model')).toBe('gemini-2.5-flash-image');
});

test('a key that the client’s own credentials do not replace is warned of as well', async () => {
  const print = vi.spyOn(console, 'warn').mockReturnValue();
  const models = createFailover({
    models: ['a'],
    baseURL: 'https://up.test/v1',
    apiKey: 'key',
    fetch: () => Promise.resolve(Response.json({ data: [{ b64_json: 'aGk=' }] })),
  });
  const request = new Request(`http://app.test${images}`, { method: 'POST', body: '{}' });
  await models.handle(request, { credentials: 'passthrough' });
  expect(print).toHaveBeenCalledTimes(1);
  print.mockRestore();
});

test.each([() => Promise.resolve({ prompt: 'x' }), () => undefined, () => 'text'])(
  'an adapt that returns no fields is a mistake of the owner, not an empty request',
  async (adapt) => {
    const model = { name: 'a', adapt } as unknown as ModelOptions;
    await expect(answered(images, text, { prompt: 'x' }, model)).rejects.toThrow(
      'adapt must return the fields',
    );
  },
);
