import { createStream } from './draws.ts';
import { bandRate, binCount, fitHazard, type Hazard } from './fit-hazard.ts';
import { createIntervals, type Intervals, type Span } from './intervals.ts';

/** What kind of trouble the primary has. */
export type WorldKind = 'full' | 'partial' | 'iid' | 'fullSlow' | 'short' | 'hangs';

/** One model of the chain; its rank is its index. */
export interface WorldModel {
  readonly name: string;
  readonly medianMs: number;
  /** Dollars an image. */
  readonly price: number;
  /** Seconds-equivalent lost when it answers instead of the primary. */
  readonly downgrade: number;
}

// Sources and guesses: docs/decisions, "how the policies are compared".
export const models: readonly WorldModel[] = [
  { name: 'gemini-3-pro-image-preview', medianMs: 10_000, price: 0.134, downgrade: 0 },
  { name: 'gemini-2.5-flash-image', medianMs: 4_000, price: 0.039, downgrade: 10 },
  { name: 'seedream-4.5', medianMs: 12_000, price: 0.04, downgrade: 12 },
  { name: 'gpt-image-1.5', medianMs: 8_000, price: 0.08, downgrade: 14 },
  { name: 'flux-2-pro', medianMs: 12_000, price: 0.03, downgrade: 16 },
];

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** The true state of every model at every moment of a run. */
export interface World {
  readonly kind: WorldKind;
  readonly seed: number;
  readonly horizonMs: number;
  /** Whether the model is in an episode. */
  troubled(model: number, at: number): boolean;
  /** Chance of a 503, or of a hang in `hangs`. */
  failureChance(model: number, at: number): number;
  /** End of the quota window that holds the moment; 0 when none does. */
  quotaUntil(model: number, at: number): number;
  /** Share of bad prompts among the requests that arrive now. */
  badShare(at: number): number;
  /** Share of 503s that take their time. */
  readonly slowShare: number;
  readonly primaryEpisodes: readonly Span[];
}

const inEpisode: Record<WorldKind, number> = {
  full: 0.98,
  partial: 0.6,
  iid: 0,
  fullSlow: 0.98,
  short: 0.98,
  hangs: 0.98,
};
const hazards = new Map<WorldKind, Hazard>();

export function createWorld(kind: WorldKind, seed: number, days: number): World {
  const horizonMs = days * dayMs;
  const end = horizonMs + 60 * minuteMs;
  const poisson = (stream: number, perDay: number, minutes: readonly [number, number]): Span[] =>
    spansOf(createStream(seed, stream), end, minutes, perDay / dayMs, () => perDay / dayMs);
  const own = kind === 'iid' ? [] : primarySpans(kind, seed, end);
  const together = poisson(1, 0.5, [15, 45]);
  const episodes: Intervals[] = models.map((_, model) => {
    if (model === 0) return createIntervals(kind === 'iid' ? [] : [...own, ...together]);
    if (model === 1) return createIntervals([...poisson(2, 2.5, [5, 15]), ...together]);
    return createIntervals(poisson(model + 1, 1, [5, 30]));
  });
  const quotas = models.map((_, model) => createIntervals(poisson(10 + model, 3, [1 / 3, 1])));
  const atTime = createStream(seed, 20);
  const bursts = createIntervals(
    Array.from({ length: Math.ceil(days) }, (_, day): Span => {
      const from = day * dayMs + atTime() * (dayMs - 10 * minuteMs);
      return [from, from + 10 * minuteMs];
    }),
  );
  const troubled = (model: number, at: number): boolean => (episodes[model]?.endOf(at) ?? 0) > 0;

  return {
    kind,
    seed,
    horizonMs,
    troubled,
    failureChance(model, at) {
      if (model === 0 && kind === 'iid') return bandRate(at % dayMs);
      if (troubled(model, at)) return model === 0 ? inEpisode[kind] : 0.98;
      return model === 0 ? 0.01 : 0.005;
    },
    quotaUntil: (model, at) => quotas[model]?.endOf(at) ?? 0,
    badShare: (at) => (bursts.endOf(at) > 0 ? 0.5 : 0.02),
    slowShare: kind === 'fullSlow' ? 1 : 0.3,
    primaryEpisodes: episodes[0]?.spans ?? [],
  };
}

function primarySpans(kind: Exclude<WorldKind, 'iid'>, seed: number, end: number): Span[] {
  const minutes = kind === 'short' ? ([5, 15] as const) : ([30, 120] as const);
  const hazard = hazards.get(kind) ?? fitHazard({ minutes, overloaded: inEpisode[kind], healthy: 0.01 });
  hazards.set(kind, hazard);
  const hazardAt = (at: number): number => hazard.perMs[Math.floor(((at % dayMs) / dayMs) * binCount)] ?? 0;
  return spansOf(createStream(seed, 0), end, minutes, hazard.highest, hazardAt);
}

/** An alternating renewal process, exact by thinning: the next episode can begin only when the last is over. */
function spansOf(
  random: () => number,
  end: number,
  [shortest, longest]: readonly [number, number],
  highest: number,
  hazardAt: (at: number) => number,
): Span[] {
  const spans: Span[] = [];
  let at = 0;
  while (at < end) {
    at -= Math.log(1 - random()) / highest;
    if (random() * highest >= hazardAt(at)) continue;
    const to = at + (shortest + random() * (longest - shortest)) * minuteMs;
    spans.push([at, to]);
    at = to;
  }
  return spans;
}
