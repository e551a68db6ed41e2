import type { Episode } from '../episodes/episode.ts';

/** What one hour of the Beijing day came to, over all simulated days. */
export interface HourScore {
  readonly hour: number;
  readonly requests: number;
  readonly failed: number;
  /** Requests answered, by model. */
  readonly servedBy: Readonly<Record<string, number>>;
}

/** A breaker changed its state. */
export interface Transition {
  readonly model: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly to: string;
}

/** What one way of calling models came to. Shares run from 0 to 1. */
export interface Score {
  readonly name: string;
  readonly requests: number;
  /** Share of requests that got a picture. */
  readonly successRate: number;
  /** Of the requests that came while the primary was well: the share that it answered. */
  readonly primaryShare: number;
  readonly servedBy: Readonly<Record<string, number>>;
  /** Upstream calls whose answer nobody got, for each request. */
  readonly wastedCalls: number;
  /** Calls to the primary while it was overloaded, for each request that came in such a time. */
  readonly callsWhileDown: number;
  /** Of answered requests. */
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number };
  /** What was waited beyond the call that answered: the price of failing over. */
  readonly addedLatencyMs: { readonly mean: number; readonly p95: number; readonly p99: number };
  /**
   * US dollars for each picture that a user got; calls that succeeded for nobody are paid too. A model without a price
   * counts as free. NaN, and null in JSON, when nobody got a picture.
   */
  readonly costPerImage: number;
  /** Of all breakers, from closed: a test that fails while one recovers is no further opening. */
  readonly opensPerDay: number;
  /** The same of the primary's breaker while it was well. */
  readonly falseOpensPerDay: number;
  readonly hours: readonly HourScore[];
  /** Answered requests by latency: the count for each bin of `latencyEdgesMs`. */
  readonly latencyCounts: readonly number[];
  /** Oldest first; at most the first 2,000. */
  readonly transitions: readonly Transition[];
}

/** What simulated days came to. Plain data: print it, keep it, assert on it. */
export interface SimulationReport {
  readonly seed: number;
  readonly profile: string;
  /** What fails under the profile, and which of its numbers are documented. */
  readonly simulated: string;
  /** `2026-02-19T00:00:00.000+08:00` */
  readonly from: string;
  readonly days: number;
  readonly rps: number;
  readonly models: readonly string[];
  /** Your configuration, the same as `policies[0]`. */
  readonly yours: Score;
  /** The primary alone: what happens without any failover. */
  readonly none: Score;
  /** A plain chain behind a breaker with the numbers of the article of 2026-02-19. */
  readonly documented: Score;
  /** Shorthands for `yours`. */
  readonly successRate: number;
  readonly primaryShare: number;
  readonly wastedCalls: number;
  /** The primary's episodes. */
  readonly episodes: readonly Episode[];
  /** Models that were called and that the profile does not know: they behaved like its `others`. */
  readonly unknownModels: readonly string[];
  /** Lower edges of the bins of `latencyCounts`. */
  readonly latencyEdgesMs: readonly number[];
  /** US dollars an image, as counted. A model that is not here was counted as nothing. */
  readonly prices: Readonly<Record<string, number>>;
  /** The answer in a sentence. */
  readonly verdict: string;
}
