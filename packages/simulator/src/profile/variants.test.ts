import { expect, test } from 'vitest';
import { DAY_MS, EPOCH_AT, MINUTE_MS } from '../episodes/beijing-time.ts';
import { overloadedShare } from '../episodes/overloaded-share.ts';
import { statusOf } from '../faults/fault.ts';
import { createSimulatedModel } from '../upstream/simulated-model.ts';
import { documentedBands, documentedProfile, quietRate } from './documented-profile.ts';
import type { ModelProfile } from './model-profile.ts';
import { independentProfile, partialProfile } from './variants.ts';

const PRIMARY = 'gemini-3-pro-image-preview';
const primaryOf = ({ models }: { models: Readonly<Record<string, ModelProfile>> }): ModelProfile =>
  models[PRIMARY] ?? documentedProfile.others;

test('solved and not sampled, the documented profile meets the documented rates', () => {
  const { episodes, errorRate } = primaryOf(documentedProfile);
  const share = episodes === undefined ? [] : overloadedShare(episodes);
  const rateOf = (minutes: readonly number[]): number =>
    errorRate.healthy +
    ((errorRate.overloaded - errorRate.healthy) * minutes.reduce((sum, value) => sum + value, 0)) /
      minutes.length;
  let quiet = [...share];
  for (const { fromHour, toHour, rate } of documentedBands.toReversed()) {
    expect(Math.abs(rateOf(share.slice(fromHour * 60, toHour * 60)) - rate)).toBeLessThan(0.002);
    quiet = quiet.toSpliced(fromHour * 60, (toHour - fromHour) * 60);
  }
  expect(Math.abs(rateOf(quiet) - quietRate)).toBeLessThan(0.002);
});

/** Share of 503 answers from 20 to 23 o'clock, over 200 days, one request a minute. */
function eveningRate(profile: ModelProfile): number {
  const model = createSimulatedModel(PRIMARY, profile, { seed: 5, latency: false });
  let failed = 0;
  for (let day = 0; day < 200; day++) {
    for (let minute = 0; minute < 180; minute++) {
      const moment = EPOCH_AT + day * DAY_MS + (20 * 60 + minute) * MINUTE_MS;
      if (statusOf(model.arrive({ moment }).fault) === 503) failed += 1;
    }
  }
  return failed / (200 * 180);
}

test('independent failures have the documented rate and no episode', () => {
  const profile = primaryOf(independentProfile());
  expect(profile.episodes).toBeUndefined();
  // Four standard deviations of 36,000 independent draws.
  expect(Math.abs(eveningRate(profile) - 0.45)).toBeLessThan(0.0105);
});

test('a partial overload lets four of ten through', () => {
  const share = (0.45 - 0.03) / (0.95 - 0.03);
  const expected = 0.03 + (0.6 - 0.03) * share;
  // Four times the spread of a day's rate (30 points at most), over 200 days.
  expect(Math.abs(eveningRate(primaryOf(partialProfile())) - expected)).toBeLessThan(0.085);
});
