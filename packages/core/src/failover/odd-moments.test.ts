import { describe, expect, test } from 'vitest';
import type { AttemptRecord } from '../outcome.ts';
import { createManualClock, settled, type ManualClock } from '../testing/manual-clock.ts';
import { upstreamError } from '../testing/upstream-error.ts';
import { createFailover } from './create-failover.ts';
import type { Failover, FailoverOptions } from './failover-types.ts';

type Name = 'a' | 'b' | 'c';

function world(options: Partial<FailoverOptions> = {}): {
  clock: ManualClock;
  models: Failover<Name>;
  ends: AttemptRecord<Name>[];
} {
  const clock = createManualClock();
  const models = createFailover({ models: ['a', 'b', 'c'], random: () => 0.5, clock, ...options });
  const ends: AttemptRecord<Name>[] = [];
  models.on('attempt:end', (record) => ends.push(record));
  return { clock, models, ends };
}

const hangs = (): Promise<never> => new Promise(() => {});
const busy = (retryAfter?: number): Promise<never> =>
  Promise.reject(
    upstreamError(503, null, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
  );
const tell = (error: unknown): unknown => (error as { code?: unknown }).code ?? error;

describe('a request is told whatever comes', () => {
  test.each([{ totalTimeoutMs: 100 }, { attemptTimeoutMs: 100, models: ['a'] as const }])(
    'when its time has passed before it could wait: %j',
    async (options) => {
      const { clock, models, ends } = world(options);
      const answer = models.run(() => {
        clock.step(200);
        return hangs();
      });
      expect(await answer.catch(tell)).toBe('chain_exhausted');
      expect(ends.length).toBeGreaterThan(0);
      expect(clock.pending).toBe(0);
    },
  );

  test('when a promise has a then of its own that throws', async () => {
    const { models } = world();
    const answer = Promise.resolve('image');
    const value = (): never => {
      throw new Error('not mine');
    };
    // oxlint-disable-next-line unicorn/no-thenable -- such a promise is what this is about
    void Object.defineProperty(answer, 'then', { value });
    expect(await models.run(() => answer)).toBe('image');
  });

  test('with the refusal of a hedge, when the better model says nothing until the end', async () => {
    const { clock, models } = world({ totalTimeoutMs: 60_000 });
    const refusal = upstreamError(400);
    const answer = models.run((model) => (model === 'a' ? hangs() : Promise.reject(refusal)));
    const told = answer.catch((error: unknown) => error);
    await clock.advance(60_000);
    expect(await told).toBe(refusal);
  });

  test.each([
    ['has failed', {}],
    ['waits to be', { 'retry-after': '3' }],
  ])('with the refusal of a hedge, and a model that %s is not asked once more', async (_, headers) => {
    const quick = { medianMs: 1_000 };
    const chain = [{ name: 'a', ...quick }, { name: 'b', ...quick }, 'c'] as const;
    const { clock, models } = world({ models: chain });
    const refusal = upstreamError(400);
    const calls: string[] = [];
    const answer = models.run((model, { purpose }) => {
      calls.push(`${model} ${purpose}`);
      if (model === 'a') return hangs();
      const waits = 'retry-after' in headers;
      const [afterMs, error] =
        model === 'b' ? [waits ? 6_000 : 5_000, refusal] : [2_500, upstreamError(500, null, headers)];
      return new Promise((_, reject) => void clock.setTimeout(() => reject(error), afterMs));
    });
    const told = answer.catch((error: unknown) => error);
    await clock.advance(200_000);
    expect(await told).toBe(refusal);
    expect(calls).toEqual(['a primary', 'b hedge', 'c hedge']);
    expect(clock.pending).toBe(0);
  });

  test('with an error of its own each, when the chain is closed', async () => {
    const { models } = world();
    const before = [models.run(hangs), models.run(hangs)].map((answer) => answer.catch((e: unknown) => e));
    await models.close();
    const errors = [...(await Promise.all(before)), await models.run(hangs).catch((e: unknown) => e)];
    expect(errors.map(tell)).toEqual(['closed', 'closed', 'closed']);
    expect(new Set(errors).size).toBe(3);
  });
});

describe('nothing is left behind', () => {
  test('by a probe that hangs beside an answer that came at once', async () => {
    const { clock, models, ends } = world();
    for (let turn = 0; turn < 40 && models.status().models[0]?.breaker === 'closed'; turn += 1) {
      await models.run((model) => (model === 'a' ? busy() : Promise.resolve('b')));
      clock.step(1_000);
    }
    clock.step(60_000);
    ends.length = 0;
    expect(await models.run((model) => (model === 'a' ? hangs() : Promise.resolve(model)))).toBe('b');
    await clock.advance(90_000);
    expect(ends.map(({ model, purpose, outcome }) => [model, purpose, outcome])).toEqual([
      ['b', 'fallback', 'success'],
      ['a', 'probe', 'failure'],
    ]);
    expect(clock.pending).toBe(0);
  });

  test.each([
    [1, 2],
    [2, 1],
  ])('by retries that wait beside each other, %i s and %i s', async (first, second) => {
    // Nobody knows these models: b is started beside a after 4 s.
    const { clock, models } = world({ attemptTimeoutMs: 8_000 });
    const calls: string[] = [];
    const answer = models.run((model, { purpose }) => {
      calls.push(`${model} ${purpose}`);
      const [ms, pause] = model === 'a' ? [4_500, first] : [700, second];
      const error = upstreamError(500, null, { 'retry-after': String(pause) });
      return new Promise((_, reject) => void clock.setTimeout(() => reject(error), ms));
    });
    const told = answer.catch(tell);
    await clock.advance(4_800);
    expect(calls).toEqual(['a primary', 'b hedge']);
    expect(clock.pending).toBe(2);
    await models.close();
    expect(await told).toBe('closed');
    expect(clock.pending).toBe(0);
    await clock.advance(10_000);
    expect(calls).toHaveLength(2);
  });

  test('by a model that was admitted while somebody closed the chain', async () => {
    const { clock, models } = world({ probe: 'live' });
    for (let turn = 0; turn < 40 && models.status().models[0]?.breaker === 'closed'; turn += 1) {
      await models.run((model) => (model === 'a' ? busy() : Promise.resolve('b')));
      clock.step(1_000);
    }
    clock.step(60_000);
    models.on('breaker:recovering', () => void models.close());
    const calls: string[] = [];
    const answer = models.run((model) => {
      calls.push(model);
      return hangs();
    });
    expect(await answer.catch(tell)).toBe('closed');
    expect(calls).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

describe('nobody is asked in vain', () => {
  test('for ever, by a retry that waited while nobody else was at work', async () => {
    const { clock, models } = world({ models: ['a'], attemptTimeoutMs: 5_000 });
    const answer = models.run((_, { purpose }) =>
      purpose === 'retry' ? hangs() : Promise.reject(upstreamError(500, null, { 'retry-after': '1' })),
    );
    const told = answer.catch(tell);
    await clock.advance(6_000);
    expect(await Promise.race([told, Promise.resolve('still waiting')])).toBe('chain_exhausted');
  });

  test('behind the total deadline', async () => {
    const { clock, models } = world();
    const calls: string[] = [];
    const answer = models.run((model) => {
      calls.push(model);
      return hangs();
    });
    const told = answer.catch(tell);
    await settled();
    // The machine was asleep.
    clock.step(400_000);
    await clock.advance(0);
    expect(await told).toBe('chain_exhausted');
    expect(calls).toEqual(['a']);
  });

  test('more often than the retry budget allows, those that wait included', async () => {
    const { clock, models } = world({ retry: { budget: 0.02 } });
    for (let turn = 0; turn < 20; turn += 1) await models.run(() => Promise.resolve('image'));
    let [retries, requests] = [0, 0];
    const answers = Array.from({ length: 200 }, () => {
      requests += 1;
      const fails = requests % 8 === 0;
      return models.run((_, { purpose, signal }) => {
        if (purpose === 'retry') retries += 1;
        if (purpose === 'primary' && fails) return busy(1);
        return new Promise<string>((resolve) => {
          const timer = clock.setTimeout(() => resolve('image'), 5_000);
          signal.addEventListener('abort', () => clock.clearTimeout(timer));
        });
      });
    });
    await clock.advance(2_000);
    expect(retries).toBeLessThanOrEqual(4);
    await clock.advance(10_000);
    await Promise.all(answers);
    expect(retries).toBeGreaterThan(0);
    // All that was taken from the budget has been given back.
    const again = models.run((_, { purpose }) =>
      purpose === 'retry' ? Promise.resolve('retried') : busy(1),
    );
    await clock.advance(1_000);
    expect(await again).toBe('retried');
  });
});

test('retries of requests that were given up are given back to the budget', async () => {
  const { models } = world({ retry: { budget: 0.02 } });
  for (let turn = 0; turn < 20; turn += 1) await models.run(() => Promise.resolve('image'));
  for (let turn = 0; turn < 3; turn += 1) {
    const gone = new AbortController();
    const answer = models.run(() => busy(1), { signal: gone.signal }).catch(tell);
    await settled();
    gone.abort();
    await answer;
    await models.run(() => Promise.resolve('image'));
  }
  const purposes: string[] = [];
  await models.run((_, { purpose }) => {
    purposes.push(purpose);
    return purpose === 'primary' ? busy(0) : Promise.resolve('image');
  });
  expect(purposes).toEqual(['primary', 'retry']);
});

test('without a hedge half of the time is kept for a model that is left, and only for such', async () => {
  const options = { hedge: false, totalTimeoutMs: 60_000 } as const;
  const { clock, models } = world(options);
  let asked = 0;
  const answer = models.run((model) => {
    asked += 1;
    if (model === 'a') return Promise.reject(upstreamError(500));
    return model === 'b' ? hangs() : Promise.resolve('c');
  });
  await clock.advance(60_000);
  expect(await answer).toBe('c');
  expect(asked).toBe(4);

  const alone = world(options);
  alone.models.isolate('a');
  alone.models.isolate('b');
  const slow = alone.models.run(
    () => new Promise((resolve) => void alone.clock.setTimeout(() => resolve('c'), 40_000)),
  );
  await alone.clock.advance(40_000);
  expect(await slow).toBe('c');
});
