import type { Clock } from '../clock.ts';
import type { Attempt, AttemptOutcome, AttemptRecord, Purpose, Verdict } from '../outcome.ts';
import type { Candidate } from './candidates.ts';
import { reasonOf } from './reason.ts';

/** One call under way, and afterwards its record. */
export interface LiveAttempt<M extends string> {
  readonly candidate: Candidate<M>;
  readonly attempt: Attempt<M>;
  readonly startedAt: number;
  /** Set once; what comes later changes nothing. */
  readonly settled: boolean;
  /** Set when its signal was aborted. */
  readonly abortReason: unknown;
  /** Calls `fn` after `ms` unless the attempt has settled by then. */
  after(ms: number, fn: () => void): void;
  /** Aborts its signal, without settling it. */
  abort(reason: unknown): void;
  /** Ends it: timers cleared, the breaker told. False when it had ended before. */
  settle(outcome: AttemptOutcome, verdict?: Verdict, status?: number): boolean;
  /** What it came to; an attempt still under way counts as ignored so far. */
  record(): AttemptRecord<M>;
  /** Its hedge delay has passed. */
  overdue: boolean;
}

export function createLiveAttempt<M extends string>(
  candidate: Candidate<M>,
  clock: Clock,
  place: { readonly number: number; readonly purpose: Purpose; readonly deadlineAt: number },
): LiveAttempt<M> {
  const { link, permit } = candidate;
  const model = link.target.name;
  const startedAt = clock.now();
  const timers: unknown[] = [];
  let controller: AbortController | undefined;
  let aborted = false;
  let abortReason: unknown;
  let ended: AttemptRecord<M> | undefined;

  function recordOf(outcome: AttemptOutcome, verdict?: Verdict, status?: number): AttemptRecord<M> {
    const reason = verdict === undefined ? undefined : reasonOf(verdict.kind);
    // A clock that steps back would make it negative.
    const durationMs = Math.max(0, clock.now() - startedAt);
    return {
      model,
      number: place.number,
      purpose: place.purpose,
      outcome,
      status,
      verdict,
      reason,
      durationMs,
    };
  }

  return {
    candidate,
    startedAt,
    overdue: false,
    attempt: {
      model,
      ...place,
      // Made on first use: most calls in a healthy hour never look at it.
      get signal() {
        controller ??= new AbortController();
        if (aborted && !controller.signal.aborted) controller.abort(abortReason);
        return controller.signal;
      },
    },
    get settled() {
      return ended !== undefined;
    },
    get abortReason() {
      return abortReason;
    },
    after(ms, fn) {
      timers.push(clock.setTimeout(fn, ms));
    },
    abort(reason) {
      if (aborted) return;
      aborted = true;
      abortReason = reason;
      controller?.abort(reason);
    },
    settle(outcome, verdict, status) {
      if (ended !== undefined) return false;
      ended = recordOf(outcome, verdict, status);
      for (const timer of timers) clock.clearTimeout(timer);
      const retryAfterMs = verdict?.retryAfterMs ?? 0;
      if (permit !== undefined) link.breaker.settle(permit, outcome, { retryAfterMs });
      if (outcome === 'success') link.latency.success(ended.durationMs);
      return true;
    },
    record: () => ended ?? recordOf('ignored'),
  };
}
