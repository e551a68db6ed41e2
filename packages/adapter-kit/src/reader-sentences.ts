import { describe, expect, test, vi } from 'vitest';
import { setStage, type StartApp } from './app.ts';
import { patience } from './patience.ts';
import { chunk, done, drained, events, image, type Behaviour } from './upstream.ts';

const images = '/v1/images/generations';
const chat = '/v1/chat/completions';
const ask = { model: 'primary', messages: [], stream: true };

/** Clients that read nothing, slowly, or not to the end. */
export function readerSentences(start: StartApp): void {
  describe('readers', () => {
    test('HEAD and OPTIONS have no body and harm nobody [16]', async () => {
      const { url, fetch, upstream } = await setStage(start, { primary: image });
      const head = await fetch(`${url}/v1/models`, { method: 'HEAD' });
      expect([head.status, await head.text()]).toEqual([200, '']);
      const { length } = await (await fetch(`${url}/v1/models`)).text();
      expect([null, String(length)]).toContain(head.headers.get('content-length'));
      expect((await fetch(`${url}/status`, { method: 'HEAD' })).status).toBe(200);
      expect((await fetch(url + images, { method: 'OPTIONS' })).status).toBe(200);
      expect(upstream.hits).toEqual([]);
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

    test('a stream that ends is ended, and its connection serves the next request', async () => {
      const { post, upstream } = await setStage(start, { primary: events([chunk('hi'), done]) });
      for (let asked = 0; asked < 3; asked++)
        expect(await (await post(chat, ask)).text()).toBe(chunk('hi') + done);
      expect(upstream.hits.filter(({ open, aborted }) => open || aborted)).toEqual([]);
    });
  });
}
