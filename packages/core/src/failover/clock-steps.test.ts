import { expect, test } from 'vitest';
import { createManualClock, settled } from '../testing/manual-clock.ts';
import { upstreamError } from '../testing/upstream-error.ts';
import { createFailover } from './create-failover.ts';

test('a model whose breaker has seen a clock a day ahead comes back as any other', async () => {
  const clock = createManualClock();
  let ahead = 86_400_000;
  const models = createFailover({
    models: ['a', 'b'],
    random: () => 0.5,
    clock: { ...clock, now: () => clock.now() + ahead },
  });
  await models.run((model) => Promise.resolve(model));
  ahead = 0;
  for (let turn = 0; turn < 100; turn += 1) {
    await models.run((model) =>
      model === 'a' ? Promise.reject(upstreamError(503)) : Promise.resolve(model),
    );
    await clock.advance(100);
  }
  expect(models.status().models[0]?.breaker).toBe('open');
  let seconds = 0;
  for (; seconds < 3_600; seconds += 1) {
    await clock.advance(1_000);
    if ((await models.run((model) => Promise.resolve(model))) === 'a') break;
  }
  expect(seconds).toBeLessThan(60);
});

test('a retry whose timer comes behind the total deadline calls nobody', async () => {
  const clock = createManualClock();
  const models = createFailover({ models: ['a', 'b'], clock, totalTimeoutMs: 300 });
  const calls: string[] = [];
  const answer = models.run((model) => {
    calls.push(model);
    return Promise.reject(upstreamError(500, null, { 'retry-after-ms': '200' }));
  });
  const told = answer.catch((error: unknown) => error);
  await settled();
  // The event loop was blocked meanwhile.
  clock.step(500);
  await clock.advance(0);
  expect(await told).toMatchObject({ code: 'chain_exhausted' });
  expect(calls).toEqual(['a']);
});

test('a clock that steps back before a failure does not make the request longer', async () => {
  const clock = createManualClock();
  let ahead = 0;
  const models = createFailover({
    models: ['a', 'b'],
    clock: { ...clock, now: () => clock.now() + ahead },
    totalTimeoutMs: 500,
    attemptTimeoutMs: 200_000,
  });
  const answer = models.run((model) => {
    if (model === 'b') return new Promise(() => {});
    return new Promise((_, reject) => {
      clock.setTimeout(() => {
        ahead = -100_000;
        reject(upstreamError(503));
      }, 10);
    });
  });
  let toldAt: number | undefined;
  const told = answer.catch(() => (toldAt = clock.now()));
  await clock.advance(200_000);
  await told;
  expect(toldAt).toBeLessThanOrEqual(510);
});

test('a clock that steps back before a hedge does not make the request longer', async () => {
  const clock = createManualClock();
  let ahead = 0;
  const models = createFailover({
    models: ['a', 'b', 'c', 'd', 'e'],
    clock: { ...clock, now: () => clock.now() + ahead },
    totalTimeoutMs: 20_000,
    attemptTimeoutMs: 8_000,
  });
  let toldAt: number | undefined;
  const told = models.run(() => new Promise(() => {})).catch(() => (toldAt = clock.now()));
  await clock.advance(1_000);
  ahead = -100_000;
  await clock.advance(200_000);
  await told;
  expect(toldAt).toBeLessThanOrEqual(20_000);
});
