import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChainExhaustedError, trailOf } from '../errors.ts';
import type { Attempt, Trail } from '../outcome.ts';
import { createManualClock } from '../testing/manual-clock.ts';
import { upstreamError } from '../testing/upstream-error.ts';
import { createFailover } from './create-failover.ts';

const names = ['a', 'b', 'c', 'd'] as const;
type Name = (typeof names)[number];

const answers = fc.record({
  kind: fc.constantFrom('ok', 'ok', 'ok', '503', '503', '500', '429', '401', '400', 'throw', 'hang', 'deaf'),
  afterMs: fc.constantFrom(0, 0, 1, 50, 400, 2_000, 6_000, 20_000),
});
const requests = fc.record({
  waitMs: fc.constantFrom(0, 0, 0, 5, 1_000, 12_000, 130_000),
  abortMs: fc.option(fc.constantFrom(0, 1, 60, 3_000), { freq: 8 }),
});

interface Journal {
  readonly models: Name[];
  readonly startedAt: number[];
  abortedAt: number | undefined;
  rejectedAt: number | undefined;
}

test('whatever the models do, each request keeps the laws of the chain', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(answers, { minLength: 1, maxLength: 60 }),
      fc.array(requests, { minLength: 1, maxLength: 40 }),
      fc.constantFrom('raced' as const, 'live' as const),
      async (script, list, probe) => {
        const clock = createManualClock();
        const failover = createFailover({
          models: [{ name: 'a', medianMs: 1_000 }, { name: 'b', medianMs: 1_000 }, 'c', 'd'],
          clock,
          probe,
          random: () => 0.3,
          attemptTimeoutMs: 10_000,
          totalTimeoutMs: 25_000,
          breaker: { minimumCalls: 3, failureRate: 0.5 },
        });
        let step = 0;
        const runs = list.map(async ({ abortMs }, index) => {
          const journal: Journal = { models: [], startedAt: [], abortedAt: undefined, rejectedAt: undefined };
          const controller = new AbortController();
          const startAt = list.slice(0, index + 1).reduce((sum, { waitMs }) => sum + waitMs, 0);
          await new Promise<void>((resolve) => void clock.setTimeout(resolve, startAt));
          if (abortMs !== null) {
            clock.setTimeout(() => {
              journal.abortedAt = clock.now();
              controller.abort(new Error('gone'));
            }, abortMs);
          }
          const begunAt = clock.now();
          const call = (model: Name, attempt: Attempt<Name>): Promise<string> => {
            const answer = script[step % script.length] ?? { kind: 'ok', afterMs: 0 };
            step += 1;
            journal.models.push(model);
            journal.startedAt.push(clock.now());
            expect(attempt.number).toBe(journal.models.length);
            if (answer.kind === 'throw') throw upstreamError(503);
            return new Promise((resolve, reject) => {
              if (answer.kind !== 'deaf')
                attempt.signal.addEventListener('abort', () => reject(attempt.signal.reason));
              if (answer.kind === 'hang' || answer.kind === 'deaf') return;
              clock.setTimeout(() => {
                // An answer to a call that was given up is seen by nobody.
                const seen = attempt.purpose !== 'probe' && !attempt.signal.aborted;
                if (answer.kind === '400' && seen) journal.rejectedAt ??= clock.now();
                if (answer.kind === 'ok') resolve(`drawn by ${model}`);
                else reject(upstreamError(Number(answer.kind)));
              }, answer.afterMs);
            });
          };
          const settled = await failover.runDetailed(call, { signal: controller.signal }).then(
            ({ value, trail }) => ({ value, trail, error: undefined }),
            (error: unknown) => ({ value: undefined, trail: trailOf(error), error }),
          );
          return { ...settled, journal, tookMs: clock.now() - begunAt };
        });

        await clock.advance(40 * 130_000 + 60_000);
        for (const { value, trail, error, journal, tookMs } of await Promise.all(runs)) {
          expect(tookMs).toBeLessThanOrEqual(25_000);
          expectTrailMatchesJournal(trail, journal);
          if (value !== undefined) {
            expect(value).toBe(`drawn by ${trail?.served}`);
            expect(trail?.degraded).toBe(trail?.served !== 'a');
            expect(trail?.reason === undefined).toBe(trail?.served === 'a');
          } else if (error instanceof ChainExhaustedError) {
            expect(error.retryAfterMs === null || Number.isFinite(error.retryAfterMs)).toBe(true);
          }
          // Nothing starts after the client has gone, or after the caller's own fault was seen.
          for (const end of [journal.abortedAt, journal.rejectedAt]) {
            if (end !== undefined) expect(Math.max(0, ...journal.startedAt)).toBeLessThanOrEqual(end);
          }
        }
        expect(clock.pending).toBe(0);
        for (const name of names) expect(failover.status().models.map(({ model }) => model)).toContain(name);
      },
    ),
    { numRuns: 300 },
  );
});

function expectTrailMatchesJournal(trail: Trail | undefined, journal: Journal): void {
  if (trail === undefined) return expect(journal.models).toEqual([]);
  expect(trail.attempts.map(({ model }) => model)).toEqual(journal.models);
  for (const name of names) {
    const asked = trail.attempts.filter(({ model }) => model === name);
    const extra = asked.filter(({ purpose }) => purpose === 'retry' || purpose === 'last-resort').length;
    expect(asked.length - extra).toBeLessThanOrEqual(1);
    expect(extra).toBeLessThanOrEqual(2);
  }
}
