import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createManualClock } from '../clock/manual-clock.ts';
import { createSimulator } from '../simulator.ts';
import { DAY_MS, EPOCH_AT, MINUTE_MS } from './beijing-time.ts';

const seeds = fc.maxSafeInteger();
const days = fc.integer({ min: 1, max: 60 });
const dates = fc.integer({ min: 0, max: 1_000 }).map((day) => new Date(EPOCH_AT + day * DAY_MS));

test('a seed and a date give the same timeline whatever start, clock, models and earlier questions', () => {
  fc.assert(
    fc.property(
      seeds,
      dates,
      days,
      dates,
      fc.array(fc.tuple(dates, days), { maxLength: 4 }),
      (seed, from, days, start, others) => {
        const plain = createSimulator({ seed }).timeline({ from, days });
        const asked = createSimulator({
          seed,
          clock: createManualClock({ start }),
          models: ['gemini-2.5-flash-image', 'of-our-own', 'gemini-3-pro-image-preview'],
        });
        for (const [from, days] of others) asked.timeline({ from, days });
        expect(asked.timeline({ from, days })).toEqual(plain);
      },
    ),
  );
});

test('a shorter timeline is a prefix of a longer one', () => {
  fc.assert(
    fc.property(seeds, dates, days, (seed, from, more) => {
      const simulator = createSimulator({ seed });
      const short = simulator.timeline({ from, days: 30 });
      expect(simulator.timeline({ from, days: 30 + more }).slice(0, short.length)).toEqual(short);
    }),
  );
});

test('every episode is as long as documented, and none of a model overlap', () => {
  const ranges = { 'gemini-3-pro-image-preview': [30, 120], 'gemini-2.5-flash-image': [5, 15] } as const;
  fc.assert(
    fc.property(seeds, dates, (seed, from) => {
      for (const [model, [shortest, longest]] of Object.entries(ranges)) {
        let freeFrom = -Infinity;
        for (const { startsAt, endsAt } of createSimulator({ seed, models: [model] }).timeline({
          from,
          days: 30,
        })) {
          expect(startsAt).toBeGreaterThanOrEqual(freeFrom);
          expect(endsAt - startsAt).toBeGreaterThanOrEqual(shortest * MINUTE_MS);
          expect(endsAt - startsAt).toBeLessThanOrEqual(longest * MINUTE_MS);
          freeFrom = endsAt;
        }
      }
    }),
  );
});

test('models without documented episodes have none', () => {
  const simulator = createSimulator({
    models: ['seedream-4.5', 'gpt-image-1.5', 'flux-2-pro', 'recraft-v4'],
  });
  expect(simulator.timeline({ from: '2026-01-01', days: 365 })).toEqual([]);
});

test('the timeline of a seed never changes from version to version', () => {
  const evening = createSimulator({ seed: 10 }).timeline({ from: '2026-02-19T20:00', days: 0.1 });
  expect(evening).toEqual([
    { model: 'gemini-3-pro-image-preview', startsAt: 1771502820300, endsAt: 1771505340109, kind: 'overload' },
    { model: 'gemini-3-pro-image-preview', startsAt: 1771508280727, endsAt: 1771511427424, kind: 'overload' },
  ]);
});
