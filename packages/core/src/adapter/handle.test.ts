import { expect, test } from 'vitest';
import { createFailover } from '../failover/create-failover.ts';
import { createHandle, handleOf, handleOnce } from './handle.ts';
import { toFailover } from './to-failover.ts';

const host = { signal: new AbortController().signal, setHeaders: () => undefined };

test('a header that cannot be set never fails an answer that is paid for', async () => {
  const models = createFailover({ models: ['a'] });
  const handle = createHandle(models, {
    ...host,
    setHeaders() {
      throw new TypeError('ERR_INVALID_CHAR');
    },
  });
  expect(await handle.run((model) => Promise.resolve(model))).toBe('a');
  expect(handle.trail?.served).toBe('a');
});

test('both the client’s signal and the caller’s own stop a run', async () => {
  const models = createFailover({ models: ['a'] });
  const client = new AbortController();
  const own = new AbortController();
  const handle = createHandle(models, { ...host, signal: client.signal });
  const hang = (signal: AbortSignal): Promise<never> =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  const first = handle.run((_model, { signal }) => hang(signal), { signal: own.signal });
  own.abort(new Error('mine'));
  await expect(first).rejects.toThrow('mine');
  const second = handle.run((_model, { signal }) => hang(signal));
  client.abort(new Error('gone'));
  await expect(second).rejects.toThrow('gone');
});

test('one chain gives a request one handle, another chain another', () => {
  const [models, others] = [createFailover({ models: ['a'] }), createFailover({ models: ['b'] })];
  const request = {};
  const handle = handleOnce(models, request, () => host);
  expect(handleOnce(models, request, () => host)).toBe(handle);
  expect(() => handleOf(others, request)).toThrow('Mount it above this route');
  expect(handleOf(models, request)).toBe(handle);
});

test('a chain is taken as it is, options become one', () => {
  const models = createFailover({ models: ['a'] });
  expect(toFailover(models)).toBe(models);
  expect(toFailover({ models: ['x', 'y'] }).models).toEqual(['x', 'y']);
});
