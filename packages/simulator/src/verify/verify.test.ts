import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { runCli } from '../testing/run-cli.ts';
import { DAY_MS, EPOCH_AT } from '../episodes/beijing-time.ts';
import type { Episode } from '../episodes/episode.ts';
import { documentedProfile } from '../profile/documented-profile.ts';
import { createSimulatedModel } from '../upstream/simulated-model.ts';
import { independentProfile } from '../profile/variants.ts';
import { bands, dailyShares } from './band-shares.ts';
import { checkBands } from './check-bands.ts';
import { checkDurations } from './check-durations.ts';
import { checkRequests } from './check-requests.ts';
import { halfWidthOf, kolmogorovCritical, kolmogorovDistance, lagOneCorrelation } from './statistics.ts';
import { verify, type VerificationOptions } from './verify.ts';

// Processes have to start, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PRIMARY = 'gemini-3-pro-image-preview';
const profile = documentedProfile.models[PRIMARY] ?? documentedProfile.others;

test('10,000 days are as documented, each check of them', () => {
  const { checks, passed } = verify();
  expect(checks.filter((check) => !check.passed)).toEqual([]);
  expect(passed).toBe(true);
  expect(checks).toHaveLength(14);
});

test.each([99, 36_501, 1.5])('%s days are refused', (days) => {
  expect(() => verify({ days })).toThrow(`days is ${days}, but must be an integer from 100 to 36500.`);
});

describe('a generator that is wrong does not pass', () => {
  const model = createSimulatedModel(PRIMARY, profile, { seed: 10, latency: false });
  const episodes = model.episodesBetween(EPOCH_AT, EPOCH_AT + 10_000 * DAY_MS);
  const failed = (checks: readonly { readonly passed: boolean }[]): number =>
    checks.filter(({ passed }) => !passed).length;

  test('one whose hours are those of UTC', () => {
    const shifted = episodes.map((episode) => ({
      ...episode,
      startsAt: episode.startsAt + 8 * 3_600_000,
      endsAt: episode.endsAt + 8 * 3_600_000,
    }));
    expect(failed(checkBands(shifted, profile, 10_000))).toBe(4);
  });

  test('one whose episodes are a tenth longer', () => {
    const longer = episodes.map((episode) => ({
      ...episode,
      endsAt: episode.startsAt + 1.1 * (episode.endsAt - episode.startsAt),
    }));
    expect(failed(checkBands(longer, profile, 10_000))).toBeGreaterThan(0);
    expect(failed(checkDurations(PRIMARY, longer, profile))).toBe(3);
  });

  test('one whose failures are independent', () => {
    const independent = createSimulatedModel(PRIMARY, independentProfile().models[PRIMARY] ?? profile, {
      seed: 10,
      latency: false,
    });
    const [, , correlation] = checkRequests(independent, profile, independent, 1_000);
    expect(correlation).toMatchObject({ passed: false });
  });

  test('one whose failures come in episodes as the control', () => {
    expect(checkRequests(model, profile, model, 1_000)[3]).toMatchObject({ passed: false });
  });
});

test('the overlaps of any episodes with all bands add up to their durations', () => {
  const days = 4;
  const minutes = fc.integer({ min: 0, max: days * 24 * 60 });
  fc.assert(
    fc.property(fc.array(fc.tuple(minutes, minutes), { maxLength: 6 }), (spans) => {
      const episodes = spans.map(([a, b]): Episode => ({
        model: PRIMARY,
        startsAt: EPOCH_AT + Math.min(a, b) * 60_000,
        endsAt: EPOCH_AT + Math.max(a, b) * 60_000,
        kind: 'overload',
      }));
      const added = bands.reduce((sum, band) => {
        const length = band.spans.reduce((total, [from, to]) => total + to - from, 0);
        return sum + length * dailyShares(band, episodes, days).reduce((total, share) => total + share, 0);
      }, 0);
      const lasted = episodes.reduce((sum, { startsAt, endsAt }) => sum + endsAt - startsAt, 0);
      expect(added).toBeCloseTo(lasted, 0);
    }),
  );
});

test('the distance from a distribution is what it is by hand', () => {
  expect(kolmogorovDistance([0.1, 0.5, 0.6], (value) => value)).toBeCloseTo(0.4, 12);
  expect(kolmogorovCritical(10_000)).toBeCloseTo(0.016276, 12);
});

test('an interval narrows with the root of the number of batches', () => {
  const alternating = (count: number): number[] => Array.from({ length: count }, (_, i) => i % 2);
  expect(halfWidthOf(alternating(400)) / halfWidthOf(alternating(1_600))).toBeCloseTo(2, 2);
});

test('runs that alternate correlate by -1, runs that never change by 1', () => {
  expect(lagOneCorrelation([[0, 1, 0, 1, 0, 1, 0, 1, 0]])).toBeCloseTo(-1, 1);
  expect(lagOneCorrelation([Array(50).fill(0), Array(50).fill(1)])).toBeCloseTo(1, 12);
});

test('the command says what it measured and ends with 0, or with 1 when something is not met', async () => {
  const good = await runCli(['verify']);
  expect(good).toMatchObject({ code: 0, err: '' });
  expect(good.out).toContain('All as documented: 10000 days, seed 10.');
  // So few days are off by more than half a point.
  const bad = await runCli(['verify', '--days', '200', '--json']);
  expect(bad.code).toBe(1);
  expect(JSON.parse(bad.out)).toMatchObject({ days: 200, passed: false });
});

test.each<[object | null, string]>([
  [{ seed: 'x' }, 'seed is "x", but must be an integer.'],
  [{ seed: 1.5 }, 'seed is 1.5, but must be an integer.'],
  [{ days: '1000' }, 'days is "1000", but must be an integer from 100 to 36500.'],
  [{ day: 1_000 }, 'day is no option of verify. There are: seed, days.'],
  [null, 'options is null, but must be an object such as { days: 1000 }.'],
])('%j is refused', (options, message) => {
  // As JavaScript may pass it.
  expect(() => verify(options as VerificationOptions)).toThrow(message);
});
