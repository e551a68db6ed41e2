import { connect, type ClientHttp2Session } from 'node:http2';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { setStage, type StartApp } from './app.ts';
import { patience } from './patience.ts';
import { image, overloaded, silent } from './upstream.ts';

const headers = { ':method': 'POST', ':path': '/v1/images/generations', 'content-type': 'application/json' };
const body = JSON.stringify({ model: 'primary', prompt: 'a poster' });

async function open(
  start: StartApp,
  behaviours: Parameters<typeof setStage>[1],
  plan: Parameters<typeof setStage>[2] = {},
): Promise<{ session: ClientHttp2Session; stage: Awaited<ReturnType<typeof setStage>> }> {
  const stage = await setStage(start, behaviours, { ...plan, http2: true });
  const session = connect(stage.url);
  onTestFinished(() => session.destroy());
  return { session, stage };
}

/** Where one connection carries many requests, and none of them is the connection's own. */
export function http2Sentences(start: StartApp): void {
  describe('HTTP/2', () => {
    test('an answer arrives with our headers, and none of HTTP/1’s connection headers [6]', async () => {
      const { session } = await open(start, { primary: overloaded, backup: image });
      const stream = session.request(headers);
      const seen = new Promise<Record<string, unknown>>((resolve) => stream.once('response', resolve));
      stream.end(body);
      expect(await seen).toMatchObject({ ':status': 200, 'x-fallback-model': 'backup' });
      expect(await seen).not.toHaveProperty('connection');
      let text = '';
      for await (const piece of stream) text += String(piece);
      expect(JSON.parse(text)).toHaveProperty('data');
    });

    test('a stream that is cancelled takes its upstream call with it, and the others go on [6]', async () => {
      const { session, stage } = await open(start, { primary: silent });
      const [first, second] = [session.request(headers), session.request(headers)];
      first.on('error', () => undefined);
      second.on('error', () => undefined);
      first.end(body);
      await vi.waitFor(() => expect(stage.upstream.hits).toHaveLength(1), patience);
      second.end(body);
      await vi.waitFor(() => expect(stage.upstream.hits).toHaveLength(2), patience);
      first.close(8);
      await vi.waitFor(() => expect(stage.upstream.hits[0]?.aborted).toBe(true), patience);
      expect(stage.upstream.hits[1]?.open).toBe(true);
    });

    test('a guard that looks at the path is not fooled by a fragment', async () => {
      const authorize = (asked: Request): boolean => new URL(asked.url).pathname === '/v1/models';
      const { session, stage } = await open(start, { primary: image }, { gateway: { authorize } });
      const stream = session.request({ ...headers, ':path': '/v1/models#/images/generations' });
      const seen = new Promise<Record<string, unknown>>((resolve) => stream.once('response', resolve));
      stream.end(body);
      expect((await seen)[':status']).toBeLessThan(500);
      expect(stage.upstream.hits).toEqual([]);
    });
  });
}
