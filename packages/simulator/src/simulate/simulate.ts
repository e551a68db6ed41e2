import { DAY_MS, DEFAULT_START, formatBeijing, parseMoment, startOfDay } from '../episodes/beijing-time.ts';
import { SimulatorOptionsError } from '../errors.ts';
import { DEFAULT_SEED, resolveProfile, type SimulatorOptions } from '../options.ts';
import { describeProfile } from '../profile/describe-profile.ts';
import { checkPrimary, checkStandIns } from './check-models.ts';
import { checkSimulation } from './check-simulation.ts';
import { documentedChain } from './documented-chain.ts';
import { latencyEdgesMs } from './ledger.ts';
import { noFailover } from './no-failover.ts';
import { ownFailover, type FailoverFactory } from './own-failover.ts';
import { documentedPrices } from './prices.ts';
import { runPolicy, type Run } from './run-policy.ts';
import type { SimulationReport } from './simulation-report.ts';
import { verdictOf } from './verdict.ts';
import { createWorld, type StandIns } from './world.ts';

/** Which configuration is judged, by which days. */
export interface SimulationOptions {
  /** Makes the failover, as the app makes it. */
  readonly failover: FailoverFactory;
  /** The same seed gives the same report. @default 10 */
  readonly seed?: number;
  /** @default 'documented' */
  readonly profile?: SimulatorOptions['profile'];
  /** The first day, in Beijing. @default 2026-02-19 */
  readonly from?: Date | string;
  /** How many days. @default 1 */
  readonly days?: number;
  /** Requests a second, on average over the day when `demand` is. @default 1 */
  readonly rps?: number;
  /** How busy each of the 24 hours of the Beijing day is, against `rps`. @default 1 for every hour */
  readonly demand?: readonly number[];
  /** US dollars an image, over `documentedPrices`. */
  readonly prices?: Readonly<Record<string, number>>;
  /**
   * Which model of the profile a name behaves like, for names that the profile does not know:
   * `{ 'google/gemini-3-pro-image': 'gemini-3-pro-image-preview' }`.
   *
   * @default none: such a model behaves like the `others` of the profile, and as the first of a chain is refused
   */
  readonly behaveLike?: StandIns;
  /** Told now and then which share of the work is done. */
  readonly onProgress?: (share: number) => void;
}

// What a policy costs to run, in shares of the whole: the own one goes through all of HTTP.
const PROGRESS_SHARES = { own: 0.94, none: 0.02, documented: 0.04 };

/**
 * Runs a configuration through days of virtual time, beside no failover and the documented breaker. All three
 * meet the same requests and the same luck.
 *
 * While it runs it stands in for the `fetch` of the process, so that nothing leaves for a real upstream: whatever
 * else asks by it meanwhile is refused, and ends the simulation with an error that names the URL.
 *
 * @example
 * const report = await simulate({ failover: (deps) => createFailover({ models, ...deps }), days: 1, rps: 1 });
 * expect(report.successRate).toBeGreaterThan(0.9999);
 */
export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  checkSimulation(options);
  const { failover, seed = DEFAULT_SEED, days = 1, rps = 1, behaveLike = {}, onProgress } = options;
  const demand = options.demand ?? Array.from({ length: 24 }, () => 1);
  const profile = resolveProfile(options.profile);
  const { does, source } = describeProfile(options.profile ?? 'documented');
  const from = startOfDay(parseMoment('from', options.from ?? DEFAULT_START));
  const prices = { ...documentedPrices, ...pricesOf(behaveLike), ...options.prices };
  checkStandIns(behaveLike, profile);
  const models = await modelsOf(failover);
  const [primary = ''] = models;
  checkPrimary(primary, profile, behaveLike);

  let done = 0;
  const runAs = (share: number): Run => {
    const before = done;
    done += share;
    const report = (part: number): void => onProgress?.(Math.min(1, before + share * part));
    const traffic = { rps, demand };
    return {
      profile,
      seed,
      from,
      to: from + days * DAY_MS,
      traffic,
      primary,
      behaveLike,
      prices,
      onProgress: report,
    };
  };
  const { score: none } = await runPolicy(noFailover(primary), runAs(PROGRESS_SHARES.none));
  if (none.requests === 0) {
    throw new SimulatorOptionsError(
      `rps is ${rps}, at which no request came in ${days} ${days === 1 ? 'day' : 'days'}. Raise rps or days.`,
    );
  }
  const { score: documented } = await runPolicy(documentedChain(models), runAs(PROGRESS_SHARES.documented));
  const { score: yours, unknown } = await runPolicy(ownFailover(failover), runAs(PROGRESS_SHARES.own));

  const episodes = createWorld(profile, seed, behaveLike)
    .model(primary)
    .episodesBetween(from, from + days * DAY_MS);
  return {
    seed,
    profile: profile.name,
    simulated: `${does} ${source}`.trim(),
    from: formatBeijing(from),
    days,
    rps,
    models,
    yours,
    none,
    documented,
    successRate: yours.successRate,
    primaryShare: yours.primaryShare,
    wastedCalls: yours.wastedCalls,
    episodes,
    unknownModels: [...unknown],
    latencyEdgesMs,
    prices: Object.fromEntries(Object.entries(prices).filter(([model]) => models.includes(model))),
    verdict: verdictOf({ yours, none, documented, days }),
  };
}

/** A name costs what the model costs that it stands for. */
function pricesOf(behaveLike: StandIns): Record<string, number> {
  return Object.fromEntries(
    Object.entries(behaveLike).flatMap(([name, model]) => {
      const price = documentedPrices[model];
      return price === undefined ? [] : [[name, price] as const];
    }),
  );
}

function callFactory(
  factory: FailoverFactory,
  deps: Parameters<FailoverFactory>[0],
): ReturnType<FailoverFactory> {
  try {
    return factory(deps);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SimulatorOptionsError(`The factory threw: ${why}`, { cause: error });
  }
}

/** Asks the factory for its models, on a clock that never goes on. */
async function modelsOf(factory: FailoverFactory): Promise<readonly string[]> {
  const clock = { now: () => 0, wallNow: () => 0, setTimeout: () => undefined, clearTimeout: () => {} };
  const failover = callFactory(factory, {
    clock,
    random: () => 0.5,
    fetch: () => Promise.reject(new Error('not yet')),
  });
  // A module of the user's, so it may return anything.
  const made: unknown = failover;
  // It is refused below. What it rejects with would come as a second error, of nobody's.
  if (made instanceof Promise) made.catch(() => undefined);
  if (!isFailover(made)) {
    throw new SimulatorOptionsError(
      'The factory does not return what createFailover makes. It is called with { clock, random, fetch }, and must return the failover itself, not a promise.',
    );
  }
  await failover.close();
  return [...failover.models];
}

function isFailover(made: unknown): boolean {
  if (typeof made !== 'object' || made === null || !('close' in made) || !('models' in made)) return false;
  return Array.isArray(made.models) && made.models.length > 0;
}
