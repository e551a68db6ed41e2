import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createOpenAI } from '@ai-sdk/openai';
import { GoogleGenAI } from '@google/genai';
import { generateImage, generateText, streamText } from 'ai';
import { describe, expect, test } from 'vitest';
import { setStage, type StartApp } from './app.ts';
import {
  chunk,
  completion,
  done,
  events,
  image,
  json,
  overloaded,
  stopped,
  type Behaviour,
} from './upstream.ts';

/** What other clients that people have see of it. */
export function clientSentences(start: StartApp, hasPort: boolean): void {
  describe('clients', () => {
    test('ai: text, streamed text and a picture', async () => {
      const { url, fetch } = await setStage(start, { primary: overloaded, backup: completion });
      const client = (at: string, how: typeof globalThis.fetch): ReturnType<typeof createOpenAI> =>
        createOpenAI({ baseURL: `${at}/v1`, apiKey: 'client', fetch: how });
      const said = await generateText({
        model: client(url, fetch).chat('primary'),
        prompt: 'hello',
        maxRetries: 0,
      });
      expect(said.text).toBe('I am backup.');
      expect(said.response.headers?.['x-fallback-model']).toBe('backup');
      const streaming = await setStage(start, {
        primary: overloaded,
        backup: events([chunk('hel'), chunk('lo'), stopped, done]),
      });
      const stream = streamText({
        model: client(streaming.url, streaming.fetch).chat('primary'),
        prompt: 'hello',
        maxRetries: 0,
      });
      expect(await stream.text).toBe('hello');
      const drawing = await setStage(start, { primary: overloaded, backup: image });
      const drawn = await generateImage({
        model: client(drawing.url, drawing.fetch).image('primary'),
        prompt: 'a hat',
        maxRetries: 0,
      });
      expect(Buffer.from(drawn.image.uint8Array).toString()).toBe('backup');
    });

    if (!hasPort) return;

    test('@google/genai: the model in the path is changed, whole and streamed', async () => {
      const part = (text: string, more: object = {}): object => ({
        candidates: [{ content: { role: 'model', parts: [{ text }] }, ...more }],
      });
      const busy = json(503, {
        error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' },
      });
      const gemini: Behaviour = (response, hit) => {
        const whole = part('hello', { finishReason: 'STOP' });
        if (!hit.url.includes('stream')) return json(200, whole)(response, hit);
        events(
          [part('hel'), part('lo', { finishReason: 'STOP' })].map(
            (body) => `data: ${JSON.stringify(body)}\n\n`,
          ),
        )(response, hit);
      };
      const { url, upstream } = await setStage(start, { 'gemini-3-pro': busy, 'gemini-2.5-flash': gemini });
      const client = new GoogleGenAI({ apiKey: 'client', httpOptions: { baseUrl: `${url}/v1` } });
      const ask = { model: 'gemini-3-pro', contents: 'hi' };
      expect((await client.models.generateContent(ask)).text).toBe('hello');
      let text = '';
      for await (const piece of await client.models.generateContentStream(ask)) text += piece.text ?? '';
      expect(text).toBe('hello');
      expect(upstream.hits.map(({ headers }) => headers['x-goog-api-key'])).not.toContain('client');
      expect(upstream.hits[1]?.url).toBe('/v1beta/models/gemini-2.5-flash:generateContent');
      const unknown = client.models.generateContent({ ...ask, model: 'gemini-unknown' });
      await expect(unknown).rejects.toMatchObject({ status: 404 });
    });

    test('curl: JSON and a form', async () => {
      const { url, upstream } = await setStage(start, { primary: overloaded, backup: image });
      const curl = async (...args: string[]): Promise<string> =>
        (await promisify(execFile)('curl', ['-sS', '-i', '--max-time', '20', ...args])).stdout;
      const said = await curl(
        `${url}/v1/images/generations`,
        '-H',
        'content-type: application/json',
        '-d',
        '{"model":"primary","prompt":"a hat"}',
      );
      expect(said).toMatch(/^HTTP\/1\.1 200/);
      expect(said.toLowerCase()).toContain('\r\nx-fallback-model: backup\r\n');
      // Above 1 kB curl asks first whether it may send: Expect: 100-continue.
      const edited = await curl(
        `${url}/v1/images/edits`,
        '-H',
        'Expect: 100-continue',
        '-F',
        'model=primary',
        '-F',
        `prompt=${'x'.repeat(5_000)}`,
        '-F',
        `image=@${fileURLToPath(import.meta.url)};filename=a.png`,
        '--http1.1',
      );
      expect(edited).toContain('"b64_json"');
      expect(upstream.hits.at(-1)?.headers).not.toHaveProperty('expect');
    });
  });
}
