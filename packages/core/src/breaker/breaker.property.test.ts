import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createManualClock } from '../testing/manual-clock.ts';
import { createBreaker, type Breaker, type Permit } from './breaker.ts';
import { NaiveBreaker } from '../testing/naive-breaker.ts';
import { documentedBreaker, resolveBreakerOptions, type BreakerOptions } from './options.ts';

const optionSets: BreakerOptions[] = [
  { jitter: 0 },
  { jitter: 0, minimumCalls: 3, failureRate: 0.5 },
  { jitter: 0, minimumCalls: 1, failureRate: 1, recoveryCap: 1, overdueMs: 5_000 },
  { jitter: 0, minimumCalls: 4, slowMs: 3_000, slowRate: 0.5 },
  documentedBreaker,
];

interface World {
  readonly clock: ReturnType<typeof createManualClock>;
  readonly real: Breaker;
  readonly permits: { permit: Permit; naive: number }[];
}

function expectSame(naive: NaiveBreaker, { real, clock }: World): void {
  naive.see(clock.now());
  expect(real.state).toBe(naive.state);
  const retryAt = real.retryAt();
  if (naive.state === 'open' && retryAt !== undefined) expect(retryAt).toBeCloseTo(naive.retryAt, 3);
  const { failures, successes, young, overdue } = real.snapshot();
  expect(Math.min(failures, successes, young, overdue)).toBeGreaterThanOrEqual(0);
}

class Ask implements fc.Command<NaiveBreaker, World> {
  check = (): boolean => true;
  toString = (): string => 'Ask';
  run(naive: NaiveBreaker, world: World): void {
    const permit = world.real.acquire();
    const index = naive.acquire(world.clock.now());
    expect(permit === -1).toBe(index === -1);
    if (permit !== -1) world.permits.push({ permit, naive: index });
    expectSame(naive, world);
  }
}

class Settle implements fc.Command<NaiveBreaker, World> {
  private readonly outcome: 'success' | 'failure' | 'ignored';
  private readonly which: number;
  private readonly retryAfterMs: number;
  private readonly keep: boolean;
  constructor(
    outcome: 'success' | 'failure' | 'ignored',
    which: number,
    retryAfterMs: number,
    keep: boolean,
  ) {
    this.outcome = outcome;
    this.which = which;
    this.retryAfterMs = retryAfterMs;
    this.keep = keep;
  }
  check = (): boolean => true;
  toString = (): string => `Settle(${this.outcome}, ${this.which}, ${this.retryAfterMs}, ${this.keep})`;
  run(naive: NaiveBreaker, world: World): void {
    const { permits, real, clock } = world;
    if (permits.length === 0) return;
    const index = this.which % permits.length;
    const entry = permits[index];
    if (entry === undefined) return;
    // Kept permits are settled a second time later, or after their epoch: both must change nothing.
    if (!this.keep) permits.splice(index, 1);
    real.settle(entry.permit, this.outcome, { retryAfterMs: this.retryAfterMs });
    naive.settle(entry.naive, clock.now(), this.outcome, this.retryAfterMs);
    expectSame(naive, world);
  }
}

class Wait implements fc.Command<NaiveBreaker, World> {
  private readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
  check = (): boolean => true;
  toString = (): string => `Wait(${this.ms})`;
  run(naive: NaiveBreaker, world: World): void {
    world.clock.step(this.ms);
    naive.see(world.clock.now());
    expectSame(naive, world);
  }
}

const waits = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 3_000 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(1, 999, 1_000, 10_000, 59_999, 60_000, 60_001, 95_000, 120_000, 300_000),
  },
  { weight: 1, arbitrary: fc.constantFrom(600_001, 900_001, 3_600_000, -1, -500, -3_600_000) },
);
const commands = [
  fc.constant(new Ask()),
  fc
    .tuple(
      fc.constantFrom('success' as const, 'failure' as const, 'failure' as const, 'ignored' as const),
      fc.nat(50),
      fc.constantFrom(0, 0, 0, 30_000, 400_000, -5, Number.NaN),
      fc.boolean(),
    )
    .map(([outcome, which, retryAfterMs, keep]) => new Settle(outcome, which, retryAfterMs, keep)),
  waits.map((ms) => new Wait(ms)),
];

test.each(optionSets)('the breaker decides as one that keeps every event: %o', (options) => {
  fc.assert(
    fc.property(fc.commands(commands, { size: '+2', maxCommands: 300 }), (list) => {
      const clock = createManualClock();
      const naive = new NaiveBreaker(resolveBreakerOptions(options));
      fc.modelRun(
        () => ({
          model: naive,
          real: { clock, real: createBreaker({ ...options, clock, random: () => 0.5 }), permits: [] },
        }),
        list,
      );
    }),
    { numRuns: 600 },
  );
});

test('from any history, the open time and one careful recovery close it', () => {
  fc.assert(
    fc.property(fc.commands(commands, { size: '+1', maxCommands: 100 }), fc.nat(), (list, seed) => {
      const clock = createManualClock();
      const real = createBreaker({ clock, random: () => (seed % 100) / 100 });
      const world: World = { clock, real, permits: [] };
      const unchecked = new NaiveBreaker(resolveBreakerOptions({}));
      try {
        fc.modelRun(() => ({ model: unchecked, real: world }), list);
      } catch {
        // Jitter makes the naive model differ; only the history matters here.
      }
      const { recoveryCap } = resolveBreakerOptions({});
      clock.step(7_200_000);
      for (let round = 0; round < 4 * recoveryCap && real.state !== 'closed'; round += 1) {
        const permit = real.acquire();
        if (permit === -1) clock.step(500_000);
        else real.settle(permit, 'success');
      }
      expect(real.state).toBe('closed');
    }),
    { numRuns: 300 },
  );
});

test('whatever is only ignored never leaves closed', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5_000), { maxLength: 200 }), (gaps) => {
      const clock = createManualClock();
      const breaker = createBreaker({ clock });
      for (const gap of gaps) {
        clock.step(gap);
        const permit = breaker.acquire();
        if (permit !== -1) breaker.settle(permit, 'ignored');
      }
      expect(breaker.state).toBe('closed');
    }),
  );
});
