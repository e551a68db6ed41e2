import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createManualClock } from '../testing/manual-clock.ts';
import { createBreaker, type Breaker, type BreakerTransition, type Permit } from './breaker.ts';
import { documentedBreaker, type BreakerOptions } from './options.ts';

const optionSets = fc.constantFrom<BreakerOptions>(
  {},
  { minimumCalls: 3, failureRate: 0.5 },
  { recoveryCap: 1, maxOpenMs: 20_000 },
  documentedBreaker,
);
const outcome = fc.constantFrom('success' as const, 'failure' as const, 'ignored' as const);
const traffic = fc.array(
  fc.record({
    waitMs: fc.oneof(fc.nat(4_000), fc.constantFrom(10_000, 60_001, 75_000, 400_000)),
    outcome,
    afterCalls: fc.nat(3),
    retryAfterMs: fc.constantFrom(0, 0, 0, 30_000, 3_600_000),
  }),
  { maxLength: 120 },
);
type Traffic = typeof traffic extends fc.Arbitrary<infer T> ? T : never;

/** Each call settles when so many later ones have been asked for. */
function drive(breaker: Breaker, clock: { step(ms: number): void }, list: Traffic, seen: () => void): void {
  const waiting: { permit: Permit; at: number; step: Traffic[number] }[] = [];
  list.forEach((step, index) => {
    clock.step(step.waitMs);
    const permit = breaker.acquire();
    if (permit !== -1) waiting.push({ permit, at: index + step.afterCalls, step });
    seen();
    for (const call of waiting.filter(({ at }) => at === index)) {
      breaker.settle(call.permit, call.step.outcome, { retryAfterMs: call.step.retryAfterMs });
      seen();
    }
  });
}

const legal = new Set(['closed open', 'open recovering', 'recovering open', 'recovering closed']);

test('only legal transitions happen, a success alone closes, and no open time is longer than allowed', () => {
  fc.assert(
    fc.property(
      optionSets,
      traffic,
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (options, list, luck) => {
        const clock = createManualClock();
        const told: BreakerTransition[] = [];
        const breaker = createBreaker({
          ...options,
          clock,
          random: () => luck,
          onTransition: (change) => told.push(change),
        });
        const { maxOpenMs = 75_000, jitter = 0.1 } = options;
        drive(breaker, clock, list, () => {
          const wait = (breaker.retryAt() ?? clock.now()) - clock.now();
          if (breaker.state === 'open')
            expect(wait).toBeLessThanOrEqual(Math.max((1 + jitter) * maxOpenMs, 300_000) + 1e-6);
        });
        for (const { from, to, explain } of told) {
          expect(legal).toContain(`${from} ${to}`);
          expect(explain).not.toBe('');
        }
        told.reduce((before, { from, to }) => {
          expect(from).toBe(before);
          return to;
        }, 'closed');
      },
    ),
  );
});

function decisions(options: BreakerOptions, list: Traffic, origin: number): string[] {
  const clock = createManualClock(origin);
  const breaker = createBreaker({ ...options, clock, random: () => 0.5 });
  const log: string[] = [];
  drive(breaker, clock, list, () => log.push(breaker.state));
  return log;
}

test('when all happens later by the same time, the same is decided', () => {
  fc.assert(
    fc.property(optionSets, traffic, fc.integer({ min: -1e9, max: 1e9 }), (options, list, origin) => {
      expect(decisions(options, list, origin)).toEqual(decisions(options, list, 0));
    }),
  );
});

test('a failure instead of a success never keeps a new breaker closed for longer', () => {
  const calls = fc.array(fc.record({ waitMs: fc.constantFrom(0, 100, 5_000, 61_000), fails: fc.boolean() }), {
    minLength: 1,
    maxLength: 90,
  });
  const tripsAt = (options: BreakerOptions, list: { waitMs: number; fails: boolean }[]): number => {
    const clock = createManualClock();
    const breaker = createBreaker({ ...options, clock });
    return list.findIndex(({ waitMs, fails }) => {
      clock.step(waitMs);
      const permit = breaker.acquire();
      if (permit !== -1) breaker.settle(permit, fails ? 'failure' : 'success');
      return breaker.state !== 'closed';
    });
  };
  fc.assert(
    fc.property(optionSets, calls, fc.nat(), (options, list, which) => {
      const worse = list.map((call, index) =>
        index === which % list.length ? { ...call, fails: true } : call,
      );
      const [before, after] = [tripsAt(options, list), tripsAt(options, worse)];
      if (before !== -1) expect(after === -1 ? Infinity : after).toBeLessThanOrEqual(before);
    }),
    { numRuns: 500 },
  );
});

test('the order in which successes of one tick come in does not matter', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }), fc.nat(5), (order, failures) => {
      const after = (given: number[]): unknown => {
        const clock = createManualClock();
        const breaker = createBreaker({ clock, random: () => 0.5 });
        for (let call = 0; call < failures; call += 1) {
          const permit = breaker.acquire();
          if (permit !== -1) breaker.settle(permit, 'failure');
        }
        const permits = given.map(() => {
          clock.step(1_000);
          return breaker.acquire();
        });
        for (const index of given) {
          const permit = permits[index];
          if (permit !== undefined && permit !== -1) breaker.settle(permit, 'success');
        }
        return breaker.snapshot();
      };
      expect(after(order)).toEqual(after([0, 1, 2, 3, 4, 5]));
    }),
  );
});

test('a Retry-After never shortens an open time, and jitter stays within its bounds', () => {
  fc.assert(
    fc.property(fc.nat(400_000), fc.double({ min: 0, max: 0.999, noNaN: true }), (retryAfterMs, luck) => {
      const openFor = (hint: number): number => {
        const breaker = createBreaker({ clock: createManualClock(), random: () => luck });
        while (breaker.state === 'closed') {
          const permit = breaker.acquire();
          if (permit !== -1) breaker.settle(permit, 'failure', { retryAfterMs: hint });
        }
        return breaker.retryAt() ?? 0;
      };
      expect(openFor(0)).toBeGreaterThanOrEqual(9_000);
      expect(openFor(0)).toBeLessThanOrEqual(11_000);
      expect(openFor(retryAfterMs)).toBe(Math.max(openFor(0), Math.min(retryAfterMs, 300_000)));
    }),
  );
});

test('quick failures that are fewer than the calls in flight never open it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(4_000), (failures, gapMs) => {
      const clock = createManualClock();
      const breaker = createBreaker({ clock });
      const young = Array.from({ length: failures + 1 }, () => breaker.acquire());
      for (let call = 0; call < failures && gapMs * call < 80_000; call += 1) {
        clock.step(gapMs);
        const permit = breaker.acquire();
        if (permit !== -1) breaker.settle(permit, 'failure');
      }
      expect(young).toHaveLength(failures + 1);
      expect(breaker.state).toBe('closed');
    }),
  );
});

test('a listener may ask, settle, isolate and throw in the middle of it', () => {
  fc.assert(
    fc.property(
      optionSets,
      traffic,
      fc.constantFrom('acquire', 'isolate', 'reset', 'throw'),
      (options, list, what) => {
        const clock = createManualClock();
        let depth = 0;
        const breaker: Breaker = createBreaker({
          ...options,
          clock,
          onTransition() {
            depth += 1;
            if (depth < 3) {
              if (what === 'acquire') {
                const permit = breaker.acquire();
                if (permit !== -1) breaker.settle(permit, 'failure');
              }
              if (what === 'isolate') breaker.isolate()();
              if (what === 'reset') breaker.reset();
            }
            depth -= 1;
            if (what === 'throw') throw new Error('of the listener');
          },
        });
        drive(breaker, clock, list, () => {
          const { failures, successes, young, overdue } = breaker.snapshot();
          expect(Math.min(failures, successes, young, overdue)).toBeGreaterThanOrEqual(0);
        });
        // One that takes every probe, or holds it open at every change, has itself to thank.
        const admitted = [1, 2, 3].map(() => {
          clock.step(400_000);
          return breaker.acquire() !== -1;
        });
        if (what === 'throw' || what === 'reset') expect(admitted).toContain(true);
      },
    ),
  );
});

test('two breakers share nothing', () => {
  fc.assert(
    fc.property(optionSets, traffic, (options, list) => {
      const alone = decisions(options, list, 0);
      const clock = createManualClock();
      const breaker = createBreaker({ ...options, clock, random: () => 0.5 });
      const other = createBreaker({ ...options, clock, random: () => 0.5 });
      const log: string[] = [];
      drive(breaker, clock, list, () => {
        log.push(breaker.state);
        const permit = other.acquire();
        if (permit !== -1) other.settle(permit, 'failure');
      });
      expect(log).toEqual(alone);
    }),
  );
});
