import { expect, test } from 'vitest';
import { createFailover } from '../failover/create-failover.ts';
import type { FailoverOptions } from '../failover/failover-types.ts';
import { createManualClock } from '../testing/manual-clock.ts';

const alone: Record<string, string> = { 'x-failover': 'off' };

async function ask(
  options: Partial<FailoverOptions>,
  model: string,
  headers: Record<string, string>,
): Promise<unknown[]> {
  const models = createFailover({
    models: ['a'],
    baseURL: 'https://up.test/v1',
    retry: false,
    fetch: () => Promise.reject(new Error('nobody is there')),
    ...options,
  });
  const body = JSON.stringify({ model, messages: [] });
  const request = new Request('http://app.test/v1/chat/completions', { method: 'POST', body, headers });
  const response = await models.handle(request, { authorize: () => true, unknownModel: 'pass' });
  return [response?.status, await response?.text()];
}

const failing = [
  () => Promise.reject(new Error('no key sk-secret for you')),
  () => {
    throw new Error('no key sk-secret for you');
  },
  () => Promise.reject(undefined),
];

test.each(failing.flatMap((apiKey) => [['a', alone, apiKey] as const, ['foreign', {}, apiKey] as const]))(
  'a key that cannot be had is a model without an answer: %s, %j',
  async (model, headers, apiKey) => {
    const [status, text] = await ask({ apiKey }, model, headers);
    expect(status).toBe(502);
    expect(text).toContain('The upstream gave no usable answer.');
  },
);

test('without failover a deadline is a 504 in the shape of the route', async () => {
  const clock = createManualClock();
  const fetch: typeof globalThis.fetch = (_url, init) =>
    new Promise((_, reject) => {
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
    });
  const answer = ask({ clock, fetch, attemptTimeoutMs: 1_000 }, 'a', alone);
  await clock.advance(1_000);
  const [status, text] = await answer;
  expect(status).toBe(504);
  expect(JSON.parse(String(text))).toMatchObject({ error: { code: 'timeout' } });
});
