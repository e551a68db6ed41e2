import type { Link } from '../chain/chain.ts';
import type { Verdict } from '../outcome.ts';
import type { WalkSettings } from './settings.ts';

// A retry must not cost the user more than the next model would (errors.md, in-request budget).
const retryBudgetMs = 3_000;
const quickFailureMs = 5_000;

/**
 * How long to wait before the same model is asked once more; undefined when the next model is better.
 *
 * Only a quick, lone fault of a healthy model is worth it: in a run of failures never.
 */
export function retryDelayMs(link: Link, verdict: Verdict, tookMs: number): number | undefined {
  const delayMs = verdict.retryAfterMs ?? 0;
  if (verdict.action !== 'retry_then_failover' || delayMs > retryBudgetMs || tookMs >= quickFailureMs)
    return undefined;
  if (link.breaker.state !== 'closed' || link.breaker.snapshot().run > 1) return undefined;
  return delayMs;
}

/** When the next model is started beside a slow one; undefined when the usual time is not known. */
export function hedgeDelayMs(link: Link, hedge: WalkSettings['hedge']): number | undefined {
  const median = hedge === false ? undefined : (link.latency.median() ?? link.medianMs);
  if (hedge === false || median === undefined) return undefined;
  return Math.max(hedge.factor * median, hedge.minimumDelayMs);
}
