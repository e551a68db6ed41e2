import type { Episode } from '../episodes/episode.ts';
import type { ModelProfile } from '../profile/model-profile.ts';
import { bands, dailyShares } from './band-shares.ts';
import { halfWidthOf, meanOf } from './statistics.ts';
import type { Check } from './verification.ts';

/** Half a point of percentage: the documented rates are "about" rates, given in steps of five. */
const TOLERANCE = 0.005;

/** The share of 503 answers of each band, from exact overlaps of episodes and days. */
export function checkBands(
  episodes: readonly Episode[],
  { errorRate }: ModelProfile,
  days: number,
): readonly Check[] {
  return bands.map((band) => {
    const rates = dailyShares(band, episodes, days).map(
      (share) => errorRate.healthy + (errorRate.overloaded - errorRate.healthy) * share,
    );
    const value = meanOf(rates);
    const halfWidth = halfWidthOf(rates);
    return {
      name: `503 rate, ${band.name} o'clock`,
      expected: `${percent(band.documented)} +- 0.5`,
      measured: `${percent(value)} (95 %: +- ${(100 * halfWidth).toFixed(2)})`,
      value,
      halfWidth,
      passed: Math.abs(value - band.documented) <= TOLERANCE,
    };
  });
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
