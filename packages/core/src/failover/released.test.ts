import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createManualClock, settled, type ManualClock } from '../testing/manual-clock.ts';
import { upstreamError } from '../testing/upstream-error.ts';
import { createFailover } from './create-failover.ts';
import type { Failover, FailoverOptions } from './failover-types.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const hangs = (): Promise<never> => new Promise(() => {});
const busy = (): Promise<never> => Promise.reject(upstreamError(503));

function world(options: Partial<FailoverOptions> = {}): { clock: ManualClock; models: Failover<'a' | 'b'> } {
  const clock = createManualClock();
  return { clock, models: createFailover({ models: ['a', 'b'], random: () => 0.5, clock, ...options }) };
}

/** Until the first model is to be tested again. */
async function trip({ clock, models }: ReturnType<typeof world>): Promise<void> {
  for (let turn = 0; turn < 40 && models.status().models[0]?.breaker === 'closed'; turn += 1) {
    await models.run((model) => (model === 'a' ? busy() : Promise.resolve('b')));
    clock.step(1_000);
  }
  clock.step(60_000);
}

test.each([0, 10])('a caller’s signal is left alone when its answer has come, after %i ms', async (ms) => {
  const { clock, models } = world();
  const { signal } = new AbortController();
  for (const fails of [false, true]) {
    const answer = models.run(
      async (model) => {
        if (ms > 0) await new Promise<void>((resolve) => void clock.setTimeout(resolve, ms));
        return fails ? await busy() : model;
      },
      { signal },
    );
    const told = answer.catch(() => undefined);
    await settled();
    expect(getEventListeners(signal, 'abort')).toHaveLength(ms === 0 ? 0 : 1);
    await clock.advance(200_000);
    await told;
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  }
});

test('at the total deadline all that are under way are aborted', async () => {
  const { clock, models } = world({ totalTimeoutMs: 20_000, attemptTimeoutMs: 60_000 });
  const signals: AbortSignal[] = [];
  const answer = models.run((_, { signal }) => {
    signals.push(signal);
    return hangs();
  });
  const told = answer.catch(() => undefined);
  await clock.advance(19_999);
  expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
  await clock.advance(1);
  await told;
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
});

test('a model that was admitted to a request that has ended may be tested by the next one', async () => {
  const stage = world({ probe: 'live' });
  const { models } = stage;
  await trip(stage);
  const gone = new AbortController();
  const off = models.on('breaker:recovering', () => gone.abort());
  await expect(models.run(hangs, { signal: gone.signal })).rejects.toBe(gone.signal.reason);
  off();
  expect(await models.run((model) => Promise.resolve(model))).toBe('a');
});

test.each(['success', 'failure'])(
  'a request is let go when its probe has ended behind it: %s',
  async (outcome) => {
    const stage = world();
    const { clock, models } = stage;
    await trip(stage);
    const ended = Promise.withResolvers<void>();
    models.on('attempt:end', ({ purpose }) => purpose === 'probe' && ended.resolve());
    async function ask(): Promise<WeakRef<object>> {
      const call = async (model: 'a' | 'b'): Promise<string> => {
        if (model === 'b') return model;
        await new Promise<void>((resolve) => void clock.setTimeout(resolve, 10));
        return outcome === 'success' ? model : await busy();
      };
      expect(await models.run(call)).toBe('b');
      return new WeakRef(call);
    }
    const call = await ask();
    await clock.advance(10);
    await ended.promise;
    await new Promise(setImmediate);
    collect();
    expect(call.deref()).toBeUndefined();
    // Held until here, and nothing in it.
    await models.close();
  },
);
