import { expect, test } from 'vitest';
import { createManualClock } from '../testing/manual-clock.ts';
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
