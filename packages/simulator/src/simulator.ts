import type { Clock } from '@failsoft/core';
import type { RequestHandler } from 'msw';
import { simulationClock } from './clock/simulation-clock.ts';
import { controlRoutes } from './control/control-routes.ts';
import { modelRoutes } from './endpoints/routes.ts';
import { vendorOutages } from './episodes/vendor-outages.ts';
import type { Episode } from './episodes/episode.ts';
import { readOutageMs, readRange, type TimelineRange } from './episodes/read-range.ts';
import { SimulatorOptionsError } from './errors.ts';
import { readNextAnswer, readSequence, type NextAnswer } from './faults/next-answer.ts';
import { createJournal, type JournalEntry } from './journal/journal.ts';
import { checkOptions, DEFAULT_SEED, resolveProfile, type SimulatorOptions } from './options.ts';
import { show } from './show.ts';
import { createSimulatedModel, type SimulatedModel } from './upstream/simulated-model.ts';
import { wasLetIn, type TraceEntry } from './trace/trace-entry.ts';
import { createDispatch, toHandler } from './upstream/route.ts';
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
  /**
   * What the upstream saw, in the order in which it answered: at least the last 100,000 requests.
   *
   * A request is in it once its answer begins, or once its client has gone away; one that is still waited for is
   * not. Requests that are under way at once may therefore stand in another order than they came in: `n` has that
   * one, for each model.
   */
  readonly journal: readonly JournalEntry[];
  readonly seed: number;
  readonly models: readonly string[];
  /** The episodes that touch these days, oldest first. A date without a time means midnight in Beijing. */
  timeline(range: TimelineRange): readonly Episode[];
  /** Lets every request for this model fail with a 503, from now on. */
  outage(model: string, options: { readonly minutes: number }): void;
  /** Ends what `outage` and `next` ordered for this model. Overloads of the profile go on. */
  recover(model: string): void;
  /** Lets the next requests for this model come to this. Calls queue up, so sequences can be scripted. */
  next(model: string, answer: NextAnswer): void;
  /** Scripts the next requests for this model one by one, in the words of `x-sim-force`: `['503', '503', 'none']`. */
  sequence(model: string, answers: readonly string[]): void;
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
  const letIn = options.trace?.filter(wasLetIn) ?? [];
  const traced = Map.groupBy(letIn, ({ model }) => model);
  const names = [...new Set(options.models ?? [...Object.keys(profile.models), ...traced.keys()])];
  const traceOf = (name: string): readonly TraceEntry[] | undefined =>
    options.trace === undefined ? undefined : (traced.get(name) ?? []);
  const wider = vendorOutages(profile, seed);
  const models = new Map<string, SimulatedModel>(
    names.map((name) => {
      const known = Object.hasOwn(profile.models, name) ? profile.models[name] : undefined;
      const vendor = wider.holds(name) ? wider.source : undefined;
      return [
        name,
        createSimulatedModel(name, known ?? profile.others, { seed, latency, vendor, trace: traceOf(name) }),
      ];
    }),
  );
  const clock = simulationClock(options);
  const journal = createJournal(onEntry);
  const upstream: Upstream = { seed, profileName: profile.name, clock, models, journal, baseURL };

  function modelNamed(name: string): SimulatedModel {
    const model = models.get(name);
    if (model !== undefined) return model;
    throw new SimulatorOptionsError(`model is ${show(name)}, but simulated are: ${names.join(', ')}.`);
  }

  const simulator: Simulator = {
    handlers: [],
    fetch: (input, init) => simulatedFetch(dispatch, input, init),
    clock,
    journal: journal.entries,
    seed,
    models: names,
    timeline(range) {
      const [begin, end] = readRange(range);
      return [...models.values()]
        .flatMap((model) => model.episodesBetween(begin, end))
        .sort((a, b) => a.startsAt - b.startsAt);
    },
    outage(name, options) {
      const ms = readOutageMs(options);
      const now = Math.floor(clock.wallNow());
      modelNamed(name).outage(now, now + ms);
    },
    recover(name) {
      modelNamed(name).recover(Math.floor(clock.wallNow()));
    },
    next(name, answer) {
      const { forced, times } = readNextAnswer(answer);
      modelNamed(name).script(forced, times);
    },
    sequence(name, answers) {
      const model = modelNamed(name);
      const forced = readSequence(answers);
      for (const each of forced) model.script(each, 1);
    },
    reset() {
      journal.clear();
      for (const model of models.values()) model.reset();
    },
  };
  const dispatch = createDispatch(upstream, [
    ...controlRoutes(upstream, simulator, options.clock ?? clock),
    ...modelRoutes(upstream),
  ]);
  simulator.handlers.push(toHandler(dispatch));
  return simulator;
}
