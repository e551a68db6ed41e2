import { createFailover, type FailoverOptions } from '@failsoft/core';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { outages, traffic } from '../fast-check/arbitraries.ts';
import { createVirtualStack, type Answer, type VirtualStack } from '../testing/virtual-stack.ts';

const names = ['gemini-3-pro-image-preview', 'gemini-2.5-flash-image', 'seedream-4.5'] as const;
const [primary] = names;
const baseURL = 'https://api.example.com/v1';
const servedBy = ({ response }: Answer): string => response?.headers.get('x-served-model') ?? 'nobody';

test('a breaker stays open for its open time, and so it never flaps faster', async () => {
  const openMs = 10_000;
  await fc.assert(
    fc.asyncProperty(
      outages({ models: [names[0], names[1]], hours: 0.5, minutes: [1, 10] }),
      fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom('503', '500', 'reset', 'none')), {
        maxLength: 60,
      }),
      fc.integer({ min: 1_000, max: 8_000 }),
      async (outages, faults, everyMs) => {
        const stack = createVirtualStack(
          names,
          (deps) => createFailover({ models: names, baseURL, breaker: { minimumCalls: 3 }, ...deps }),
          { latency: 500 },
        );
        for (const [model, fault] of faults) stack.simulator.next(model, { fault });
        for (const { model, afterMs, minutes } of outages) {
          stack.clock.setTimeout(() => stack.simulator.outage(model, { minutes }), afterMs);
        }
        const openedAt = new Map<string, number>();
        stack.models.on('breaker:open', ({ model, at }) => openedAt.set(model, at));
        for (const event of ['breaker:recovering', 'breaker:closed'] as const) {
          stack.models.on(event, ({ model, at, from }) => {
            if (from === 'open') {
              expect(at - (openedAt.get(model) ?? -Infinity)).toBeGreaterThanOrEqual(openMs - 1e-6);
            }
          });
        }
        const faultsSeen: unknown[] = [];
        // What a listener throws becomes this event.
        stack.models.on('fault', ({ error }) => faultsSeen.push(error));
        const moments = Array.from({ length: Math.min(300, 1_800_000 / everyMs) }, (_, i) => i * everyMs);
        await stack.run(moments.map((at) => stack.askAt(at)));
        expect(faultsSeen).toEqual([]);
        await stack.models.close();
      },
    ),
    { numRuns: 30 },
  );
});

/** Every time of the chain, `c` times as long. */
const scaled = (c: number): Partial<FailoverOptions> & { readonly models: FailoverOptions['models'] } => ({
  models: [
    { name: names[0], medianMs: 4_000 * c },
    { name: names[1], medianMs: 4_000 * c },
    { name: names[2], medianMs: 4_000 * c },
  ],
  attemptTimeoutMs: 90_000 * c,
  totalTimeoutMs: 150_000 * c,
  hedge: { minimumDelayMs: 1_000 * c },
  // Retries have a time of their own, and so has a run, which is judged by what chance brings in five hours.
  retry: false,
  breaker: {
    consecutive: false,
    minimumCalls: 4,
    windowMs: 60_000 * c,
    openMs: 10_000 * c,
    maxOpenMs: 75_000 * c,
    calmMs: 600_000 * c,
    overdueMs: 90_000 * c,
  },
});

test('scaling all times scales the decisions: the same models answer the same requests', async () => {
  await fc.assert(
    fc.asyncProperty(
      outages({ models: [names[0], names[1]], hours: 0.5, minutes: [1, 10] }),
      traffic({ maxRequests: 60, withinMs: 1_800_000 }),
      fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom('503', 'reset', 'hang', 'none')), {
        maxLength: 20,
      }),
      fc.constantFrom(2, 4, 8),
      async (outages, moments, faults, factor) => {
        const play = async (c: number): Promise<string[]> => {
          const { models, ...rest } = scaled(c);
          const stack: VirtualStack = createVirtualStack(
            names,
            (deps) => createFailover({ models, baseURL, ...rest, ...deps }),
            { latency: 4_000 * c },
          );
          for (const [model, fault] of faults) stack.simulator.next(model, { fault });
          for (const { model, afterMs, minutes } of outages) {
            const minutesScaled = minutes * c;
            stack.clock.setTimeout(
              () => stack.simulator.outage(model, { minutes: minutesScaled }),
              afterMs * c,
            );
          }
          const seen = await stack.run(moments.map((at) => stack.askAt(at * c)));
          await stack.models.close();
          return seen.map(
            (answer) => `${servedBy(answer)} after ${(answer.answeredAt - answer.askedAt) / c}`,
          );
        };
        expect(await play(factor)).toEqual(await play(1));
      },
    ),
    { numRuns: 30 },
  );
});

test('between two outages the primary gets its requests back', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 2_000, max: 15_000 }),
      async (lengths, everyMs) => {
        const stack = createVirtualStack(
          names,
          (deps) => createFailover({ models: names, baseURL, ...deps }),
          { latency: 3_000 },
        );
        for (const minutes of lengths) {
          stack.simulator.outage(primary, { minutes });
          const during = Array.from({ length: 30 }, (_, i) => i * everyMs);
          await stack.run(during.map((at) => stack.askAt(at)));
          await stack.runFor(minutes * 60_000);
          const after = Array.from({ length: Math.ceil(600_000 / everyMs) }, (_, i) => i * everyMs);
          const seen = await stack.run(after.map((at) => stack.askAt(at)));
          expect(seen.slice(-5).map(servedBy)).toEqual(Array(5).fill(primary));
        }
        await stack.models.close();
      },
    ),
    { numRuns: 15 },
  );
});
