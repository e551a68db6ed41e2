import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createBreaker, documentedBreaker, type Breaker, type BreakerOptions } from '@failsoft/core';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createManualClock, type ManualClock } from '../clock/manual-clock.ts';
import { clockSteps } from '../fast-check/arbitraries.ts';

// What must be true of core's breaker, said of its public face alone. `packages/core/src/breaker` has the rest.

type Permit = Exclude<ReturnType<Breaker['acquire']>, -1>;
const outcome = fc.constantFrom(
  'success' as const,
  'failure' as const,
  'failure' as const,
  'ignored' as const,
);
const optionSets = fc.constantFrom<BreakerOptions>(
  { jitter: 0 },
  { minimumCalls: 3, failureRate: 0.5, recoveryCap: 2 },
  { minimumCalls: 1, failureRate: 1, recoveryCap: 1, overdueMs: 5_000 },
  documentedBreaker,
);

/** Wait, ask, and settle one of the calls under way; some are never settled, some twice. */
const history = fc.array(
  fc.record({
    waitMs: fc.oneof(fc.nat(3_000), fc.constantFrom(0, 10_000, 60_001, 96_000, 300_000)),
    outcome: fc.option(outcome, { freq: 5 }),
    which: fc.nat(20),
    again: fc.boolean(),
  }),
  { maxLength: 150 },
);
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

/** Plays a history; `seen` is called after each step. @returns the permits that are still out. */
function play(breaker: Breaker, clock: ManualClock, steps: History, seen: () => void = () => {}): Permit[] {
  const out: Permit[] = [];
  for (const { waitMs, outcome, which, again } of steps) {
    clock.advance(waitMs);
    const permit = breaker.acquire();
    if (permit !== -1) out.push(permit);
    const index = which % Math.max(1, out.length);
    const settled = out[index];
    if (outcome !== null && settled !== undefined) {
      if (!again) out.splice(index, 1);
      breaker.settle(settled, outcome);
    }
    seen();
  }
  return out;
}

test('it opens when, and only when, the minimum of calls and the rate are both reached', () => {
  fc.assert(
    fc.property(
      fc.array(fc.boolean(), { maxLength: 60 }),
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom(0.1, 0.3, 0.5, 0.6, 1),
      (fails, minimumCalls, failureRate) => {
        const breaker = createBreaker({
          clock: createManualClock(),
          consecutive: false,
          minimumCalls,
          failureRate,
        });
        let failures = 0;
        for (const [index, fail] of fails.entries()) {
          const permit = breaker.acquire();
          if (permit === -1) throw new Error('A closed breaker admits.');
          breaker.settle(permit, fail ? 'failure' : 'success');
          failures += Number(fail);
          const calls = index + 1;
          // In whole numbers: 3 of 10 are 30 %, whatever a binary fraction says.
          const reached = calls >= minimumCalls && failures * 10 >= Math.round(failureRate * 10) * calls;
          // A success never opens it, so the rate may be reached and nobody judges.
          expect(breaker.state).toBe(reached && fail ? 'open' : 'closed');
          if (breaker.state === 'open') return;
        }
      },
    ),
  );
});

test('what is older than the window never counts, and what is younger by a bucket always does', () => {
  const windowMs = 60_000;
  const bucketMs = windowMs / 60;
  fc.assert(
    fc.property(clockSteps({ maxLength: 120 }), (steps) => {
      const clock = createManualClock();
      const breaker = createBreaker({
        clock,
        consecutive: false,
        failureRate: 1,
        minimumCalls: 10_000,
        windowMs,
      });
      const moments: number[] = [];
      for (const step of steps) {
        clock.advance(step);
        const permit = breaker.acquire();
        if (permit !== -1) breaker.settle(permit, 'failure');
        moments.push(clock.now());
        const youngerThan = (ms: number): number => moments.filter((at) => clock.now() - at < ms).length;
        const { failures } = breaker.snapshot();
        expect(failures).toBeGreaterThanOrEqual(youngerThan(windowMs - bucketMs));
        expect(failures).toBeLessThanOrEqual(youngerThan(windowMs));
      }
    }),
  );
});

test('what retryAt says is what the next acquire does: nobody before it, somebody at it', () => {
  fc.assert(
    fc.property(
      optionSets,
      history,
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      (options, steps, early) => {
        const clock = createManualClock();
        const breaker = createBreaker({ ...options, clock, random: () => 0.5 });
        play(breaker, clock, steps);
        const { state } = breaker;
        const at = breaker.retryAt();
        if (at === undefined) {
          // Calls that hang may be found too many only now.
          if (breaker.snapshot().overdue === 0) expect(breaker.acquire()).not.toBe(-1);
          return;
        }
        clock.advance((at - clock.now()) * (1 - early));
        expect(breaker.acquire()).toBe(-1);
        expect(breaker.state).toBe(state);
        clock.advance(at - clock.now());
        // A probe that was never settled may have been the last straw; then it is open for another while.
        if (state === 'open') expect(breaker.acquire()).not.toBe(-1);
        else expect(breaker.acquire() !== -1 || breaker.state === 'open').toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});

test('while it recovers no more calls are under way than its cap, and probes that nobody settles free their places', () => {
  fc.assert(
    fc.property(optionSets, history, (options, steps) => {
      const clock = createManualClock();
      const breaker = createBreaker({ ...options, clock, random: () => 0.5 });
      while (breaker.state === 'closed')
        play(breaker, clock, [{ waitMs: 0, outcome: 'failure', which: 0, again: false }]);
      // Read anew each time: it changes behind the compiler's back.
      const state = (): string => breaker.state;
      const under = new Map<Permit, number>();
      const { recoveryCap = 8, overdueMs = 90_000 } = options;
      for (const { waitMs, outcome, which } of steps) {
        clock.advance(waitMs);
        const before = state();
        const permit = breaker.acquire();
        if (state() !== before) under.clear();
        for (const [old, at] of under) if (clock.now() - at >= overdueMs + 5_000) under.delete(old);
        if (state() === 'closed') return;
        if (permit !== -1) under.set(permit, clock.now());
        expect(under.size).toBeLessThanOrEqual(recoveryCap);
        const settled = [...under.keys()][which % Math.max(1, under.size)];
        if (outcome === null || settled === undefined) continue;
        const unsettled = state();
        breaker.settle(settled, outcome);
        under.delete(settled);
        if (state() !== unsettled) under.clear();
      }
      // Everybody who asked has vanished. It still lets somebody through, again and again, and closes.
      for (let round = 0; state() !== 'closed'; round += 1) {
        expect(round).toBeLessThan(100);
        clock.advance(400_000);
        const permit = breaker.acquire();
        if (permit !== -1) breaker.settle(permit, 'success');
      }
    }),
    { numRuns: 300 },
  );
});

test('once reset it decides as a new one, whatever comes in late', () => {
  fc.assert(
    fc.property(optionSets, history, history, (options, before, after) => {
      const decide = (past: History): string[] => {
        const clock = createManualClock();
        const breaker = createBreaker({ ...options, consecutive: false, clock, random: () => 0.5 });
        const late = play(breaker, clock, past);
        breaker.reset();
        for (const permit of late) breaker.settle(permit, 'failure');
        // So that both begin in the same place of a bucket of the window.
        clock.advance(3_600_000 * Math.ceil(clock.now() / 3_600_000) - clock.now());
        const log: string[] = [];
        play(breaker, clock, after, () => log.push(breaker.state));
        return log;
      };
      expect(decide(before)).toEqual(decide([]));
    }),
    { numRuns: 200 },
  );
});

test('scaling all times scales its decisions', () => {
  fc.assert(
    fc.property(history, fc.constantFrom(2, 4, 16), (steps, factor) => {
      const decide = (c: number): string[] => {
        const clock = createManualClock();
        const breaker = createBreaker({
          clock,
          random: () => 0.5,
          minimumCalls: 4,
          // A run is judged by how often chance brings one in five hours, which do not scale.
          consecutive: false,
          windowMs: 60_000 * c,
          slowMs: 3_000 * c,
          slowRate: 0.5,
          openMs: 10_000 * c,
          maxOpenMs: 75_000 * c,
          calmMs: 600_000 * c,
          overdueMs: 90_000 * c,
          leaseMs: 95_000 * c,
        });
        const log: string[] = [];
        const slower = steps.map((step) => ({ ...step, waitMs: step.waitMs * c }));
        play(breaker, clock, slower, () => log.push(`${breaker.state} ${(breaker.retryAt() ?? 0) / c}`));
        return log;
      };
      expect(decide(factor)).toEqual(decide(1));
    }),
    { numRuns: 300 },
  );
});

test('it keeps nothing of a call, settled or not', () => {
  setFlagsFromString('--expose-gc');
  // The flag gives it to new contexts alone.
  const collect: unknown = runInNewContext('gc');
  const heap = (): number => {
    if (typeof collect === 'function') collect();
    return process.memoryUsage().heapUsed;
  };
  fc.assert(
    fc.property(optionSets, history, (options, steps) => {
      const clock = createManualClock();
      const breaker = createBreaker({ ...options, clock, random: () => 0.5 });
      const load = (rounds: number): void => {
        for (let round = 0; round < rounds; round += 1) {
          play(breaker, clock, steps.slice(0, 20));
          clock.advance(1);
          const permit = breaker.acquire();
          if (permit !== -1 && round % 2 === 0) breaker.settle(permit, 'success');
        }
      };
      load(5_000);
      const before = heap();
      load(50_000);
      // A number kept of each call would be 400 kB and more.
      expect(heap() - before).toBeLessThan(200_000);
    }),
    { numRuns: 5 },
  );
});
