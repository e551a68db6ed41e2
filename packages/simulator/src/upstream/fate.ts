import { timeOfDayMs, DAY_MS } from '../episodes/beijing-time.ts';
import type { Episode } from '../episodes/episode.ts';
import type { Fault, Forced } from '../faults/fault.ts';
import type { Latency, ModelProfile } from '../profile/model-profile.ts';
import type { Draw } from '../random/draws.ts';
import { drawLatencyMs } from '../random/lognormal.ts';

/** What becomes of one request. */
export interface Fate {
  readonly n: number;
  /** What the draws were counted by: the arrival index, or what the request brought. */
  readonly id: number;
  readonly fault: Fault | undefined;
  readonly latencyMs: number;
  readonly episode: Episode | undefined;
}

interface Situation {
  readonly moment: number;
  readonly episode: Episode | undefined;
  readonly slowness: number;
}

/** Decides request after request of one model. */
export interface Fates {
  next(situation: Situation, id: number | undefined, forced: Forced | undefined): Fate;
  /** Forgets arrivals and quota. */
  reset(): void;
}

/**
 * Every question has a salt of its own, so that a profile with more kinds of trouble
 * shifts no draw of one with fewer.
 */
export function createFates(profile: ModelProfile, draw: Draw, latency: false | number | undefined): Fates {
  let arrivals = 0;
  let window = { startsAt: -Infinity, used: 0 };

  function errorRate({ moment, episode }: Situation): number {
    const { healthy, overloaded, healthyBySlot } = profile.errorRate;
    // An outage was asked for by name, so nothing slips through it.
    if (episode !== undefined) return episode.kind === 'outage' ? 1 : overloaded;
    const slot = Math.floor((timeOfDayMs(moment) / DAY_MS) * (healthyBySlot?.length ?? 0));
    return healthyBySlot?.[slot] ?? healthy;
  }

  /** A 429 once the window's requests are used up, until the next window. */
  function overQuota(moment: number): Fault | undefined {
    const { quota } = profile;
    if (quota === undefined) return undefined;
    const windowMs = quota.windowSeconds * 1_000;
    const startsAt = Math.floor(moment / windowMs) * windowMs;
    if (startsAt !== window.startsAt) window = { startsAt, used: 0 };
    window.used += 1;
    if (window.used <= quota.requests) return undefined;
    return { kind: 'status', status: 429, retryAfterMs: startsAt + windowMs - moment };
  }

  function trouble(situation: Situation, id: number): Fault | undefined {
    if (draw(id, 'status') < errorRate(situation)) {
      const hangs = situation.episode !== undefined && draw(id, 'hang') < (profile.hangShare ?? 0);
      return hangs ? { kind: 'hang' } : { kind: 'status', status: 503 };
    }
    const broken = draw(id, 'server-error') < (profile.serverErrorRate ?? 0);
    return broken ? { kind: 'status', status: 500 } : undefined;
  }

  function spreadOf(fault: Fault | undefined, id: number): Latency {
    if (fault === undefined || !isQuick(fault)) return profile.latency;
    const { slowErrors, errorLatency } = profile;
    return slowErrors !== undefined && draw(id, 'slow-error') < slowErrors.share
      ? slowErrors.latency
      : errorLatency;
  }

  return {
    next(situation, givenId, forced) {
      const n = (arrivals += 1);
      const id = givenId ?? n;
      const quota = overQuota(situation.moment);
      const fault = forced === 'none' ? undefined : (forced ?? quota ?? trouble(situation, id));
      const slowness = fault === undefined ? situation.slowness : 1;
      const latencyMs =
        latency === undefined
          ? Math.round(slowness * drawLatencyMs(spreadOf(fault, id), draw, id))
          : latency || 0;
      return { n, id, fault, latencyMs, episode: situation.episode };
    },
    reset() {
      arrivals = 0;
      window = { startsAt: -Infinity, used: 0 };
    },
  };
}

/** An upstream that fails outright does so at once; one that fails midway had begun to work. */
function isQuick({ kind, ...rest }: Fault): boolean {
  if (kind === 'recorded') return 'answer' in rest && rest.answer.status !== 200;
  return kind === 'status' || kind === 'reset' || kind === 'html' || kind === 'error-200';
}
