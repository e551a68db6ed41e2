import { describe, expect, test } from 'vitest';
import { createSimulator } from '../simulator.ts';
import { documentedBands, documentedProfile, quietRate } from '../profile/documented-profile.ts';
import { statusOf } from '../faults/fault.ts';
import { createSimulatedModel } from '../upstream/simulated-model.ts';
import { createDraws } from '../random/draws.ts';
import { DAY_MS, EPOCH_AT, MINUTE_MS, timeOfDayMs } from './beijing-time.ts';

const PRIMARY = 'gemini-3-pro-image-preview';
const DAYS = 4_000;
const HOUR_MS = 60 * MINUTE_MS;
const profile = documentedProfile.models[PRIMARY] ?? documentedProfile.others;

describe('the rates of 4000 days, time-integrated', () => {
  const episodes = createSimulator({ seed: 20260219, models: [PRIMARY] }).timeline({
    from: '2026-01-01',
    days: DAYS,
  });

  /** Share of [from, to) o'clock that lies in an episode, over all days. */
  function overloadedShare(from: number, to: number): number {
    let overlap = 0;
    for (const { startsAt, endsAt } of episodes) {
      const begin = timeOfDayMs(startsAt);
      const end = begin + endsAt - startsAt;
      // An episode reaches into the next day at most.
      for (const shift of [0, DAY_MS]) {
        overlap += Math.max(0, Math.min(end, to * HOUR_MS + shift) - Math.max(begin, from * HOUR_MS + shift));
      }
    }
    return overlap / ((to - from) * HOUR_MS * DAYS);
  }
  const { healthy, overloaded } = profile.errorRate;
  const rate = (share: number): number => healthy + (overloaded - healthy) * share;

  test.each(documentedBands)(
    '$fromHour to $toHour o’clock in Beijing: $rate',
    ({ fromHour, toHour, rate: documented }) => {
      expect(Math.abs(rate(overloadedShare(fromHour, toHour)) - documented)).toBeLessThan(0.015);
    },
  );

  test(`all other hours: ${quietRate}`, () => {
    const busy = documentedBands.map((band) => ({ ...band, hours: band.toHour - band.fromHour }));
    const busyHours = busy.reduce((sum, band) => sum + band.hours, 0);
    const busyShare = busy.reduce(
      (sum, band) => sum + band.hours * overloadedShare(band.fromHour, band.toHour),
      0,
    );
    const quietShare = (24 * overloadedShare(0, 24) - busyShare) / (24 - busyHours);
    expect(Math.abs(rate(quietShare) - quietRate)).toBeLessThan(0.015);
  });
});

describe('a failure is likely to be followed by another', () => {
  /** Correlation of outcomes one minute apart, from 20 to 23 o'clock, over 500 days. */
  function lag1(outcome: (moment: number) => boolean): number {
    const pairs: [number, number][] = [];
    for (let day = 0; day < 500; day++) {
      const evening = EPOCH_AT + day * DAY_MS + 20 * HOUR_MS;
      const failed = Array.from({ length: 180 }, (_, minute) =>
        Number(outcome(evening + minute * MINUTE_MS)),
      );
      for (let i = 1; i < failed.length; i++) pairs.push([failed[i - 1] ?? 0, failed[i] ?? 0]);
    }
    const mean = pairs.reduce((sum, [a]) => sum + a, 0) / pairs.length;
    const covariance = pairs.reduce((sum, [a, b]) => sum + (a - mean) * (b - mean), 0) / pairs.length;
    return covariance / (mean * (1 - mean));
  }

  test('one minute apart in the evening, outcomes correlate above 0.6', () => {
    const model = createSimulatedModel(PRIMARY, profile, { seed: 1, latency: false });
    expect(lag1((moment) => statusOf(model.arrive({ moment }).fault) === 503)).toBeGreaterThan(0.6);
  });

  test('independent failures at the same rate do not, so the measure can tell', () => {
    const draw = createDraws(1, 'independent');
    let n = 0;
    expect(Math.abs(lag1(() => draw((n += 1), 'status') < 0.45))).toBeLessThan(0.02);
  });
});
