import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLatency } from './latency.ts';

test('the median is that of the last 32 successes, of any numbers in any order', () => {
  const ms = fc.oneof(fc.constantFrom(0, 1, 1, 2), fc.double({ min: 0, max: 1e6, noNaN: true }));
  fc.assert(
    fc.property(fc.array(ms, { maxLength: 120 }), (times) => {
      const latency = createLatency();
      for (const [index, time] of times.entries()) {
        latency.success(time);
        const last = times.slice(Math.max(0, index - 31), index + 1).sort((a, b) => a - b);
        expect(latency.median()).toBe(index < 14 ? undefined : last[last.length >> 1]);
      }
    }),
  );
});
