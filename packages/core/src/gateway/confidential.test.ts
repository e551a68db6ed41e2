import { expect, test } from 'vitest';
import { createFailover } from '../failover/create-failover.ts';
import { masked } from './confidential.ts';

const hide = (text: string, key?: string): string =>
  new TextDecoder().decode(
    masked(new TextEncoder().encode(text), key === undefined ? {} : { authorization: `Bearer ${key}` }),
  );

test.each([
  ['a key: sk-proj-abc_123***xyz.', 'a key: ***.'],
  ['AIzaSyA1234567890 is not valid', '*** is not valid'],
  ['Authorization: Bearer eyJhbGciOi.J9-x', 'Authorization: Bearer ***'],
  ['token=0123456789abcdef0123', 'token=***'],
  ['key provided: 0123456789abcdef0123', 'key provided: ***'],
  ['Bearer token 0123456789abcdef0123', 'Bearer *** ***'],
  ['AIza-key-N81HCZT87BXJU3JLUEF0Y', '***'],
])('what looks like a key is masked: %s', (text, safe) => {
  expect(hide(text)).toBe(safe);
});

test('a key that was sent is masked, whatever it looks like', () => {
  expect(hide('no rights for open-sesame', 'open-sesame')).toBe('no rights for ***');
});

test.each([
  'Invalid value: max_tokens is too large.',
  'The token limit is 4096.',
  'a task-based risk-averse key',
])('other words stay: %s', (text) => {
  expect(hide(text)).toBe(text);
});

const refusal = 'Incorrect API key provided: sk-SECRET';

test.each([
  [500, { error: { message: refusal } }],
  [503, { message: refusal }],
  [500, { error: { message: refusal, code: 500 } }],
  [200, { error: refusal }],
  [200, { message: refusal }],
])('without failover a %i that speaks of a key does not say so to the client: %j', async (status, body) => {
  const models = createFailover({
    models: ['a'],
    baseURL: 'https://up.test/v1',
    retry: false,
    fetch: () => Promise.resolve(Response.json(body, { status })),
  });
  const request = new Request('http://app.test/v1/chat/completions', {
    method: 'POST',
    headers: { 'x-failover': 'off' },
    body: '{"model":"a","messages":[]}',
  });
  const response = await models.handle(request);
  expect(response?.status).toBe(status === 200 ? 502 : status);
  expect(await response?.text()).toContain('The upstream refused this server.');
});
