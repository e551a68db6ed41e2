import { expect, test } from 'vitest';
import { createFailover } from '../failover/create-failover.ts';

test('one client’s dead key does not shut the gateway for another client', async () => {
  const models = createFailover({
    models: ['a', 'b'],
    baseURL: 'https://up.test/v1',
    fetch(_url, init) {
      const good = new Headers(init?.headers).get('authorization') === 'Bearer good';
      const refusal = { error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } };
      return Promise.resolve(
        good ? Response.json({ data: [{ b64_json: 'x' }] }) : Response.json(refusal, { status: 401 }),
      );
    },
  });
  const ask = async (key: string): Promise<[number | undefined, string | null | undefined]> => {
    const init = { method: 'POST', body: '{}', headers: { authorization: `Bearer ${key}` } };
    const request = new Request('http://app.test/v1/images/generations', init);
    const response = await models.handle(request, { credentials: 'passthrough' });
    return [response?.status, response?.headers.get('x-served-model')];
  };
  expect((await ask('dead'))[0]).toBeGreaterThanOrEqual(400);
  expect(await ask('good')).toEqual([200, 'a']);
});
