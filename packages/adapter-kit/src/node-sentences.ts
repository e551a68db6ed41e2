import OpenAI from 'openai';
import { describe, expect, test, vi } from 'vitest';
import { setStage, type StartApp } from './app.ts';
import { patience } from './patience.ts';
import { image, silent } from './upstream.ts';

const images = '/v1/images/generations';
const prompt = { model: 'primary', prompt: 'a poster' };

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
  });
}
