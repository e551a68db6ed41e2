import { MINUTE_MS } from '../episodes/beijing-time.ts';
import type { Episode } from '../episodes/episode.ts';
import type { ModelProfile } from '../profile/model-profile.ts';
import { kolmogorovCritical, kolmogorovDistance } from './statistics.ts';
import type { Check } from './verification.ts';

/** Every duration lies within the documented range, all of them spread evenly over it, and no two overlap. */
export function checkDurations(
  model: string,
  episodes: readonly Episode[],
  profile: ModelProfile,
): readonly Check[] {
  const [shortest, longest] = profile.episodes?.durationMinutes ?? [0, 0];
  const minutes = episodes.map(({ startsAt, endsAt }) => (endsAt - startsAt) / MINUTE_MS);
  const least = minutes.reduce((a, b) => Math.min(a, b), Infinity);
  const most = minutes.reduce((a, b) => Math.max(a, b), 0);
  const distance = kolmogorovDistance(minutes, (value) => (value - shortest) / (longest - shortest));
  const critical = kolmogorovCritical(minutes.length);
  const overlaps = episodes.filter(({ startsAt }, i) => startsAt < (episodes[i - 1]?.endsAt ?? 0)).length;
  return [
    {
      name: `durations of ${model}`,
      expected: `${shortest} to ${longest} min`,
      measured: `${least.toFixed(1)} to ${most.toFixed(1)} min, ${minutes.length} episodes`,
      value: most,
      passed: least >= shortest && most <= longest,
    },
    {
      name: `their distribution (Kolmogorov-Smirnov)`,
      expected: `D below ${critical.toFixed(4)} (1 %)`,
      measured: `D ${distance.toFixed(4)}`,
      value: distance,
      passed: distance < critical,
    },
    {
      name: `overlapping episodes`,
      expected: '0',
      measured: String(overlaps),
      value: overlaps,
      passed: overlaps === 0,
    },
  ];
}
