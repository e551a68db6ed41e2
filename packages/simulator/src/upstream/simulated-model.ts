import { createEpisodeSource } from '../episodes/episode-source.ts';
import type { Episode } from '../episodes/episode.ts';
import type { ModelProfile } from '../profile/model-profile.ts';
import { createDraws } from '../random/draws.ts';
import { drawLatencyMs } from '../random/lognormal.ts';

/** What becomes of one request. */
export interface Fate {
  readonly n: number;
  readonly status: number;
  readonly latencyMs: number;
  readonly episode: Episode | undefined;
}

/** One model of the upstream: when it is overloaded and what becomes of each request. */
export interface SimulatedModel {
  readonly name: string;
  /** Takes the next arrival index and decides. */
  arrive(moment: number): Fate;
  episodeAt(moment: number): Episode | undefined;
  /** Overloads and ordered outages that touch [from, to), unordered. */
  episodesBetween(from: number, to: number): readonly Episode[];
  outage(startsAt: number, endsAt: number): void;
  /** The next `times` requests get this status, whatever the profile says. */
  script(status: number, times: number): void;
  /** Arrivals that are still scripted. */
  readonly scripted: number;
  /** Forgets arrivals, outages and scripts. The profile's episodes stay: seed and date fix them. */
  reset(): void;
}

export function createSimulatedModel(
  name: string,
  profile: ModelProfile,
  seed: number,
  latency: false | number | undefined,
): SimulatedModel {
  const draw = createDraws(seed, name);
  const source = createEpisodeSource(name, profile, draw);
  let outages: Episode[] = [];
  let scripts: { status: number; times: number }[] = [];
  let arrivals = 0;

  const episodeAt = (moment: number): Episode | undefined =>
    outages.find((outage) => outage.startsAt <= moment && moment < outage.endsAt) ?? source.at(moment);

  function takeScripted(): number | undefined {
    const script = scripts[0];
    if (script === undefined) return undefined;
    script.times -= 1;
    if (script.times === 0) scripts.shift();
    return script.status;
  }

  function errorRate(episode: Episode | undefined): number {
    if (episode === undefined) return profile.errorRate.healthy;
    // An outage was asked for by name, so nothing slips through it.
    return episode.kind === 'outage' ? 1 : profile.errorRate.overloaded;
  }

  return {
    name,
    episodeAt,
    arrive(moment) {
      const n = (arrivals += 1);
      const episode = episodeAt(moment);
      const status = takeScripted() ?? (draw(n, 'status') < errorRate(episode) ? 503 : 200);
      const spread = status === 200 ? profile.latency : profile.errorLatency;
      const latencyMs = latency === undefined ? drawLatencyMs(spread, draw, n) : latency || 0;
      return { n, status, latencyMs, episode };
    },
    episodesBetween: (from, to) => [
      ...source.between(from, to),
      ...outages.filter((outage) => outage.endsAt > from && outage.startsAt < to),
    ],
    outage(startsAt, endsAt) {
      outages.push({ model: name, startsAt, endsAt, kind: 'outage' });
    },
    script(status, times) {
      scripts.push({ status, times });
    },
    get scripted() {
      return scripts.reduce((sum, script) => sum + script.times, 0);
    },
    reset() {
      arrivals = 0;
      outages = [];
      scripts = [];
    },
  };
}
