import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createManualClock } from '../testing/manual-clock.ts';
import { upstreamError } from '../testing/upstream-error.ts';
import { createFailover } from './create-failover.ts';

const steps = fc.array(
  fc.record({
    waitMs: fc.constantFrom(0, 0, 100, 20_000, 61_000),
    caller: fc.constantFrom('mallory', 'mallory', 'mallory', 'alice', 'bob'),
  }),
  { minLength: 1, maxLength: 150 },
);

async function drive(isolateCallers: boolean, list: readonly { waitMs: number; caller: string }[]) {
  const clock = createManualClock();
  const failover = createFailover({ models: ['primary', 'backup'], clock, isolateCallers });
  const opened: string[] = [];
  failover.on('breaker:open', ({ model }) => opened.push(model));
  for (const { waitMs, caller } of list) {
    clock.step(waitMs);
    const poisons = caller === 'mallory';
    await failover.run(
      (model) => (model === 'primary' && poisons ? Promise.reject(upstreamError(503)) : Promise.resolve('x')),
      { caller },
    );
  }
  return opened;
}

test('with isolateCallers, the failures of one caller alone open no breaker', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      expect(await drive(true, list)).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('without it they do, and failures of many callers do in any case', async () => {
  const alone = Array.from({ length: 30 }, () => ({ waitMs: 100, caller: 'mallory' }));
  expect(await drive(false, alone)).not.toEqual([]);

  const failover = createFailover({ models: ['primary', 'backup'], isolateCallers: true });
  for (let request = 0; request < 30; request += 1) {
    const call = (model: string): Promise<string> =>
      model === 'primary' ? Promise.reject(upstreamError(503)) : Promise.resolve('x');
    await failover.run(call, request % 2 === 0 ? { caller: `caller ${request}` } : {});
  }
  expect(failover.status().models[0]?.breaker).toBe('open');
});

test('calls of one caller that hang open no breaker before their deadline, and stay its own behind it', async () => {
  const clock = createManualClock();
  const failover = createFailover({
    models: ['primary', 'backup'],
    clock,
    hedge: false,
    isolateCallers: true,
    breaker: { overdueMs: 5_000, minimumCalls: 3 },
  });
  const answers = Array.from({ length: 30 }, async () =>
    failover.run(
      (model) => (model === 'primary' ? new Promise<string>(() => undefined) : Promise.resolve('x')),
      { caller: 'mallory' },
    ),
  );
  for (let second = 0; second < 200; second += 1) {
    await clock.advance(1_000);
    expect(failover.status().models[0]?.breaker).toBe('closed');
  }
  await Promise.all(answers);
});

test('a recovery believes every failure, whoever made the call', async () => {
  const clock = createManualClock();
  const failover = createFailover({ models: ['primary', 'backup'], clock, isolateCallers: true });
  const calls: string[] = [];
  const ask = (caller: string): Promise<string> =>
    failover.run(
      (model) => {
        calls.push(model);
        return model === 'primary' ? Promise.reject(upstreamError(503)) : Promise.resolve('x');
      },
      { caller },
    );
  for (let request = 0; request < 30; request += 1) await ask(`caller ${request}`);
  expect(failover.status().models[0]?.breaker).toBe('open');
  calls.length = 0;
  for (let second = 0; second < 600; second += 1) {
    await ask('caller 29');
    await clock.advance(1_000);
  }
  expect(calls.filter((model) => model === 'primary').length).toBeLessThan(30);
});

test('what a caller is known to break is not asked twice', async () => {
  const failover = createFailover({ models: ['primary', 'backup'], isolateCallers: true });
  let calls = 0;
  const ask = (): Promise<string> =>
    failover.run(
      (model) => {
        if (model === 'backup') return Promise.resolve('x');
        calls += 1;
        return Promise.reject(upstreamError(500));
      },
      { caller: 'mallory' },
    );
  await ask();
  calls = 0;
  for (let request = 0; request < 10; request += 1) await ask();
  expect(calls).toBe(10);
});
