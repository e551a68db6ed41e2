import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createOpenAI } from '@ai-sdk/openai';
import { GoogleGenAI } from '@google/genai';
import { generateImage, generateText, streamText } from 'ai';
import { APIError, toFile } from 'openai';
import { describe, expect, test } from 'vitest';
import { setStage, type StartApp } from './app.ts';
import { chunk, done, events, image, json, overloaded, type Behaviour } from './upstream.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
const messages = [{ role: 'user', content: 'hello' }] as const;
const completion: Behaviour = (response, { model }) => {
  const message = { role: 'assistant', content: `I am ${model}.`, refusal: null };
  const choices = [{ index: 0, finish_reason: 'stop', logprobs: null, message }];
  json(200, { id: 'c', object: 'chat.completion', created: 1, model, choices })(response, {} as never);
};
const stop = `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\n`;

function typed(...bodies: readonly { readonly type: string }[]): string[] {
  return bodies.map((body) => `event: ${body.type}\ndata: ${JSON.stringify(body)}\n\n`);
}

/** What the clients that people have see of the gateway while the primary is overloaded. */
export function clientSentences(start: StartApp, hasPort: boolean): void {
  describe('clients', () => {
    test('openai: an edit with a file reaches the backup with every byte of the file', async () => {
      const { openai, upstream } = await setStage(start, { primary: overloaded, backup: image });
      const file = await toFile(png, 'hat "1".png', { type: 'image/png' });
      const { data, response } = await openai.images
        .edit({ model: 'primary', prompt: 'a hat', image: [file, file] })
        .withResponse();
      expect(atob(data.data?.[0]?.b64_json ?? '')).toBe('backup');
      expect(response.headers.get('x-fallback-model')).toBe('backup');
      expect(upstream.models()).toEqual(['primary', 'backup']);
      const [first, second] = upstream.hits;
      expect(first?.bytes.indexOf(png)).toBeGreaterThan(0);
      expect(
        second?.bytes.equals(
          Buffer.from(
            (first?.bytes.toString('latin1') ?? '').replace('\r\n\r\nprimary\r\n', '\r\n\r\nbackup\r\n'),
            'latin1',
          ),
        ),
      ).toBe(true);
      expect(second?.url).toBe('/v1/images/edits');
    });

    test('openai: chat, streamed chat, and the list of models', async () => {
      const { openai } = await setStage(start, { primary: overloaded, backup: completion });
      const said = await openai.chat.completions.create({ model: 'primary', messages: [...messages] });
      expect(said.choices[0]?.message.content).toBe('I am backup.');
      expect((await openai.models.list()).data.map(({ id }) => id)).toEqual(['primary', 'backup']);
      const streaming = await setStage(start, {
        primary: overloaded,
        backup: events([chunk('hel'), chunk('lo'), stop, done]),
      });
      let text = '';
      for await (const part of await streaming.openai.chat.completions.create({
        model: 'primary',
        messages: [...messages],
        stream: true,
      }))
        text += part.choices[0]?.delta.content ?? '';
      expect(text).toBe('hello');
    });

    test('openai: streamed pictures, and a picture that breaks off in the middle', async () => {
      const partial = {
        type: 'image_generation.partial_image',
        partial_image_index: 0,
        b64_json: 'cGFydA==',
      };
      const completed = { type: 'image_generation.completed', b64_json: 'd2hvbGU=' };
      const { openai } = await setStage(start, {
        primary: overloaded,
        backup: events(typed(partial, completed)),
      });
      const ask = { model: 'primary', prompt: 'a hat', stream: true } as const;
      const seen: string[] = [];
      for await (const event of await openai.images.generate(ask)) seen.push(event.type);
      expect(seen).toEqual(['image_generation.partial_image', 'image_generation.completed']);
      const cut = await setStage(start, { primary: events(typed(partial), 'cut') });
      const read = async (): Promise<void> => {
        for await (const event of await cut.openai.images.generate(ask))
          expect(event.type).toBe(partial.type);
      };
      await expect(read()).rejects.toBeInstanceOf(APIError);
    });

    test('openai: responses, whole and streamed', async () => {
      const body = {
        id: 'r',
        object: 'response',
        status: 'completed',
        output: [
          {
            type: 'message',
            id: 'm',
            role: 'assistant',
            status: 'completed',
            content: [{ type: 'output_text', text: 'hello', annotations: [] }],
          },
        ],
      };
      const { openai, upstream } = await setStage(start, { primary: overloaded, backup: json(200, body) });
      expect((await openai.responses.create({ model: 'primary', input: 'hi' })).output_text).toBe('hello');
      expect(upstream.hits.map(({ url }) => url)).toEqual(['/v1/responses', '/v1/responses']);
      const failed = {
        type: 'response.failed',
        response: { error: { code: 'server_error', message: 'high demand' } },
      };
      const created = { type: 'response.created', response: { id: 'r' } };
      const delta = { type: 'response.output_text.delta', delta: 'hello' };
      const ended = { type: 'response.completed', response: body };
      const streaming = await setStage(start, {
        primary: events(typed(created, failed)),
        backup: events(typed(created, delta, ended)),
      });
      const seen: string[] = [];
      for await (const event of await streaming.openai.responses.create({
        model: 'primary',
        input: 'hi',
        stream: true,
      }))
        seen.push(event.type);
      expect(seen).toEqual(['response.created', 'response.output_text.delta', 'response.completed']);
      const cut = await setStage(start, { primary: events(typed(created, delta), 'cut') });
      const read = async (): Promise<void> => {
        for await (const event of await cut.openai.responses.create({
          model: 'primary',
          input: 'hi',
          stream: true,
        }))
          expect(event.type).toMatch(/created|delta/);
      };
      await expect(read()).rejects.toMatchObject({ code: 'upstream_error' });
    });

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
        backup: events([chunk('hel'), chunk('lo'), stop, done]),
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
