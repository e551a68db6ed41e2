import { createFailover } from '@failsoft/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { setStage, type Above, type StartApp } from './app.ts';
import { chunk, events, image, json, overloaded } from './upstream.ts';

const images = '/v1/images/generations';
const chat = '/v1/chat/completions';
const prompt = { model: 'primary', prompt: 'a poster' };
const ask = { model: 'primary', messages: [], stream: true };

const answered = json(200, {
  id: 'r',
  object: 'response',
  status: 'completed',
  output: [{ type: 'message', content: [] }],
});

/** What stands around the gateway in an app, and has been seen to break proxies. */
export function mountSentences(start: StartApp, above: readonly Above[]): void {
  describe('mounts', () => {
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

    test('a guard that reads a clone of the request leaves the request whole', async () => {
      const authorize = async (request: Request): Promise<boolean> =>
        (await request.clone().text()) === JSON.stringify(prompt);
      const { post, upstream } = await setStage(
        start,
        { primary: overloaded, backup: image },
        { gateway: { authorize } },
      );
      const response = await post(images, prompt);
      expect([response.status, response.headers.get('x-served-model')]).toEqual([200, 'backup']);
      expect(JSON.parse(upstream.hits[1]?.body ?? '')).toEqual({ ...prompt, model: 'backup' });
      expect((await post(images, { ...prompt, prompt: 'another' })).status).toBe(401);
    });

    test('a header that something above has set is kept [11]', async () => {
      const { post } = await setStage(start, { primary: image }, { cors: true });
      expect((await post(images, prompt)).headers.get('x-earlier')).toBe('1');
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

    test('below another mount path the upstream’s path is the same [20]', async () => {
      const { post, openai, upstream } = await setStage(start, { primary: image }, { at: '/api/ai/v1' });
      await openai.images.generate(prompt);
      expect((await post('/v1/images/generations', prompt)).status).toBe(200);
      expect(upstream.hits.map(({ url }) => url)).toEqual(['/v1/images/generations']);
    });

    test('below a mount path without a version all routes are there, and the app keeps its own [20]', async () => {
      const { post, openai, upstream } = await setStage(start, { primary: answered }, { at: '/ai' });
      expect((await openai.models.list()).data.map(({ id }) => id)).toEqual(['primary']);
      await openai.responses.create({ model: 'primary', input: 'x' });
      expect(upstream.hits.map(({ url }) => url)).toEqual(['/v1/responses']);
      for (const path of ['/ai/surveys/5/responses', '/surveys/5/responses', '/own/v1/surveys/5/responses'])
        expect(await (await post(path, prompt)).json()).toEqual({ next: prompt });
      expect(upstream.hits).toHaveLength(1);
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
  });
}
