import type { AttemptOutcome, Purpose, Verdict } from '../outcome.ts';
import type { Permit } from '../breaker/permit.ts';
import type { Link } from '../chain/chain.ts';
import { failureCounts } from '../chain/caller-guard.ts';
import { AnswerError } from './answer-error.ts';
import type { WalkRequest } from './walk-request.ts';
import { evidenceOf, isErrorAnswer, statusOf } from './evidence-of.ts';
import { CallView, LiveAttempt } from './live-attempt.ts';
import { attemptTimeMs, hedgeDelayMs } from './pace.ts';
import { ToldCaller } from './told-caller.ts';
import type { Call, WalkContext } from './walk-context.ts';

const started = Promise.resolve();
const { then } = Promise.prototype;

/** The calls of one walk, from start to outcome, for a walk that decides what to make of them. */
export abstract class Attempts<M extends string, T, R> extends ToldCaller<R> {
  declare protected context: WalkContext<M>;
  declare protected request: WalkRequest<M>;
  declare protected call: Call<M, T>;
  declare protected all: readonly LiveAttempt<M>[];
  declare protected underWay: number;
  /** Deadlines count from the start of an attempt. */
  declare protected watching: boolean;
  /** The latest moment that a timer has told of: the clock may have stepped back since. */
  declare protected reached: number | undefined;

  protected abstract onAnswer(live: LiveAttempt<M>, value: T): void;
  protected abstract onFailure(live: LiveAttempt<M>, error: unknown): void;
  /** Its hedge delay has passed and it is still under way. */
  protected abstract onLate(live: LiveAttempt<M>): void;
  protected abstract onDeadline(live: LiveAttempt<M>): void;
  /** What we have thrown ourselves: a promise that never settles would hide it. */
  protected abstract onFault(fault: unknown): void;

  /**
   * @param read just read from the clock
   * @returns false when nobody waits for it any more: whoever was told of what the breaker did may have ended the request
   */
  protected launch(link: Link<M>, permit: Permit | undefined, purpose: Purpose, read: number): boolean {
    if (this.finished) return giveBack(link, permit);
    const now = this.reached === undefined ? read : Math.max(read, this.reached);
    const view = new CallView(link.target.name, this.all.length + 1, purpose, this.deadlineFrom(now));
    const live = new LiveAttempt(link, permit, this.context.clock, now, view);
    // Most requests have one attempt: an array that grows is made for more.
    this.all = this.all.length === 0 ? [live] : this.all.concat(live);
    this.underWay += 1;
    this.follow(live, this.answerOf(view));
    if (this.watching) this.watchSoon(live);
    return true;
  }

  /** From now on their deadlines count, of those under way too. */
  protected override watch(): void {
    this.watching = true;
    for (const live of this.all) this.watchOne(live);
  }

  /** Ends one: the breaker told, the event emitted. False when it had ended before. */
  protected end(live: LiveAttempt<M>, outcome: AttemptOutcome, verdict?: Verdict, status?: number): boolean {
    const counted = outcome === 'failure' ? this.counted(live) : outcome;
    if (!live.settle(counted, verdict, status)) return false;
    const { emit, isHeard } = this.context;
    this.account(live, counted, verdict);
    if (isHeard('attempt:end')) emit('attempt:end', live.record());
    return true;
  }

  /** Ends a failed one: classified, the breaker and the gates told. @returns what the failure means */
  protected fail(live: LiveAttempt<M>, error: unknown): Verdict {
    const { classify, gate, emit } = this.context;
    const evidence = evidenceOf(error, live.abortReason);
    const verdict = classify(evidence);
    this.end(live, verdict.countsAsFailure ? 'failure' : 'ignored', verdict, statusOf(evidence));
    const { target, gateKeys } = live.link;
    // What a client's own key may do says nothing of others'.
    const ofClient = this.request.options.clientsKey === true && target.apiKey === undefined;
    const forMs = ofClient ? undefined : gate.note(gateKeys, verdict);
    if (forMs !== undefined) emit('gate:closed', { model: target.name, kind: verdict.kind, forMs });
    return verdict;
  }

  /** Ends one whose answer is a stream: breaker and listeners are told when that has ended too. */
  protected beginStream(live: LiveAttempt<M>): boolean {
    const begun = live.settle('success', undefined, undefined, true);
    if (begun) this.account(live, 'success');
    return begun;
  }

  /** Aborts all that are under way. Their breakers hear nothing of it. */
  protected abandon(reason: unknown = new DOMException('The request has ended.', 'AbortError')): void {
    for (const live of this.all) this.stopOne(live, 'ignored', reason);
  }

  /** One has answered: the others are aborted, but for a probe, whose outcome is what it was started for. */
  protected overtake(): void {
    for (const live of this.all) {
      if (live.settled || live.attempt.purpose === 'probe') continue;
      // Overtaken after its hedge delay: a hanging model must not hide behind the faster one.
      const outcome = live.overdue ? 'failure' : 'ignored';
      this.stopOne(live, outcome, new DOMException('Another model answered.', 'AbortError'));
    }
  }

  /** The total deadline has passed: all are aborted, and those to blame have failed. */
  protected expire(timeout: DOMException, verdict: Verdict): void {
    for (const live of this.all.filter(({ settled }) => !settled)) {
      // Whoever had most of the time, or is late by its own measure, is to blame; a late starter is not.
      const blamed = live.overdue || this.context.clock.now() - live.startedAt >= this.request.totalMs / 2;
      this.end(live, blamed ? 'failure' : 'ignored', verdict);
      live.abort(timeout);
    }
  }

  protected isAnyUnderWay(): boolean {
    return this.underWay > 0;
  }

  /** Somebody the user waits for is at work; a probe is not. */
  protected isAwaited(): boolean {
    return this.all.some((live) => !live.settled && live.attempt.purpose !== 'probe');
  }

  // Asked for a microtask after the start, because timers are the dearest part of a quick call: one that has
  // been answered by then needs none. One timer at a time: first for the hedge, then for the deadline.
  private watchOne(live: LiveAttempt<M>): void {
    if (live.settled) return;
    const { deadlineAt } = live.attempt;
    const { hedge } = this.context.settings;
    const timeMs = deadlineAt - live.startedAt;
    const hedgeMs = this.request.order.length > 1 ? hedgeDelayMs(live.link, hedge, timeMs) : undefined;
    const hedgeAt = live.startedAt + (hedgeMs ?? Infinity);
    const onDeadline = (): void => {
      this.reached = deadlineAt;
      this.onDeadline(live);
    };
    if (hedgeAt >= deadlineAt) return live.at(deadlineAt, live.startedAt, onDeadline);
    live.at(hedgeAt, live.startedAt, () => {
      this.reached = hedgeAt;
      live.overdue = true;
      live.at(deadlineAt, hedgeAt, onDeadline);
      if (!live.settled) this.onLate(live);
    });
  }

  // One caller's failures again and again are no news of the model.
  private counted(live: LiveAttempt<M>): AttemptOutcome {
    const repeated = !live.settled && !failureCounts(live.link, this.request.options.caller);
    return repeated ? 'ignored' : 'failure';
  }

  private deadlineFrom(now: number): number {
    const { totalDeadlineAt, isLast } = this.request;
    const leftMs = totalDeadlineAt - now;
    const timeMs = attemptTimeMs(this.context.settings, leftMs, isLast);
    // Not by way of a difference, which rounds.
    return timeMs === leftMs ? totalDeadlineAt : now + timeMs;
  }

  private answerOf(view: CallView<M>): Promise<T> {
    const call = this.call;
    try {
      return Promise.resolve(call(view.model, view));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  // Apart from `launch`, as are its other parts: engines take quick calls together only while each is short.
  private follow(live: LiveAttempt<M>, answer: Promise<T>): void {
    // The one of the language: a promise may have another of its own.
    void then.call(
      answer,
      (value: T) => {
        try {
          if (isErrorAnswer(value)) this.onFailure(live, new AnswerError({ status: 200, body: value }));
          else this.onAnswer(live, value);
        } catch (fault) {
          this.onFault(fault);
        }
      },
      (error: unknown) => {
        try {
          this.onFailure(live, error);
        } catch (fault) {
          this.onFault(fault);
        }
      },
    );
  }

  private watchSoon(live: LiveAttempt<M>): void {
    void started.then(() => this.watchOne(live));
  }

  private account(live: LiveAttempt<M>, outcome: AttemptOutcome, verdict?: Verdict): void {
    const { load, meter } = this.context;
    this.underWay -= 1;
    if (live.attempt.purpose === 'retry') load.retries -= 1;
    meter.attempted(live.link, outcome, verdict);
  }

  private stopOne(live: LiveAttempt<M>, outcome: AttemptOutcome, reason: unknown): void {
    if (this.end(live, outcome)) live.abort(reason);
  }
}

function giveBack({ breaker }: Link, permit: Permit | undefined): false {
  if (permit !== undefined) breaker.settle(permit, 'ignored');
  return false;
}
