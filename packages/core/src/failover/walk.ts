import type { Link } from '../chain/chain.ts';
import { attachTrail, ChainExhaustedError, FailoverError } from '../errors.ts';
import type { Attempt, Purpose, Trail, Verdict } from '../outcome.ts';
import { createAttempts } from './attempts.ts';
import { createCandidates } from './candidates.ts';
import { evidenceOf, statusOf } from './evidence-of.ts';
import type { LiveAttempt } from './live-attempt.ts';
import { followStream } from './follow-stream.ts';
import { hasRetryBudget, retryDelayMs } from './pace.ts';
import { endOf } from './stream-end.ts';
import { callersFault, exhaustionCause, isAmbiguous, trailOfWalk, type Failed } from './trail.ts';
import type { WalkContext, WalkOptions } from './walk-context.ts';

/** One request: models in order, until one answers, the caller is at fault, or nothing is left. */
export function walk<M extends string, T>(
  context: WalkContext<M>,
  call: (model: M, attempt: Attempt<M>) => Promise<T>,
  options: WalkOptions<M>,
): Promise<{ value: T; trail: Trail<M> }> {
  const { chain, gate, clock, settings, emit } = context;
  const { signal, failover = true } = options;
  if (signal?.aborted === true) return Promise.reject(signal.reason);

  const order = chain.order(options.models);
  const candidates = createCandidates(failover ? order : order.slice(0, 1), gate, options);
  const requested = options.requested ?? options.models?.[0] ?? chain.head;
  const startedAt = clock.now();
  const totalMs = options.totalTimeoutMs ?? settings.totalTimeoutMs;
  const totalDeadlineAt = startedAt + totalMs;
  const failures: Failed[] = [];
  let retried: Set<Link<M>> | undefined;
  let retryTimer: unknown;
  /** A hedge's rejection, which stands unless the better model answers. */
  let heldBack: { readonly error: unknown } | undefined;
  let finished = false;

  return new Promise((resolve, reject) => {
    const attempts = createAttempts(
      context,
      call,
      { totalDeadlineAt, hedge: failover && order.length > 1, caller: options.caller },
      { onAnswer, onFailure, onLate, onDeadline },
    );
    context.active.add(onGone);
    signal?.addEventListener('abort', onCallerAbort);
    if (!startNext(undefined, startedAt)) onNothingAdmitted();

    function startNext(purpose?: Purpose, now: number = clock.now()): boolean {
      const candidate = candidates.next(now);
      if (candidate === undefined) return false;
      if (candidate.probe && settings.probe === 'raced') {
        // The user never waits for a suspect: the next model answers, the suspect is tried beside it.
        attempts.launch(candidate, 'probe', now);
        if (!finished) startNext(purpose);
        return true;
      }
      const usual = candidate.link.target.name === requested ? 'primary' : 'fallback';
      attempts.launch(candidate, purpose ?? usual, now);
      return true;
    }

    function onLate({ attempt: { purpose } }: LiveAttempt<M>): void {
      if (!finished && purpose !== 'probe' && purpose !== 'last-resort') startNext('hedge');
    }

    function onAnswer(live: LiveAttempt<M>, value: T): void {
      // Nobody reads on what a detached probe has begun.
      const stream = finished ? undefined : endOf(value);
      if (!(stream === undefined ? attempts.end(live, 'success') : attempts.begin(live))) return;
      if (finished) return release(); // a detached probe: its breaker has been told, its answer is not needed
      if (stream !== undefined)
        followStream(context, live, stream, { startedAt, totalDeadlineAt, caller: options.caller });
      finish();
      attempts.overtake();
      release();
      const trail = trailNow(live.attempt.model);
      context.meter.served(trail);
      if (trail.degraded) emit('chain:failover', trail);
      resolve({ value, trail });
    }

    function onFailure(live: LiveAttempt<M>, error: unknown): void {
      if (live.settled) return;
      const { model } = live.attempt;
      const evidence = evidenceOf(error, live.abortReason);
      const verdict = context.classify(evidence);
      const { link } = live.candidate;
      attempts.end(live, verdict.countsAsFailure ? 'failure' : 'ignored', verdict, statusOf(evidence));
      const ofClient = options.clientsKey === true && link.target.apiKey === undefined;
      const forMs = ofClient ? undefined : gate.note(link.gateKeys, verdict);
      if (forMs !== undefined) emit('gate:closed', { model, kind: verdict.kind, forMs });
      if (finished) return release();
      failures.push({ model, error, verdict });
      decide(live, error, verdict);
    }

    function decide(live: LiveAttempt<M>, error: unknown, verdict: Verdict): void {
      const taken = verdict.kind === 'content_blocked' && settings.onContentBlocked === 'failover';
      if (verdict.action === 'reject' && !taken) {
        // The caller's own fault goes back at once and is never shopped around. A hedge's word is not
        // final while the better model is at work: it may take what the other one does not.
        if (live.attempt.purpose !== 'hedge' || !attempts.isAwaited()) fail(error);
        else heldBack ??= { error };
        return;
      }
      // A lone quick fault: the same model once more.
      if (retryOnce(live, verdict)) return;
      if (!failover) return fail(error);
      // An ambiguous 4xx, or a TypeError, got its one other model: the caller sees the first.
      const ambiguous = failures.slice(0, -1).find((earlier) => isAmbiguous(earlier.verdict));
      if (ambiguous !== undefined) return fail(ambiguous.error);
      proceed();
    }

    function retryOnce(live: LiveAttempt<M>, verdict: Verdict): boolean {
      const { link } = live.candidate;
      const now = clock.now();
      const delayMs = retryDelayMs(link, verdict, now - live.startedAt, settings.hedge);
      if (delayMs === undefined || retried?.has(link) === true || !hasRetryBudget(context)) return false;
      if (now + delayMs >= totalDeadlineAt) return false;
      retried = (retried ?? new Set()).add(link);
      const again = (): void => {
        retryTimer = undefined;
        const permit = link.breaker.acquire();
        if (permit === -1) proceed();
        else attempts.launch({ link, permit, probe: false }, 'retry', clock.now());
      };
      if (delayMs === 0) again();
      else retryTimer = clock.setTimeout(again, delayMs);
      return true;
    }

    function proceed(): void {
      // Somebody the user waits for is still trying: start nothing.
      if (retryTimer !== undefined || attempts.isAwaited()) return;
      if (heldBack !== undefined) return fail(heldBack.error);
      if (startNext('fallback')) return;
      // Only a probe is left, and it may yet answer.
      if (attempts.isAnyUnderWay()) return;
      onNothingAdmitted();
    }

    function onNothingAdmitted(): void {
      const candidate = candidates.lastResort();
      if (candidate !== undefined) attempts.launch(candidate, 'last-resort', clock.now());
      else exhaust();
    }

    function exhaust(cause?: unknown): void {
      const own = cause === undefined ? callersFault(failures, requested) : undefined;
      if (own !== undefined) return fail(own.error);
      finish();
      attempts.abandon(abandoned());
      release();
      const trail = trailNow(undefined);
      const retryAt = candidates.retryAt();
      const retryAfterMs = retryAt === undefined ? null : Math.max(0, retryAt - clock.now());
      emit('chain:exhausted', trail);
      const headers = context.exhaustedHeaders(trail, retryAfterMs);
      reject(new ChainExhaustedError(trail, retryAfterMs, headers, cause ?? exhaustionCause(failures)));
    }

    /** Gives the caller an error that is not ours, untouched. */
    function fail(error: unknown, reason: unknown = abandoned()): void {
      finish();
      attempts.abandon(reason);
      release();
      attachTrail(error, trailNow(undefined));
      reject(error);
    }

    function onDeadline(live: LiveAttempt<M>): void {
      // No attempt is given more time than the request has, so the request needs no timer of its own.
      if (live.attempt.deadlineAt >= totalDeadlineAt && !finished) return onTotalDeadline();
      const timeout = new DOMException('The attempt took longer than its deadline.', 'TimeoutError');
      live.abort(timeout);
      onFailure(live, timeout);
    }

    function onTotalDeadline(): void {
      if (finished) return;
      const sentence = 'The request took longer than its total deadline.';
      const timeout = new DOMException(sentence, 'TimeoutError');
      attempts.expire(timeout, context.classify({ error: timeout, signalReason: timeout }), totalMs);
      exhaust(new FailoverError('deadline_exceeded', sentence));
    }

    function onCallerAbort(): void {
      onGone(signal?.reason);
    }

    function onGone(reason: unknown): void {
      if (!finished) return fail(reason, reason);
      attempts.abandon(reason);
      release();
    }

    function finish(): void {
      finished = true;
      if (retryTimer !== undefined) clock.clearTimeout(retryTimer);
      signal?.removeEventListener('abort', onCallerAbort);
    }

    function release(): void {
      if (!attempts.isAnyUnderWay()) context.active.delete(onGone);
    }

    function trailNow(served: M | undefined): Trail<M> {
      const durationMs = Math.max(0, clock.now() - startedAt);
      return trailOfWalk({
        requested,
        served,
        promoted: chain.promoted ?? context.promotion.promoted,
        candidates,
        attempts: attempts.all,
        durationMs,
      });
    }
  });
}

function abandoned(): DOMException {
  return new DOMException('The request has ended.', 'AbortError');
}
