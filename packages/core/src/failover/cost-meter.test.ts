import { expect, test } from 'vitest';
import { createManualClock } from '../testing/manual-clock.ts';
import { upstreamError } from '../testing/upstream-error.ts';
import { createFailover } from './create-failover.ts';

function setup() {
  const clock = createManualClock();
  const failover = createFailover({
    models: [{ name: 'dear', price: 13, medianMs: 1_000 }, { name: 'cheap', price: 4 }, 'unknown'],
    clock,
  });
  return { clock, failover };
}

test('answers are billed, refusals are not, and a cheaper stand-in saves', async () => {
  const { failover } = setup();
  await failover.run(() => Promise.resolve('image'));
  await failover.run((model) =>
    model === 'dear' ? Promise.reject(upstreamError(503)) : Promise.resolve('x'),
  );
  expect(failover.costs()).toEqual({
    billed: 17,
    uncertain: 0,
    undelivered: 0,
    failoverDifference: -9,
    unpricedCalls: 0,
  });
});

test('what was overtaken may have cost as well', async () => {
  const { failover, clock } = setup();
  const answer = failover.run((model) =>
    model === 'dear' ? new Promise<string>(() => {}) : Promise.resolve('image'),
  );
  await clock.advance(3_000);
  await answer;
  expect(failover.costs()).toMatchObject({ billed: 4, uncertain: 13, failoverDifference: -9 });
});

test('a model without a price is only counted', async () => {
  const { failover } = setup();
  await failover.run(() => Promise.resolve('image'), { models: ['unknown'] });
  expect(failover.costs()).toMatchObject({ billed: 0, unpricedCalls: 1 });
});

test('the answer of a probe that another model has overtaken is billed and reaches nobody', async () => {
  const { failover, clock } = setup();
  const breaker = (): string | undefined => failover.status().models[0]?.breaker;
  while (breaker() === 'closed')
    await failover.run((model) =>
      model === 'dear' ? Promise.reject(upstreamError(503)) : Promise.resolve('x'),
    );
  clock.step(60_000);
  const before = failover.costs();
  await failover.run((model) =>
    model === 'cheap'
      ? Promise.resolve('image')
      : new Promise((resolve) => void clock.setTimeout(() => resolve('late'), 5_000)),
  );
  await clock.advance(5_000);
  expect(failover.costs().billed - before.billed).toBe(17);
  expect(failover.costs().undelivered - before.undelivered).toBe(13);
});
