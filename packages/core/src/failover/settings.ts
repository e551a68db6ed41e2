import {
  assertClock,
  assertFlag,
  assertFunction,
  assertKnownKeys,
  assertNumber,
  describe,
} from '../options-check.ts';
import { InvalidOptionsError } from '../errors.ts';
import type { FailoverOptions, HedgeOptions, PromotionOptions, RetryOptions } from './failover-types.ts';

/** How a walk behaves, defaults filled in. */
export interface WalkSettings {
  readonly attemptTimeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly retry: RetryOptions | false;
  readonly hedge: Required<HedgeOptions> | false;
  readonly probe: 'raced' | 'live';
  readonly onContentBlocked: 'reject' | 'failover';
}

const defaultHedge: Required<HedgeOptions> = { factor: 3, minimumDelayMs: 1_000 };

// A new option that is missing here does not compile.
const known: Record<keyof FailoverOptions, true> = {
  models: true,
  baseURL: true,
  apiKey: true,
  fetch: true,
  breaker: true,
  attemptTimeoutMs: true,
  totalTimeoutMs: true,
  retry: true,
  hedge: true,
  probe: true,
  onContentBlocked: true,
  headers: true,
  isolateCallers: true,
  promotion: true,
  saved: true,
  classify: true,
  clock: true,
  random: true,
};

/** @throws InvalidOptionsError naming the option, the value and what to write instead. */
export function resolveSettings(options: FailoverOptions): WalkSettings {
  assertKnownKeys('createFailover', options, Object.keys(known));
  const { hedge = {} } = options;
  if (hedge !== false) assertKnownKeys('hedge', hedge, Object.keys(defaultHedge));
  const {
    attemptTimeoutMs = 90_000,
    totalTimeoutMs = 150_000,
    retry = true,
    probe = goesOnAfterAnswer() ? 'raced' : 'live',
    onContentBlocked = 'reject',
  } = options;
  const settings: WalkSettings = {
    attemptTimeoutMs,
    totalTimeoutMs,
    retry: retry === true ? {} : retry,
    hedge:
      hedge === false
        ? false
        : {
            factor: hedge.factor ?? defaultHedge.factor,
            minimumDelayMs: hedge.minimumDelayMs ?? defaultHedge.minimumDelayMs,
          },
    probe,
    onContentBlocked,
  };
  assertTimeout('attemptTimeoutMs', settings.attemptTimeoutMs);
  assertTimeout('totalTimeoutMs', settings.totalTimeoutMs);
  if (settings.hedge !== false) {
    assertNumber('hedge.factor', settings.hedge.factor, { above: 1 });
    assertNumber('hedge.minimumDelayMs', settings.hedge.minimumDelayMs, { atLeast: 0 });
  }
  if (typeof retry === 'object') {
    assertKnownKeys('retry', retry, ['budget']);
    if (retry.budget !== undefined) assertNumber('retry.budget', retry.budget, { above: 0, atMost: 1 });
  } else assertOneOf('retry', retry, [true, false]);
  assertFlag('isolateCallers', options.isolateCallers ?? false);
  assertOneOf('probe', settings.probe, ['raced', 'live']);
  assertOneOf('onContentBlocked', settings.onContentBlocked, ['reject', 'failover']);
  assertFunction('fetch', options.fetch);
  assertFunction('classify', options.classify);
  assertFunction('random', options.random);
  assertClock(options.clock);
  assertOneOf('headers', options.headers ?? 'default', [false, 'minimal', 'default', 'trace']);
  return settings;
}

type ResolvedPromotion = Required<Omit<PromotionOptions, 'noticed'>> & PromotionOptions;

/** @throws InvalidOptionsError */
export function resolvePromotion(given: PromotionOptions | false = {}): ResolvedPromotion {
  if (given === false) return { afterMs: Infinity, automatic: false };
  assertKnownKeys('promotion', given, ['afterMs', 'automatic', 'noticed']);
  const { afterMs = 7_200_000, automatic = false, noticed } = given;
  const resolved = { afterMs, automatic, ...(noticed === undefined ? {} : { noticed }) };
  assertFunction('promotion.noticed', noticed);
  assertNumber('promotion.afterMs', resolved.afterMs, { above: 0, hint: 'It is in milliseconds.' });
  assertFlag('promotion.automatic', resolved.automatic);
  return resolved;
}

/** @throws InvalidOptionsError unless `value` can be a timer's delay: above 0, at most 2^31 - 1 ms. */
export function assertTimeout(name: string, value: unknown): void {
  // Timers of every runtime fire at once beyond 2^31 - 1 ms.
  assertNumber(name, value, { above: 0, atMost: 2 ** 31 - 1, hint: 'It is in milliseconds.' });
}

// Workers cancel what an answer leaves under way: nobody would hear of a raced probe slower than the fallback.
function goesOnAfterAnswer(): boolean {
  return globalThis.navigator?.userAgent !== 'Cloudflare-Workers';
}

function assertOneOf(name: string, value: unknown, choices: readonly unknown[]): void {
  if (choices.includes(value)) return;
  const allowed = choices.map((choice) => describe(choice)).join(' or ');
  throw new InvalidOptionsError(`${name} is ${describe(value)}, but must be ${allowed}.`);
}
