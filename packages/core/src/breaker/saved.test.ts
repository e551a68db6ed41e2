import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createManualClock } from '../testing/manual-clock.ts';
import { createBreaker, type Breaker } from './breaker.ts';
import type { SavedBreaker } from './saved.ts';

const outcomes = fc.array(fc.constantFrom('success' as const, 'failure' as const), { maxLength: 150 });
const waits = fc.array(fc.constantFrom(0, 1, 5_000, 9_999, 30_000, 80_000, 700_000), { maxLength: 30 });

function settle(breaker: Breaker, outcome: 'success' | 'failure'): boolean {
  const permit = breaker.acquire();
  if (permit !== -1) breaker.settle(permit, outcome);
  return permit !== -1;
}

test('one that is restored refuses and admits like the one that was saved, until both are closed', () => {
  fc.assert(
    fc.property(
      outcomes,
      waits,
      outcomes,
      fc.integer({ min: -1e9, max: 1e9 }),
      (before, pauses, after, origin) => {
        const clock = createManualClock();
        const first = createBreaker({ clock, random: () => 0.5, minimumCalls: 4 });
        for (const outcome of before) settle(first, outcome);
        while (first.state === 'closed') settle(first, 'failure');

        const saved: unknown = JSON.parse(JSON.stringify(first.save()));
        const elsewhere = createManualClock(origin);
        const second = createBreaker({
          clock: elsewhere,
          random: () => 0.5,
          minimumCalls: 4,
          saved: saved as SavedBreaker, // parsed from what save wrote
        });
        for (const [index, pause] of pauses.entries()) {
          clock.step(pause);
          elsewhere.step(pause);
          const outcome = after[index] ?? 'failure';
          expect(settle(second, outcome)).toBe(settle(first, outcome));
          expect(second.state).toBe(first.state);
          if (second.save().state === 'closed') break;
        }
        expect(second.save()).toEqual(first.save());
      },
    ),
    { numRuns: 300 },
  );
});

test('a recovery begins again after a restart', () => {
  const clock = createManualClock();
  const breaker = createBreaker({ clock, recoveryCap: 1, jitter: 0 });
  while (breaker.state === 'closed') settle(breaker, 'failure');
  clock.step(10_000);
  breaker.acquire();
  const saved = breaker.save();
  expect(saved).toMatchObject({ state: 'open', remainingOpenMs: 0, openings: 1 });
  const next = createBreaker({ clock, recoveryCap: 1, saved });
  expect(next.acquire()).not.toBe(-1);
  expect(next.state).toBe('recovering');
});

test('what is learned of a model is kept', () => {
  const breaker = createBreaker({ clock: createManualClock() });
  for (let call = 0; call < 500; call += 1) settle(breaker, 'success');
  const next = createBreaker({ clock: createManualClock(), saved: breaker.save() });
  expect(next.snapshot().runNeeded).toBe(breaker.snapshot().runNeeded);
});

test.each([
  [{ v: 2 }, 'saved has v 2, but this version reads 1. Leave saved out to begin anew.'],
  [null, 'saved has v undefined'],
  [{ v: 1, state: 'half_open' }, 'saved.state is "half_open"'],
  [{ v: 1, state: 'open', remainingOpenMs: Number.NaN }, 'saved.remainingOpenMs is NaN'],
])('what save has not written is refused: %o', (saved, message) => {
  expect(() => createBreaker({ saved: saved as SavedBreaker })).toThrow(message);
});
