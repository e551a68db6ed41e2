import { describe, expect, test, vi } from 'vitest';
import { createFakeEngine, type FakeEngine } from './fake-engine.ts';
import { createGateway } from './gateway.ts';

const encoder = new TextEncoder();
const image = { created: 1, data: [{ b64_json: 'aGVsbG8=' }] };
const overloaded = { error: { message: 'high demand', code: 'upstream_error', status: 503 } };

type Upstream = (url: string, init: RequestInit) => Response | Promise<Response>;

/** A fetch that writes down what it was asked. */
function upstream(answer: Upstream): {
  fetch: typeof globalThis.fetch;
  calls: { url: string; init: RequestInit; body: string }[];
} {
  const calls: { url: string; init: RequestInit; body: string }[] = [];
  const fetch: typeof globalThis.fetch = async (url, init = {}) => {
    // Never a Request: trap 23.
    if (typeof url !== 'string') throw new TypeError('fetch was not given a string');
    calls.push({
      url,
      init,
      body: new TextDecoder().decode(init.body as Uint8Array<ArrayBuffer>),
    });
    return await answer(url, init);
  };
  return { fetch, calls };
}

const busy = (): ReturnType<typeof upstream> => upstream(() => Response.json(overloaded, { status: 503 }));
const healthy = (): ReturnType<typeof upstream> => upstream(() => Response.json(image));

function post(path: string, body: unknown, init: RequestInit = {}): Request {
  return new Request(`http://app.test${path}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
    headers: { 'content-type': 'application/json', ...Object.fromEntries(new Headers(init.headers)) },
  });
}

async function ask(engine: FakeEngine, request: Request): Promise<Response> {
  const response = await createGateway(engine).handle(request);
  if (response === undefined) throw new Error('not our route');
  return response;
}

function stream(...pieces: (string | Error)[]): Response {
  const body = new ReadableStream({
    pull(controller) {
      const piece = pieces.shift();
      if (piece === undefined) controller.close();
      else if (piece instanceof Error) controller.error(piece);
      else controller.enqueue(encoder.encode(piece));
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
}

const role = 'data: {"choices":[{"delta":{"role":"assistant","content":""}}]}\n\n';
const say = (text: string): string =>
  `data: ${JSON.stringify({ choices: [{ delta: { content: text } }] })}\n\n`;
const done = 'data: [DONE]\n\n';

describe('routes', () => {
  test('an unknown route is not answered and its body is not touched', async () => {
    const gateway = createGateway(createFakeEngine({ a: healthy() }));
    const request = post('/v1/embeddings', { model: 'a' });
    expect(await gateway.handle(request)).toBeUndefined();
    expect(request.bodyUsed).toBe(false);
    expect(await gateway.handle(new Request('http://app.test/v1/chat/completions'))).toBeUndefined();
  });

  test('a prefix names a whole path segment', async () => {
    const gateway = createGateway(createFakeEngine({ a: healthy() }));
    const at = (path: string): Promise<Response | undefined> =>
      gateway.handle(post(path, {}), { prefix: '/v1' });
    expect(await at('/v1/images/generations')).toHaveProperty('status', 200);
    expect(await at('/v10/images/generations')).toBeUndefined();
    expect(await at('/images/generations')).toBeUndefined();
  });
});

describe('the walk', () => {
  test('each hop carries its own model, and the answer says who served it', async () => {
    const [first, second] = [busy(), healthy()];
    const engine = createFakeEngine({ a: first, b: { ...second, upstreamModel: 'vendor/b' } });
    const response = await ask(engine, post('/v1/images/generations', '{"prompt":"x", "model" : "a","n":1}'));
    expect(await response.json()).toEqual(image);
    expect(first.calls.map(({ body }) => body)).toEqual(['{"prompt":"x", "model" : "a","n":1}']);
    expect(second.calls.map(({ body }) => body)).toEqual(['{"prompt":"x", "model" : "vendor/b","n":1}']);
    expect(response.headers.get('x-fallback-model')).toBe('b');
    expect(response.headers.get('x-fallback-attempts')).toBe('2');
  });

  test('the model asked for goes first; none and auto leave it to the chain', async () => {
    const served = async (body: unknown): Promise<string | null> => {
      const engine = createFakeEngine({ a: healthy(), b: healthy() });
      return (await ask(engine, post('/v1/images/generations', body))).headers.get('x-served-model');
    };
    expect(await served({ model: 'b' })).toBe('b');
    expect(await served({ model: 'auto' })).toBe('a');
    expect(await served({ prompt: 'x' })).toBe('a');
    expect(await served({ model: null })).toBe('a');
  });

  test('a model that is named auto can be asked for', async () => {
    const engine = createFakeEngine({ a: healthy(), auto: healthy() });
    const response = await ask(engine, post('/v1/images/generations', { model: 'auto' }));
    expect(response.headers.get('x-served-model')).toBe('auto');
  });

  test('a model outside the chain is refused without asking anybody', async () => {
    const head = healthy();
    const response = await ask(createFakeEngine({ a: head }), post('/v1/images/generations', { model: 'z' }));
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'model_not_found', param: 'model' } });
    expect(head.calls).toEqual([]);
  });

  test('adapt changes the body of its own hop alone', async () => {
    const [first, second] = [busy(), healthy()];
    const adapt = (body: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
      ...body,
      size: '2K',
      model: 'no',
    });
    await ask(
      createFakeEngine({ a: first, b: { ...second, adapt } }),
      post('/v1/images/generations', { size: '1024x1024' }),
    );
    expect(JSON.parse(first.calls[0]?.body ?? '')).toEqual({ model: 'a', size: '1024x1024' });
    expect(JSON.parse(second.calls[0]?.body ?? '')).toEqual({ model: 'b', size: '2K' });
  });

  test('a refusal comes back unchanged after one call', async () => {
    const text = '{"error": {"message":"bad size","code":"invalid_size"}}';
    const first = upstream(
      () =>
        new Response(text, {
          status: 400,
          headers: { 'content-type': 'application/json', 'x-request-id': 'r1' },
        }),
    );
    const second = healthy();
    const response = await ask(createFakeEngine({ a: first, b: second }), post('/v1/images/generations', {}));
    expect([response.status, await response.text()]).toEqual([400, text]);
    expect(response.headers.get('x-request-id')).toBe('r1');
    expect(response.headers.get('x-fallback-attempts')).toBe('1');
    expect(second.calls).toEqual([]);
  });

  test('what an upstream says about a key stays here', async () => {
    const error = { message: 'Incorrect API key provided: sk-abc***xyz' };
    const engine = createFakeEngine({
      a: upstream(() => Response.json({ error }, { status: 401, headers: { 'x-account': 'me' } })),
    });
    const response = await ask(engine, post('/v1/images/generations', {}));
    expect(response.status).toBe(401);
    expect(response.headers.get('x-account')).toBeNull();
    expect(await response.text()).not.toContain('sk-abc');
  });

  test('an exhausted chain is a 503 that stops the retries of the SDK', async () => {
    const response = await ask(createFakeEngine({ a: busy() }), post('/v1/images/generations', {}));
    expect(response.status).toBe(503);
    expect(response.headers.get('x-should-retry')).toBe('false');
    expect(await response.json()).toMatchObject({ error: { code: 'chain_exhausted' } });
  });

  test('an error inside a 200 fails over', async () => {
    const engine = createFakeEngine({ a: upstream(() => Response.json(overloaded)), b: healthy() });
    expect((await ask(engine, post('/v1/images/generations', {}))).headers.get('x-served-model')).toBe('b');
  });

  test('a body cut in the middle fails over', async () => {
    const cut = (): Response => {
      const pieces: (string | Error)[] = ['{"data":[{"b64', new TypeError('terminated')];
      const response = stream(...pieces);
      return new Response(response.body, { headers: { 'content-type': 'application/json' } });
    };
    const response = await ask(
      createFakeEngine({ a: upstream(cut), b: healthy() }),
      post('/v1/images/generations', {}),
    );
    expect(await response.json()).toEqual(image);
  });

  test('a client that has gone gets no answer and no further model is asked', async () => {
    const client = new AbortController();
    const second = healthy();
    const first = upstream((_url, { signal }) => {
      client.abort();
      return Promise.reject(signal?.reason as Error);
    });
    const request = post('/v1/images/generations', {}, { signal: client.signal });
    expect(await ask(createFakeEngine({ a: first, b: second }), request)).toHaveProperty('status', 499);
    expect(second.calls).toEqual([]);
  });
});

describe('the request', () => {
  test('the address is the base URL, our suffix and the query', async () => {
    const head = healthy();
    const engine = createFakeEngine({ a: { ...head, baseURL: 'https://up.test/base/v1/?api-version=7' } });
    await ask(engine, post('//evil.test/x/images/generations?q=1&api-version=8', {}));
    expect(head.calls[0]?.url).toBe('https://up.test/base/v1/images/generations?api-version=7&q=1');
  });

  test('only the headers an upstream needs go there, with its own key', async () => {
    const head = healthy();
    const headers = {
      authorization: 'Bearer client',
      cookie: 'session=1',
      connection: 'close, x-stainless-hop',
      'x-stainless-hop': '1',
      'x-stainless-lang': 'js',
      'openai-beta': 'x',
      'openai-organization': 'org-bogus',
      'openai-project': 'proj-bogus',
      'x-goog-user-project': 'bogus',
      'x-forwarded-for': '1.2.3.4',
      'x-fallback-model': 'forged',
      'idempotency-key': 'k',
    };
    const engine = createFakeEngine({ a: { ...head, apiKey: () => Promise.resolve('secret') } });
    await ask(engine, post('/v1/images/generations', {}, { headers }));
    expect(Object.fromEntries(new Headers(head.calls[0]?.init.headers))).toEqual({
      authorization: 'Bearer secret',
      'content-type': 'application/json',
      'idempotency-key': 'k',
      'openai-beta': 'x',
      'x-stainless-lang': 'js',
    });
  });

  test('a target without a key gets none', async () => {
    const [first, second] = [busy(), healthy()];
    await ask(
      createFakeEngine({ a: { ...first, apiKey: 'secret' }, b: second }),
      post('/v1/images/generations', {}),
    );
    expect(new Headers(second.calls[0]?.init.headers).has('authorization')).toBe(false);
  });

  test('a body that declares too much is refused before it is read', async () => {
    const request = post(
      '/v1/images/generations',
      {},
      { headers: { 'content-length': String(65 * 1024 * 1024) } },
    );
    const response = await ask(createFakeEngine({ a: healthy() }), request);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { code: 'body_too_large' } });
  });

  test('a body that is no JSON object is refused', async () => {
    for (const body of ['', 'nonsense', '[1]', '{"model":"a"', '{"model":"a"}}', '{"a":}']) {
      expect(
        await ask(createFakeEngine({ a: healthy() }), post('/v1/images/generations', body)),
      ).toHaveProperty('status', 400);
    }
  });

  test('what says that it is compressed and is not is refused as no JSON', async () => {
    const headers = { 'content-encoding': 'gzip' };
    const response = await ask(
      createFakeEngine({ a: healthy() }),
      post('/v1/images/generations', {}, { headers }),
    );
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { error: { code: 'invalid_json' } },
    ]);
  });

  test('a compressed body is inflated', async () => {
    const head = healthy();
    const body = new Blob(['{"model":"a"}']).stream().pipeThrough(new CompressionStream('gzip'));
    const request = post('/v1/images/generations', '', {
      body: await new Response(body).arrayBuffer(),
      headers: { 'content-encoding': 'gzip' },
    });
    await ask(createFakeEngine({ a: head }), request);
    expect(head.calls[0]?.body).toBe('{"model":"a"}');
  });

  test('a body that only says that it is compressed is refused', async () => {
    const head = healthy();
    for (const encoding of ['gzip', 'deflate']) {
      const request = post('/v1/images/generations', 'nonsense', {
        headers: { 'content-encoding': encoding },
      });
      const response = await ask(createFakeEngine({ a: head }), request);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { code: 'invalid_json' } });
    }
    expect(head.calls).toEqual([]);
  });

  test('a model without an address is a mistake of the owner, said loudly', async () => {
    const engine = createFakeEngine({ a: { ...healthy(), baseURL: undefined } });
    await expect(ask(engine, post('/v1/images/generations', {}))).rejects.toThrow(/has no baseURL/);
  });
});

describe('the answer', () => {
  test.each([302, 307, 999])(
    'a status of %i is no answer: nobody follows it, and the next model is asked',
    async (status) => {
      // No `Response` can be made with 999, but a server may send it.
      const strange = Response.json({ error: { message: 'x', type: 'invalid_request_error' } });
      Object.defineProperty(strange, 'status', { value: status });
      Object.defineProperty(strange, 'ok', { value: false });
      strange.headers.set('location', 'https://evil.test/v1/images/generations');
      const [first, second] = [upstream(() => strange), healthy()];
      const response = await ask(
        createFakeEngine({ a: first, b: second }),
        post('/v1/images/generations', {}),
      );
      expect(response.headers.get('x-served-model')).toBe('b');
      expect(first.calls.map(({ init }) => init.redirect)).toEqual(['manual']);
    },
  );

  test('headers about the hop or the origin stay behind, cookies stay apart', async () => {
    const head = upstream(() => {
      const headers = new Headers({
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        'content-length': '7',
        connection: 'x-secret-hop',
        'x-secret-hop': '1',
        'x-served-model': 'forged',
        'access-control-allow-origin': '*',
        'strict-transport-security': 'max-age=1',
        'x-request-id': 'r1',
      });
      headers.append('set-cookie', 'a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT');
      headers.append('set-cookie', 'b=2');
      return new Response(JSON.stringify(image), { headers });
    });
    const { headers } = await ask(createFakeEngine({ a: head }), post('/v1/images/generations', {}));
    expect(headers.getSetCookie()).toEqual(['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2']);
    expect([...headers.keys()].filter((name) => name !== 'set-cookie')).toEqual([
      'content-length',
      'content-type',
      'x-fallback-attempts',
      'x-request-id',
      'x-served-model',
    ]);
    expect(headers.get('x-served-model')).toBe('a');
    expect(headers.get('content-length')).toBe(String(JSON.stringify(image).length));
  });

  test('a page of another origin may read who answered', async () => {
    const request = post('/v1/images/generations', {}, { headers: { origin: 'https://page.test' } });
    const { headers } = await ask(createFakeEngine({ a: busy(), b: healthy() }), request);
    expect(headers.get('access-control-expose-headers')).toBe(
      'X-Served-Model, X-Fallback-Model, X-Fallback-Reason, X-Fallback-Attempts',
    );
    const again = post('/v1/images/generations', {}, { headers: { origin: 'https://page.test' } });
    const exhausted = await ask(createFakeEngine({ a: busy() }), again);
    expect(exhausted.headers.get('access-control-expose-headers')).toBe('X-Fallback-Attempts, Retry-After');
  });
});

describe('two answers at once', () => {
  test('a stream that lost a race is closed, before and after the winner', async () => {
    const cancelled: string[] = [];
    const endless = (name: string): ReturnType<typeof upstream> =>
      upstream(
        () =>
          new Response(
            new ReadableStream({
              pull: (controller) => controller.enqueue(encoder.encode(say(name))),
              cancel: () => void cancelled.push(name),
            }),
            { headers: { 'content-type': 'text/event-stream' } },
          ),
      );
    const engine = createFakeEngine({
      early: endless('early'),
      winner: endless('winner'),
      late: endless('late'),
    });
    let late: Promise<unknown> = Promise.resolve();
    const racing: FakeEngine = {
      ...engine,
      async runDetailed(call, options) {
        const ask = {
          number: 1,
          signal: new AbortController().signal,
          deadlineAt: 0,
          purpose: 'probe',
        } as const;
        await call('early', { ...ask, model: 'early' });
        const outcome = await engine.runDetailed(call, { ...options, models: ['winner'] });
        late = new Promise((resolve) => setImmediate(resolve)).then(() =>
          call('late', { ...ask, model: 'late' }),
        );
        return outcome;
      },
    };
    const response = await ask(racing, post('/v1/chat/completions', { stream: true }));
    await late;
    expect(cancelled).toEqual(['early', 'late']);
    expect(response.headers.get('x-served-model')).toBe('winner');
    await response.body?.cancel();
  });
});

describe('streams', () => {
  const chat = (engine: FakeEngine, init: RequestInit = {}): Promise<Response> =>
    ask(engine, post('/v1/chat/completions', { stream: true }, init));

  test('a whole stream passes byte for byte, past every buffer on the way', async () => {
    const text = [': ping\n\n', role, say('hel'), say('lo'), done].join('');
    const engine = createFakeEngine({ a: upstream(() => stream(...(text.match(/[^]{1,7}/g) ?? []))) });
    const response = await chat(engine);
    expect(await response.text()).toBe(text);
    expect(response.headers.get('cache-control')).toBe('no-cache, no-transform');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(engine.broken).toEqual([]);
  });

  test.each([
    ['an error event', [role, 'data: {"error":{"message":"high demand"}}\n\n']],
    ['a cut', [role, new TypeError('terminated')]],
    ['an end without content', [role, done]],
    ['an end without anything', []],
  ])('%s before the first content fails over and leaves no trace', async (_name, pieces) => {
    const engine = createFakeEngine({
      a: upstream(() => stream(...pieces)),
      b: upstream(() => stream(say('hi'), done)),
    });
    const response = await chat(engine);
    expect(response.headers.get('x-fallback-model')).toBe('b');
    expect(await response.text()).toBe(say('hi') + done);
  });

  test.each([
    ['a cut', [say('hel'), 'data: {"choi', new TypeError('terminated')]],
    ['an end without the last event', [say('hel')]],
  ])('%s after content ends in an error event and counts against the model', async (_name, pieces) => {
    const engine = createFakeEngine({ a: upstream(() => stream(...pieces)), b: healthy() });
    const text = await (await chat(engine)).text();
    expect(text.startsWith(say('hel'))).toBe(true);
    const rest = text.slice(say('hel').length);
    expect(JSON.parse(rest.replace(/^data: /, ''))).toMatchObject({ error: { code: 'upstream_error' } });
    expect(engine.broken).toMatchObject([{ model: 'a', evidence: { phase: 'mid-stream', status: 200 } }]);
  });

  test('a last event whose blank line was forgotten still ends the stream', async () => {
    const engine = createFakeEngine({ a: upstream(() => stream(say('hi'), 'data: [DONE]\n')) });
    expect(await (await chat(engine)).text()).toBe(`${say('hi')}data: [DONE]\n\n\n`);
    const completed = 'data: {"type":"image_generation.completed","b64_json":"x"}';
    const drawn = createFakeEngine({ a: upstream(() => stream(completed)) });
    expect(await (await ask(drawn, post('/v1/images/generations', {}))).text()).toBe(`${completed}\n\n`);
    expect([...engine.broken, ...drawn.broken]).toEqual([]);
  });

  const finish = (index = 0): string =>
    `data: ${JSON.stringify({ choices: [{ index, delta: {}, finish_reason: 'stop' }] })}\n\n`;
  const ofChoice = (index: number): string =>
    `data: ${JSON.stringify({ choices: [{ index, delta: { content: 'x' } }] })}\n\n`;

  test.each([
    ['ends with its finish_reason', [say('hi'), finish()]],
    [
      'ends with its finish_reason and the usage',
      [say('hi'), finish(), 'data: {"choices":[],"usage":{}}\n\n'],
    ],
    ['is cut behind its finish_reason', [say('hi'), finish(), new TypeError('terminated')]],
    ['has several answers and all are finished', [ofChoice(0), ofChoice(1), finish(1), finish(0)]],
    ['has carriage returns alone', [(say('hi') + done).replaceAll('\n', '\r')]],
  ])('a stream that %s is whole', async (_name, pieces) => {
    const engine = createFakeEngine({ a: upstream(() => stream(...pieces)) });
    const text = await (await chat(engine)).text();
    expect(text).toBe(pieces.filter((piece) => typeof piece === 'string').join(''));
    expect(engine.broken).toEqual([]);
  });

  test.each([finish().trimEnd(), 'data: [DONE]\n', 'data: [DONE]'])(
    'a last event %j without a blank line ends the stream and is handed on',
    async (last) => {
      const engine = createFakeEngine({ a: upstream(() => stream(say('hi'), last)) });
      expect(await (await chat(engine)).text()).toBe(`${say('hi')}${last}\n\n`);
      expect(engine.broken).toEqual([]);
    },
  );

  test.each([
    ['one answer of several is finished', [ofChoice(0), ofChoice(1), finish(1)]],
    ['half a picture is there', [say('hi'), `data: {"type":"x.completed","b64_json":"${'A'.repeat(70_000)}`]],
  ])('a stream that ends when %s is broken', async (_name, pieces) => {
    const engine = createFakeEngine({ a: upstream(() => stream(...pieces)) });
    expect(await (await chat(engine)).text()).toContain('upstream_error');
    expect(engine.broken).toHaveLength(1);
  });

  test('half a picture never ends a stream of pictures', async () => {
    const half = `data: {"type":"image_generation.completed","b64_json":"${'A'.repeat(70_000)}`;
    const engine = createFakeEngine({ a: upstream(() => stream(half)), b: healthy() });
    const response = await ask(engine, post('/v1/images/generations', { stream: true }));
    expect(response.headers.get('x-served-model')).toBe('b');
  });

  test('a plain JSON error that calls itself an event stream is an error', async () => {
    const engine = createFakeEngine({
      a: upstream(() => stream(JSON.stringify(overloaded))),
      b: upstream(() => stream(say('hi'), done)),
    });
    expect((await chat(engine)).headers.get('x-fallback-model')).toBe('b');
  });

  test('an error event in the middle is the last that is handed on', async () => {
    const error = 'data: {"error":{"message":"oops"}}\n\n';
    const engine = createFakeEngine({ a: upstream(() => stream(say('x') + error + done)) });
    expect(await (await chat(engine)).text()).toBe(say('x') + error);
    expect(engine.broken).toHaveLength(1);
  });

  test('a client that goes cancels the upstream and does not count against the model', async () => {
    const cancel = vi.fn<(reason: unknown) => void>();
    const endless = (): Response =>
      new Response(
        new ReadableStream({ pull: (controller) => controller.enqueue(encoder.encode(say('x'))), cancel }),
        { headers: { 'content-type': 'text/event-stream' } },
      );
    const client = new AbortController();
    const engine = createFakeEngine({ a: upstream(endless) });
    const response = await chat(engine, { signal: client.signal });
    const reader = response.body?.getReader();
    await reader?.read();
    client.abort(new Error('gone'));
    await expect(reader?.read()).rejects.toThrow('gone');
    await (await chat(engine)).body?.cancel();
    expect(cancel).toHaveBeenCalledTimes(2);
    expect(engine.broken).toEqual([]);
  });

  test('images end with their completed event', async () => {
    const partial =
      'event: image_generation.partial_image\ndata: {"type":"image_generation.partial_image","b64_json":"x"}\n\n';
    const completed =
      'event: image_generation.completed\ndata: {"type":"image_generation.completed","b64_json":"x"}\n\n';
    const engine = createFakeEngine({ a: upstream(() => stream(partial, completed)) });
    const ok = await ask(engine, post('/v1/images/generations', { stream: true }));
    expect(await ok.text()).toBe(partial + completed);
    const cut = createFakeEngine({ a: upstream(() => stream(partial)) });
    expect(await (await ask(cut, post('/v1/images/generations', {}))).text()).toContain('upstream_error');
  });
});

describe('fetch', () => {
  const sdk = (engine: FakeEngine, body: unknown, init: RequestInit = {}): Promise<Response> =>
    createGateway(engine).fetch('https://sdk.test/v1/images/generations', {
      method: 'POST',
      body: JSON.stringify(body),
      ...init,
      headers: { authorization: 'Bearer sdk', 'x-team': 'red', 'content-type': 'application/json' },
    });

  test('fails over, and the SDK’s own address and credentials serve a chain without any', async () => {
    const [first, second] = [busy(), healthy()];
    const engine = createFakeEngine({
      a: { ...first, baseURL: undefined },
      b: { ...second, baseURL: 'https://other.test/v1' },
    });
    const response = await sdk(engine, { model: 'a' });
    expect(response.headers.get('x-fallback-model')).toBe('b');
    expect(first.calls[0]?.url).toBe('https://sdk.test/v1/images/generations');
    expect(Object.fromEntries(new Headers(first.calls[0]?.init.headers))).toEqual({
      authorization: 'Bearer sdk',
      'content-type': 'application/json',
      'x-team': 'red',
    });
    expect(second.calls[0]?.url).toBe('https://other.test/v1/images/generations');
    expect(Object.fromEntries(new Headers(second.calls[0]?.init.headers))).toEqual({
      'content-type': 'application/json',
    });
  });

  test('a target’s own key replaces the SDK’s', async () => {
    const head = healthy();
    await sdk(createFakeEngine({ a: { ...head, baseURL: undefined, apiKey: 'own' } }), { model: 'a' });
    expect(new Headers(head.calls[0]?.init.headers).get('authorization')).toBe('Bearer own');
  });

  test('an unknown model or route goes to the head untouched', async () => {
    const head = healthy();
    const { fetch } = createGateway(createFakeEngine({ a: head, b: healthy() }));
    const init = { method: 'POST', body: encoder.encode('{"model":"z"}') };
    await fetch('https://sdk.test/v1/images/generations', init);
    await fetch('https://sdk.test/v1/embeddings', init);
    expect(head.calls.map((call) => call.init)).toEqual([init, init]);
    expect(head.calls[0]?.init).toBe(init);
  });

  test('takes a Request and a URL too', async () => {
    const head = healthy();
    const { fetch } = createGateway(createFakeEngine({ a: busy(), b: head }));
    const init = { method: 'POST', body: '{"model":"a"}' };
    await fetch(new Request('https://sdk.test/v1/images/generations', init));
    await fetch(new URL('https://sdk.test/v1/images/generations'), init);
    expect(head.calls.map(({ body }) => body)).toEqual(['{"model":"b"}', '{"model":"b"}']);
  });

  test('an exhausted chain is an answer, an abort is a rejection', async () => {
    expect(await sdk(createFakeEngine({ a: busy() }), { model: 'a' })).toHaveProperty('status', 503);
    const signal = AbortSignal.abort(new Error('mine'));
    const engine = createFakeEngine({
      a: upstream((_url, init) => Promise.reject(init.signal?.reason as Error)),
    });
    await expect(sdk(engine, { model: 'a' }, { signal })).rejects.toThrow('mine');
  });
});
