import { createEpisodeSource, type EpisodeSource } from '../episodes/episode-source.ts';
import type { Episode } from '../episodes/episode.ts';
import type { Forced } from '../faults/fault.ts';
import type { ModelProfile } from '../profile/model-profile.ts';
import { createDraws } from '../random/draws.ts';
import { replayFates } from '../trace/replayed-fates.ts';
import type { TraceEntry } from '../trace/trace-entry.ts';
import { createFates, type Fate } from './fate.ts';

/** Who asks: a request may bring its own number and say what becomes of it. */
interface Arrival {
  readonly moment: number;
  /** Draws belong to it; without one to the order of arrival. */
  readonly id?: number | undefined;
  readonly forced?: Forced | undefined;
}

/** One model of the upstream: when it is overloaded and what becomes of each request. */
export interface SimulatedModel {
  readonly name: string;
  /** Takes the next arrival index and decides. */
  arrive(arrival: Arrival): Fate;
  episodeAt(moment: number): Episode | undefined;
  /** Overloads and ordered outages that touch [from, to), unordered. */
  episodesBetween(from: number, to: number): readonly Episode[];
  /** How much longer than usual a success takes at the moment. */
  slownessAt(moment: number): number;
  /** Median time of a success, slowness aside. */
  readonly medianMs: number;
  outage(startsAt: number, endsAt: number): void;
  /** Ends what was ordered, from this moment on. The profile's episodes stay. */
  recover(moment: number): void;
  /** The next `times` requests come to this, whatever the profile says. */
  script(forced: Forced, times: number): void;
  /** Arrivals that are still scripted. */
  readonly scripted: number;
  /** Forgets arrivals, outages and scripts. The profile's episodes stay: seed and date fix them. */
  reset(): void;
}

export interface SimulatedModelOptions {
  readonly seed: number;
  readonly latency: false | number | undefined;
  /** Outages of the whole vendor. */
  readonly vendor?: EpisodeSource | undefined;
  /** What its requests came to before: replayed, then the profile decides. */
  readonly trace?: readonly TraceEntry[] | undefined;
}

export function createSimulatedModel(
  name: string,
  profile: ModelProfile,
  options: SimulatedModelOptions,
): SimulatedModel {
  const draw = createDraws(options.seed, name);
  const own = createEpisodeSource(name, profile.episodes, draw);
  const decided = createFates(profile, draw, options.latency);
  const fates = options.trace === undefined ? decided : replayFates(options.trace, decided, options.latency);
  let outages: Episode[] = [];
  let scripts: { forced: Forced; times: number }[] = [];

  const together = (episode: Episode): Episode => Object.freeze({ ...episode, model: name, kind: 'vendor' });

  function episodeAt(moment: number): Episode | undefined {
    const ordered = outages.find(({ startsAt, endsAt }) => startsAt <= moment && moment < endsAt);
    if (ordered !== undefined) return ordered;
    const wider = options.vendor?.at(moment);
    return wider === undefined ? own.at(moment) : together(wider);
  }

  function takeScripted(): Forced | undefined {
    const script = scripts[0];
    if (script === undefined) return undefined;
    script.times -= 1;
    if (script.times === 0) scripts.shift();
    return script.forced;
  }

  // Users feel an overload before the first 503 and for a while after the last one.
  function slownessAt(moment: number): number {
    const { slowdown } = profile;
    if (slowdown === undefined) return 1;
    const rampMs = slowdown.rampMinutes * 60_000;
    const near = own.between(moment - rampMs, moment + rampMs).length > 0 || episodeAt(moment) !== undefined;
    return near ? slowdown.factor : 1;
  }

  return {
    name,
    medianMs: profile.latency.medianMs,
    episodeAt,
    slownessAt,
    arrive({ moment, id, forced }) {
      const situation = { moment, episode: episodeAt(moment), slowness: slownessAt(moment) };
      return fates.next(situation, id, forced ?? takeScripted());
    },
    episodesBetween: (from, to) => [
      ...own.between(from, to),
      ...(options.vendor?.between(from, to) ?? []).map(together),
      ...outages.filter((outage) => outage.endsAt > from && outage.startsAt < to),
    ],
    outage(startsAt, endsAt) {
      outages.push(Object.freeze({ model: name, startsAt, endsAt, kind: 'outage' }));
      // Of those that overlap the one that ends last is told.
      outages.sort((a, b) => b.endsAt - a.endsAt);
    },
    recover(moment) {
      outages = outages
        .filter(({ startsAt }) => startsAt < moment)
        .map((outage) => Object.freeze({ ...outage, endsAt: Math.min(outage.endsAt, moment) }));
      scripts = [];
    },
    script(forced, times) {
      scripts.push({ forced, times });
    },
    get scripted() {
      return scripts.reduce((sum, script) => sum + script.times, 0);
    },
    reset() {
      fates.reset();
      outages = [];
      scripts = [];
    },
  };
}
