import { createManualClock } from '@failsoft/simulator';
import { describe, expect, test, vi } from 'vitest';
import { setStage, type StartApp } from './app.ts';
import { patience } from './patience.ts';
import { image, json, overloaded, silent, type Behaviour } from './upstream.ts';

const images = '/v1/images/generations';
const prompt = { model: 'primary', prompt: 'a poster' };

/** How an upstream is asked, and how far it is believed. */
export function callSentences(start: StartApp): void {
  describe('calls', () => {
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
