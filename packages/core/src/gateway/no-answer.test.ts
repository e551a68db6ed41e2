import { describe, expect, test } from 'vitest';
import { createFailover } from '../failover/create-failover.ts';

const picture = '{"created":1,"data":[{"b64_json":"iVBORw=="}]}';
const cut = '{"created":1,"data":[{"b64_json":"iVBOR';
const long = `{"created":1,"data":[{"b64_json":"${'iVBORw0KGgo'.repeat(8_000)}`;

/** What a client gets of a chain whose head answers so and whose second model draws. */
async function asked(
  type: string | undefined,
  body: string,
  headers: Record<string, string> = {},
  path = '/v1/images/generations',
): Promise<{ status: number; served: string | null; text: string; verdict: string | undefined }> {
  let verdict: string | undefined;
  const models = createFailover({
    models: ['a', 'b'],
    baseURL: 'https://relay.test/v1',
    fetch: (_url, init) => {
      const { model } = JSON.parse(new TextDecoder().decode(init?.body as Uint8Array)) as { model: string };
      if (model === 'b') return Promise.resolve(new Response(picture));
      // Bytes, to which nobody adds a type.
      const answer = new Response(new TextEncoder().encode(body));
      if (type !== undefined) answer.headers.set('content-type', type);
      return Promise.resolve(answer);
    },
  });
  models.on('attempt:end', (record) => {
    if (record.model === 'a') verdict = record.verdict?.kind;
  });
  const request = new Request(`http://app.test${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ model: 'a', prompt: 'a hat' }),
  });
  const response = await models.handle(request);
  if (response === undefined) throw new Error('not our route');
  return {
    status: response.status,
    served: response.headers.get('x-served-model'),
    text: await response.text(),
    verdict,
  };
}

describe('a 200 whose body is no answer of the route', () => {
  test.each([
    ['JSON that is cut', 'application/json', cut],
    ['JSON that is cut, in another spelling', 'Application/JSON', cut],
    ['JSON that is cut, without a type', undefined, cut],
    ['JSON that is cut, of another type', 'text/plain; charset=utf-8', cut],
    ['long JSON that is cut', 'application/json', long],
    ['long JSON that is cut behind the line breaks of a relay', 'application/json', `\n\n${long}`],
    ['JSON and half an answer more', 'application/json', `${picture}\n{"created"`],
    ['a sentence', 'text/plain', 'no healthy upstream'],
    ['another format', 'application/xml', '<Error><Code>AccessDenied</Code></Error>'],
    ['a picture', 'image/png', '\u0089PNG'],
    ['a text', 'application/json', '"hello"'],
    ['a number', 'application/json', '5'],
    ['an empty list', 'application/json', '[]'],
  ])('fails over: %s', async (_title, type, body) => {
    expect(await asked(type, body)).toEqual({
      status: 200,
      served: 'b',
      text: picture,
      verdict: 'bad_response',
    });
    // Without failover, and for a model that is only passed on, there is nothing to answer with.
    const off = await asked(type, body, { 'x-failover': 'off' });
    expect(off).toMatchObject({ status: 502, served: null });
    expect(JSON.parse(off.text)).toMatchObject({ error: { code: 'bad_response' } });
  });

  test('what half an answer speaks of is not taken for an error', async () => {
    const body =
      '{"choices":[{"message":{"content":"You exceeded your current quota: insufficient_quota, rate limit';
    expect(await asked(undefined, body)).toMatchObject({ served: 'b', verdict: 'bad_response' });
  });

  test('without failover an empty object is no success', async () => {
    expect(await asked('application/json', '{}', { 'x-failover': 'off' })).toMatchObject({ status: 502 });
  });

  test('the events of a stream under another type go on', async () => {
    const body =
      'data: {"choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';
    const path = '/v1/chat/completions';
    expect(await asked('text/plain', body, {}, path)).toMatchObject({ status: 200, served: 'a', text: body });
  });
});

test('a refusal in the shape of its route goes on without the stack of the upstream', async () => {
  const refusal = {
    message: 'bad prompt\n    at check (/srv/app.js:1:1)',
    code: 'invalid_prompt',
    stack: 'Error: at /srv/app.js:1',
    details: [{ stackEntries: ['at a'] }],
  };
  const models = createFailover({
    models: ['a', 'b'],
    baseURL: 'https://relay.test/v1',
    fetch: () =>
      Promise.resolve(Response.json({ error: refusal, traceback: ['File "/srv/app.py"'] }, { status: 400 })),
  });
  const request = new Request('http://app.test/v1/images/generations', {
    method: 'POST',
    body: '{"prompt":"x"}',
  });
  const response = await models.handle(request);
  expect(response?.status).toBe(400);
  expect(await response?.json()).toEqual({
    error: { message: 'bad prompt', code: 'invalid_prompt', details: [{}] },
  });
});

test('a list of Gemini that ends in an error is no answer, and alone it has the status of its error', async () => {
  const part = { candidates: [{ content: { parts: [{ text: 'a' }], role: 'model' }, index: 0 }] };
  const error = { error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } };
  const ask = async (list: object, headers: Record<string, string> = {}): Promise<unknown[]> => {
    let calls = 0;
    const models = createFailover({
      models: ['gemini-3-pro-image-preview', 'gemini-2.5-flash-image'],
      baseURL: 'https://generativelanguage.googleapis.com/v1',
      retry: false,
      fetch: () => {
        calls += 1;
        return Promise.resolve(Response.json(list));
      },
    });
    const path = '/v1beta/models/gemini-3-pro-image-preview:streamGenerateContent';
    const init = { method: 'POST', headers, body: '{"generationConfig":{"responseModalities":["TEXT"]}}' };
    const response = await models.handle(new Request(`http://app.test${path}`, init));
    return [response?.status, calls];
  };
  expect(await ask([part, error])).toEqual([503, 2]);
  expect(await ask([error], { 'x-failover': 'off' })).toEqual([503, 1]);
});
