import type { Permit } from '../breaker/permit.ts';
import type { Link } from '../chain/chain.ts';
import type { Clock } from '../clock.ts';
import type { Attempt, AttemptOutcome, AttemptRecord, Purpose, Verdict } from '../outcome.ts';
import { reasonOf } from './reason.ts';

/** What the call itself sees. Its signal is made on first use: most calls in a healthy hour never look at it. */
export class CallView<M extends string> implements Attempt<M> {
  declare readonly model: M;
  declare readonly number: number;
  declare readonly purpose: Purpose;
  declare readonly deadlineAt: number;
  #controller: AbortController | undefined;

  constructor(model: M, number: number, purpose: Purpose, deadlineAt: number) {
    this.model = model;
    this.number = number;
    this.purpose = purpose;
    this.deadlineAt = deadlineAt;
  }

  get signal(): AbortSignal {
    return (this.#controller ??= new AbortController()).signal;
  }

  static abort(view: CallView<string>, reason: unknown): void {
    (view.#controller ??= new AbortController()).abort(reason);
  }

  static reason(view: CallView<string>): unknown {
    return view.#controller?.signal.reason;
  }
}

/**
 * One call under way, and afterwards its record.
 *
 * A class, because one is made for each call; its fields are declared only, so that the constructor sets each once.
 */
export class LiveAttempt<M extends string> {
  declare readonly link: Link<M>;
  /** Undefined for a last resort, which does not count. */
  declare readonly permit: Permit | undefined;
  declare readonly attempt: CallView<M>;
  declare readonly startedAt: number;
  /** Its hedge delay has passed. */
  declare overdue: boolean;
  /** By the clock; -Infinity while it is under way. */
  declare endedAt: number;
  /** Undefined while it is under way. */
  declare outcome: AttemptOutcome | undefined;
  declare private readonly clock: Clock;
  declare private timer: unknown;
  declare private verdict: Verdict | undefined;
  declare private status: number | undefined;

  constructor(
    link: Link<M>,
    permit: Permit | undefined,
    clock: Clock,
    startedAt: number,
    attempt: CallView<M>,
  ) {
    this.link = link;
    this.permit = permit;
    this.attempt = attempt;
    this.startedAt = startedAt;
    this.clock = clock;
    this.overdue = false;
    this.endedAt = -Infinity;
    this.outcome = undefined;
    this.timer = undefined;
    this.verdict = undefined;
    this.status = undefined;
  }

  /** Set once; what comes later changes nothing. */
  get settled(): boolean {
    return this.outcome !== undefined;
  }

  /** Set when its signal was aborted. */
  get abortReason(): unknown {
    return CallView.reason(this.attempt);
  }

  /** Calls `fn` at that moment, or now when it has passed, unless the attempt settles before. One at a time. */
  at(moment: number, since: number, fn: () => void): void {
    // A clock that has stepped back since then makes it no later.
    const ms = moment - Math.max(since, this.clock.now());
    if (ms > 0) this.timer = this.clock.setTimeout(fn, ms);
    else fn();
  }

  /** Aborts its signal, without settling it. */
  abort(reason: unknown): void {
    CallView.abort(this.attempt, reason);
  }

  /**
   * Ends it: timers cleared, the breaker told. False when it had ended before.
   *
   * @param goesOn its answer is a stream that has only begun: the breaker hears of it at its end
   */
  settle(outcome: AttemptOutcome, verdict?: Verdict, status?: number, goesOn = false): boolean {
    if (this.outcome !== undefined) return false;
    const now = this.clock.now();
    this.endedAt = now;
    this.outcome = outcome;
    this.verdict = verdict;
    this.status = status;
    if (this.timer !== undefined) this.clock.clearTimeout(this.timer);
    const { permit, link } = this;
    if (permit !== undefined && !goesOn)
      link.breaker.settle(permit, outcome, verdict === undefined ? undefined : hintOf(verdict), now);
    if (outcome === 'success') link.latency.success(this.tookMs(now));
    return true;
  }

  /**
   * What it came to; an attempt still under way counts as ignored so far.
   *
   * @param later what became of its stream after it had settled
   */
  record(later?: {
    outcome: AttemptOutcome;
    verdict: Verdict | undefined;
    endedAt: number;
  }): AttemptRecord<M> {
    const { model, number, purpose } = this.attempt;
    const { outcome, verdict, endedAt } = later ?? {
      outcome: this.outcome ?? 'ignored',
      verdict: this.verdict,
      endedAt: this.settled ? this.endedAt : this.clock.now(),
    };
    const reason = verdict === undefined ? undefined : reasonOf(verdict.kind);
    const durationMs = this.tookMs(endedAt);
    return { model, number, purpose, outcome, status: this.status, verdict, reason, durationMs };
  }

  // A clock that steps back would make it negative.
  private tookMs(now: number): number {
    return Math.max(0, now - this.startedAt);
  }
}

function hintOf({ retryAfterMs }: Verdict): { retryAfterMs: number } {
  return { retryAfterMs: retryAfterMs ?? 0 };
}
