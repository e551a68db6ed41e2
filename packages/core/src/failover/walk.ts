import type { Link } from '../chain/chain.ts';
import { attachTrail, ChainExhaustedError, FailoverError } from '../errors.ts';
import type { Attempt, AttemptOutcome, Purpose, Trail, Verdict } from '../outcome.ts';
import { AnswerError } from './answer-error.ts';
import { createCandidates, type Candidate } from './candidates.ts';
import { evidenceOf, isErrorAnswer, statusOf } from './evidence-of.ts';
import { createLiveAttempt, type LiveAttempt } from './live-attempt.ts';
import { hedgeDelayMs, retryDelayMs } from './pace.ts';
import { callersFault, exhaustionCause, trailOfWalk, type Failed } from './trail.ts';
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
  const totalDeadlineAt = startedAt + (options.totalTimeoutMs ?? settings.totalTimeoutMs);
  const attempts: LiveAttempt<M>[] = [];
  const failures: Failed[] = [];
  const retried = new Set<Link<M>>();
  let retryTimer: unknown;
  let finished = false;

  return new Promise((resolve, reject) => {
    const totalTimer = clock.setTimeout(onTotalDeadline, totalDeadlineAt - startedAt);
    context.active.add(onGone);
    signal?.addEventListener('abort', onCallerAbort);
    if (!startNext()) onNothingAdmitted();

    function startNext(purpose?: Purpose): boolean {
      const candidate = candidates.next();
      if (candidate === undefined) return false;
      if (candidate.probe && settings.probe === 'raced') {
        // The user never waits for a suspect: the next model answers, the suspect is tried beside it.
        launch(candidate, 'probe');
        if (!finished) startNext(purpose);
        return true;
      }
      launch(candidate, purpose ?? (candidate.link.target.name === requested ? 'primary' : 'fallback'));
      return true;
    }

    function launch(candidate: Candidate<M>, purpose: Purpose): void {
      const now = clock.now();
      const deadlineAt = Math.min(now + settings.attemptTimeoutMs, totalDeadlineAt);
      const live = createLiveAttempt(candidate, clock, { number: attempts.length + 1, purpose, deadlineAt });
      attempts.push(live);
      live.after(deadlineAt - now, () => onAttemptDeadline(live));
      armHedge(live);
      let answer: Promise<T>;
      try {
        answer = Promise.resolve(call(live.attempt.model, live.attempt));
      } catch (error) {
        answer = Promise.reject(error);
      }
      answer.then(
        (value) =>
          isErrorAnswer(value)
            ? onFailure(live, new AnswerError({ status: 200, body: value }))
            : onSuccess(live, value),
        (error: unknown) => onFailure(live, error),
      );
    }

    function armHedge(live: LiveAttempt<M>): void {
      const delayMs = failover ? hedgeDelayMs(live.candidate.link, settings.hedge) : undefined;
      if (delayMs === undefined) return;
      live.after(delayMs, () => {
        live.overdue = true;
        const { purpose } = live.attempt;
        if (!finished && purpose !== 'probe' && purpose !== 'last-resort') startNext('hedge');
      });
    }

    function onSuccess(live: LiveAttempt<M>, value: T): void {
      if (!end(live, 'success')) return;
      if (finished) return release(); // a detached probe: its breaker has been told, its answer is not needed
      finish('answered');
      const trail = trailNow(live.attempt.model);
      if (trail.degraded) emit('chain:failover', trail);
      resolve({ value, trail });
    }

    function onFailure(live: LiveAttempt<M>, error: unknown): void {
      if (live.settled) return;
      const evidence = evidenceOf(error, live.abortReason);
      const verdict = context.classify(evidence);
      const { link } = live.candidate;
      end(live, verdict.countsAsFailure ? 'failure' : 'ignored', verdict, statusOf(evidence));
      const forMs = gate.note(link.gateKeys, verdict);
      if (forMs !== undefined) emit('gate:closed', { model: live.attempt.model, kind: verdict.kind, forMs });
      if (finished) return release();
      failures.push({ model: live.attempt.model, error, verdict });
      decide(live, error, verdict);
    }

    function decide(live: LiveAttempt<M>, error: unknown, verdict: Verdict): void {
      const taken = verdict.kind === 'content_blocked' && settings.onContentBlocked === 'failover';
      if (verdict.action === 'reject' && !taken) {
        // The caller's own fault goes back at once and is never shopped around. A hedge's word is not
        // final while the better model is at work: it may take what the other one does not.
        if (live.attempt.purpose !== 'hedge' || !isAwaited()) fail(error);
        return;
      }
      // A lone quick fault: the same model once more.
      if (retryOnce(live, verdict)) return;
      if (!failover) return fail(error);
      // An ambiguous 4xx got its one other model: the caller sees the first answer.
      const ambiguous = failures.slice(0, -1).find((earlier) => earlier.verdict.kind === 'invalid_request');
      if (ambiguous !== undefined) return fail(ambiguous.error);
      proceed();
    }

    function retryOnce(live: LiveAttempt<M>, verdict: Verdict): boolean {
      const { link } = live.candidate;
      const now = clock.now();
      const delayMs = retryDelayMs(link, verdict, now - live.startedAt, settings.hedge);
      if (!settings.retry || delayMs === undefined || retried.has(link) || now + delayMs >= totalDeadlineAt)
        return false;
      retried.add(link);
      const again = (): void => {
        retryTimer = undefined;
        const permit = link.breaker.acquire();
        if (permit === -1) proceed();
        else launch({ link, permit, probe: false }, 'retry');
      };
      if (delayMs === 0) again();
      else retryTimer = clock.setTimeout(again, delayMs);
      return true;
    }

    function proceed(): void {
      // Somebody the user waits for is still trying: start nothing.
      if (retryTimer !== undefined || isAwaited()) return;
      if (startNext('fallback')) return;
      // Only a probe is left, and it may yet answer.
      if (attempts.some((live) => !live.settled)) return;
      onNothingAdmitted();
    }

    function isAwaited(): boolean {
      return attempts.some((live) => !live.settled && live.attempt.purpose !== 'probe');
    }

    function onNothingAdmitted(): void {
      const candidate = candidates.lastResort();
      if (candidate !== undefined) launch(candidate, 'last-resort');
      else exhaust();
    }

    function exhaust(cause?: unknown): void {
      const own = cause === undefined ? callersFault(failures, requested) : undefined;
      if (own !== undefined) return fail(own.error);
      finish('failed');
      const trail = trailNow(undefined);
      const retryAt = candidates.retryAt();
      const retryAfterMs = retryAt === undefined ? null : Math.max(0, retryAt - clock.now());
      emit('chain:exhausted', trail);
      const headers = context.exhaustedHeaders(trail, retryAfterMs);
      reject(new ChainExhaustedError(trail, retryAfterMs, headers, cause ?? exhaustionCause(failures)));
    }

    /** Gives the caller an error that is not ours, untouched. */
    function fail(error: unknown): void {
      finish('failed');
      attachTrail(error, trailNow(undefined));
      reject(error);
    }

    function onAttemptDeadline(live: LiveAttempt<M>): void {
      if (clock.now() >= totalDeadlineAt && !finished) return onTotalDeadline();
      const timeout = new DOMException('The attempt took longer than its deadline.', 'TimeoutError');
      live.abort(timeout);
      onFailure(live, timeout);
    }

    function onTotalDeadline(): void {
      if (finished) return;
      const cause = new FailoverError(
        'deadline_exceeded',
        'The request took longer than its total deadline.',
      );
      const timeout = new DOMException(cause.message, 'TimeoutError');
      for (const live of attempts.filter(({ settled }) => !settled)) {
        // Whoever had most of the time, or is late by its own measure, is to blame; a late starter is not.
        const blamed = live.overdue || clock.now() - live.startedAt >= (totalDeadlineAt - startedAt) / 2;
        const verdict = context.classify({ error: timeout, signalReason: timeout });
        end(live, blamed ? 'failure' : 'ignored', verdict);
        live.abort(timeout);
      }
      exhaust(cause);
    }

    function onCallerAbort(): void {
      onGone(signal?.reason);
    }

    function onGone(reason: unknown): void {
      if (!finished) {
        finish('failed');
        attachTrail(reason, trailNow(undefined));
        reject(reason);
      }
      for (const live of attempts) stop(live, 'ignored', reason);
      release();
    }

    function finish(how: 'answered' | 'failed'): void {
      finished = true;
      clock.clearTimeout(totalTimer);
      if (retryTimer !== undefined) clock.clearTimeout(retryTimer);
      signal?.removeEventListener('abort', onCallerAbort);
      for (const live of attempts) {
        // A raced probe runs on to its own deadline: its outcome is what it was started for.
        if (live.settled || (how === 'answered' && live.attempt.purpose === 'probe')) continue;
        // Overtaken after its hedge delay: a hanging model must not hide behind the faster one.
        const overtaken = how === 'answered' && live.overdue;
        stop(
          live,
          overtaken ? 'failure' : 'ignored',
          new DOMException('Another model answered.', 'AbortError'),
        );
      }
      release();
    }

    function stop(live: LiveAttempt<M>, outcome: AttemptOutcome, reason: unknown): void {
      if (!end(live, outcome)) return;
      live.abort(reason);
    }

    function end(live: LiveAttempt<M>, outcome: AttemptOutcome, verdict?: Verdict, status?: number): boolean {
      if (!live.settle(outcome, verdict, status)) return false;
      emit('attempt:end', live.record());
      return true;
    }

    function release(): void {
      if (attempts.every((live) => live.settled)) context.active.delete(onGone);
    }

    function trailNow(served: M | undefined): Trail<M> {
      const promoted = chain.promoted;
      return trailOfWalk({
        requested,
        served,
        promoted,
        candidates,
        attempts,
        durationMs: clock.now() - startedAt,
      });
    }
  });
}
