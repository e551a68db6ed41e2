import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAcceleratedClock } from '../clock/accelerated-clock.ts';
import { createManualClock } from '../clock/manual-clock.ts';
import { upstreamAnswers } from '../fast-check/arbitraries.ts';
import { DAY_MS, EPOCH_AT } from '../episodes/beijing-time.ts';
import { faultLabel, readFault, statusOf } from '../faults/fault.ts';
import { documentedProfile } from '../profile/documented-profile.ts';
import { createSimulator } from '../simulator.ts';
import { formatTrace } from '../trace/trace.ts';
import { createSimulatedModel } from '../upstream/simulated-model.ts';
import { bands, dailyShares } from '../verify/band-shares.ts';
import { meanOf } from '../verify/statistics.ts';

const PRIMARY = 'gemini-3-pro-image-preview';
const models = [PRIMARY, 'gemini-2.5-flash-image', 'seedream-4.5'] as const;

const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** The journal of requests that come `gapsMs` of the machine's time apart, while all take as long as documented. */
async function journalAt(
  speed: number,
  seed: number,
  requests: readonly (readonly [gapMs: number, model: string, fault: string])[],
): Promise<string> {
  const base = createManualClock();
  const clock = createAcceleratedClock({ start: '2026-02-19T20:00', speed, base });
  const simulator = createSimulator({ seed, clock, models });
  const answers: Promise<unknown>[] = [];
  for (const [gapMs, model, fault] of requests) {
    base.advance(gapMs);
    const answer = simulator.fetch('https://api.example.com/v1/images/generations', {
      method: 'POST',
      body: JSON.stringify({ model, prompt: 'x' }),
      headers: fault === 'profile' ? {} : { 'x-sim-force': fault },
    });
    answers.push(answer.then((response) => response.text()).catch(String));
    // It arrives before time goes on.
    for (let i = 0; i < 3; i++) await settle();
  }
  for (let waited = 0; waited < 100 && simulator.journal.length < requests.length; waited++) {
    base.advance(600_000 / speed);
    await settle();
  }
  await Promise.all(answers);
  return formatTrace(
    simulator.journal.toSorted((a, b) => a.t - b.t || a.model.localeCompare(b.model) || a.n - b.n),
  );
}

test('at any speed the journal is that of speed 1, in simulated time', async () => {
  const request = fc.tuple(
    fc.integer({ min: 0, max: 500 }),
    fc.constantFrom(...models),
    fc.oneof({ arbitrary: fc.constant('profile'), weight: 4 }, upstreamAnswers()),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.maxSafeInteger(),
      fc.constantFrom(2, 10, 60, 3_600, 86_400),
      fc.array(request, { minLength: 1, maxLength: 12 }),
      async (seed, speed, requests) => {
        const slow = requests.map(([gapMs, model, fault]) => [gapMs * speed, model, fault] as const);
        const journal = await journalAt(1, seed, slow);
        expect(journal.split('\n')).toHaveLength(requests.length + 1);
        expect(await journalAt(speed, seed, requests)).toBe(journal);
      },
    ),
    { numRuns: 60 },
  );
});

test('whatever the seed, the rates of the bands are the documented ones', () => {
  const days = 4_000;
  const profile = documentedProfile.models[PRIMARY] ?? documentedProfile.others;
  const { healthy, overloaded } = profile.errorRate;
  // Standard deviations of one day, docs/simulator.md; six of a mean are missed once in 500 million.
  const oneDay: Readonly<Record<string, number>> = {
    '00-02': 0.302,
    '09-11': 0.298,
    '20-23': 0.228,
    other: 0.048,
  };
  fc.assert(
    fc.property(fc.maxSafeInteger(), (seed) => {
      const model = createSimulatedModel(PRIMARY, profile, { seed, latency: false });
      const episodes = model.episodesBetween(EPOCH_AT, EPOCH_AT + days * DAY_MS);
      for (const band of bands) {
        const share = meanOf(dailyShares(band, episodes, days));
        const rate = healthy + (overloaded - healthy) * share;
        const tolerance = (6 * (oneDay[band.name] ?? 0)) / Math.sqrt(days);
        expect(Math.abs(rate - band.documented), band.name).toBeLessThan(tolerance);
      }
    }),
    { numRuns: 10 },
  );
});

test('each of many requests at once gets the fault that it asked for', async () => {
  const status = fc.integer({ min: 400, max: 599 }).map(String);
  await fc.assert(
    fc.asyncProperty(
      fc.maxSafeInteger(),
      fc.array(fc.tuple(fc.constantFrom(...models), fc.oneof(upstreamAnswers(), status)), { maxLength: 30 }),
      async (seed, requests) => {
        const simulator = createSimulator({ seed, latency: false, models, clock: createManualClock() });
        const seen = await Promise.all(
          requests.map(async ([model, fault], id) => {
            try {
              const response = await simulator.fetch('https://api.example.com/v1/images/generations', {
                method: 'POST',
                body: JSON.stringify({ model, prompt: 'x' }),
                headers: { 'x-sim-force': fault, 'x-sim-id': String(id) },
              });
              await response.text();
              return response.status;
            } catch {
              return 'broken';
            }
          }),
        );
        for (const [id, [model, fault]] of requests.entries()) {
          const forced = readFault('fault', fault);
          const expected = forced === 'none' ? 200 : statusOf(forced);
          const isBroken = fault === 'reset' || fault === 'truncate';
          expect(seen[id], fault).toBe(isBroken ? 'broken' : expected);
          const entry = simulator.journal.find((entry) => entry.id === id && entry.model === model);
          expect([entry?.status, entry?.fault]).toEqual([
            expected,
            forced === 'none' ? undefined : faultLabel(forced),
          ]);
        }
      },
    ),
    { numRuns: 60 },
  );
});
