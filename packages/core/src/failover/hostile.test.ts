import { describe, expect, test } from 'vitest';
import { createManualClock, settled } from '../testing/manual-clock.ts';
import { upstreamError } from '../testing/upstream-error.ts';
import { createFailover } from './create-failover.ts';
import type { Failover, FailoverEventName, SavedFailover } from './failover-types.ts';

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

test('an error that throws at every look is a failure like any other', async () => {
  const failover = createFailover({ models: ['a', 'b'], retry: false });
  const answer = failover.run((model) => {
    // eslint-disable-next-line typescript/prefer-promise-reject-errors -- what is thrown need not be an error
    return model === 'a' ? Promise.reject(revoked()) : Promise.resolve('b');
  });
  expect(await answer).toBe('b');
});

test('a source of chance that throws is told as a fault and harms no request', async () => {
  const failover = createFailover({
    models: ['a', 'b'],
    clock: createManualClock(),
    random: () => {
      throw new Error('no entropy');
    },
  });
  const faults: unknown[] = [];
  failover.on('fault', ({ where }) => faults.push(where));
  for (let request = 0; request < 40; request += 1) {
    const answer = failover.run((model) =>
      model === 'a' ? Promise.reject(upstreamError(503)) : Promise.resolve(model),
    );
    expect(await answer).toBe('b');
  }
  expect(faults).toEqual(['random']);
  expect(failover.status().models[0]?.breaker).toBe('open');
});

test('listeners of nothing, and listeners that are none, are refused', () => {
  const failover: Failover = createFailover({ models: ['a'] });
  expect(() => failover.on('nope' as FailoverEventName, () => undefined)).toThrow('no event "nope"');
  expect(() => failover.on('fault', 5 as unknown as () => void)).toThrow('listener of fault is 5');
});

test('what nobody has saved is refused, and what was saved opens nothing for ever', async () => {
  const saved = createFailover({ models: ['a'] }).save();
  const broken = { v: 1 } as SavedFailover;
  expect(() => createFailover({ models: ['a'], saved: broken })).toThrow('saved.breakers is undefined');
  const breakers = { a: { ...saved.breakers['a'], state: 'open', remainingOpenMs: 1e15 } };
  const clock = createManualClock();
  const failover = createFailover({ models: ['a'], clock, saved: { v: 1, breakers } as SavedFailover });
  expect(failover.status().models[0]?.retryAfterMs).toBe(300_000);
});

describe('a caller is told, whatever breaks on the way:', () => {
  test.each([0, 5])('a signal that nobody can leave, and an answer after %i ms', async (ms) => {
    const clock = createManualClock();
    const models = createFailover({ models: ['a'], clock });
    const faults: unknown[] = [];
    models.on('fault', ({ error }) => void faults.push(error));
    const removeEventListener = (): never => {
      throw new Error('no');
    };
    const signal = Object.assign(new AbortController().signal, { removeEventListener });
    const answer = models.run(
      () =>
        ms === 0
          ? Promise.resolve('paid')
          : new Promise((resolve) => void clock.setTimeout(() => resolve('paid'), ms)),
      { signal },
    );
    const told = answer.catch((error: unknown) => error);
    await clock.advance(ms);
    expect(await told).toMatchObject({ message: 'no' });
    expect(faults).toHaveLength(1);
  });

  test('a clock that breaks while a call is under way', async () => {
    const clock = createManualClock();
    let broken = false;
    const now = (): number => {
      if (broken) throw new Error('no time');
      return clock.now();
    };
    const models = createFailover({ models: ['a', 'b'], clock: { ...clock, now } });
    const answer = models.run(
      () => new Promise((resolve) => void clock.setTimeout(() => resolve('paid'), 5)),
    );
    const told = answer.catch((error: unknown) => error);
    await settled();
    broken = true;
    await clock.advance(5);
    expect(await told).toMatchObject({ message: 'no time' });
  });
});
