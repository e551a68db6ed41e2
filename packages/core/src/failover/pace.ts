import type { BreakerSnapshot } from '../breaker/breaker-types.ts';
import type { Link } from '../chain/chain.ts';
import type { Verdict } from '../outcome.ts';
import type { WalkSettings } from './settings.ts';
import type { WalkContext } from './walk-context.ts';

// A retry must not cost the user more than the next model would (errors.md, in-request budget).
const retryBudgetMs = 3_000;
const freeRetries = 3;
const quickFailureMs = 5_000;

/**
 * How long to wait before the same model is asked once more; undefined when the next model is better.
 *
 * Only a quick, lone fault of a healthy model is worth it: in a run of failures never.
 */
export function retryDelayMs(
  link: Link,
  verdict: Verdict,
  tookMs: number,
  hedge: WalkSettings['hedge'],
): number | undefined {
  const delayMs = verdict.retryAfterMs ?? 0;
  if (!isWorthRetry(link, verdict) || delayMs > retryBudgetMs) return undefined;
  // Quick: sooner than somebody else would have been started beside it.
  const usual = usualMs(link);
  const quick =
    hedge === false || usual === undefined
      ? quickFailureMs
      : Math.max(hedge.factor * usual, hedge.minimumDelayMs);
  return tookMs < quick ? delayMs : undefined;
}

function isWorthRetry(link: Link, verdict: Verdict): boolean {
  const asked = verdict.action === 'retry_then_failover';
  // An overload is worth it only where it is seen to be a rare fault: on a model that has been answering.
  const stray = verdict.kind === 'overloaded' && link.latency.recent() !== undefined;
  if ((!asked && !stray) || link.breaker.state !== 'closed') return false;
  return isFarFromTrip(link.breaker.snapshot());
}

// Less than half of either of what a run needs to trip: its length, and its share of the calls in flight.
function isFarFromTrip({ run, runNeeded, young }: BreakerSnapshot): boolean {
  return run <= 1 || run * 2 <= runNeeded || run * 4 <= run + young;
}

/** Whether one more retry may be under way. The first three always may: a budget is for storms. */
export function hasRetryBudget({
  settings: { retry },
  load,
  active,
}: Pick<WalkContext<never>, 'settings' | 'load' | 'active'>): boolean {
  if (retry === false) return false;
  return retry.budget === undefined || load.retries < Math.max(freeRetries, retry.budget * active.size);
}

/**
 * When the next model is started beside a slow one; undefined when none is.
 *
 * @param timeMs what the slow one's attempt may take
 */
export function hedgeDelayMs(link: Link, hedge: WalkSettings['hedge'], timeMs: number): number | undefined {
  if (hedge === false) return undefined;
  const usual = usualMs(link);
  // A model that hangs must leave time for the next one: nobody waits beyond the half, unless twice the usual
  // time is longer. Where the usual time is not known the half is all there is to go by.
  const latest = Math.max(2 * (usual ?? 0), timeMs / 2);
  return Math.max(Math.min(hedge.factor * (usual ?? Infinity), latest), hedge.minimumDelayMs);
}

/**
 * What an attempt may take.
 *
 * @param leftMs what is left of the request's time
 * @param last nobody else could be asked afterwards
 */
export function attemptTimeMs(
  { attemptTimeoutMs, hedge }: Pick<WalkSettings, 'attemptTimeoutMs' | 'hedge'>,
  leftMs: number,
  last: boolean,
): number {
  // Without a hedge beside it, a model that hangs would leave the next one nothing.
  if (hedge === false && !last && attemptTimeoutMs >= leftMs) return leftMs / 2;
  return Math.min(attemptTimeoutMs, leftMs);
}

function usualMs({ latency, medianMs }: Link): number | undefined {
  return latency.median() ?? medianMs;
}
