import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLatency } from './latency.ts';

test('the median is that of the last 32 successes, asked for at any time', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ ms: fc.nat(100_000), ask: fc.boolean() }), { maxLength: 100 }),
      (list) => {
        const latency = createLatency();
        const seen: number[] = [];
        const middle = (values: number[]): number | undefined =>
          values.toSorted((a, b) => a - b)[values.length >> 1];
        for (const { ms, ask } of list) {
          latency.success(ms);
          seen.push(ms);
          if (!ask) continue;
          expect(latency.median()).toBe(seen.length < 15 ? undefined : middle(seen.slice(-32)));
          expect(latency.recent()).toBe(seen.length < 5 ? undefined : middle(seen.slice(-5)));
        }
      },
    ),
  );
});
