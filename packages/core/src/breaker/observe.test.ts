import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createManualClock } from '../testing/manual-clock.ts';
import { createBreaker, type BreakerTransition, type Permit } from './breaker.ts';

interface Step {
  readonly waitMs: number;
  readonly outcome: 'success' | 'failure' | 'ignored';
  readonly late: boolean;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    waitMs: fc.constantFrom(0, 0, 100, 3_000, 12_000, 80_000),
    outcome: fc.constantFrom('success' as const, 'failure' as const, 'failure' as const, 'ignored' as const),
    late: fc.boolean(),
  }),
  { maxLength: 200 },
);

/** Asks and settles, some calls one step late. */
function drive(observe: boolean, list: readonly Step[]) {
  const clock = createManualClock();
  const told: Omit<BreakerTransition, 'observed'>[] = [];
  let admitted = 0;
  const breaker = createBreaker({
    observe,
    minimumCalls: 4,
    clock,
    random: () => 0.5,
    onTransition: ({ observed, ...change }) => {
      expect(observed).toBe(observe);
      told.push(change);
    },
  });
  let waiting: { permit: Permit; outcome: 'success' | 'failure' | 'ignored' } | undefined;
  for (const { waitMs, outcome, late } of list) {
    clock.step(waitMs);
    const permit = breaker.acquire();
    if (waiting !== undefined) breaker.settle(waiting.permit, waiting.outcome);
    waiting = undefined;
    if (permit === -1) continue;
    admitted += 1;
    if (late) waiting = { permit, outcome };
    else breaker.settle(permit, outcome);
  }
  return { breaker, told, admitted };
}

test('a breaker that observes admits every call and tells the trips of one that acts', () => {
  fc.assert(
    fc.property(steps, (list) => {
      const watching = drive(true, list);
      const acting = drive(false, list);
      expect(watching.admitted).toBe(list.length);
      expect(watching.told).toEqual(acting.told);
      expect(watching.breaker.state).toBe('closed');
      expect(watching.breaker.retryAt()).toBeUndefined();
      expect(watching.breaker.snapshot().observed).toBe(acting.breaker.state);
    }),
    { numRuns: 300 },
  );
});

test('a breaker that observes can be held open by hand', () => {
  const breaker = createBreaker({ observe: true, clock: createManualClock() });
  const release = breaker.isolate();
  expect(breaker.state).toBe('isolated');
  expect(breaker.acquire()).toBe(-1);
  release();
  expect(breaker.acquire()).not.toBe(-1);
});
