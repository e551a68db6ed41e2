import { APIError } from 'openai';
import { describe, expect, test, vi } from 'vitest';
import { setStage, type StartApp } from './app.ts';
import { patience } from './patience.ts';
import { badRequest, cutBody, gzippedImage, image, json, overloaded, silent } from './upstream.ts';

const images = '/v1/images/generations';
const prompt = { model: 'primary', prompt: 'a poster' };

/** What an OpenAI client sees of the gateway when it asks for whole answers. */
export function gatewaySentences(start: StartApp): void {
  describe('gateway', () => {
    test('a healthy primary answers, and no fallback is named', async () => {
      const { openai, upstream } = await setStage(start, { primary: image, backup: image });
      const { data, response } = await openai.images.generate(prompt).withResponse();
      expect(atob(data.data?.[0]?.b64_json ?? '')).toBe('primary');
      expect(response.headers.get('x-served-model')).toBe('primary');
      expect(response.headers.get('x-fallback-attempts')).toBe('1');
      expect(response.headers.has('x-fallback-model')).toBe(false);
      expect(upstream.hits[0]?.url).toBe('/v1/images/generations');
      expect(upstream.hits[0]?.headers.authorization).toBe('Bearer secret');
    });

    test('an overloaded primary is answered for by the backup, and the headers say so [4]', async () => {
      const { openai, upstream } = await setStage(start, { primary: overloaded, backup: image });
      const { data, response } = await openai.images.generate(prompt).withResponse();
      expect(atob(data.data?.[0]?.b64_json ?? '')).toBe('backup');
      expect(response.headers.get('x-served-model')).toBe('backup');
      expect(response.headers.get('x-fallback-model')).toBe('backup');
      expect(response.headers.get('x-fallback-reason')).toBe('overloaded');
      expect(response.headers.get('x-fallback-attempts')).toBe('2');
      expect(upstream.models()).toEqual(['primary', 'backup']);
    });

    test('a 400 comes back as that 400 after one call, and twenty of them leave the breaker closed', async () => {
      const { openai, upstream, models } = await setStage(start, { primary: badRequest, backup: image });
      const ask = (): Promise<unknown> => openai.images.generate(prompt).catch((error: unknown) => error);
      expect(await ask()).toMatchObject({ status: 400, code: 'invalid_value', param: 'prompt' });
      expect(upstream.models()).toEqual(['primary']);
      for (let asked = 1; asked < 20; asked++) await ask();
      expect(upstream.models()).toEqual(Array<string>(20).fill('primary'));
      expect(models.status().models[0]).toMatchObject({ model: 'primary', breaker: 'closed' });
    });

    test('an exhausted chain is a 503 that the SDK does not retry [26]', async () => {
      const { openai, upstream, post } = await setStage(start, { primary: overloaded, backup: overloaded });
      const error: unknown = await openai.images.generate(prompt).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(APIError);
      expect(error).toMatchObject({ status: 503, code: 'chain_exhausted' });
      const asked = upstream.hits.length;
      expect(upstream.models().slice(0, 2)).toEqual(['primary', 'backup']);
      const response = await post(images, prompt);
      expect(response.headers.get('x-should-retry')).toBe('false');
      expect(response.headers.has('x-fallback-attempts')).toBe(true);
      expect(asked).toBeLessThanOrEqual(3);
    });

    test('a client that goes takes the upstream call with it, and no further model is asked [5]', async () => {
      const { post, upstream } = await setStage(start, { primary: silent, backup: image });
      const client = new AbortController();
      post(images, prompt, { signal: client.signal }).catch(() => undefined);
      await vi.waitFor(() => expect(upstream.hits).toHaveLength(1), patience);
      client.abort();
      await vi.waitFor(() => expect(upstream.hits[0]?.aborted).toBe(true), patience);
      expect(upstream.models()).toEqual(['primary']);
    });

    test('a body that a parser has read reaches the upstream whole [1a]', async () => {
      const { post, upstream } = await setStage(
        start,
        { primary: overloaded, backup: image },
        { above: 'jsonParser' },
      );
      const response = await post(images, { ...prompt, prompt: 'ein Plakat für 海報' });
      expect(response.status).toBe(200);
      expect(JSON.parse(upstream.hits[1]?.body ?? '')).toEqual({
        model: 'backup',
        prompt: 'ein Plakat für 海報',
      });
    });

    test('a body above the limits of body parsers passes [3]', async () => {
      const { post, upstream } = await setStage(start, { primary: image });
      const response = await post(images, { ...prompt, prompt: 'x'.repeat(3_000_000) });
      expect(response.status).toBe(200);
      expect(upstream.hits[0]?.body.length).toBeGreaterThan(3_000_000);
    });

    test('a body cut in the middle is never seen: the backup answers [7a]', async () => {
      const { post } = await setStage(start, { primary: cutBody, backup: image });
      const response = await post(images, prompt);
      expect(await response.json()).toHaveProperty('data');
      expect(response.headers.get('x-served-model')).toBe('backup');
    });

    test('a compressed upstream answer arrives readable [13]', async () => {
      const { openai } = await setStage(start, { primary: gzippedImage });
      const { data, response } = await openai.images.generate(prompt).withResponse();
      expect(atob(data.data?.[0]?.b64_json ?? '')).toBe('primary');
      expect(response.headers.has('content-encoding')).toBe(false);
    });

    test('an image of megabytes arrives whole', async () => {
      const b64 = 'A'.repeat(4_000_000);
      const { openai } = await setStage(start, { primary: json(200, { data: [{ b64_json: b64 }] }) });
      const answer = await openai.images.generate(prompt);
      expect(answer.data?.[0]?.b64_json).toBe(b64);
    });

    test('two cookies stay two, beside those that were there before [12]', async () => {
      const cookies = { 'set-cookie': ['a=1; Path=/', 'b=2; Path=/'] };
      const primary = json(200, { data: [{ url: 'https://x.test/1.png' }] }, cookies);
      const { post } = await setStage(start, { primary }, { cors: true });
      expect((await post(images, prompt)).headers.getSetCookie().sort()).toEqual([
        'a=1; Path=/',
        'b=2; Path=/',
        'mine=1',
      ]);
    });

    test('what the client and the upstream claim about us is dropped, and hop headers end here [14, 15]', async () => {
      const primary = json(
        200,
        { data: [{ url: 'https://x.test/1.png' }] },
        {
          'x-served-model': 'forged',
          'x-fallback-model': 'forged',
          connection: 'x-secret-hop, close',
          'x-secret-hop': '1',
        },
      );
      const { post, upstream } = await setStage(start, { primary });
      const headers = {
        'x-fallback-model': 'forged',
        cookie: 'session=1',
        authorization: 'Bearer client',
        'x-other': '1',
      };
      const response = await post(images, prompt, { headers });
      expect(response.headers.get('x-served-model')).toBe('primary');
      expect(response.headers.has('x-fallback-model')).toBe(false);
      expect(response.headers.has('x-secret-hop')).toBe(false);
      expect(upstream.hits[0]?.headers).not.toHaveProperty('cookie');
      expect(upstream.hits[0]?.headers).not.toHaveProperty('x-other');
      expect(upstream.hits[0]?.headers).not.toHaveProperty('x-fallback-model');
      expect(upstream.hits[0]?.headers.authorization).toBe('Bearer secret');
    });

    test('a page of another origin can read our headers beside the app’s own [17]', async () => {
      const { post } = await setStage(start, { primary: overloaded, backup: image }, { cors: true });
      const response = await post(images, prompt, { headers: { origin: 'https://page.test' } });
      const exposed = (response.headers.get('access-control-expose-headers') ?? '').split(/, */);
      expect(exposed).toEqual(expect.arrayContaining(['X-Mine', 'X-Fallback-Model', 'X-Served-Model']));
      expect(new Set(exposed).size).toBe(exposed.length);
    });

    test('unknown routes and methods go on, with their body unread [16]', async () => {
      const { url, post, fetch, upstream } = await setStage(start, { primary: image });
      expect(await (await post('/v1/embeddings', { input: 'x' })).json()).toEqual({ next: { input: 'x' } });
      expect(await (await fetch(url + images)).json()).toEqual({ next: null });
      expect((await fetch(url + images, { method: 'OPTIONS' })).status).toBe(200);
      expect((await fetch(url + images, { method: 'HEAD' })).status).toBe(200);
      expect(upstream.hits).toEqual([]);
    });

    test('a request too large is refused with OpenAI’s error object [3]', async () => {
      const { post, upstream } = await setStage(start, { primary: image });
      const response = await post(
        images,
        JSON.stringify({ ...prompt, prompt: 'x'.repeat(64 * 1024 * 1024) }),
      );
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({ error: { code: 'body_too_large' } });
      expect(upstream.hits).toEqual([]);
    });

    test('a hundred calls at once are all answered while the primary is down', async () => {
      const { post, upstream } = await setStage(start, { primary: overloaded, backup: image });
      const answers = await Promise.all(Array.from({ length: 100 }, () => post(images, prompt)));
      expect(answers.map(({ status }) => status)).toEqual(Array<number>(100).fill(200));
      expect(answers.every(({ headers }) => headers.get('x-fallback-model') === 'backup')).toBe(true);
      expect(upstream.models().filter((model) => model === 'backup')).toHaveLength(100);
    });
  });
}
