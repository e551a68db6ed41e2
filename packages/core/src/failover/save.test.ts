import { expect, test } from 'vitest';
import { createManualClock } from '../testing/manual-clock.ts';
import { upstreamError } from '../testing/upstream-error.ts';
import { createFailover } from './create-failover.ts';
import type { SavedFailover } from './failover-types.ts';

test('a restart forgets no open breaker, and models that were added since begin anew', async () => {
  const first = createFailover({ models: ['primary', 'backup'], clock: createManualClock() });
  while (first.status().models[0]?.breaker === 'closed')
    await first.run((model) =>
      model === 'primary' ? Promise.reject(upstreamError(503)) : Promise.resolve('image'),
    );
  const stored: unknown = JSON.parse(JSON.stringify(first.save()));

  const second = createFailover({
    models: ['primary', 'new', 'backup'],
    clock: createManualClock(),
    saved: stored as SavedFailover, // parsed from what save wrote
  });
  const calls: string[] = [];
  await second.run((model) => {
    calls.push(model);
    return Promise.resolve('image');
  });
  expect(calls).toEqual(['new']);
});

test('what save has not written is refused', () => {
  expect(() => createFailover({ models: ['a'], saved: { v: 2 } as never })).toThrow(
    'saved has v 2, but this version reads 1. Leave saved out to begin anew.',
  );
});
