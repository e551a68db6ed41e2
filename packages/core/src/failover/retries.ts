import type { Link } from '../chain/chain.ts';
import type { Verdict } from '../outcome.ts';
import type { LiveAttempt } from './live-attempt.ts';
import { hasRetryBudget, retryDelayMs } from './pace.ts';
import type { WalkRequest } from './walk-request.ts';
import type { WalkContext } from './walk-context.ts';

/** Which models one walk has asked a second time, and the wait before it does so. */
export class Retries<M extends string> {
  readonly #context: WalkContext<M>;
  readonly #request: WalkRequest<M>;
  #retried: Set<Link<M>> | undefined;
  #timer: unknown;

  constructor(context: WalkContext<M>, request: WalkRequest<M>) {
    this.#context = context;
    this.#request = request;
  }

  /** A retry is due, but its time has not come. */
  get isWaiting(): boolean {
    return this.#timer !== undefined;
  }

  /** Calls `again`, now or later, when the failed attempt is worth one more of its model. False: it is not. */
  plan(live: LiveAttempt<M>, verdict: Verdict, again: () => void): boolean {
    // This caller fails here again and again: whatever it is, it is no stray fault.
    if (verdict.countsAsFailure && live.outcome === 'ignored') return false;
    const { link } = live.candidate;
    const { clock, settings } = this.#context;
    const now = clock.now();
    const delayMs = retryDelayMs(link, verdict, now - live.startedAt, settings.hedge);
    if (delayMs === undefined || this.#retried?.has(link) === true || !hasRetryBudget(this.#context))
      return false;
    if (now + delayMs >= this.#request.totalDeadlineAt) return false;
    this.#retried = (this.#retried ?? new Set()).add(link);
    if (delayMs === 0) again();
    else {
      this.#timer = clock.setTimeout(() => {
        this.#timer = undefined;
        again();
      }, delayMs);
    }
    return true;
  }

  cancel(): void {
    if (this.#timer !== undefined) this.#context.clock.clearTimeout(this.#timer);
  }
}
