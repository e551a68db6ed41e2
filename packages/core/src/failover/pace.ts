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
  if (tookMs >= (hedgeDelayMs(link, hedge) ?? quickFailureMs)) return undefined;
  return delayMs;
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

/** When the next model is started beside a slow one; undefined when the usual time is not known. */
export function hedgeDelayMs(link: Link, hedge: WalkSettings['hedge']): number | undefined {
  const median = hedge === false ? undefined : (link.latency.median() ?? link.medianMs);
  if (hedge === false || median === undefined) return undefined;
  return Math.max(hedge.factor * median, hedge.minimumDelayMs);
}
