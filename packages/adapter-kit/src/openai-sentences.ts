import { APIError, toFile } from 'openai';
import { describe, expect, test } from 'vitest';
import { setStage, type StartApp } from './app.ts';
import { chunk, completion, done, events, image, json, overloaded, stopped } from './upstream.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
const messages = [{ role: 'user', content: 'hello' }] as const;

function typed(...bodies: readonly { readonly type: string }[]): string[] {
  return bodies.map((body) => `event: ${body.type}\ndata: ${JSON.stringify(body)}\n\n`);
}

/** What the `openai` SDK sees of the gateway while the primary is overloaded. */
export function openaiSentences(start: StartApp): void {
  describe('openai', () => {
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
        backup: events([chunk('hel'), chunk('lo'), stopped, done]),
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
  });
}
