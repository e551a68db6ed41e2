import type { FailureKind, Reason, Trail, Verdict } from '../outcome.ts';
import type { WalkRequest } from './walk-request.ts';
import type { LiveAttempt } from './live-attempt.ts';

/** A failed attempt of a walk: what the call threw, and what it meant. */
export interface Failed {
  readonly model: string;
  readonly error: unknown;
  readonly verdict: Verdict;
}

/** The trail of a walk as it stands. */
export function trailOfWalk<M extends string>(walk: {
  readonly request: WalkRequest<M>;
  readonly served: M | undefined;
  readonly promoted: M | undefined;
  readonly attempts: readonly LiveAttempt<M>[];
  readonly now: number;
}): Trail<M> {
  const { served } = walk;
  const { requested, startedAt } = walk.request;
  const durationMs = Math.max(0, walk.now - startedAt);
  const attempts = walk.attempts.map((live) => live.record());
  const degraded = served !== undefined && served !== requested;
  return { requested, served, degraded, reason: degraded ? whyDegraded() : undefined, attempts, durationMs };

  function whyDegraded(): Reason {
    const failed = attempts.find(({ model, reason }) => model === requested && reason !== undefined);
    const called = attempts.find(({ model }) => model === requested);
    if (failed?.reason !== undefined) return failed.reason;
    // Under way and overtaken: a probe is there because of the breaker, anything else was too slow.
    if (called !== undefined) return called.purpose === 'probe' ? 'circuit-open' : 'timeout';
    if (walk.promoted !== undefined && served === walk.promoted) return 'promoted';
    return walk.request.skipped(requested) ?? 'other';
  }
}

/** Perhaps the request's or the caller's own fault, perhaps this model's: worth one other model, then it goes back. */
export function isAmbiguous({ kind, countsAsFailure, action }: Verdict): boolean {
  return action !== 'reject' && !countsAsFailure && (kind === 'invalid_request' || kind === 'unknown');
}

/**
 * The failure that the caller alone can mend: a bad prompt, a request that the model asked for does not take,
 * or one that none of several that read it does.
 */
export function callersFault(failures: readonly Failed[], requested: string): Failed | undefined {
  const own = failures.find(
    ({ verdict }) => ['content_blocked', 'invalid_request'].includes(verdict.kind) || isAmbiguous(verdict),
  );
  if (own !== undefined) return own;
  const refusals = failures.filter(({ verdict }) => verdict.scope === 'request');
  const refused = refusals.find(({ model }) => model === requested);
  if (refused !== undefined) return refused;
  return refusals.length > 1 || refusals.length === failures.length ? refusals[0] : undefined;
}

// What whoever reads the log can act on first.
const byUse: readonly FailureKind[] = [
  'overloaded',
  'timeout',
  'server_error',
  'network',
  'rate_limited',
  'quota_exhausted',
];

/** The most useful of the errors that exhausted a chain. */
export function exhaustionCause(failures: readonly Failed[]): unknown {
  for (const kind of byUse) {
    const found = failures.find(({ verdict }) => verdict.kind === kind);
    if (found !== undefined) return found.error;
  }
  return failures[0]?.error;
}
