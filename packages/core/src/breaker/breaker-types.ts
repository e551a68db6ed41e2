import type { Clock } from '../clock.ts';
import type { Permit } from './permit.ts';
import type { SavedBreaker } from './saved.ts';

/** A change of state, with the numbers that caused it. Times are the clock's. */
export interface BreakerTransition {
  readonly from: BreakerSnapshot['state'];
  readonly to: BreakerSnapshot['state'];
  readonly at: number;
  readonly explain: string;
  /** The breaker only observes: nothing was refused. */
  readonly observed: boolean;
}

/** What a breaker knows at one instant. */
export interface BreakerSnapshot {
  readonly state: 'closed' | 'open' | 'recovering' | 'isolated';
  /** Moment by the clock from which it may admit again; undefined when it does, or when nobody knows. */
  readonly retryAt: number | undefined;
  readonly failures: number;
  readonly successes: number;
  /** Successes that took `slowMs` or longer. */
  readonly slow: number;
  readonly young: number;
  readonly overdue: number;
  /** Failures that began after the last success began. */
  readonly run: number;
  /** The run at which it opens, at the present pace and with the model's usual errors. */
  readonly runNeeded: number;
  /** Openings in a row without a calm time between. */
  readonly openings: number;
  /** Calls let through at once while recovering, else 0. */
  readonly probing: number;
  /** The state it would be in if it did not only observe; undefined when it acts. */
  readonly observed: 'closed' | 'open' | 'recovering' | 'isolated' | undefined;
}

/** The guard of one model on one upstream. */
export interface Breaker {
  /**
   * Leave to make one call, or -1 at once: nobody queues behind a probe.
   *
   * @param now what the clock's `now()` has just said; left out, the clock is read
   */
  acquire(now?: number): Permit | -1;
  /**
   * What the call came to. A second settle, and one of an earlier epoch, change nothing.
   *
   * @param now as in `acquire`
   */
  settle(
    permit: Permit,
    outcome: 'success' | 'failure' | 'ignored',
    hint?: { retryAfterMs?: number },
    now?: number,
  ): void;
  /** Read without side effect: an open time that is over still reads `open` until the next `acquire`. */
  readonly state: BreakerSnapshot['state'];
  /** Moment by the clock at which `acquire` may admit; undefined when it would now, or never by itself. */
  retryAt(): number | undefined;
  snapshot(): BreakerSnapshot;
  /** Holds it open by hand. @returns the release, which works once; the last one restores the state before. */
  isolate(): () => void;
  /** Closed, with nothing remembered. */
  reset(): void;
  /** For `saved` of a later breaker. Isolation by hand is not saved. */
  save(): SavedBreaker;
}

/** What a breaker needs beside its options. */
export interface BreakerSurroundings {
  readonly clock?: Clock;
  readonly random?: () => number;
  /** What `save` of an earlier breaker gave; it goes on from there. */
  readonly saved?: SavedBreaker | undefined;
  /** Called after each change of state is complete; it may call back in. What it throws is dropped. */
  readonly onTransition?: ((transition: BreakerTransition) => void) | undefined;
}
