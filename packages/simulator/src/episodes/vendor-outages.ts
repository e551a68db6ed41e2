import type { Profile } from '../profile/model-profile.ts';
import { createDraws } from '../random/draws.ts';
import { createEpisodeSource, type EpisodeSource } from './episode-source.ts';

const MINUTES_A_DAY = 24 * 60;

/** The outages that a profile's models share, and who shares them. */
export function vendorOutages(
  { vendorOutages: outages }: Profile,
  seed: number,
): { readonly source: EpisodeSource | undefined; holds(model: string): boolean } {
  if (outages === undefined) return { source: undefined, holds: () => false };
  const { perDay, durationMinutes, models } = outages;
  // None begins while another lasts; so rare that the rate is met all the same.
  const process = { hazardPerMinute: [perDay / MINUTES_A_DAY], durationMinutes };
  return {
    source: createEpisodeSource('vendor', process, createDraws(seed, 'vendor outages')),
    holds: (model) => models === undefined || models.includes(model),
  };
}
