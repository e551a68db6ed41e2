import type { Clock } from '@failsoft/core';
import type { RequestHandler } from 'msw';
import { simulationClock } from './clock/simulation-clock.ts';
import { controlHandlers } from './control/control-handlers.ts';
import { chatHandler } from './endpoints/chat.ts';
import { imagesHandler } from './endpoints/images.ts';
import { modelsHandler } from './endpoints/models.ts';
import { DAY_MS, MINUTE_MS, parseMoment } from './episodes/beijing-time.ts';
import type { Episode } from './episodes/episode.ts';
import { SimulatorOptionsError } from './errors.ts';
import { createJournal, type JournalEntry } from './journal/journal.ts';
import { checkOptions, DEFAULT_SEED, resolveProfile, type SimulatorOptions } from './options.ts';
import { createSimulatedModel, type SimulatedModel } from './upstream/simulated-model.ts';
import { simulatedFetch } from './upstream/simulated-fetch.ts';
import type { Upstream } from './upstream/upstream.ts';

/** An overloaded upstream in this process. */
export interface Simulator {
  /** For msw: `setupServer(...simulator.handlers)`, or `setupSimulator` of `@failsoft/simulator/node`. */
  readonly handlers: RequestHandler[];
  /** Answers without any network: `new OpenAI({ fetch: simulator.fetch })`. */
  readonly fetch: typeof globalThis.fetch;
  /** The simulated time. Give it to `createFailover` too, so that both count the same seconds. */
  readonly clock: Clock;
  /** What the upstream saw, oldest first: at least the last 100,000 requests. */
  readonly journal: readonly JournalEntry[];
  readonly seed: number;
  readonly models: readonly string[];
  /** The episodes that touch these days, oldest first. A date without a time means midnight in Beijing. */
  timeline(range: { readonly from: Date | string; readonly days: number }): readonly Episode[];
  /** Lets every request for this model fail with a 503, from now on. */
  outage(model: string, options: { readonly minutes: number }): void;
  /** Lets the next requests for this model get this status. Calls queue up, so sequences can be scripted. */
  next(model: string, answer: { readonly status: number; readonly times?: number }): void;
  /** Forgets journal, outages, scripts and arrival counts. Seed and time stay as they are. */
  reset(): void;
}

/**
 * An upstream that is overloaded at the documented hours, in episodes of the documented length, from a seed.
 *
 * @example
 * const simulator = createSimulator({ profile: 'calm', latency: false });
 * simulator.next('gemini-3-pro-image-preview', { status: 503, times: 1 });
 * const openai = new OpenAI({ apiKey: 'none', fetch: simulator.fetch, maxRetries: 0 });
 */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  checkOptions(options);
  const { seed = DEFAULT_SEED, latency, baseURL, onEntry } = options;
  const profile = resolveProfile(options.profile);
  const names = [...new Set(options.models ?? Object.keys(profile.models))];
  const models = new Map<string, SimulatedModel>(
    names.map((name) => {
      const known = Object.hasOwn(profile.models, name) ? profile.models[name] : undefined;
      return [name, createSimulatedModel(name, known ?? profile.others, seed, latency)];
    }),
  );
  const clock = simulationClock(options);
  const journal = createJournal(onEntry);
  const upstream: Upstream = { seed, profileName: profile.name, clock, models, journal, baseURL };

  function modelNamed(name: string): SimulatedModel {
    const model = models.get(name);
    if (model !== undefined) return model;
    throw new SimulatorOptionsError(
      `model is ${JSON.stringify(name)}, but simulated are: ${names.join(', ')}.`,
    );
  }

  const simulator: Simulator = {
    handlers: [],
    fetch: (input, init) => simulatedFetch(simulator.handlers, input, init),
    clock,
    journal: journal.entries,
    seed,
    models: names,
    timeline({ from, days }) {
      if (!(days > 0 && days <= 36_525)) {
        throw new SimulatorOptionsError(`days is ${days}, but must be above 0 and at most 36525.`);
      }
      const begin = parseMoment('from', from);
      const end = begin + days * DAY_MS;
      return [...models.values()]
        .flatMap((model) => model.episodesBetween(begin, end))
        .sort((a, b) => a.startsAt - b.startsAt);
    },
    outage(name, { minutes }) {
      if (!(minutes > 0 && Number.isFinite(minutes))) {
        throw new SimulatorOptionsError(`minutes is ${minutes}, but must be above 0.`);
      }
      const now = Math.floor(clock.wallNow());
      modelNamed(name).outage(now, now + minutes * MINUTE_MS);
    },
    next(name, { status, times = 1 }) {
      if (!(status === 200 || (Number.isInteger(status) && status >= 400 && status <= 599))) {
        throw new SimulatorOptionsError(`status is ${status}, but must be 200 or from 400 to 599.`);
      }
      if (!(Number.isInteger(times) && times > 0)) {
        throw new SimulatorOptionsError(`times is ${times}, but must be an integer above 0.`);
      }
      modelNamed(name).script(status, times);
    },
    reset() {
      journal.clear();
      for (const model of models.values()) model.reset();
    },
  };
  simulator.handlers.push(
    ...controlHandlers(upstream, simulator, options.clock ?? clock),
    imagesHandler(upstream),
    chatHandler(upstream),
    modelsHandler(upstream),
  );
  return simulator;
}
