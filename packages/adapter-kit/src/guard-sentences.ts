import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { setStage, type StartApp } from './app.ts';
import { image } from './upstream.ts';

const images = '/v1/images/generations';

/** Leaves the list of models open and wants a key for calls. */
const authorize = (asked: Request): boolean =>
  new URL(asked.url).pathname === '/v1/models' || asked.headers.has('authorization');

/** Asks for this very target, as no client of the web would. */
function post(url: string, path: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const headers = { host, 'content-type': 'application/json' };
    const asked = request({ hostname, port, path, method: 'POST', headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on('error', reject);
    asked.end(JSON.stringify({ model: 'primary', prompt: 'a poster' }));
  });
}

/** Where a client writes its request line and its Host by hand. */
export function guardSentences(start: StartApp): void {
  describe('guards', () => {
    test.each([
      ['a fragment', '/v1/models#/images/generations', 'app.test'],
      ['a fragment of a whole address', `http://app.test/v1/models#${images}`, 'app.test'],
      ['a Host with a query', images, 'app.test/v1/models?'],
      ['a Host with a fragment', images, 'app.test/v1/models#'],
      ['a Host with credentials', images, 'user:word@app.test'],
      ['an empty Host', images, ''],
    ])('a guard that looks at the path is not fooled by %s', async (_name, path, host) => {
      const { url, upstream } = await setStage(start, { primary: image }, { gateway: { authorize } });
      // Refused, or for the routes behind the gateway.
      expect(await post(url, path, host)).toBeLessThan(500);
      expect(upstream.hits).toEqual([]);
    });
  });
}
