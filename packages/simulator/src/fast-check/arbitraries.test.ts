import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createManualClock } from '../clock/manual-clock.ts';
import { createSimulator } from '../simulator.ts';
import { clockSteps, outages, traffic, upstreamAnswers } from './arbitraries.ts';

const models = ['gemini-3-pro-image-preview', 'seedream-4.5'] as const;
const sampleOf = <T>(arbitrary: fc.Arbitrary<T>): T[] => fc.sample(arbitrary, { numRuns: 1_000, seed: 7 });

test('outages are of the models asked for, within the hours, as long as documented, in order', () => {
  fc.assert(
    fc.property(outages({ models, hours: 2 }), (list) => {
      for (const { model, afterMs, minutes } of list) {
        expect(models).toContain(model);
        expect(afterMs >= 0 && afterMs <= 2 * 3_600_000).toBe(true);
        expect(minutes >= 5 && minutes <= 120).toBe(true);
      }
      expect(list.map(({ afterMs }) => afterMs)).toEqual(
        list.map(({ afterMs }) => afterMs).toSorted((a, b) => a - b),
      );
    }),
  );
});

test('traffic is in order, bounded, and has bursts and the edges of windows in it', () => {
  const samples = sampleOf(traffic({ maxRequests: 50, withinMs: 120_000 }));
  for (const moments of samples) {
    expect(moments.length).toBeLessThanOrEqual(50);
    expect(moments).toEqual(moments.toSorted((a, b) => a - b));
    expect(moments.every((at) => at >= 0 && at <= 120_000)).toBe(true);
  }
  const all = samples.flat();
  expect([59_999, 60_000, 60_001].every((edge) => all.includes(edge))).toBe(true);
  expect(samples.some((moments) => moments.some((at, i) => i > 5 && moments[i - 5] === at))).toBe(true);
});

test('every answer is one that the simulator knows how to give, and none of them is endless', async () => {
  const clock = createManualClock();
  const simulator = createSimulator({ profile: 'calm', latency: false, clock });
  await fc.assert(
    fc.asyncProperty(upstreamAnswers(), async (fault) => {
      simulator.next(models[0], { fault });
      const body = JSON.stringify({ model: models[0], prompt: 'x' });
      const answer = simulator
        .fetch('https://api.example.com/v1/images/generations', { method: 'POST', body })
        .then((response) => response.text());
      // A lost connection is an answer too.
      await answer.catch(() => undefined);
      expect(clock.pending).toBe(0);
    }),
    { numRuns: 300 },
  );
});

test('answers are varied: successes, statuses, recorded bodies and broken ones', () => {
  const seen = new Set(sampleOf(upstreamAnswers()));
  expect(seen.size).toBeGreaterThan(60);
  for (const answer of ['none', '503', 'truncate', 'relay-503-article']) expect(seen).toContain(answer);
  expect(seen).not.toContain('hang');
  expect(new Set(sampleOf(upstreamAnswers({ endless: true })))).toContain('hang');
});

test('clocks go back only when they are asked to', () => {
  expect(
    sampleOf(clockSteps())
      .flat()
      .every((ms) => ms >= 0),
  ).toBe(true);
  expect(
    sampleOf(clockSteps({ backwards: true }))
      .flat()
      .some((ms) => ms < 0),
  ).toBe(true);
});
