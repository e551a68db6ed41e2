import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createManualClock } from './clock/manual-clock.ts';
import { createSimulator } from './simulator.ts';

const MODELS = ['gemini-3-pro-image-preview', 'gemini-2.5-flash-image', 'seedream-4.5'] as const;

/** The journal of these requests, all in flight at once, as status and latency by model and arrival index. */
async function journalOf(
  seed: number,
  requests: readonly string[],
): Promise<Record<string, readonly number[]>> {
  const clock = createManualClock({ start: '2026-02-19T20:10' });
  const simulator = createSimulator({ seed, clock });
  const answers = requests.map((model) =>
    simulator.fetch('https://api.example.com/v1/images/generations', {
      method: 'POST',
      body: JSON.stringify({ model, prompt: 'x' }),
    }),
  );
  const all = Promise.all(answers);
  // Everybody waits on the clock before it moves, so that all arrive at the same simulated moment.
  while (clock.pending < requests.length) await new Promise((resolve) => setImmediate(resolve));
  clock.advance(10 * 60_000);
  await all;
  return Object.fromEntries(
    simulator.journal.map(({ model, n, status, latencyMs }) => [`${model} ${n}`, [status, latencyMs]]),
  );
}

test('what becomes of a model’s nth request depends on no other request', async () => {
  const requests = fc.array(fc.constantFrom(...MODELS), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.maxSafeInteger(), requests, async (seed, requests) => {
      const together = await journalOf(seed, requests);
      expect(await journalOf(seed, requests.toReversed())).toEqual(together);
      let apart: Record<string, readonly number[]> = {};
      for (const model of MODELS) {
        apart = {
          ...apart,
          ...(await journalOf(
            seed,
            requests.filter((asked) => asked === model),
          )),
        };
      }
      expect(apart).toEqual(together);
    }),
    { numRuns: 25 },
  );
});
