/** The nouns of failsoft: what was seen, what it means, what was tried, what it came to. */

/** What an upstream's answer was. `ok` is a 2xx that carries what was asked for. See docs/kinds.md. */
export type FailureKind =
  | 'ok'
  | 'overloaded'
  | 'rate_limited'
  | 'quota_exhausted'
  | 'insufficient_funds'
  | 'server_error'
  | 'timeout'
  | 'network'
  | 'bad_response'
  | 'no_output'
  | 'content_blocked'
  | 'unsupported_parameter'
  | 'too_large'
  | 'invalid_request'
  | 'auth'
  | 'permission'
  | 'region_blocked'
  | 'model_not_found'
  | 'stream_interrupted'
  | 'client_aborted'
  | 'unknown';

/** How far a request had come when it failed. */
export type Phase = 'connect' | 'headers' | 'body' | 'poll' | 'stream-before-first-output' | 'mid-stream';

/** Everything that was seen of one answer, or of one failure to get an answer. */
export interface Evidence {
  readonly status?: number;
  readonly headers?: Headers | Record<string, string>;
  /** Parsed JSON or text. */
  readonly body?: unknown;
  /** What was thrown: an SDK's error, a Node error, anything. */
  readonly error?: unknown;
  readonly phase?: Phase;
  /** `signal.reason`, when our own signal or the caller's ended the call. */
  readonly signalReason?: unknown;
}

/** What the evidence means and what to do next. */
export interface Verdict {
  readonly kind: FailureKind;
  /** Who is affected: everyone, this account, this request. */
  readonly scope: 'global' | 'account' | 'request' | 'unknown';
  /** Whether the vendor charged for it; null when nobody can tell. */
  readonly billed: boolean | null;
  /** `reject` hands the answer back to the caller; no other model is asked. */
  readonly action: 'failover' | 'retry_then_failover' | 'reject';
  /** Whether the breaker of this model counts it. */
  readonly countsAsFailure: boolean;
  /** Wait before this target is asked again, in [0, 24 h]; null when the upstream named none. */
  readonly retryAfterMs: number | null;
  /** Shortest and longest recovery usually seen. */
  readonly expectedRecoveryMs?: readonly [number, number];
  /** Name of the rule that decided. */
  readonly rule: string;
  /** One sentence for a log: which rule, from which field. No secret, no prompt, no upstream text. */
  readonly explain: string;
}

/** Why the primary did not answer: the tokens of `X-Fallback-Reason`. An open set for clients. */
export type Reason =
  | 'overloaded'
  | 'rate-limited'
  | 'timeout'
  | 'server-error'
  | 'network'
  | 'circuit-open'
  | 'empty-result'
  | 'promoted'
  | 'manual'
  | 'capability'
  | 'upstream-substituted'
  | 'config'
  | 'content-blocked'
  | 'other';

export type Purpose = 'primary' | 'fallback' | 'retry' | 'hedge' | 'probe' | 'last-resort';

/** One call to one model, as the call itself sees it. */
export interface Attempt<M extends string = string> {
  readonly model: M;
  /** 1 for the first upstream call of the request. */
  readonly number: number;
  /**
   * Aborted when the client goes, a deadline passes or another model has answered. Made when it is first read, so a
   * copy such as `{ ...attempt }` has none.
   */
  readonly signal: AbortSignal;
  /** Moment, by the injected clock's `now()`, at which the signal will be aborted. */
  readonly deadlineAt: number;
  readonly purpose: Purpose;
}

export type AttemptOutcome = 'success' | 'failure' | 'ignored';

/** One attempt, afterwards. `status` is absent when no HTTP answer came. */
export interface AttemptRecord<M extends string = string> {
  readonly model: M;
  readonly number: number;
  readonly purpose: Purpose;
  readonly outcome: AttemptOutcome;
  readonly status: number | undefined;
  readonly verdict: Verdict | undefined;
  /** Absent on success. */
  readonly reason: Reason | undefined;
  readonly durationMs: number;
}

/** All attempts of one request: asked, answered, why. */
export interface Trail<M extends string = string> {
  /** The model asked for, or the head of the chain. */
  readonly requested: M;
  /** The model that answered; undefined when none did. */
  readonly served: M | undefined;
  readonly degraded: boolean;
  readonly reason: Reason | undefined;
  readonly attempts: readonly AttemptRecord<M>[];
  readonly durationMs: number;
}
