import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createFailover } from '../failover/create-failover.ts';

setFlagsFromString('--expose-gc');
// What the flag has put there.
const collect = runInNewContext('gc') as (options?: { type: 'minor' }) => void;

const models = createFailover({
  models: ['a', 'b'],
  baseURL: 'https://up.test/v1',
  fetch: () => Promise.resolve(Response.json({ data: [{ url: 'https://up.test/1.png' }] })),
});
const bytes = 10_000;
const times = 200;

/** How many of the buffers that the calls have held are still there after quick collections alone. */
async function heldAfter(call: (held: ArrayBuffer) => Promise<unknown>): Promise<number> {
  collect();
  const before = process.memoryUsage().arrayBuffers;
  for (let turn = 0; turn < times; turn++) await call(new ArrayBuffer(bytes));
  await new Promise((resolve) => setTimeout(resolve, 1));
  for (let turn = 0; turn < 4; turn++) collect({ type: 'minor' });
  return (process.memoryUsage().arrayBuffers - before) / bytes;
}

// V8 puts a function that is assigned to a property, and a getter of an object, among the old objects: one for
// each request would keep what it holds, the client's request and answer too, until a full collection.
test('what a run with a signal holds goes with the next quick collection', async () => {
  const left = await heldAfter((held) => {
    const { signal } = new AbortController();
    return models.run(() => Promise.resolve(held.byteLength), { signal });
  });
  expect(left).toBeLessThan(times / 5);
});

test('what a request of the gateway holds goes with the next quick collection', async () => {
  const left = await heldAfter(async (held) => {
    const body = JSON.stringify({ model: 'a', prompt: 'a poster' });
    const request = new Request('https://gateway.test/v1/images/generations', { method: 'POST', body });
    return await models.handle(Object.assign(request, { held }), { authorize: () => true });
  });
  expect(left).toBeLessThan(times / 5);
});
