import type { FailoverHandle } from '@failsoft/core/adapter';
import OpenAI from 'openai';
import { describe, expect, test, vi } from 'vitest';
import { setStage, type Stage, type StartApp } from './app.ts';
import { patience } from './patience.ts';
import { badRequest, image, overloaded, silent } from './upstream.ts';

/** An own route that asks the upstream with the SDK, as the README does. */
async function stageWithSdk(start: StartApp, behaviours: Parameters<typeof setStage>[1]): Promise<Stage> {
  let openai: OpenAI | undefined;
  const stage = await setStage(start, behaviours, {
    own: async (handle: FailoverHandle) =>
      await handle.run(
        async (model, { signal }) =>
          await openai?.images.generate({ model, prompt: 'a poster' }, { signal, maxRetries: 0 }),
      ),
  });
  openai = new OpenAI({ baseURL: stage.upstream.baseURL, apiKey: 'x' });
  return stage;
}

/** What an app sees of `failover(models)` in its own routes. */
export function handleSentences(start: StartApp): void {
  describe('handle', () => {
    test('who answered is on the response before the app writes it [11]', async () => {
      const { post } = await stageWithSdk(start, { primary: overloaded, backup: image });
      const response = await post('/own', {}, { headers: { origin: 'https://page.test' } });
      expect(response.status).toBe(200);
      expect(response.headers.get('x-fallback-model')).toBe('backup');
      expect(response.headers.get('x-served-model')).toBe('backup');
      expect(response.headers.get('x-fallback-reason')).toBe('overloaded');
      expect(response.headers.get('x-fallback-attempts')).toBe('2');
      expect(response.headers.get('access-control-expose-headers')).toContain('X-Fallback-Model');
    });

    test('an exhausted chain becomes the framework’s own 503 with our headers [9, 10]', async () => {
      const { post } = await stageWithSdk(start, { primary: overloaded });
      const response = await post('/own', {});
      expect(response.status).toBe(503);
      expect(response.headers.get('x-should-retry')).toBe('false');
      expect(response.headers.get('x-fallback-attempts')).toBe('1');
      expect(response.headers.has('access-control-expose-headers')).toBe(false);
      const page = await post('/own', {}, { headers: { origin: 'https://page.test' } });
      expect(page.status).toBe(503);
      expect(page.headers.get('access-control-expose-headers')).toContain('X-Fallback-Attempts');
    });

    test('a refusal reaches the app as the SDK’s own error after one call', async () => {
      const { post, upstream } = await stageWithSdk(start, { primary: badRequest, backup: image });
      const response = await post('/own', {});
      expect(response.status).toBe(400);
      expect(response.headers.get('x-fallback-attempts')).toBe('1');
      expect(upstream.models()).toEqual(['primary']);
    });

    test('the client’s going aborts the call of an own route [5]', async () => {
      const { post, upstream } = await stageWithSdk(start, { primary: silent, backup: image });
      const client = new AbortController();
      post('/own', {}, { signal: client.signal }).catch(() => undefined);
      await vi.waitFor(() => expect(upstream.hits).toHaveLength(1), patience);
      client.abort();
      await vi.waitFor(() => expect(upstream.hits[0]?.aborted).toBe(true), patience);
      expect(upstream.models()).toEqual(['primary']);
    });

    test('an SDK that is given the handle’s fetch fails over and names who answered', async () => {
      const { post } = await setStage(
        start,
        { primary: overloaded, backup: image },
        {
          async own(handle) {
            const openai = new OpenAI({
              baseURL: 'http://sdk.invalid/v1',
              apiKey: 'x',
              maxRetries: 0,
              fetch: handle.fetch,
            });
            await openai.images.generate({ model: 'primary', prompt: 'a poster' });
            return { served: handle.trail?.served };
          },
        },
      );
      const response = await post('/own', {});
      expect(await response.json()).toEqual({ served: 'backup' });
      expect(response.headers.get('x-fallback-model')).toBe('backup');
    });

    test('an edit with a file fails over through the handle’s fetch, in its own form each time', async () => {
      const { post, upstream } = await setStage(
        start,
        { primary: overloaded, backup: image },
        {
          async own(handle) {
            const settings = {
              baseURL: 'http://sdk.invalid/v1',
              apiKey: 'x',
              maxRetries: 0,
              fetch: handle.fetch,
            };
            const file = new File([new Uint8Array([0, 255, 13, 10])], 'a.png', { type: 'image/png' });
            const edited = await new OpenAI(settings).images.edit({
              model: 'primary',
              prompt: 'a hat',
              image: file,
            });
            return edited.data?.length;
          },
        },
      );
      const response = await post('/own', {});
      expect(await response.json()).toBe(1);
      expect(response.headers.get('x-fallback-model')).toBe('backup');
      expect(upstream.models()).toEqual(['primary', 'backup']);
      const file = Buffer.from([13, 10, 13, 10, 0, 255, 13, 10, 13, 10]);
      expect(upstream.hits.map(({ bytes }) => bytes.includes(file))).toEqual([true, true]);
    });

    test('runDetailed, trail, signal and status are there', async () => {
      const { post } = await setStage(
        start,
        { primary: image },
        {
          async own(handle) {
            const before = handle.trail;
            const { value, trail } = await handle.runDetailed((model) => Promise.resolve(model));
            return {
              before: before ?? null,
              value,
              same: trail === handle.trail,
              aborted: handle.signal.aborted,
              serving: handle.status().serving,
            };
          },
        },
      );
      expect(await (await post('/own', {})).json()).toEqual({
        before: null,
        value: 'primary',
        same: true,
        aborted: false,
        serving: 'primary',
      });
    });

    test('the status is served without a call and is not cached', async () => {
      const { url, fetch, upstream } = await setStage(start, { primary: image, backup: image });
      const response = await fetch(`${url}/status`);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.json()).toMatchObject({
        models: [{ model: 'primary' }, { model: 'backup' }],
        serving: 'primary',
      });
      expect(upstream.hits).toEqual([]);
    });
  });
}
