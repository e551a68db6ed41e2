import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, breakerOf, leave, servedBy, type Stage, type Way } from './client.ts';
import { streamed, type Wish } from './vendor.ts';

const ways: readonly Way[] = ['gateway', 'stream', 'own'];

/** What holds on every runtime, in this order: the primary is overloaded until the last. */
export const sentences: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  async 'an overloaded primary fails over, the headers say so, and the body is whole'(stage) {
    for (const way of ways) assert.equal(await failsOver(stage, way, 'answer'), 'overloaded');
  },

  async 'many calls at once are all answered'(stage) {
    await Promise.all(
      Array.from({ length: 8 }, () => ways.map((way) => failsOver(stage, way, 'answer'))).flat(),
    );
  },

  async 'a client that goes stops its call'(stage) {
    for (const way of ways) await Promise.all(Array.from({ length: 30 }, () => leave(stage, way)));
  },

  async 'a call or a stream in which nothing moves for a while stays open'(stage) {
    await Promise.all(ways.map((way) => failsOver(stage, way, 'long')));
  },

  async 'no model is blamed for clients that went'(stage) {
    // By now a call that nobody has settled is overdue, and the next ones see it.
    for (const way of ways) await failsOver(stage, way, 'answer');
    assert.equal(await breakerOf(stage, 'backup'), 'closed');
  },

  async 'a primary that is back is asked again, though it is slower than its fallback'(stage) {
    assert.notEqual(await breakerOf(stage, 'primary'), 'closed');
    stage.vendor.recover();
    for (let asked = 0; asked < 50; asked += 1) {
      const response = await ask(stage, 'own', 'answer');
      await response.text();
      if (response.headers.get('x-served-model') === 'primary') return;
      await sleep(100);
    }
    assert.fail('It was never asked again.');
  },
};

/** @returns why the primary did not answer */
async function failsOver(stage: Stage, way: Way, wish: Wish): Promise<unknown> {
  const response = await ask(stage, way, wish);
  const [status, served, fallback, reason] = servedBy(response);
  assert.deepEqual([status, served, fallback], [200, 'backup', 'backup']);
  const body = await response.text();
  if (way === 'stream') assert.equal(body, streamed);
  // A chat's answer, or the test fails here.
  else assert.equal((JSON.parse(body) as Completion).choices[0].message.content, 'I am backup.');
  return reason;
}

interface Completion {
  readonly choices: readonly [{ readonly message: { readonly content: string } }];
}
