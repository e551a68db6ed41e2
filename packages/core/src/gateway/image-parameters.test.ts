import { describe, expect, test } from 'vitest';
import { createFakeEngine, type FakeEngine } from './fake-engine.ts';
import { createGateway } from './gateway.ts';

type Target = Parameters<typeof createFakeEngine>[0][string];

const busy: Target = { fetch: () => Promise.resolve(Response.json({ error: {} }, { status: 503 })) };

/** A model that answers with this, and keeps what it was sent. */
function model(data: readonly object[], target: Target = {}): Target & { readonly sent: unknown[] } {
  const sent: unknown[] = [];
  return {
    ...target,
    sent,
    fetch(_url, init) {
      sent.push(JSON.parse(new TextDecoder().decode(init?.body as Uint8Array<ArrayBuffer>)));
      return Promise.resolve(Response.json({ created: 7, data, usage: { total_tokens: 1 } }));
    },
  };
}

async function draw(engine: FakeEngine, body: object, path = '/v1/images/generations'): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  const request = new Request(`http://app.test${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers,
  });
  const response = await createGateway(engine).handle(request);
  if (response === undefined) throw new Error('not our route');
  return response;
}

const png = 'iVBORw0KGgo=';

test('a fallback gets the request in its own terms, and what it was not told is named', async () => {
  const seedream = model([{ b64_json: png }]);
  const engine = createFakeEngine({ 'gpt-image-1.5': busy, 'seedream-4.5': seedream });
  const response = await draw(engine, {
    model: 'gpt-image-1.5',
    prompt: 'x',
    size: '1024x1024',
    quality: 'high',
  });
  expect(seedream.sent).toEqual([
    { model: 'seedream-4.5', prompt: 'x', size: '2048x2048', response_format: 'b64_json', watermark: false },
  ]);
  expect(response.headers.get('x-fallback-removed-params')).toBe('quality');
});

test('what only a failed model was not told is not reported', async () => {
  const engine = createFakeEngine({ 'flux-2-pro': busy, 'gpt-image-1.5': model([{ b64_json: png }]) });
  const response = await draw(engine, { prompt: 'x', quality: 'high' });
  expect(response.headers.get('x-served-model')).toBe('gpt-image-1.5');
  expect(response.headers.has('x-fallback-removed-params')).toBe(false);
});

test('adapt stands in place of the table', async () => {
  const seedream = model([{ url: 'https://x.test/1.png' }], { adapt: (body) => ({ ...body, size: '4K' }) });
  await draw(createFakeEngine({ 'seedream-4.5': seedream }), { size: '1024x1024', quality: 'high' });
  expect(seedream.sent).toEqual([{ model: 'seedream-4.5', size: '4K', quality: 'high' }]);
});

test('adapt never sees a body that is no JSON, and the caller’s fault counts against nobody', async () => {
  const adapt = (body: Readonly<Record<string, unknown>>): Record<string, unknown> => ({ ...body });
  const request = new Request('http://app.test/v1/images/generations', { method: 'POST', body: '{"a":[}]}' });
  const head = model([], { adapt });
  expect(await createGateway(createFakeEngine({ a: head })).handle(request)).toHaveProperty('status', 400);
  expect(head.sent).toEqual([]);
});

describe('models that cannot do it are skipped', () => {
  const served = async (body: object, path?: string): Promise<string | null> => {
    const fetch = model([{ b64_json: png }]);
    const engine = createFakeEngine({
      'flux-2-pro': fetch,
      'recraft-v4': fetch,
      'gemini-2.5-flash-image': fetch,
      'gpt-image-1.5': fetch,
    });
    return (await draw(engine, body, path)).headers.get('x-served-model');
  };

  test.each([
    [{ n: 1 }, 'flux-2-pro'],
    [{ n: 2 }, 'recraft-v4'],
    [{ n: 7 }, 'gpt-image-1.5'],
    [{ background: 'transparent' }, 'gpt-image-1.5'],
  ])('%j is answered by %s', async (body, expected) => {
    expect(await served(body)).toBe(expected);
  });

  test('a picture is edited by the first that edits', async () => {
    expect(await served({}, '/v1/images/edits')).toBe('gemini-2.5-flash-image');
  });

  test('when nobody can, the client is told so and nobody is asked', async () => {
    const flux = model([]);
    const response = await draw(createFakeEngine({ 'flux-2-pro': flux }), { n: 4 });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      {
        error: {
          code: 'unsupported_parameter',
          message: 'No model of the chain can make that many pictures in one call.',
        },
      },
    ]);
    expect(flux.sent).toEqual([]);
  });

  test('without failover the one model that is asked says that it cannot', async () => {
    const fetch = model([{ b64_json: png }]);
    const engine = createFakeEngine({ 'flux-2-pro': fetch, 'gpt-image-1.5': fetch });
    const headers = { 'content-type': 'application/json', 'x-failover': 'off' };
    const init = { method: 'POST', body: '{"n":2}', headers };
    const request = new Request('http://app.test/v1/images/generations', init);
    expect(await createGateway(engine).handle(request)).toHaveProperty('status', 400);
  });

  test('an owner who declares what a model can do is believed', async () => {
    const flux = model([{ url: 'u' }], { supports: ['several-images'] });
    expect(await draw(createFakeEngine({ 'flux-2-pro': flux }), { n: 4 })).toHaveProperty('status', 200);
    expect(flux.sent).toMatchObject([{ model: 'flux-2-pro' }]);
  });
});

describe('the client gets the format that it expects', () => {
  test('base64 where the model asked for sends base64', async () => {
    const asked: string[] = [];
    const flux = model([{ url: 'https://cdn.test/1.png' }], {
      download(url) {
        // A string: see trap 23.
        asked.push(url as string);
        return Promise.resolve(new Response(new Uint8Array([137, 80, 78, 71])));
      },
    });
    const engine = createFakeEngine({ 'gpt-image-1.5': busy, 'flux-2-pro': flux });
    const response = await draw(engine, { model: 'gpt-image-1.5', prompt: 'x' });
    expect(await response.json()).toEqual({
      created: 7,
      data: [{ b64_json: 'iVBORw==' }],
      usage: { total_tokens: 1 },
    });
    expect(asked).toEqual(['https://cdn.test/1.png']);
  });

  test('an address where an address was asked for', async () => {
    const gpt = model([{ b64_json: png, revised_prompt: 'y' }, { b64_json: '/9j/4A==' }]);
    const response = await draw(createFakeEngine({ 'gpt-image-1.5': gpt }), { response_format: 'url', n: 2 });
    expect(await response.json()).toMatchObject({
      data: [
        { url: `data:image/png;base64,${png}`, revised_prompt: 'y' },
        { url: 'data:image/jpeg;base64,/9j/4A==' },
      ],
    });
    expect(gpt.sent).toEqual([{ model: 'gpt-image-1.5', n: 2 }]);
  });

  test.each([
    'http://169.254.169.254/latest/meta-data',
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://localhost/x',
    'https://db.internal/x',
    'https://intranet/x',
    'http://cdn.test/x',
    'https://user:pass@cdn.test/x',
    'file:///etc/passwd',
    'nonsense',
  ])('an upstream cannot make the gateway read %s', async (url) => {
    const flux = model([{ url }], { download: () => Promise.reject(new Error('was asked')) });
    const engine = createFakeEngine({ 'gpt-image-1.5': busy, 'flux-2-pro': flux });
    expect(await (await draw(engine, { model: 'gpt-image-1.5' })).json()).toMatchObject({ data: [{ url }] });
  });

  test.each([
    ['is gone', (): Promise<Response> => Promise.resolve(new Response('no', { status: 404 }))],
    ['cannot be reached', (): Promise<Response> => Promise.reject(new TypeError('fetch failed'))],
  ])('a picture whose address %s is handed on by its address: it is paid for', async (_name, download) => {
    const flux = model([{ url: 'https://cdn.test/1.png' }], { download });
    const engine = createFakeEngine({ 'gpt-image-1.5': busy, 'flux-2-pro': flux });
    const response = await draw(engine, { model: 'gpt-image-1.5' });
    expect(await response.json()).toMatchObject({ data: [{ url: 'https://cdn.test/1.png' }] });
  });

  test('a client that waits for a stream gets its last event from a model that has none', async () => {
    const gemini = model([{ b64_json: png }]);
    const engine = createFakeEngine({ 'gpt-image-1.5': busy, 'gemini-2.5-flash-image': gemini });
    const response = await draw(engine, { stream: true, partial_images: 2, prompt: 'x' });
    expect(gemini.sent).toEqual([{ model: 'gemini-2.5-flash-image', prompt: 'x' }]);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('x-fallback-removed-params')).toBe('partial_images');
    const event = {
      type: 'image_generation.completed',
      created_at: 7,
      usage: { total_tokens: 1 },
      b64_json: png,
    };
    expect(await response.text()).toBe(
      `event: image_generation.completed\ndata: ${JSON.stringify(event)}\n\n`,
    );
  });

  test('an answer that is no list of pictures is handed on as it came', async () => {
    const engine = createFakeEngine({
      'gpt-image-1.5': { fetch: () => Promise.resolve(new Response('{"data":[1]}')) },
    });
    expect(await (await draw(engine, { response_format: 'url' })).text()).toBe('{"data":[1]}');
  });
});
