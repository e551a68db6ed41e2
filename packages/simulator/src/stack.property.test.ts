import { createFailover } from '@failsoft/core';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { outages, traffic, upstreamAnswers } from './fast-check/arbitraries.ts';
import { recordedAnswersById } from './faults/recorded-answer.ts';
import { createVirtualStack, type Answer, type VirtualStack } from './testing/virtual-stack.ts';

// A night of them: pnpm night. Every failure prints the seed that repeats it.
const numRuns = 40;

const names = ['gemini-3-pro-image-preview', 'gemini-2.5-flash-image', 'seedream-4.5'] as const;
const [primary] = names;
const TOTAL_TIMEOUT_MS = 150_000;

const stackOf = (
  models: readonly [string, ...string[]] = names,
  options: { readonly latency?: number } = {},
): VirtualStack =>
  createVirtualStack(
    models,
    (deps) => createFailover({ models, baseURL: 'https://api.example.com/v1', ...deps }),
    options,
  );

/** The model that the answer's body names: each upstream answer names its own. */
const drawnBy = ({ text }: Answer): string | undefined => /"model":"([^"]+)"/.exec(text)?.[1];
const isPicture = ({ response, text }: Answer): boolean =>
  response?.status === 200 && text.includes('"b64_json":"iVBOR') && text.endsWith('}');

/** Faults of the wire and statuses; recorded bodies have tests of their own. */
const answers = upstreamAnswers({ endless: true }).filter((answer) => !recordedAnswersById.has(answer));

test('nobody fails while one model is well, whatever is out and however many ask', async () => {
  await fc.assert(
    fc.asyncProperty(
      outages({ models: [names[0], names[1]], hours: 1 }),
      traffic({ maxRequests: 60, withinMs: 3_600_000 }),
      async (outages, moments) => {
        const stack = stackOf();
        for (const { model, afterMs, minutes } of outages) {
          stack.clock.setTimeout(() => stack.simulator.outage(model, { minutes }), afterMs);
        }
        const seen = await stack.run(moments.map((at) => stack.askAt(at)));
        expect(seen.filter((answer) => !isPicture(answer))).toEqual([]);
        await stack.models.close();
      },
    ),
    { numRuns },
  );
});

test('who answered is who the headers name, and X-Fallback-Model is there if and only if it was not the primary', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...names), answers), { maxLength: 25 }),
      traffic({ maxRequests: 15, withinMs: 60_000 }),
      async (faults, moments) => {
        const stack = stackOf(names, { latency: 2_000 });
        for (const [model, fault] of faults) stack.simulator.next(model, { fault });
        const seen = await stack.run(moments.map((at) => stack.askAt(at)));
        for (const answer of seen.filter(isPicture)) {
          const { headers } = answer.response ?? new Response();
          expect(headers.get('x-served-model')).toBe(drawnBy(answer));
          expect(headers.get('x-fallback-model')).toBe(drawnBy(answer) === primary ? null : drawnBy(answer));
        }
        await stack.models.close();
      },
    ),
    { numRuns },
  );
});

test('whatever the upstreams do, everybody is answered in time, a 200 is a whole picture, and no call begins later', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...names), answers), { maxLength: 40 }),
      traffic({ maxRequests: 12, withinMs: 300_000 }),
      async (faults, moments) => {
        const stack = stackOf(names, { latency: 2_000 });
        for (const [model, fault] of faults) stack.simulator.next(model, { fault });
        const startedAt = stack.clock.wallNow();
        const seen = await stack.run(moments.map((at) => stack.askAt(at)));
        for (const answer of seen) {
          expect(answer.answeredAt - answer.askedAt).toBeLessThanOrEqual(TOTAL_TIMEOUT_MS);
          // Core's fetch answers; it throws only for the caller's own abort.
          expect(answer.response).toBeDefined();
          if (answer.response?.status === 200) expect(isPicture(answer)).toBe(true);
        }
        await stack.runFor(600_000);
        const lastAnswer = Math.max(0, ...seen.map(({ answeredAt }) => answeredAt));
        for (const { t } of stack.simulator.journal) expect(t - startedAt).toBeLessThanOrEqual(lastAnswer);
        await stack.models.close();
      },
    ),
    { numRuns },
  );
});

test('after a client has gone no call begins, and all that are under way are aborted', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...names), answers), { maxLength: 6 }),
      fc.integer({ min: 0, max: 60_000 }),
      async (faults, goneAfterMs) => {
        const stack = stackOf(names, { latency: 5_000 });
        for (const [model, fault] of faults) stack.simulator.next(model, { fault });
        const client = new AbortController();
        const startedAt = stack.clock.wallNow();
        stack.clock.setTimeout(() => client.abort(), goneAfterMs);
        await stack.run([stack.askAt(0, client.signal)]);
        await stack.runFor(600_000);
        for (const entry of stack.simulator.journal) {
          expect(entry.t - startedAt).toBeLessThanOrEqual(goneAfterMs);
        }
        await stack.models.close();
        // Nothing is left to do: every timer and listener is released.
        expect(stack.clock.runNext()).toBe(false);
      },
    ),
    { numRuns },
  );
});

test('with every model out the answer is a 503, and a Retry-After that is no time in the past', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 20, max: 60 }),
      traffic({ maxRequests: 20, withinMs: 600_000 }),
      async (minutes, moments) => {
        const stack = stackOf();
        for (const name of names) stack.simulator.outage(name, { minutes });
        const seen = await stack.run(moments.map((at) => stack.askAt(at)));
        for (const { response } of seen) {
          expect(response?.status).toBe(503);
          const seconds = response?.headers.get('retry-after');
          if (seconds != null) expect(Number(seconds)).toBeGreaterThanOrEqual(0);
        }
        await stack.models.close();
      },
    ),
    { numRuns },
  );
});

test('after an outage the primary serves again within ten minutes of traffic', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 5, max: 120 }),
      fc.integer({ min: 1_000, max: 15_000 }),
      async (minutes, everyMs) => {
        const stack = stackOf(names, { latency: 3_000 });
        stack.simulator.outage(primary, { minutes });
        const outageMs = minutes * 60_000;
        // Traffic at its beginning opens the breaker; the test of the return comes after its end.
        const before = Array.from({ length: 30 }, (_, i) => i * everyMs);
        const after = Array.from({ length: Math.ceil(600_000 / everyMs) }, (_, i) => outageMs + i * everyMs);
        const seen = await stack.run([...before, ...after].map((at) => stack.askAt(at)));
        const late = seen.slice(-5);
        expect(late.map(drawnBy)).toEqual(late.map(() => primary));
        await stack.models.close();
      },
    ),
    { numRuns },
  );
});

test('a dead model at the end of the chain changes nothing for those who are served', async () => {
  await fc.assert(
    fc.asyncProperty(
      outages({ models: [names[0]], hours: 1 }),
      traffic({ maxRequests: 40, withinMs: 3_600_000 }),
      async (outages, moments) => {
        const play = async (dead: boolean): Promise<(string | undefined)[]> => {
          const stack = stackOf(dead ? [...names, 'dead'] : names);
          if (dead) stack.simulator.outage('dead', { minutes: 600 });
          for (const { model, afterMs, minutes } of outages) {
            stack.clock.setTimeout(() => stack.simulator.outage(model, { minutes }), afterMs);
          }
          const seen = await stack.run(moments.map((at) => stack.askAt(at)));
          await stack.models.close();
          return seen.map((answer) => `${drawnBy(answer)} ${answer.answeredAt}`);
        };
        expect(await play(true)).toEqual(await play(false));
      },
    ),
    { numRuns: Math.ceil(numRuns / 2) },
  );
});
