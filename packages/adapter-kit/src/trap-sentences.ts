import { createFailover } from '@failsoft/core';
import OpenAI from 'openai';
import { createManualClock } from '@failsoft/simulator';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { setStage, type Above, type StartApp } from './app.ts';
import { patience } from './patience.ts';
import { chunk, done, drained, events, image, json, overloaded, silent, type Behaviour } from './upstream.ts';

const images = '/v1/images/generations';
const chat = '/v1/chat/completions';
const prompt = { model: 'primary', prompt: 'a poster' };
const ask = { model: 'primary', messages: [], stream: true };

/** What has been seen to break proxies, beside what the other sentences say of it. */
export function trapSentences(start: StartApp, above: readonly Above[]): void {
  describe('traps', () => {
    if (above.includes('rawBody')) {
      test('bytes that somebody has kept win over what a parser has made of them [1b]', async () => {
        const { post, upstream } = await setStage(start, { primary: image }, { above: 'rawBody' });
        expect((await post(images, prompt)).status).toBe(200);
        expect(upstream.hits[0]?.body).toBe(JSON.stringify(prompt));
      });
    }

    if (above.includes('emptyBody')) {
      test('an empty object beside an unread body is not taken for it [1c]', async () => {
        const { post, upstream } = await setStage(start, { primary: image }, { above: 'emptyBody' });
        expect((await post(images, prompt)).status).toBe(200);
        expect(JSON.parse(upstream.hits[0]?.body ?? '')).toEqual(prompt);
      });
    }

    test('a form that a parser has read is handed on whole, or refused with the fix [2]', async () => {
      const { url, fetch, upstream } = await setStage(start, { primary: image }, { above: 'formParser' });
      const body = new FormData();
      body.append('model', 'primary');
      body.append('image', new Blob(['pixels'], { type: 'image/png' }), 'a.png');
      const response = await fetch(`${url}/v1/images/edits`, { method: 'POST', body });
      const text = await response.text();
      if (response.status === 200) expect(upstream.hits[0]?.body).toContain('pixels');
      else {
        expect([response.status, text]).toEqual([500, expect.stringContaining('body_already_consumed')]);
        expect(text).toContain('Mount the gateway before the body parsers');
      }
    });

    test('each attempt carries the whole body and its own length, and nothing of the way here [4]', async () => {
      const { post, upstream } = await setStage(start, { primary: overloaded, backup: image });
      await post(images, prompt, { headers: { 'accept-encoding': 'br', 'x-forwarded-for': '10.0.0.1' } });
      for (const { body, headers, model } of upstream.hits) {
        expect(JSON.parse(body)).toEqual({ ...prompt, model });
        expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
        expect(headers['transfer-encoding']).toBeUndefined();
        expect(headers['x-forwarded-for']).toBeUndefined();
        expect(headers.host).toBe(new URL(upstream.baseURL).host);
      }
    });

    test('an answer too large to be held that dies is cut off, never ended [7b]', async () => {
      const piece = Buffer.alloc(8 * 1024 * 1024, 'x');
      const primary: Behaviour = async (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': piece.length * 20 });
        for (let sent = 0; sent < 10; sent++) await new Promise((resolve) => response.write(piece, resolve));
        response.destroy();
      };
      const { post } = await setStage(start, { primary });
      const response = await post(images, prompt);
      await expect(response.arrayBuffer()).rejects.toThrow(Error);
    });

    if (above.includes('earlyAnswer')) {
      test('where something above has answered already, that answer stays whole [8]', async () => {
        const { post } = await setStage(start, { primary: image }, { above: 'earlyAnswer' });
        expect(await (await post(images, prompt)).text()).toBe('early');
        expect(await (await post(images, prompt)).text()).toBe('early');
      });
    }

    test('a mistake of the owner takes the framework’s own error path, and the server lives on [9]', async () => {
      let broken = true;
      const authorize = (): boolean => {
        if (broken) throw new Error('the database is down');
        return true;
      };
      const { post } = await setStage(start, { primary: image }, { gateway: { authorize } });
      const response = await post(images, prompt);
      expect(response.status).toBe(500);
      broken = false;
      expect((await post(images, prompt)).status).toBe(200);
    });

    test('a header that something above has set is kept [11]', async () => {
      const { post } = await setStage(start, { primary: image }, { cors: true });
      expect((await post(images, prompt)).headers.get('x-earlier')).toBe('1');
    });

    test('HEAD and OPTIONS have no body and harm nobody [16]', async () => {
      const { url, fetch, upstream } = await setStage(start, { primary: image });
      const head = await fetch(`${url}/v1/models`, { method: 'HEAD' });
      expect([head.status, await head.text()]).toEqual([200, '']);
      expect((await fetch(`${url}/status`, { method: 'HEAD' })).status).toBe(200);
      expect((await fetch(url + images, { method: 'OPTIONS' })).status).toBe(200);
      expect(upstream.hits).toEqual([]);
    });

    test('behind compression the first event arrives before the last was sent [18]', async () => {
      const { post } = await setStage(
        start,
        { primary: events([chunk('hel')], 'open') },
        { above: 'compression' },
      );
      const response = await post(chat, ask, { headers: { 'accept-encoding': 'gzip' } });
      const reader = response.body?.getReader();
      expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(chunk('hel'));
      await reader?.cancel();
    });

    test('a client that does not read holds the upstream back [19]', async () => {
      const piece = chunk('x'.repeat(100_000));
      let written = 0;
      const primary: Behaviour = async (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        while (!response.destroyed && written < 400_000_000) {
          written += piece.length;
          if (!response.write(piece)) await drained(response);
        }
      };
      const { post } = await setStage(start, { primary });
      const client = new AbortController();
      const response = await post(chat, ask, { signal: client.signal });
      let before = -1;
      await vi.waitFor(
        () => {
          const rests = written === before;
          before = written;
          expect(rests).toBe(true);
        },
        { interval: 100, timeout: 4_000 },
      );
      // What the sockets on the way hold, and no more.
      expect(written).toBeLessThan(60_000_000);
      expect(response.status).toBe(200);
      client.abort();
    });

    test('sixteen clients that vanish leave no call to the upstream open [19]', async () => {
      const pieces = Array.from({ length: 100 }, () => chunk('x'.repeat(100_000)));
      const { post, upstream } = await setStage(start, {
        primary: events([...pieces, chunk('end')], 'open'),
      });
      const clients = Array.from({ length: 16 }, () => new AbortController());
      await Promise.all(clients.map(({ signal }) => post(chat, ask, { signal })));
      expect(upstream.hits).toHaveLength(16);
      for (const client of clients) client.abort();
      await vi.waitFor(() => expect(upstream.hits.filter(({ open }) => open)).toEqual([]), patience);
    });

    test('below another mount path the upstream’s path is the same [20]', async () => {
      const { post, openai, upstream } = await setStage(start, { primary: image }, { at: '/api/ai/v1' });
      await openai.images.generate(prompt);
      expect((await post('/v1/images/generations', prompt)).status).toBe(200);
      expect(upstream.hits.map(({ url }) => url)).toEqual(['/v1/images/generations']);
    });

    test('two chains on one request have a handle each [22]', async () => {
      const other = createFailover({ models: ['x', 'y'] });
      onTestFinished(() => other.close());
      const { post } = await setStage(
        start,
        { primary: image },
        {
          other,
          own: async (mine, theirs) => [
            await mine.run((model) => Promise.resolve(model)),
            await theirs?.run((model) => Promise.resolve(model)),
          ],
        },
      );
      expect(await (await post('/own', {})).json()).toEqual(['primary', 'x']);
    });

    test('a transport is given an address and an init, never a Request [23]', async () => {
      const given: unknown[] = [];
      const fetch: typeof globalThis.fetch = (input) => {
        given.push(input);
        return Promise.resolve(Response.json({ data: [{ url: 'https://x.test/1.png' }] }));
      };
      const { post } = await setStage(start, { primary: image }, { chain: { fetch } });
      expect((await post(images, prompt)).status).toBe(200);
      expect(given.map((input) => typeof input)).toEqual(['string']);
    });

    test('an upstream that never answers is left at the attempt’s own deadline [25]', async () => {
      const clock = createManualClock();
      const chain = { clock, attemptTimeoutMs: 20_000 };
      const { post, upstream } = await setStage(start, { primary: silent, backup: image }, { chain });
      const answer = post(images, prompt);
      await vi.waitFor(() => expect(upstream.models()).toEqual(['primary']), patience);
      clock.advance(20_000);
      const response = await answer;
      expect(response.headers.get('x-fallback-model')).toBe('backup');
      expect(response.headers.get('x-fallback-reason')).toBe('timeout');
      await vi.waitFor(() => expect(upstream.hits[0]?.aborted).toBe(true), patience);
    });

    test('an upstream that lies about its length or its status is not believed', async () => {
      const short: Behaviour = (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 500 });
        response.end('{"data":[{"url":"https://x.test/1.png"}]}', () => response.destroy());
      };
      const odd = json(299, { data: [{ url: 'https://x.test/1.png' }] });
      const { post } = await setStage(start, { primary: short, backup: odd });
      const response = await post(images, prompt);
      expect([response.status, response.headers.get('x-served-model')]).toEqual([299, 'backup']);
    });
  });
}

/** What only Node's own requests can do. */
export function nodeSentences(start: StartApp): void {
  describe('on Node', () => {
    test('a shared client finds the response of its own request, a hundred at once', async () => {
      const shared: { openai?: OpenAI } = {};
      const { post, models } = await setStage(
        start,
        { a: image, b: image },
        {
          async own(handle) {
            const { signal } = handle;
            const model = Math.random() < 0.5 ? 'a' : 'b';
            await shared.openai?.images.generate({ model, prompt: 'x' });
            return { model, trail: handle.trail?.served, aborted: signal.aborted };
          },
        },
      );
      shared.openai = new OpenAI({
        baseURL: 'http://sdk.invalid/v1',
        apiKey: 'x',
        maxRetries: 0,
        fetch: models.fetch,
      });
      const answers = await Promise.all(Array.from({ length: 100 }, () => post('/own', {})));
      for (const answer of answers) {
        // What `own` has just written.
        const { model, trail } = (await answer.json()) as { model: string; trail: string };
        expect(answer.headers.get('x-served-model')).toBe(model);
        expect(trail).toBe(model);
      }
    });

    test('a shared client stops when the client of its request goes [5]', async () => {
      const shared: { openai?: OpenAI } = {};
      const { post, models, upstream } = await setStage(
        start,
        { primary: silent },
        { own: async () => await shared.openai?.images.generate(prompt) },
      );
      shared.openai = new OpenAI({
        baseURL: 'http://sdk.invalid/v1',
        apiKey: 'x',
        maxRetries: 0,
        fetch: models.fetch,
      });
      const client = new AbortController();
      post('/own', {}, { signal: client.signal }).catch(() => undefined);
      await vi.waitFor(() => expect(upstream.hits).toHaveLength(1), patience);
      client.abort();
      await vi.waitFor(() => expect(upstream.hits[0]?.aborted).toBe(true), patience);
    });

    test('a Host that is no host harms nobody [21]', async () => {
      const { url, upstream } = await setStage(start, { primary: image });
      const { request } = await import('node:http');
      const status = await new Promise((resolve, reject) => {
        const headers = { host: 'a b', 'content-type': 'application/json' };
        const asked = request(url + images, { method: 'POST', headers }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        });
        asked.on('error', reject);
        asked.end(JSON.stringify(prompt));
      });
      expect(status).toBe(200);
      expect(upstream.hits[0]?.headers.host).toBe(new URL(upstream.baseURL).host);
    });

    test('a stream that ends is ended, and its connection serves the next request', async () => {
      const { post, upstream } = await setStage(start, { primary: events([chunk('hi'), done]) });
      for (let asked = 0; asked < 3; asked++)
        expect(await (await post(chat, ask)).text()).toBe(chunk('hi') + done);
      expect(upstream.hits.filter(({ open, aborted }) => open || aborted)).toEqual([]);
    });
  });
}
