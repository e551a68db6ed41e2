import { describe, expect, test } from 'vitest';
import { createFailover } from '../failover/create-failover.ts';
import { createFakeEngine, type FakeEngine } from './fake-engine.ts';
import { createGateway } from './gateway.ts';
import type { GatewayOptions } from './gateway-options.ts';

interface Seen {
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

interface Asked extends GatewayOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | FormData;
}

/** A fetch that writes down what it was asked. */
function upstream(answer: () => Response): { fetch: typeof globalThis.fetch; calls: Seen[] } {
  const calls: Seen[] = [];
  return {
    calls,
    async fetch(url, init = {}) {
      const body = new TextDecoder().decode(init.body as Uint8Array<ArrayBuffer>);
      // The gateway gives a string: trap 23.
      calls.push({ url: url as string, headers: new Headers(init.headers), body });
      return await Promise.resolve(answer());
    },
  };
}

const image = { created: 1, data: [{ b64_json: 'aGVsbG8=' }] };
const busy = (): ReturnType<typeof upstream> =>
  upstream(() => Response.json({ error: { message: 'high demand' } }, { status: 503 }));
const healthy = (body: unknown = image): ReturnType<typeof upstream> => upstream(() => Response.json(body));

async function ask(
  engine: FakeEngine,
  path: string,
  { body, headers = {}, method = 'POST', ...options }: Asked = {},
): Promise<Response> {
  const isForm = body instanceof FormData;
  const request = new Request(`http://app.test${path}`, {
    method,
    body: method === 'POST' ? (body ?? '{}') : null,
    headers: isForm ? headers : { 'content-type': 'application/json', ...headers },
  });
  const response = await createGateway(engine).handle(request, options);
  if (response === undefined) throw new Error('not our route');
  return response;
}

describe('forms', () => {
  const form = (model?: string): FormData => {
    const made = new FormData();
    if (model !== undefined) made.append('model', model);
    made.append('prompt', 'a hat');
    made.append('image', new Blob([new Uint8Array([0, 255, 13, 10, 45, 45])]), 'a.png');
    return made;
  };

  test.each(['/v1/images/edits', '/v1/images/variations'])(
    '%s: each hop carries its own model',
    async (path) => {
      const [first, second] = [busy(), healthy()];
      const response = await ask(createFakeEngine({ a: first, b: second }), path, { body: form('a') });
      expect(response.headers.get('x-served-model')).toBe('b');
      for (const [calls, model] of [
        [first.calls, 'a'],
        [second.calls, 'b'],
      ] as const) {
        const [seen] = calls;
        expect(seen?.url).toBe(`https://upstream.test${path}`);
        expect(seen?.headers.get('content-type')).toMatch(/^multipart\/form-data; boundary=/);
        expect(seen?.body).toContain(`name="model"\r\n\r\n${model}\r\n`);
      }
    },
  );

  test('a form without a model gets one, JSON edits pass too, and a broken form is refused', async () => {
    const head = healthy();
    await ask(createFakeEngine({ a: head }), '/v1/images/edits', { body: form() });
    expect(head.calls[0]?.body).toContain('name="model"\r\n\r\na\r\n');
    await ask(createFakeEngine({ a: head }), '/v1/images/edits', {
      body: '{"image":"https://x.test/1.png"}',
    });
    expect(JSON.parse(head.calls[1]?.body ?? '')).toEqual({ model: 'a', image: 'https://x.test/1.png' });
    const broken = await ask(createFakeEngine({ a: head }), '/v1/images/edits', {
      body: 'nonsense',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    });
    expect([broken.status, await broken.json()]).toMatchObject([400, { error: { code: 'invalid_json' } }]);
    expect(
      await ask(createFakeEngine({ a: head }), '/v1/chat/completions', { body: form('a') }),
    ).toHaveProperty('status', 400);
  });

  test('adapt sees the fields of a form and changes them', async () => {
    const head = healthy();
    const adapt = ({ prompt, ...rest }: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
      ...rest,
      text: prompt,
      strength: 1,
    });
    const response = await ask(createFakeEngine({ a: { ...head, adapt } }), '/v1/images/edits', {
      body: form('a'),
    });
    expect(head.calls[0]?.body).toContain('name="text"\r\n\r\na hat\r\n');
    expect(head.calls[0]?.body).toContain('name="strength"\r\n\r\n1\r\n');
    expect(head.calls[0]?.body).not.toContain('name="prompt"');
    expect(response.headers.get('x-fallback-removed-params')).toBe('prompt');
  });
});

test.each(['application/x-www-form-urlencoded', 'text/plain', 'application/json; charset=utf-16'])(
  'JSON that calls itself %s goes on as JSON: read as that, it could name another model',
  async (type) => {
    const head = healthy();
    const body = '{"x":"&model=dearest&","model":"a"}';
    await ask(createFakeEngine({ a: head }), '/v1/images/generations', {
      body,
      headers: { 'content-type': type },
    });
    expect(head.calls.map(({ headers }) => headers.get('content-type'))).toEqual(['application/json']);
  },
);

test('a model in the query goes nowhere, the rest of the query does', async () => {
  const head = healthy();
  await ask(createFakeEngine({ a: head }), '/v1/images/generations?model=dearest&Model=dearest&beta=1');
  expect(head.calls.map(({ url }) => url)).toEqual(['https://upstream.test/v1/images/generations?beta=1']);
});

test('whose account pays, and how an upstream wants to be asked, is not told to clients', async () => {
  const own = { 'openai-organization': 'acme', 'openai-project': 'p', 'www-authenticate': 'Bearer' };
  const head = upstream(() => Response.json(image, { headers: { ...own, 'openai-version': '1' } }));
  const { headers } = await ask(createFakeEngine({ a: head }), '/v1/images/generations');
  expect(Object.keys(own).filter((name) => headers.has(name))).toEqual([]);
  expect(headers.get('openai-version')).toBe('1');
});

test('what would command the server in front, or the origin, stays behind', async () => {
  const commands = {
    'x-accel-redirect': '/etc/passwd',
    'x-accel-expires': '3600',
    'x-sendfile': '/etc/passwd',
    'x-lighttpd-send-file': '/etc/passwd',
    'x-litespeed-location': '/etc/passwd',
    'x-reproxy-url': 'http://169.254.169.254/',
    'content-security-policy-report-only': 'report-uri https://evil.test',
    'permissions-policy': 'camera=*',
    'cross-origin-opener-policy': 'unsafe-none',
    'service-worker-allowed': '/',
    'accept-ch': 'ua-model',
  };
  const head = upstream(() => Response.json(image, { headers: { ...commands, 'x-request-id': 'r' } }));
  const { headers } = await ask(createFakeEngine({ a: head }), '/v1/images/generations');
  expect(Object.keys(commands).filter((name) => headers.has(name))).toEqual([]);
  expect(headers.get('x-request-id')).toBe('r');
});

describe('Gemini’s own calls', () => {
  const path = '/v1beta/models/gemini-3-pro:generateContent';
  const gemini = { candidates: [{ content: { parts: [{ text: 'hi' }] }, finishReason: 'STOP' }] };

  test('the path is rewritten for each hop, the body is not touched', async () => {
    const [first, second, other] = [busy(), healthy(gemini), healthy()];
    const engine = createFakeEngine({ 'gemini-3-pro': first, other, 'gemini-2.5-flash': second });
    const body = '{ "contents":[] }';
    const response = await ask(engine, `${path}?key=client&alt=sse`, { body });
    expect(await response.json()).toEqual(gemini);
    expect(response.headers.get('x-fallback-model')).toBe('gemini-2.5-flash');
    expect([...first.calls, ...second.calls].map(({ url }) => url)).toEqual([
      'https://upstream.test/v1beta/models/gemini-3-pro:generateContent?alt=sse',
      'https://upstream.test/v1beta/models/gemini-2.5-flash:generateContent?alt=sse',
    ]);
    expect(second.calls[0]?.body).toBe(body);
    expect(other.calls).toEqual([]);
  });

  test('a model in the body, beside the one in the path, goes nowhere', async () => {
    const head = healthy(gemini);
    const body = '{"contents":[],"model":"models/dearest"}';
    await ask(createFakeEngine({ 'gemini-3-pro': head }), path, { body });
    expect(head.calls[0]?.body).toBe('{"contents":[]}');
  });

  test('the key goes where Google wants it, and relays get both', async () => {
    const head = healthy(gemini);
    const keys = async (baseURL: string): Promise<(string | null)[]> => {
      await ask(createFakeEngine({ 'gemini-3-pro': { ...head, baseURL, apiKey: 'k' } }), path);
      const seen = head.calls.at(-1)?.headers;
      return [seen?.get('x-goog-api-key') ?? null, seen?.get('authorization') ?? null];
    };
    expect(await keys('https://generativelanguage.googleapis.com/v1beta')).toEqual(['k', null]);
    expect(await keys('https://relay.test/v1')).toEqual(['k', 'Bearer k']);
  });

  test('errors have Google’s shape', async () => {
    const engine = createFakeEngine({ 'gemini-3-pro': busy() });
    const exhausted = await ask(engine, path);
    expect(exhausted.headers.get('x-should-retry')).toBe('false');
    expect([exhausted.status, await exhausted.json()]).toMatchObject([
      503,
      { error: { code: 503, status: 'UNAVAILABLE', details: [{ reason: 'CHAIN_EXHAUSTED' }] } },
    ]);
    const unknown = await ask(engine, '/v1beta/models/nobody:streamGenerateContent');
    expect([unknown.status, await unknown.json()]).toMatchObject([
      404,
      { error: { code: 404, status: 'NOT_FOUND' } },
    ]);
    const denied = await ask(engine, path, { authorize: () => false });
    expect([denied.status, await denied.json()]).toMatchObject([
      401,
      { error: { status: 'UNAUTHENTICATED' } },
    ]);
  });

  test('a chain without a model that speaks it says so instead of asking', async () => {
    const head = healthy();
    const response = await ask(createFakeEngine({ a: head }), '/v1beta/models/a:generateContent');
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { error: { message: "No model of the chain can answer Gemini's own calls." } },
    ]);
    expect(head.calls).toEqual([]);
    const declared = createFakeEngine({ a: { ...head, supports: ['gemini-native'] } });
    expect(await ask(declared, '/v1beta/models/a:generateContent')).toHaveProperty('status', 200);
  });

  test('a name from the path stays one segment', async () => {
    const head = healthy(gemini);
    const engine = createFakeEngine({
      x: { ...head, upstreamModel: '../../admin?a=', supports: ['gemini-native'] },
    });
    await ask(engine, '/v1beta/models/x:generateContent');
    expect(head.calls[0]?.url).toBe(
      'https://upstream.test/v1beta/models/..%2F..%2Fadmin%3Fa%3D:generateContent',
    );
    const gateway = createGateway(engine);
    const bad = new Request('http://app.test/v1beta/models/%E0%A4%A:generateContent', {
      method: 'POST',
      body: '{}',
    });
    expect(await gateway.handle(bad)).toBeUndefined();
  });
});

describe('the list of models', () => {
  test('is the chain under its public names, without a call', async () => {
    const head = healthy();
    const engine = createFakeEngine({ a: head, b: { ...head, publicName: 'best', vendor: 'acme' } });
    expect(await (await ask(engine, '/v1/models', { method: 'GET' })).json()).toEqual({
      object: 'list',
      data: [
        { id: 'a', object: 'model', created: 0, owned_by: 'failsoft' },
        { id: 'best', object: 'model', created: 0, owned_by: 'acme' },
      ],
    });
    const headless = await ask(engine, '/v1/models', { method: 'HEAD' });
    expect([headless.status, await headless.text()]).toEqual([200, '']);
    expect(head.calls).toEqual([]);
  });

  test('an app’s own list of models stays its own', async () => {
    const gateway = createGateway(createFakeEngine({ a: healthy() }));
    const at = async (path: string, prefix?: string): Promise<boolean> =>
      (await gateway.handle(
        new Request(`http://app.test${path}`),
        prefix === undefined ? {} : { prefix },
      )) !== undefined;
    expect(await at('/admin/models')).toBe(false);
    expect(await at('/v1/models/x')).toBe(false);
    expect(await at('/models')).toBe(true);
    expect(await at('/api/ai/v1/models')).toBe(true);
    expect(await at('/ai/models', '/ai')).toBe(true);
    expect(await at('/v1beta/openai/models')).toBe(true);
  });
});

test.each([
  ['/v1/responses', '', true],
  ['/api/ai/v1/responses/', '', true],
  ['/v1beta/openai/responses', '', true],
  ['/responses', '', true],
  ['/ai/responses', '/ai', true],
  ['/api/v1/responses', '/api', true],
  ['/v1/surveys/5/responses', '', false],
  ['/v1/surveys/5/responses', '/v1', false],
  ['/surveys/5/responses', '', false],
  ['/form-responses', '', false],
])(
  'of an app’s own responses none is answered by the gateway: %s below "%s" is ours: %s',
  async (path, prefix, ours) => {
    const head = healthy();
    const gateway = createGateway(createFakeEngine({ a: head }));
    const request = new Request(`http://app.test${path}`, { method: 'POST', body: '{"model":"a"}' });
    expect((await gateway.handle(request, { prefix })) !== undefined).toBe(ours);
    expect(head.calls.length).toBe(ours ? 1 : 0);
    expect(request.bodyUsed).toBe(ours);
  },
);

describe('what a client may ask for by header', () => {
  const models = (
    headers: Record<string, string>,
    body: unknown = { model: 'a' },
  ): Promise<[number, string | null, string[]]> => {
    const [a, b, c] = [busy(), healthy(), healthy()];
    const engine = createFakeEngine({ a, b, c: { ...c, publicName: '最好' } });
    return ask(engine, '/v1/chat/completions', { body: JSON.stringify(body), headers }).then((response) => [
      response.status,
      response.headers.get('x-served-model'),
      [a, b, c].flatMap(({ calls }) =>
        calls.flatMap(({ headers: sent }) => [...sent.keys()].filter((name) => name.startsWith('x-fa'))),
      ),
    ]);
  };

  test('X-Failover: off asks one model; what is neither on nor off is refused', async () => {
    expect(await models({ 'x-failover': 'off' })).toEqual([503, null, []]);
    expect(await models({ 'x-failover': 'On' })).toEqual([200, 'b', []]);
    expect(await models({ 'x-failover': 'maybe' })).toEqual([400, null, []]);
  });

  test('X-Fallback-Models narrows the chain, in its own order, by public names too', async () => {
    expect(await models({ 'x-fallback-models': 'c, b' })).toEqual([200, 'c', []]);
    expect(await models({ 'x-fallback-models': '%E6%9C%80%E5%A5%BD' })).toEqual([200, 'c', []]);
    expect(await models({ 'x-fallback-models': '' })).toEqual([503, null, []]);
    expect(await models({ 'x-fallback-models': 'b, stranger' })).toEqual([400, null, []]);
  });
});

describe('a model outside the chain', () => {
  test('is passed through untouched when the owner says so', async () => {
    const head = healthy();
    const body = '{ "model" : "dall-e-2" }';
    const options = { body, unknownModel: 'pass' } as const;
    const response = await ask(
      createFakeEngine({ a: { ...head, apiKey: 'k' } }),
      '/v1/images/generations',
      options,
    );
    expect([response.status, await response.json()]).toEqual([200, image]);
    expect(head.calls).toMatchObject([{ body, url: 'https://upstream.test/v1/images/generations' }]);
    expect(response.headers.has('x-served-model')).toBe(false);
    const dead = await ask(createFakeEngine({ a: busy(), b: healthy() }), '/v1/images/generations', options);
    expect(dead.status).toBe(503);
    const gone = createFakeEngine({ a: upstream(() => Response.error()) });
    expect((await ask(gone, '/v1/images/generations', options)).status).toBeGreaterThanOrEqual(500);
  });
});

describe('who may come in', () => {
  test('nobody is asked for a stranger, and the owner’s own answer is the answer', async () => {
    const head = healthy();
    const engine = createFakeEngine({ a: { ...head, apiKey: 'k' } });
    const denied = await ask(engine, '/v1/chat/completions', { authorize: () => Promise.resolve(false) });
    expect([denied.status, await denied.json()]).toMatchObject([401, { error: { code: 'unauthorized' } }]);
    const own = await ask(engine, '/v1/models', {
      method: 'GET',
      authorize: () => new Response('pay', { status: 402 }),
    });
    expect([own.status, await own.text()]).toEqual([402, 'pay']);
    const broken = { authorize: () => Promise.reject(new Error('database')) };
    await expect(ask(engine, '/v1/chat/completions', broken)).rejects.toThrow('database');
    expect(head.calls).toEqual([]);
    const allowed = {
      authorize: (request: Request) => request.headers.get('x-token') === '1',
      headers: { 'x-token': '1' },
    };
    expect(await ask(engine, '/v1/chat/completions', allowed)).toHaveProperty('status', 200);
    expect(engine.warnings).toEqual([]);
  });

  test('an open gateway with a key warns once, one without a key or with a guard never', async () => {
    const engine = createFakeEngine({ a: { ...healthy(), apiKey: 'k' } });
    const gateway = createGateway(engine);
    const request = (): Request => new Request('http://app.test/v1/models');
    await gateway.handle(request(), { authorize: () => true });
    await gateway.handle(request());
    await gateway.handle(request());
    expect(engine.warnings).toHaveLength(1);
    expect(engine.warnings[0]).toContain('docs/errors/open_gateway.md');
    expect(engine.warnings[0]).not.toContain('"k"');
    const keyless = createFakeEngine({ a: healthy() });
    await createGateway(keyless).handle(request());
    expect(keyless.warnings).toEqual([]);
  });

  test('credentials pass through to the primary’s origin alone, and never over a model’s own key', async () => {
    const [a, b, c] = [busy(), busy(), healthy()];
    const engine = createFakeEngine({
      a,
      b: { ...b, apiKey: 'own' },
      c: { ...c, baseURL: 'https://other.test/v1' },
    });
    const account = { 'openai-organization': 'org', 'openai-project': 'proj', 'x-goog-user-project': 'goog' };
    const client = { authorization: 'Bearer client', cookie: 's=1', ...account };
    const headers = { ...client, 'x-request-id': 'r', 'x-else': '1' };
    await ask(engine, '/v1/chat/completions', {
      headers,
      credentials: 'passthrough',
      forwardHeaders: ['X-Request-Id'],
    });
    const seen = [a, b, c].map(({ calls }) => Object.fromEntries(calls[0]?.headers ?? []));
    expect(seen).toEqual([
      { ...client, 'content-type': 'application/json', 'x-request-id': 'r' },
      { 'content-type': 'application/json', authorization: 'Bearer own', 'x-request-id': 'r' },
      { 'content-type': 'application/json', 'x-request-id': 'r' },
    ]);
  });
});

test.each([
  [{ credentials: 'all' }, 'credentials is "all", but must be "replace" or "passthrough".'],
  [{ unknownModel: 'ignore' }, 'unknownModel is "ignore", but must be "refuse" or "pass".'],
  [{ authorize: 'me' }, 'authorize is "me", but must be a function of the request.'],
  [{ forwardHeaders: 'x-a' }, 'forwardHeaders is "x-a", but must be a list such as ["x-request-id"].'],
  [{ prefix: 'v1' }, 'prefix is "v1", but must be a path such as "/v1".'],
  [{ maxBodyBytes: 0 }, 'maxBodyBytes is 0'],
  [{ forwardHeaders: ['Authorization'] }, "credentials: 'passthrough'"],
  [{ perfix: '/v1' }, 'gateway has no option "perfix".'],
])('options %j are refused with what to write instead', async (options, message) => {
  // What JavaScript lets through.
  await expect(
    ask(createFakeEngine({ a: healthy() }), '/v1/models', { ...(options as GatewayOptions) }),
  ).rejects.toThrow(message);
});

test('a chain that was closed answers 503 and never throws', async () => {
  const models = createFailover({ models: ['a'], baseURL: 'https://up.test/v1', fetch: healthy().fetch });
  await models.close();
  const init = { method: 'POST', body: '{"model":"a"}' };
  const url = 'https://app.test/v1/chat/completions';
  for (const response of [await models.handle(new Request(url, init)), await models.fetch(url, init)]) {
    expect(response?.status).toBe(503);
    expect(await response?.json()).toMatchObject({ error: { code: 'closed', type: 'failover_error' } });
  }
});

test('a body above the owner’s own bound is refused', async () => {
  const response = await ask(createFakeEngine({ a: healthy() }), '/v1/chat/completions', {
    body: JSON.stringify({ x: 'y'.repeat(200) }),
    maxBodyBytes: 100,
  });
  expect([response.status, await response.json()]).toMatchObject([
    413,
    { error: { code: 'body_too_large' } },
  ]);
});
