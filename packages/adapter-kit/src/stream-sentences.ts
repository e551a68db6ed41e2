import { APIError } from 'openai';
import { describe, expect, test, vi } from 'vitest';
import { setStage, type StartApp } from './app.ts';
import { patience } from './patience.ts';
import { chunk, done, events, overloaded } from './upstream.ts';

const chat = '/v1/chat/completions';
const ask = { model: 'primary', messages: [{ role: 'user', content: 'hello' }], stream: true } as const;
const firstError = `data: ${JSON.stringify({ error: { message: 'high demand', code: 'upstream_error', status: 503 } })}\n\n`;

/** What a client sees of a chat that is streamed. */
export function streamSentences(start: StartApp): void {
  describe('streams', () => {
    test('a stream arrives event by event and ends cleanly', async () => {
      const { openai, post } = await setStage(start, { primary: events([chunk('hel'), chunk('lo'), done]) });
      const { data, response } = await openai.chat.completions
        .create({ ...ask, messages: [...ask.messages] })
        .withResponse();
      let text = '';
      for await (const part of data) text += part.choices[0]?.delta.content ?? '';
      expect(text).toBe('hello');
      expect(response.headers.get('x-served-model')).toBe('primary');
      expect(response.headers.get('cache-control')).toBe('no-cache, no-transform');
      const raw = await post(chat, ask);
      expect(await raw.text()).toBe(chunk('hel') + chunk('lo') + done);
    });

    test('the first event arrives before the last was sent [18]', async () => {
      const { post } = await setStage(start, { primary: events([chunk('hel')], 'open') });
      const reader = (await post(chat, ask)).body?.getReader();
      expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(chunk('hel'));
      await reader?.cancel();
    });

    test('an error as the first event fails over, and none of it is seen [8]', async () => {
      const behaviours = { primary: events([firstError]), backup: events([chunk('hi'), done]) };
      const { post, upstream } = await setStage(start, behaviours);
      const response = await post(chat, ask);
      expect(await response.text()).toBe(chunk('hi') + done);
      expect(response.headers.get('x-fallback-model')).toBe('backup');
      expect(upstream.models()).toEqual(['primary', 'backup']);
    });

    test('an overloaded primary fails over to the backup’s stream', async () => {
      const { post } = await setStage(start, { primary: overloaded, backup: events([chunk('hi'), done]) });
      const response = await post(chat, ask);
      expect(await response.text()).toBe(chunk('hi') + done);
      expect(response.headers.get('x-fallback-reason')).toBe('overloaded');
    });

    test.each(['cut', 'end'] as const)(
      'a stream that breaks off (%s) ends in an error event [7c]',
      async (how) => {
        const behaviours = { primary: events([chunk('hel')], how), backup: events([chunk('never'), done]) };
        const { openai, post, upstream } = await setStage(start, behaviours);
        const text = await (await post(chat, ask)).text();
        expect(text.startsWith(chunk('hel'))).toBe(true);
        expect(text).toContain('"code":"upstream_error"');
        expect(text).not.toContain('[DONE]');
        const read = async (): Promise<void> => {
          for await (const part of await openai.chat.completions.create({
            ...ask,
            messages: [...ask.messages],
          })) {
            expect(part.choices[0]?.delta.content).toBe('hel');
          }
        };
        await expect(read()).rejects.toBeInstanceOf(APIError);
        expect(upstream.models()).not.toContain('backup');
      },
    );

    test('a client that goes in the middle takes the upstream with it [5]', async () => {
      const { post, upstream } = await setStage(start, { primary: events([chunk('hel')], 'open') });
      const client = new AbortController();
      const response = await post(chat, ask, { signal: client.signal });
      await response.body?.getReader().read();
      client.abort();
      await vi.waitFor(() => expect(upstream.hits[0]?.aborted).toBe(true), patience);
    });

    test('a reader that is slow still gets every byte [19]', async () => {
      const pieces = Array.from({ length: 200 }, (_, at) => chunk(`${at} ${'x'.repeat(20_000)}`));
      const { post } = await setStage(start, { primary: events([...pieces, done]) });
      const reader = (await post(chat, ask)).body?.getReader();
      let size = 0;
      for (let turn = 0; ; turn++) {
        const piece = await reader?.read();
        if (piece?.value === undefined) break;
        size += piece.value.byteLength;
        if (turn % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      expect(size).toBe(Buffer.byteLength(pieces.join('') + done));
    });
  });
}
