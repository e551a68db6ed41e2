import type { Link } from '../chain/chain.ts';
import { attachTrail, ChainExhaustedError, FailoverError } from '../errors.ts';
import type { Attempt, Purpose, Trail, Verdict } from '../outcome.ts';
import { Attempts, type AttemptListener } from './attempts.ts';
import { Candidates } from './candidates.ts';
import { evidenceOf, statusOf } from './evidence-of.ts';
import type { LiveAttempt } from './live-attempt.ts';
import { followStream } from './follow-stream.ts';
import { hasRetryBudget, retryDelayMs } from './pace.ts';
import { endOf } from './stream-end.ts';
import { callersFault, exhaustionCause, isAmbiguous, trailOfWalk, type Failed } from './trail.ts';
import type { UnderWay, WalkContext, WalkOptions } from './walk-context.ts';

/** One request: models in order, until one answers, the caller is at fault, or nothing is left. */
export function walk<M extends string, T>(
  context: WalkContext<M>,
  call: (model: M, attempt: Attempt<M>) => Promise<T>,
  options: WalkOptions<M>,
): Promise<Served<M, T>> {
  if (options.signal?.aborted === true) return Promise.reject(options.signal.reason);
  return new Promise((resolve, reject) => new Walk(context, call, options, { resolve, reject }).begin());
}

interface Served<M extends string, T> {
  readonly value: T;
  readonly trail: Trail<M>;
}

interface End<M extends string, T> {
  resolve(served: Served<M, T>): void;
  reject(error: unknown): void;
}

// A class, because one is made for each request.
class Walk<M extends string, T> implements AttemptListener<M, T>, UnderWay {
  readonly startedAt: number;
  readonly totalDeadlineAt: number;
  readonly hedge: boolean;
  readonly caller: string | undefined;
  readonly #context: WalkContext<M>;
  readonly #options: WalkOptions<M>;
  readonly #end: End<M, T>;
  readonly #candidates: Candidates<M>;
  readonly #attempts: Attempts<M, T>;
  readonly #requested: M;
  readonly #totalMs: number;
  readonly #failures: Failed[] = [];
  #onCallerAbort: (() => void) | undefined;
  #retried: Set<Link<M>> | undefined;
  #retryTimer: unknown;
  /** A hedge's rejection, which stands unless the better model answers. */
  #heldBack: { readonly error: unknown } | undefined;
  #finished = false;

  constructor(
    context: WalkContext<M>,
    call: (model: M, attempt: Attempt<M>) => Promise<T>,
    options: WalkOptions<M>,
    end: End<M, T>,
  ) {
    const { chain, clock, gate, settings } = context;
    const { models, failover = true } = options;
    const order = chain.order(models);
    this.#context = context;
    this.#options = options;
    this.#end = end;
    this.#candidates = new Candidates(failover ? order : order.slice(0, 1), gate, options);
    this.#attempts = new Attempts(context, call, this);
    this.#requested = options.requested ?? models?.[0] ?? chain.head;
    this.#totalMs = options.totalTimeoutMs ?? settings.totalTimeoutMs;
    this.startedAt = clock.now();
    this.totalDeadlineAt = this.startedAt + this.#totalMs;
    this.hedge = failover && order.length > 1;
    this.caller = options.caller;
  }

  begin(): void {
    const { signal } = this.#options;
    this.#context.active.add(this);
    if (signal !== undefined) {
      this.#onCallerAbort = () => this.stop(signal.reason);
      signal.addEventListener('abort', this.#onCallerAbort);
    }
    if (!this.#startNext(undefined, this.startedAt)) this.#onNothingAdmitted();
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
    const usual = candidate.link.target.name === this.#requested ? 'primary' : 'fallback';
    this.#attempts.launch(candidate, purpose ?? usual, now);
    return true;
  }

  onLate({ attempt: { purpose } }: LiveAttempt<M>): void {
    if (!this.#finished && purpose !== 'probe' && purpose !== 'last-resort') this.#startNext('hedge');
  }

  onAnswer(live: LiveAttempt<M>, value: T): void {
    // Nobody reads on what a detached probe has begun.
    const stream = this.#finished ? undefined : endOf(value);
    if (!(stream === undefined ? this.#attempts.end(live, 'success') : this.#attempts.begin(live))) return;
    if (this.#finished) return this.#release(); // a detached probe: its breaker has been told, that was all
    if (stream !== undefined) followStream(this.#context, live, stream, this);
    this.#finish();
    this.#attempts.overtake();
    this.#release();
    const trail = this.#trailNow(live.attempt.model);
    this.#context.meter.served(trail);
    if (trail.degraded) this.#context.emit('chain:failover', trail);
    this.#end.resolve({ value, trail });
  }

  onFailure(live: LiveAttempt<M>, error: unknown): void {
    if (live.settled) return;
    const { model } = live.attempt;
    const evidence = evidenceOf(error, live.abortReason);
    const { classify, gate, emit } = this.#context;
    const verdict = classify(evidence);
    const { link } = live.candidate;
    this.#attempts.end(live, verdict.countsAsFailure ? 'failure' : 'ignored', verdict, statusOf(evidence));
    const ofClient = this.#options.clientsKey === true && link.target.apiKey === undefined;
    const forMs = ofClient ? undefined : gate.note(link.gateKeys, verdict);
    if (forMs !== undefined) emit('gate:closed', { model, kind: verdict.kind, forMs });
    if (this.#finished) return this.#release();
    this.#failures.push({ model, error, verdict });
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
    if (this.#options.failover === false) return this.#fail(error);
    // An ambiguous 4xx, or a TypeError, got its one other model: the caller sees the first.
    const ambiguous = this.#failures.slice(0, -1).find((earlier) => isAmbiguous(earlier.verdict));
    if (ambiguous !== undefined) return this.#fail(ambiguous.error);
    this.#proceed();
  }

  #retryOnce(live: LiveAttempt<M>, verdict: Verdict): boolean {
    const { clock, settings } = this.#context;
    const { link } = live.candidate;
    const now = clock.now();
    const delayMs = retryDelayMs(link, verdict, now - live.startedAt, settings.hedge);
    if (delayMs === undefined || this.#retried?.has(link) === true) return false;
    if (!hasRetryBudget(this.#context)) return false;
    if (now + delayMs >= this.totalDeadlineAt) return false;
    this.#retried = (this.#retried ?? new Set()).add(link);
    const again = (): void => {
      this.#retryTimer = undefined;
      const permit = link.breaker.acquire();
      if (permit === -1) this.#proceed();
      else this.#attempts.launch({ link, permit, probe: false }, 'retry', clock.now());
    };
    if (delayMs === 0) again();
    else this.#retryTimer = clock.setTimeout(again, delayMs);
    return true;
  }

  #proceed(): void {
    // Somebody the user waits for is still trying: start nothing.
    if (this.#retryTimer !== undefined || this.#attempts.isAwaited()) return;
    if (this.#heldBack !== undefined) return this.#fail(this.#heldBack.error);
    if (this.#startNext('fallback')) return;
    // Only a probe is left, and it may yet answer.
    if (this.#attempts.isAnyUnderWay()) return;
    this.#onNothingAdmitted();
  }

  #onNothingAdmitted(): void {
    const candidate = this.#candidates.lastResort();
    if (candidate !== undefined) this.#attempts.launch(candidate, 'last-resort', this.#context.clock.now());
    else this.#exhaust();
  }

  #exhaust(cause?: unknown): void {
    const own = cause === undefined ? callersFault(this.#failures, this.#requested) : undefined;
    if (own !== undefined) return this.#fail(own.error);
    this.#finish();
    this.#attempts.abandon(abandoned());
    this.#release();
    const trail = this.#trailNow(undefined);
    const retryAt = this.#candidates.retryAt();
    const retryAfterMs = retryAt === undefined ? null : Math.max(0, retryAt - this.#context.clock.now());
    this.#context.emit('chain:exhausted', trail);
    const headers = this.#context.exhaustedHeaders(trail, retryAfterMs);
    this.#end.reject(
      new ChainExhaustedError(trail, retryAfterMs, headers, cause ?? exhaustionCause(this.#failures)),
    );
  }

  /** Gives the caller an error that is not ours, untouched. */
  #fail(error: unknown, reason: unknown = abandoned()): void {
    this.#finish();
    this.#attempts.abandon(reason);
    this.#release();
    attachTrail(error, this.#trailNow(undefined));
    this.#end.reject(error);
  }

  onDeadline(live: LiveAttempt<M>): void {
    // No attempt is given more time than the request has, so the request needs no timer of its own.
    if (live.attempt.deadlineAt >= this.totalDeadlineAt && !this.#finished) return this.#onTotalDeadline();
    const timeout = new DOMException('The attempt took longer than its deadline.', 'TimeoutError');
    live.abort(timeout);
    this.onFailure(live, timeout);
  }

  #onTotalDeadline(): void {
    const sentence = 'The request took longer than its total deadline.';
    const timeout = new DOMException(sentence, 'TimeoutError');
    const verdict = this.#context.classify({ error: timeout, signalReason: timeout });
    this.#attempts.expire(timeout, verdict, this.#totalMs);
    this.#exhaust(new FailoverError('deadline_exceeded', sentence));
  }

  stop(reason: unknown): void {
    if (!this.#finished) return this.#fail(reason, reason);
    this.#attempts.abandon(reason);
    this.#release();
  }

  #finish(): void {
    this.#finished = true;
    if (this.#retryTimer !== undefined) this.#context.clock.clearTimeout(this.#retryTimer);
    if (this.#onCallerAbort !== undefined)
      this.#options.signal?.removeEventListener('abort', this.#onCallerAbort);
  }

  #release(): void {
    if (!this.#attempts.isAnyUnderWay()) this.#context.active.delete(this);
  }

  #trailNow(served: M | undefined): Trail<M> {
    const durationMs = Math.max(0, this.#context.clock.now() - this.startedAt);
    const promoted = this.#context.chain.promoted ?? this.#context.promotion.promoted;
    const [requested, candidates, attempts] = [this.#requested, this.#candidates, this.#attempts.all];
    return trailOfWalk({ requested, served, promoted, candidates, attempts, durationMs });
  }
}

function abandoned(): DOMException {
  return new DOMException('The request has ended.', 'AbortError');
}
