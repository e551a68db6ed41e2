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
  /** More than one where the failed attempts were beside each other. */
  readonly #timers = new Set<unknown>();

  constructor(context: WalkContext<M>, request: WalkRequest<M>) {
    this.#context = context;
    this.#request = request;
  }

  /** A retry is due, but its time has not come. */
  get isWaiting(): boolean {
    return this.#timers.size > 0;
  }

  /**
   * Calls `again`, now or later, when the failed attempt is worth one more of its model. False: it is not.
   *
   * @param again returns false when it has called nobody
   */
  plan(live: LiveAttempt<M>, verdict: Verdict, again: () => boolean): boolean {
    // This caller fails here again and again: whatever it is, it is no stray fault.
    if (verdict.countsAsFailure && live.outcome === 'ignored') return false;
    const { link } = live;
    const { clock, settings, load } = this.#context;
    const now = clock.now();
    const delayMs = retryDelayMs(link, verdict, now - live.startedAt, settings.hedge);
    if (delayMs === undefined || this.#retried?.has(link) === true || !hasRetryBudget(this.#context))
      return false;
    if (now + delayMs >= this.#request.totalDeadlineAt) return false;
    this.#retried = (this.#retried ?? new Set()).add(link);
    // Taken from the budget when it is planned, and given back when it has ended: by the attempt, where there is one.
    load.retries += 1;
    const retry = (): void => {
      if (!again()) load.retries -= 1;
    };
    if (delayMs === 0) retry();
    else {
      const timer = clock.setTimeout(() => {
        this.#timers.delete(timer);
        retry();
      }, delayMs);
      this.#timers.add(timer);
    }
    return true;
  }

  cancel(): void {
    const { clock, load } = this.#context;
    for (const timer of this.#timers) clock.clearTimeout(timer);
    load.retries -= this.#timers.size;
    this.#timers.clear();
  }
}
