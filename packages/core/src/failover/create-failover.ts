import { createBreaker, type BreakerTransition } from '../breaker/breaker.ts';
import { resolveBreakerOptions } from '../breaker/options.ts';
import { assertSavedChain } from '../breaker/saved.ts';
import { createCallerGuard } from '../chain/caller-guard.ts';
import { createChain, type Link } from '../chain/chain.ts';
import { createLatency } from '../chain/latency.ts';
import type { ModelName, ModelSpec } from '../chain/model-spec.ts';
import { resolveTargets } from '../chain/targets.ts';
import { classify as builtIn } from '../classify/classify.ts';
import { checkVerdict } from '../classify/check-verdict.ts';
import { systemClock } from '../clock.ts';
import { FailoverError, InvalidOptionsError, trailOf } from '../errors.ts';
import { createGate } from '../gate/gate.ts';
import { setAsker } from '../gateway/asked.ts';
import { createGateway } from '../gateway/gateway.ts';
import { requestInScope, stoppingWith } from '../gateway/request-scope.ts';
import { degradationHeaders, exhaustedHeaders } from '../headers/degradation-headers.ts';
import type { Evidence, Trail, Verdict } from '../outcome.ts';
import { describe } from '../options-check.ts';
import { systemRandom } from '../random.ts';
import { statusOfChain } from '../status/status.ts';

import { createCostMeter } from './cost-meter.ts';
import { createEvents } from './events.ts';
import type { Failover, FailoverOptions } from './failover-types.ts';
import { createPromotion } from './promotion.ts';
import { checkRunOptions } from './run-options.ts';
import { resolvePromotion, resolveSettings } from './settings.ts';
import { AllUnderWay } from './under-way.ts';
import { walk } from './walk.ts';
import type { Call, Served, WalkOptions } from './walk-context.ts';

/**
 * Models in priority order that stand in for each other.
 *
 * @example
 * const models = createFailover({ models: ['gemini-3-pro-image-preview', 'seedream-4.5'], baseURL, apiKey });
 * const image = await models.run((model, { signal }) => openai.images.generate({ model, prompt }, { signal }));
 *
 * @throws InvalidOptionsError naming the option, the value and what to write instead.
 */
export function createFailover<const L extends readonly [ModelSpec, ...ModelSpec[]]>(
  options: FailoverOptions<L>,
): Failover<ModelName<L>> {
  type M = ModelName<L>;
  const settings = resolveSettings(options);
  if (options.saved !== undefined) assertSavedChain(options.saved);
  const { clock = systemClock, headers: level = 'default' } = options;
  const { emit, isHeard, on } = createEvents<M>();
  const gate = createGate(clock);
  const random = (): number => {
    try {
      return (options.random ?? systemRandom)();
    } catch (error) {
      emit('fault', { where: 'random', error });
      return 0.5;
    }
  };
  const links = resolveTargets<M>(options).map(({ target, spec, gateKeys }): Link<M> => {
    const chosen = spec.breaker ?? options.breaker;
    const onTransition = (change: BreakerTransition): void => {
      promotion.onTransition(target.name, change);
      emit(eventOf(change), { ...change, model: target.name });
    };
    const resolved = resolveBreakerOptions(chosen, settings.attemptTimeoutMs);
    // One caller's hung calls must not count before their deadline tells whose they are.
    const overdueMs = Math.max(resolved.overdueMs, settings.attemptTimeoutMs);
    const breakerOptions = options.isolateCallers === true ? { ...resolved, overdueMs } : resolved;
    const breakers = options.saved?.breakers ?? {};
    const saved = Object.hasOwn(breakers, target.name) ? breakers[target.name] : undefined;
    const periodMs = Math.max(breakerOptions.windowMs, breakerOptions.runMaxAgeMs);
    return {
      target,
      gateKeys,
      breaker: createBreaker({ ...breakerOptions, clock, random, onTransition, saved }),
      latency: createLatency(),
      callers: options.isolateCallers === true ? createCallerGuard(clock, periodMs) : undefined,
      medianMs: spec.medianMs,
      price: spec.price,
      supports: target.supports,
    };
  });
  const chain = createChain(links);
  const promotion = createPromotion(chain, emit, resolvePromotion(options.promotion));
  const meter = createCostMeter(new Map(links.map(({ target, price }) => [target.name, price])));
  const active = new AllUnderWay();
  let closed = false;
  // A new one for each request: an error carries its request's trail.
  const closedError = (): FailoverError =>
    new FailoverError('closed', 'This failover was closed; make a new one with createFailover.');

  function classify(evidence: Evidence): Verdict {
    const verdict = builtIn(evidence, () => clock.wallNow());
    if (options.classify === undefined) return verdict;
    try {
      return checkVerdict(options.classify(evidence, verdict));
    } catch (error) {
      emit('fault', { where: 'classify', error });
      return verdict;
    }
  }

  function headersFor(trail: Trail, removed?: readonly string[]): [name: string, value: string][] {
    // The trail is of this chain, so its names are too; a foreign one keeps its names.
    const publicName = (model: string): string =>
      links.find(({ target }) => target.name === model)?.target.publicName ?? model;
    return degradationHeaders(trail, level, publicName, removed);
  }

  const context = {
    chain,
    gate,
    clock,
    settings,
    emit,
    isHeard,
    classify,
    active,
    load: { retries: 0 },
    meter,
    promotion,
    exhaustedHeaders: (trail: Trail<M>, retryAfterMs: number | null): Record<string, string> =>
      Object.fromEntries(level === false ? [] : [...headersFor(trail), ...exhaustedHeaders(retryAfterMs)]),
  };

  // Not async, so that what it returns is not wrapped once more.
  function start<T, R>(
    call: Call<M, T>,
    runOptions: WalkOptions<M>,
    give: (value: T, walk: { trail(): Trail<M> }) => R,
  ): Promise<R> {
    try {
      if (typeof call !== 'function')
        throw new InvalidOptionsError(`run was given ${describe(call)}, but must be given a function.`);
      if (runOptions !== noOptions) checkRunOptions(runOptions);
      if (!closed) promotion.check();
      // Perhaps by whoever was told of the promotion.
      if (closed) throw closedError();
      return walk(context, call, runOptions, give);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  function runDetailed<T>(call: Call<M, T>, runOptions: WalkOptions<M> = noOptions): Promise<Served<M, T>> {
    return start(call, runOptions, (value, walked) => ({ value, trail: walked.trail() }));
  }

  const gateway = createGateway<M>({
    models: chain.models,
    order: () => chain.order().map(({ target }) => target.name),
    headersFor,
    target: (model) => chain.link(model).target,
    runDetailed,
    classify,
    warn: (message) => console.warn(message),
  });

  const failover: Failover<M> = {
    models: chain.models,
    run: (call, runOptions = noOptions) => start(call, runOptions, asItIs),
    runDetailed,
    async fetch(input, init) {
      // A shared client inside a request of a server: it is that client's call.
      const request = requestInScope(failover);
      if (request === undefined) return await gateway.fetch(input, init);
      const response = await gateway.fetch(input, stoppingWith(request.signal, input, init));
      request.stamp(trailOf(response));
      return response;
    },
    handle: gateway.handle,
    status: () => statusOfChain(chain, gate, clock, promotion.state()),
    costs: meter.report,
    save: () => ({
      v: 1,
      breakers: Object.fromEntries(links.map(({ target, breaker }) => [target.name, breaker.save()])),
    }),
    on,
    isolate: (model) => chain.link(model).breaker.isolate(),
    promote: (model) => chain.promote(model),
    close() {
      closed = true;
      active.stop(closedError);
      return Promise.resolve();
    },
    headersFor,
  };
  setAsker(failover, gateway.ask);
  return failover;
}

const noOptions = {};

function asItIs<T>(value: T): T {
  return value;
}

function eventOf(
  change: BreakerTransition,
): 'breaker:open' | 'breaker:recovering' | 'breaker:closed' | 'breaker:isolated' {
  return `breaker:${change.to}`;
}
