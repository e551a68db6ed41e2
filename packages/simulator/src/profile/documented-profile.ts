import type { Latency, ModelProfile, Profile } from './model-profile.ts';
import { overloadProfile } from './overload-profile.ts';

/** Share of 503 answers of `gemini-3-pro-image-preview` by hour of the day in Beijing. */
export interface OverloadBand {
  /** From this hour on. */
  readonly fromHour: number;
  /** Up to this hour, which no longer belongs to it. */
  readonly toHour: number;
  readonly rate: number;
  readonly why: string;
}

/**
 * The documented table: APIYI team, article of 2026-02-19. "About" in the article; one snapshot of one February.
 *
 * Public reports contradict it in places: by billing tier (discuss.ai.google.dev 144598), below 5 % off-peak (laozhang).
 */
export const documentedBands: readonly OverloadBand[] = [
  { fromHour: 0, toHour: 2, rate: 0.35, why: 'North America at work' },
  { fromHour: 9, toHour: 11, rate: 0.4, why: "Asia-Pacific developers' morning" },
  { fromHour: 20, toHour: 23, rate: 0.45, why: 'everyone at once' },
];

/** All other hours: "about 5-10 %", taken as the middle. */
export const quietRate = 0.075;

// Five attempts in 2026-05: the 503 itself takes 1-3 s (discuss.ai.google.dev 144598). The fit is a guess.
const errorLatency: Latency = { medianMs: 1_700, p95Ms: 3_000 };
// No rate is documented for any model but the first: 1 % is a guess.
const steady = { errorRate: { healthy: 0.01, overloaded: 0.95 }, errorLatency };

const models: Record<string, ModelProfile> = {
  'gemini-3-pro-image-preview': {
    errorRate: { healthy: overloadProfile.healthy, overloaded: overloadProfile.overloaded },
    episodes: { hazardPerMinute: overloadProfile.hazardPerMinute, durationMinutes: [30, 120] },
    latency: { medianMs: 21_600, p95Ms: 26_000 },
    errorLatency,
    source:
      'article of 2026-02-19 (bands, 30-120 min); discuss.ai.google.dev 144598 (18-26 s; fit is a guess)',
  },
  'gemini-2.5-flash-image': {
    // 2 % in all, 2.3 episodes a day: a guess. Only the length of an episode is documented.
    errorRate: { healthy: 0.005, overloaded: 0.95 },
    episodes: { hazardPerMinute: [0.00161], durationMinutes: [5, 15] },
    latency: { medianMs: 3_900, p95Ms: 5_000 },
    errorLatency,
    source: 'article of 2026-02-19 (5-15 min, 3-5 s); the rate is a guess',
  },
  'seedream-4.5': {
    ...steady,
    latency: { medianMs: 19_000, p95Ms: 27_000 },
    source: 'dev.to/apidog (15-25 s; fit is a guess)',
  },
  'gpt-image-1.5': {
    ...steady,
    latency: { medianMs: 12_000, p95Ms: 20_000 },
    source: 'dev.to/apidog (8-15 s), laozhang (10-20 s); fit is a guess',
  },
  'flux-2-pro': {
    ...steady,
    latency: { medianMs: 12_000, p95Ms: 30_000 },
    source: 'laozhang (15-30 s) against aiapiplaybook (3-5 s at 512 px): in conflict, a guess between them',
  },
  'recraft-v4': {
    ...steady,
    latency: { medianMs: 10_000, p95Ms: 20_000 },
    source: 'none found: a guess',
  },
};

/** What is documented about tonight's peak hour, with failsoft's choices where the article is silent. */
export const documentedProfile: Profile = {
  name: 'documented',
  models,
  others: { ...steady, latency: { medianMs: 10_000, p95Ms: 20_000 }, source: 'a guess' },
};

/** The same latencies and not a single failure of their own: only `outage` and `next` make one. */
export const calmProfile: Profile = {
  name: 'calm',
  models: Object.fromEntries(Object.entries(models).map(([name, model]) => [name, toCalm(model)])),
  others: toCalm(documentedProfile.others),
};

function toCalm({ latency, errorLatency, source }: ModelProfile): ModelProfile {
  return { errorRate: { healthy: 0, overloaded: 1 }, latency, errorLatency, source };
}
