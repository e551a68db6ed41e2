import { attachTrail, ChainExhaustedError, FailoverError } from '../errors.ts';
import type { Attempt, Purpose, Trail, Verdict } from '../outcome.ts';
import { Attempts, type AttemptListener } from './attempts.ts';
import { Candidates } from './candidates.ts';
import type { LiveAttempt } from './live-attempt.ts';
import { followStream } from './follow-stream.ts';
import { toRequest, type WalkRequest } from './request.ts';
import { Retries } from './retries.ts';
import { endOf } from './stream-end.ts';
import { callersFault, exhaustionCause, isAmbiguous, trailOfWalk, type Failed } from './trail.ts';
import type { UnderWay } from './under-way.ts';
import type { WalkContext, WalkOptions } from './walk-context.ts';

/** What a caller of `walk` is given: made of the value, and of the trail if it wants that. */
type Give<M extends string, T, R> = (value: T, walk: { trail(): Trail<M> }) => R;

/** One request: models in order, until one answers, the caller is at fault, or nothing is left. */
export function walk<M extends string, T, R>(
  context: WalkContext<M>,
  call: (model: M, attempt: Attempt<M>) => Promise<T>,
  options: WalkOptions<M>,
  give: Give<M, T, R>,
): Promise<R> {
  if (options.signal?.aborted === true) return Promise.reject(options.signal.reason);
  return new Promise((resolve, reject) =>
    new Walk(context, call, toRequest(context, options), give, resolve, reject).begin(),
  );
}

// A class, because one is made for each request.
class Walk<M extends string, T, R> implements AttemptListener<M, T>, UnderWay {
  place = 0;
  readonly #context: WalkContext<M>;
  readonly #request: WalkRequest<M>;
  readonly #give: Give<M, T, R>;
  readonly #resolve: (given: R) => void;
  readonly #reject: (error: unknown) => void;
  readonly #candidates: Candidates<M>;
  readonly #attempts: Attempts<M, T>;
  readonly #failures: Failed[] = [];
  #retries: Retries<M> | undefined;
  #onCallerAbort: (() => void) | undefined;
  #served: LiveAttempt<M> | undefined;
  /** A hedge's rejection, which stands unless the better model answers. */
  #heldBack: { readonly error: unknown } | undefined;
  #finished = false;

  constructor(
    context: WalkContext<M>,
    call: (model: M, attempt: Attempt<M>) => Promise<T>,
    request: WalkRequest<M>,
    give: Give<M, T, R>,
    resolve: (given: R) => void,
    reject: (error: unknown) => void,
  ) {
    this.#context = context;
    this.#request = request;
    this.#give = give;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#candidates = new Candidates(context.gate, request);
    this.#attempts = new Attempts(context, call, request, this);
  }

  begin(): void {
    const { signal } = this.#request.options;
    this.#context.active.add(this);
    if (signal !== undefined) {
      // A constant first: V8 puts a function that is assigned to a property where only a full collection looks,
      // and all that this one holds would stay with it until then.
      const onCallerAbort = (): void => this.stop(signal.reason);
      this.#onCallerAbort = onCallerAbort;
      signal.addEventListener('abort', onCallerAbort);
    }
    if (!this.#startNext(undefined, this.#request.startedAt)) this.#onNothingAdmitted();
  }

  #startNext(purpose?: Purpose, now: number = this.#context.clock.now()): boolean {
    const candidate = this.#candidates.next(now);
    if (candidate === undefined) return false;
    if (candidate.probe && this.#context.settings.probe === 'raced') {
      // The user never waits for a suspect: the next model answers, the suspect is tried beside it.
      this.#attempts.launch(candidate, 'probe', now);
      if (!this.#finished) this.#startNext(purpose);
      return true;
    }
    const usual = candidate.link.target.name === this.#request.requested ? 'primary' : 'fallback';
    this.#attempts.launch(candidate, purpose ?? usual, now);
    return true;
  }

  onLate({ attempt: { purpose } }: LiveAttempt<M>): void {
    // What a hedge was refused for is shopped around no more.
    if (this.#heldBack !== undefined) return;
    // Beside a probe somebody else is at work for the user, or nobody was admitted.
    if (this.#finished || (purpose === 'probe' && this.#attempts.isAwaited())) return;
    if (this.#startNext('hedge')) return;
    if (purpose === 'probe' || purpose === 'last-resort') this.#startLastResort();
  }

  onAnswer(live: LiveAttempt<M>, value: T): void {
    // Nobody reads on what a detached probe has begun.
    const stream = this.#finished ? undefined : endOf(value);
    if (!(stream === undefined ? this.#attempts.end(live, 'success') : this.#attempts.begin(live))) return;
    if (this.#finished) return this.#release(); // a detached probe: its breaker has been told, that was all
    if (stream !== undefined) followStream(this.#context, live, stream, this.#request);
    this.#finish();
    this.#attempts.overtake();
    this.#release();
    this.#served = live;
    const { meter, isHeard, emit } = this.#context;
    const { requested } = this.#request;
    meter.served(live.candidate.link, requested);
    if (live.attempt.model !== requested && isHeard('chain:failover')) emit('chain:failover', this.trail());
    this.#resolve(this.#give(value, this));
  }

  onFailure(live: LiveAttempt<M>, error: unknown): void {
    if (live.settled) return;
    const verdict = this.#attempts.fail(live, error);
    if (this.#finished) return this.#release();
    this.#failures.push({ model: live.attempt.model, error, verdict });
    this.#decide(live, error, verdict);
  }

  #decide(live: LiveAttempt<M>, error: unknown, verdict: Verdict): void {
    const taken =
      verdict.kind === 'content_blocked' && this.#context.settings.onContentBlocked === 'failover';
    if (verdict.action === 'reject' && !taken) {
      // The caller's own fault goes back at once and is never shopped around. A hedge's word is not
      // final while the better model is at work: it may take what the other one does not.
      if (live.attempt.purpose !== 'hedge' || !this.#attempts.isAwaited()) this.#fail(error);
      else this.#heldBack ??= { error };
      return;
    }
    // A lone quick fault: the same model once more.
    if (this.#retryOnce(live, verdict)) return;
    if (!this.#request.failover) return this.#fail(error);
    // An ambiguous 4xx, or a TypeError, got its one other model: the caller sees the first.
    const ambiguous = this.#failures.slice(0, -1).find((earlier) => isAmbiguous(earlier.verdict));
    if (ambiguous !== undefined) return this.#fail(ambiguous.error);
    this.#proceed();
  }

  #retryOnce(live: LiveAttempt<M>, verdict: Verdict): boolean {
    const { link } = live.candidate;
    this.#retries ??= new Retries(this.#context, this.#request);
    return this.#retries.plan(live, verdict, () => {
      const permit = link.breaker.acquire();
      if (permit === -1) this.#proceed();
      else this.#attempts.launch({ link, permit, probe: false }, 'retry', this.#context.clock.now());
    });
  }

  #proceed(): void {
    // Somebody the user waits for is still trying: start nothing.
    if (this.#retries?.isWaiting === true || this.#attempts.isAwaited()) return;
    if (this.#heldBack !== undefined) return this.#fail(this.#heldBack.error);
    if (this.#startNext('fallback')) return;
    // Only a probe is left, and it may yet answer.
    if (this.#attempts.isAnyUnderWay()) return;
    this.#onNothingAdmitted();
  }

  #onNothingAdmitted(): void {
    if (!this.#startLastResort()) this.#exhaust();
  }

  #startLastResort(): boolean {
    const now = this.#context.clock.now();
    const candidate = this.#candidates.lastResort(now);
    if (candidate === undefined) return false;
    this.#attempts.launch(candidate, 'last-resort', now);
    return true;
  }

  #exhaust(cause?: unknown): void {
    const own = cause === undefined ? callersFault(this.#failures, this.#request.requested) : undefined;
    if (own !== undefined) return this.#fail(own.error);
    this.#finish();
    this.#attempts.abandon();
    this.#release();
    const now = this.#context.clock.now();
    const trail = this.#trailAt(now);
    const asked = new Map(this.#failures.map(({ model, verdict }) => [model, verdict.retryAfterMs ?? 0]));
    const retryAfterMs = this.#candidates.retryAfterMs(now, asked);
    this.#context.emit('chain:exhausted', trail);
    const headers = this.#context.exhaustedHeaders(trail, retryAfterMs);
    const why = cause ?? exhaustionCause(this.#failures);
    this.#reject(new ChainExhaustedError(trail, retryAfterMs, headers, why));
  }

  /** Gives the caller an error that is not ours, untouched. */
  #fail(error: unknown, reason?: unknown): void {
    this.#finish();
    this.#attempts.abandon(reason);
    this.#release();
    attachTrail(error, this.#trailAt(this.#context.clock.now()));
    this.#reject(error);
  }

  onDeadline(live: LiveAttempt<M>): void {
    // No attempt is given more time than the request has, so the request needs no timer of its own.
    if (live.attempt.deadlineAt >= this.#request.totalDeadlineAt && !this.#finished)
      return this.#onTotalDeadline();
    const timeout = new DOMException('The attempt took longer than its deadline.', 'TimeoutError');
    live.abort(timeout);
    this.onFailure(live, timeout);
  }

  onFault(fault: unknown): void {
    this.#context.emit('fault', { where: 'walk', error: fault });
    if (!this.#finished) this.#fail(fault);
  }

  #onTotalDeadline(): void {
    const sentence = 'The request took longer than its total deadline.';
    const timeout = new DOMException(sentence, 'TimeoutError');
    const verdict = this.#context.classify({ error: timeout, signalReason: timeout });
    this.#attempts.expire(timeout, verdict);
    this.#exhaust(new FailoverError('deadline_exceeded', sentence));
  }

  stop(reason: unknown): void {
    if (!this.#finished) return this.#fail(reason, reason);
    this.#attempts.abandon(reason);
    this.#release();
  }

  #finish(): void {
    this.#finished = true;
    this.#retries?.cancel();
    if (this.#onCallerAbort !== undefined)
      this.#request.options.signal?.removeEventListener('abort', this.#onCallerAbort);
  }

  #release(): void {
    if (!this.#attempts.isAnyUnderWay()) this.#context.active.delete(this);
  }

  /** Of an answered request. */
  trail(): Trail<M> {
    const served = this.#served;
    return this.#trailAt(served?.endedAt ?? this.#context.clock.now(), served?.attempt.model);
  }

  #trailAt(now: number, served?: M): Trail<M> {
    const promoted = this.#context.chain.promoted ?? this.#context.promotion.promoted;
    const [request, candidates, attempts] = [this.#request, this.#candidates, this.#attempts.all];
    return trailOfWalk({ request, served, promoted, candidates, attempts, now });
  }
}
