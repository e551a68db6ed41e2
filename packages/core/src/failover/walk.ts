import { attachTrail, FailoverError } from '../errors.ts';
import type { Trail, Verdict } from '../outcome.ts';
import { isAnyUnderWay, isAwaited, launch, type Attempts } from './attempts.ts';
import { abandon, beginStream, endAttempt, expire, failAttempt, overtake } from './end-attempts.ts';
import { exhausted } from './exhausted.ts';
import { WalkRequest } from './walk-request.ts';
import type { LiveAttempt } from './live-attempt.ts';
import { followStream } from './follow-stream.ts';
import { Retries } from './retries.ts';
import {
  answerOnceStarted,
  finishTelling,
  give,
  listen,
  refuse,
  type ToldCaller,
  type Waiting,
} from './told-caller.ts';
import { startLastResort, startNext } from './start-model.ts';
import { endOf, type StreamEnd } from './stream-end.ts';
import { callersFault, isAmbiguous, trailOfWalk, type Failed } from './trail.ts';
import type { UnderWay } from './under-way.ts';
import type { Call, WalkContext, WalkOptions } from './walk-context.ts';
import { watchAttempts } from './watch-attempts.ts';

/** What a caller of `walk` is given: made of the value, and of the trail if it wants that. */
type Give<M extends string, T, R> = (value: T, walk: { trail(): Trail<M> }) => R;

/** One request: models in order, until one answers, the caller is at fault, or nothing is left. */
export function walk<M extends string, T, R>(
  context: WalkContext<M>,
  call: Call<M, T>,
  options: WalkOptions<M>,
  give: Give<M, T, R>,
): Promise<R> {
  if (options.signal?.aborted === true) return Promise.reject(options.signal.reason);
  return new Walk(context, call, new WalkRequest(context, options), give).begin();
}

const none: readonly never[] = [];

/**
 * A class, because one is made for each request. It extends none, and its fields are declared only: engines make an
 * instance in place where nothing but the constructor sets it up, and by calls otherwise.
 */
class Walk<M extends string, T, R> implements Attempts<M, T>, ToldCaller<R>, UnderWay {
  declare finished: boolean;
  declare told: boolean;
  declare readonly signal: AbortSignal | undefined;
  declare onAbort: (() => void) | undefined;
  declare given: R | undefined;
  declare refusal: { readonly error: unknown } | undefined;
  declare waiting: Waiting<R> | undefined;
  declare readonly context: WalkContext<M>;
  declare readonly request: WalkRequest<M>;
  declare readonly call: Call<M, T>;
  declare all: readonly LiveAttempt<M>[];
  declare underWay: number;
  declare watching: boolean;
  declare reached: number;
  declare place: number;
  declare private readonly giving: Give<M, T, R>;
  declare private failures: readonly Failed[];
  declare private retries: Retries<M> | undefined;
  declare private served: LiveAttempt<M> | undefined;
  /** A hedge's rejection, which stands unless the better model answers. */
  declare private heldBack: { readonly error: unknown } | undefined;

  constructor(context: WalkContext<M>, call: Call<M, T>, request: WalkRequest<M>, give: Give<M, T, R>) {
    this.finished = false;
    this.told = false;
    this.signal = request.options.signal;
    this.onAbort = undefined;
    this.given = undefined;
    this.refusal = undefined;
    this.waiting = undefined;
    this.context = context;
    this.request = request;
    this.call = call;
    this.all = none;
    this.underWay = 0;
    this.watching = false;
    this.reached = request.startedAt;
    this.place = 0;
    this.giving = give;
    this.failures = none;
    this.retries = undefined;
    this.served = undefined;
    this.heldBack = undefined;
  }

  begin(): Promise<R> {
    listen(this);
    this.context.active.add(this);
    if (!startNext(this, undefined, this.request.startedAt)) this.onNothingAdmitted();
    return answerOnceStarted(this);
  }

  onLate({ attempt: { purpose } }: LiveAttempt<M>): void {
    // What a hedge was refused for is shopped around no more.
    if (this.heldBack !== undefined) return;
    // Beside a probe somebody else is at work for the user, or nobody was admitted.
    if (this.finished || (purpose === 'probe' && isAwaited(this))) return;
    if (startNext(this, 'hedge')) return;
    if (purpose === 'probe' || purpose === 'last-resort') startLastResort(this);
  }

  onAnswer(live: LiveAttempt<M>, value: T): void {
    const stream = endOf(value);
    if (stream !== undefined) return this.onStream(live, value, stream);
    if (!endAttempt(this, live, 'success')) return;
    if (this.finished) return this.release(); // a detached probe: its breaker has been told, that was all
    this.serve(live, value);
  }

  private onStream(live: LiveAttempt<M>, value: T, stream: Promise<StreamEnd>): void {
    // Nobody reads on what a detached probe has begun.
    const ended = this.finished ? endAttempt(this, live, 'success') : beginStream(this, live);
    if (!ended) return;
    if (this.finished) return this.release();
    followStream(this.context, live, stream, this.request);
    this.serve(live, value);
  }

  private serve(live: LiveAttempt<M>, value: T): void {
    this.finish();
    if (isAnyUnderWay(this)) overtake(this);
    this.release();
    this.served = live;
    const { requested } = this.request;
    this.context.meter.served(live.link, requested);
    if (live.attempt.model !== requested) this.tellOfFailover();
    give(this, this.giving(value, this));
  }

  private tellOfFailover(): void {
    const { isHeard, emit } = this.context;
    if (isHeard('chain:failover')) emit('chain:failover', this.trail());
  }

  onFailure(live: LiveAttempt<M>, error: unknown): void {
    if (live.settled) return;
    const verdict = failAttempt(this, live, error);
    if (this.finished) return this.release();
    this.failures = [...this.failures, { model: live.attempt.model, error, verdict }];
    this.decide(live, error, verdict);
  }

  private decide(live: LiveAttempt<M>, error: unknown, verdict: Verdict): void {
    const taken = verdict.kind === 'content_blocked' && this.context.settings.onContentBlocked === 'failover';
    if (verdict.action === 'reject' && !taken) {
      // The caller's own fault goes back at once and is never shopped around. A hedge's word is not
      // final while the better model is at work: it may take what the other one does not.
      if (live.attempt.purpose !== 'hedge' || !isAwaited(this)) this.failWith(error);
      else this.heldBack ??= { error };
      return;
    }
    // A lone quick fault: the same model once more, unless the request's own fault is known already.
    if (this.heldBack === undefined && this.retryOnce(live, verdict)) return;
    if (!this.request.failover) return this.failWith(error);
    // An ambiguous 4xx, or a TypeError, got its one other model: the caller sees the first.
    const ambiguous = this.failures.slice(0, -1).find((earlier) => isAmbiguous(earlier.verdict));
    if (ambiguous !== undefined) return this.failWith(ambiguous.error);
    this.proceed();
  }

  private retryOnce(live: LiveAttempt<M>, verdict: Verdict): boolean {
    const { link } = live;
    this.retries ??= new Retries(this.context, this.request);
    return this.retries.plan(live, verdict, () => {
      const now = this.context.clock.now();
      // Much may have happened since it was planned, and a timer may be late.
      const stands = this.heldBack === undefined && now < this.request.totalDeadlineAt;
      const permit = stands ? link.breaker.acquire() : -1;
      if (permit !== -1) return launch(this, link, permit, 'retry', now);
      this.proceed();
      return false;
    });
  }

  private proceed(): void {
    // Somebody the user waits for is still trying: start nothing.
    if (this.retries?.isWaiting === true || isAwaited(this)) return;
    if (this.heldBack !== undefined) return this.failWith(this.heldBack.error);
    // Behind its total deadline a request calls nobody.
    if (this.context.clock.now() >= this.request.totalDeadlineAt) return this.exhaust();
    if (startNext(this, 'fallback')) return;
    // Only a probe is left, and it may yet answer.
    if (isAnyUnderWay(this)) return;
    this.onNothingAdmitted();
  }

  private onNothingAdmitted(): void {
    if (!startLastResort(this)) this.exhaust();
  }

  private exhaust(cause?: unknown): void {
    // Whoever was told of the last failure may have closed the chain.
    if (this.finished) return;
    const own = cause === undefined ? callersFault(this.failures, this.request.requested) : undefined;
    if (own !== undefined) return this.failWith(own.error);
    this.finish();
    abandon(this);
    this.release();
    const now = this.context.clock.now();
    const trail = this.trailAt(now);
    refuse(this, exhausted(this.context, this.request, { failures: this.failures, trail, now }, cause));
  }

  /** Gives the caller an error that is not ours, untouched. */
  private failWith(error: unknown, reason?: unknown): void {
    this.finish();
    abandon(this, reason);
    this.release();
    attachTrail(error, this.trailAt(this.context.clock.now()));
    refuse(this, error);
  }

  onDeadline(live: LiveAttempt<M>): void {
    // No attempt is given more time than the request has, so the request needs no timer of its own.
    if (live.attempt.deadlineAt >= this.request.totalDeadlineAt && !this.finished)
      return this.onTotalDeadline();
    const timeout = new DOMException('The attempt took longer than its deadline.', 'TimeoutError');
    live.abort(timeout);
    this.onFailure(live, timeout);
  }

  onFault(fault: unknown): void {
    this.context.emit('fault', { where: 'walk', error: fault });
    if (this.told) return;
    try {
      this.failWith(fault);
    } catch {
      // What is broken breaks this too, such as a clock: the caller is told all the same.
      refuse(this, fault);
    }
  }

  private onTotalDeadline(): void {
    const sentence = 'The request took longer than its total deadline.';
    const timeout = new DOMException(sentence, 'TimeoutError');
    const verdict = this.context.classify({ error: timeout, signalReason: timeout });
    expire(this, timeout, verdict);
    if (this.heldBack !== undefined && !this.finished) return this.failWith(this.heldBack.error);
    this.exhaust(new FailoverError('deadline_exceeded', sentence));
  }

  watch(): void {
    watchAttempts(this);
  }

  stop(reason: unknown): void {
    if (!this.finished) return this.failWith(reason, reason);
    abandon(this, reason);
    this.release();
  }

  private finish(): void {
    finishTelling(this);
    this.retries?.cancel();
  }

  private release(): void {
    if (!isAnyUnderWay(this)) this.context.active.delete(this);
  }

  /** Of an answered request. */
  trail(): Trail<M> {
    const served = this.served;
    return this.trailAt(served?.endedAt ?? this.context.clock.now(), served?.attempt.model);
  }

  private trailAt(now: number, served?: M): Trail<M> {
    const promoted = this.context.chain.promoted ?? this.context.promotion.promoted;
    return trailOfWalk({ request: this.request, served, promoted, attempts: this.all, now });
  }
}
