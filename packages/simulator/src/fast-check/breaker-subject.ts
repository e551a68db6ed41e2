/** What a call came to. A caller's own fault, such as a 400, is `ignored`. */
export type CallOutcome = 'success' | 'failure' | 'ignored';

/** A breaker under test, whatever its own names for these are. */
export interface BreakerSubject {
  /** Asks for leave. A function that says what the call came to, or undefined when it was refused. */
  ask(): ((outcome: CallOutcome) => void) | undefined;
  /** Lets time pass on the clock that it goes by. */
  wait(ms: number): void;
  /** Everybody is let through. */
  isClosed(): boolean;
}

/** What is promised of the breaker. */
export interface BreakerRules {
  /**
   * It refuses no longer than this at a stretch, unless a probe fails. At the very end of it, to the millisecond, it
   * may do either.
   *
   * @default 300_000
   */
  readonly longestOpenMs?: number;
  /**
   * While it is not closed, at most so many calls are under way that began after it opened. One that closes by itself
   * when its time is over has no probes.
   *
   * @default 1
   */
  readonly probesAtOnce?: number;
  /** So many successes in a row after the open time close it. @default 20 */
  readonly successesToClose?: number;
  /**
   * So many failures in a row open it, after `longestOpenMs` without a call: what is in its window then, if its window
   * is one of calls and not of time, has to be outweighed too.
   *
   * @default 20
   */
  readonly failuresToOpen?: number;
}

/** What is known of the breaker from outside. */
export interface BreakerModel {
  now: number;
  /** When it was first seen to refuse; undefined while it admits. */
  refusingSince: number | undefined;
  /** A failure was seen since anything was forgotten. */
  failures: number;
  readonly calls: { readonly settle: (outcome: CallOutcome) => void; probe: boolean }[];
}
