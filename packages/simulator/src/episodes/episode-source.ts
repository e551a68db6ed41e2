import type { ModelProfile } from '../profile/model-profile.ts';
import type { Draw } from '../random/draws.ts';
import { DAY_MS, EPOCH_AT, MINUTE_MS, timeOfDayMs } from './beijing-time.ts';
import type { Episode } from './episode.ts';

/** The overloads of one model, the same for the same seed and date whoever asks, when and in which order. */
export interface EpisodeSource {
  at(moment: number): Episode | undefined;
  /** All that touch [from, to), oldest first. */
  between(from: number, to: number): readonly Episode[];
}

/**
 * An alternating renewal process with a time-of-day hazard, exact by thinning: candidates come at the highest
 * hazard of the day and are kept in proportion to the hazard of their slot. An episode that begins runs its full
 * length, and the next one can only begin after it: so none overlap and every length is within the range.
 */
export function createEpisodeSource(
  model: string,
  process: ModelProfile['episodes'],
  draw: Draw,
): EpisodeSource {
  const episodes: Episode[] = [];
  const { hazardPerMinute, durationMinutes } = process ?? { hazardPerMinute: [], durationMinutes: [0, 0] };
  const highest = Math.max(0, ...hazardPerMinute);
  let moment = EPOCH_AT;
  let candidate = 0;

  // Whole milliseconds throughout: the timeline survives a round trip through ISO dates, and no rounding adds up.
  function generateUntil(end: number): void {
    if (highest === 0) return;
    while (moment < end) {
      candidate += 1;
      moment += Math.round((-Math.log(1 - draw(candidate, 'gap')) / highest) * MINUTE_MS);
      if (draw(candidate, 'accept') * highest >= hazardAt(moment)) continue;
      const [shortest, longest] = durationMinutes;
      const minutes = shortest + draw(candidate, 'duration') * (longest - shortest);
      const endsAt = moment + Math.round(minutes * MINUTE_MS);
      episodes.push(Object.freeze({ model, startsAt: moment, endsAt, kind: 'overload' }));
      moment = endsAt;
    }
  }

  const hazardAt = (at: number): number =>
    hazardPerMinute[Math.floor((timeOfDayMs(at) / DAY_MS) * hazardPerMinute.length)] ?? 0;

  /** Index of the first episode that ends after the moment. */
  function firstEndingAfter(at: number): number {
    let low = 0;
    let high = episodes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((episodes[middle]?.endsAt ?? Infinity) > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  return {
    at(when) {
      generateUntil(when + 1);
      const episode = episodes[firstEndingAfter(when)];
      return episode !== undefined && episode.startsAt <= when ? episode : undefined;
    },
    between(from, to) {
      generateUntil(to);
      const found: Episode[] = [];
      for (let i = firstEndingAfter(from); i < episodes.length; i++) {
        const episode = episodes[i];
        if (episode === undefined || episode.startsAt >= to) break;
        found.push(episode);
      }
      return found;
    },
  };
}
