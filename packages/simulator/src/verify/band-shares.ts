import { DAY_MS, EPOCH_AT } from '../episodes/beijing-time.ts';
import type { Episode } from '../episodes/episode.ts';
import { documentedBands, quietRate } from '../profile/documented-profile.ts';

const HOUR_MS = 3_600_000;

/** A part of the day with its documented share of 503 answers. */
export interface Band {
  readonly name: string;
  readonly documented: number;
  /** Half-open spans of milliseconds after midnight. */
  readonly spans: readonly (readonly [from: number, to: number])[];
}

/** The documented bands, and all other hours together. */
export const bands: readonly Band[] = [
  ...documentedBands.map(({ fromHour, toHour, rate }) => ({
    name: `${String(fromHour).padStart(2, '0')}-${String(toHour).padStart(2, '0')}`,
    documented: rate,
    spans: [[fromHour * HOUR_MS, toHour * HOUR_MS] as const],
  })),
  { name: 'other', documented: quietRate, spans: spansBetween() },
];

/** For each day the share of the band that lay in an episode: exact, by adding up the overlaps. */
export function dailyShares({ spans }: Band, episodes: readonly Episode[], days: number): Float64Array {
  const overlaps = new Float64Array(days);
  const length = spans.reduce((sum, [from, to]) => sum + to - from, 0);
  for (const { startsAt, endsAt } of episodes) {
    const first = Math.floor((startsAt - EPOCH_AT) / DAY_MS);
    const last = Math.floor((endsAt - 1 - EPOCH_AT) / DAY_MS);
    for (let day = first; day <= Math.min(last, days - 1); day++) {
      const midnight = EPOCH_AT + day * DAY_MS;
      for (const [from, to] of spans) {
        const overlap = Math.min(endsAt, midnight + to) - Math.max(startsAt, midnight + from);
        if (overlap > 0) overlaps[day] = (overlaps[day] ?? 0) + overlap / length;
      }
    }
  }
  return overlaps;
}

function spansBetween(): (readonly [number, number])[] {
  const edges = [0, ...documentedBands.flatMap(({ fromHour, toHour }) => [fromHour, toHour]), 24];
  const spans: (readonly [number, number])[] = [];
  for (let i = 0; i < edges.length; i += 2) {
    const [from = 0, to = 0] = [edges[i], edges[i + 1]];
    if (from < to) spans.push([from * HOUR_MS, to * HOUR_MS]);
  }
  return spans;
}
