import type { Attempt, AttemptOutcome, Purpose, Verdict } from '../outcome.ts';
import { AnswerError } from './answer-error.ts';
import type { Candidate } from './candidates.ts';
import { isErrorAnswer } from './evidence-of.ts';
import { LiveAttempt } from './live-attempt.ts';
import { hedgeDelayMs } from './pace.ts';
import type { WalkContext } from './walk-context.ts';

/** What a walk wants to hear of its attempts. */
export interface AttemptListener<M extends string, T> {
  onAnswer(live: LiveAttempt<M>, value: T): void;
  onFailure(live: LiveAttempt<M>, error: unknown): void;
  /** Its hedge delay has passed and it is still under way. */
  onLate(live: LiveAttempt<M>): void;
  onDeadline(live: LiveAttempt<M>): void;
}

/** The calls of one walk, from start to outcome. */
export interface Attempts<M extends string> {
  readonly all: readonly LiveAttempt<M>[];
  /** @param now just read from the clock */
  launch(candidate: Candidate<M>, purpose: Purpose, now: number): void;
  /** Ends one: the breaker told, the event emitted. False when it had ended before. */
  end(live: LiveAttempt<M>, outcome: AttemptOutcome, verdict?: Verdict, status?: number): boolean;
  /** Ends one whose answer is a stream: its breaker is told when that has ended too. */
  begin(live: LiveAttempt<M>): boolean;
  /** Aborts all that are under way. Their breakers hear nothing of it. */
  abandon(reason: unknown): void;
  /** One has answered: the others are aborted, but for a probe, whose outcome is what it was started for. */
  overtake(): void;
  /** The total deadline has passed: all are aborted, and those to blame have failed. */
  expire(timeout: DOMException, verdict: Verdict, totalMs: number): void;
  isAnyUnderWay(): boolean;
  /** Somebody the user waits for is at work; a probe is not. */
  isAwaited(): boolean;
}

const started = Promise.resolve();

export function createAttempts<M extends string, T>(
  context: WalkContext<M>,
  call: (model: M, attempt: Attempt<M>) => Promise<T>,
  limits: { readonly totalDeadlineAt: number; readonly hedge: boolean; readonly caller: string | undefined },
  listener: AttemptListener<M, T>,
): Attempts<M> {
  const { clock, settings, emit, load, meter } = context;
  const all: LiveAttempt<M>[] = [];

  function end(live: LiveAttempt<M>, outcome: AttemptOutcome, verdict?: Verdict, status?: number): boolean {
    const { callers } = live.candidate.link;
    const repeated = outcome === 'failure' && !live.settled && callers?.counts(limits.caller) === false;
    return live.settle(repeated ? 'ignored' : outcome, verdict, status) && report(live);
  }

  function report(live: LiveAttempt<M>): true {
    if (live.attempt.purpose === 'retry') load.retries -= 1;
    const record = live.record();
    meter.attempted(record);
    emit('attempt:end', record);
    return true;
  }

  function stop(live: LiveAttempt<M>, outcome: AttemptOutcome, reason: unknown): void {
    if (end(live, outcome)) live.abort(reason);
  }

  // Asked for a microtask after the start, because timers are the dearest part of a quick call: one that has
  // been answered by then needs none. One timer at a time: first for the hedge, then for the deadline.
  function watch(live: LiveAttempt<M>): void {
    if (live.settled) return;
    const { deadlineAt } = live.attempt;
    const hedgeMs = limits.hedge ? hedgeDelayMs(live.candidate.link, settings.hedge) : undefined;
    const hedgeAt = live.startedAt + (hedgeMs ?? Infinity);
    if (hedgeAt >= deadlineAt) return live.at(deadlineAt, () => listener.onDeadline(live));
    live.at(hedgeAt, () => {
      live.overdue = true;
      live.at(deadlineAt, () => listener.onDeadline(live));
      listener.onLate(live);
    });
  }

  return {
    all,
    end,
    begin: (live) => live.settle('success', undefined, undefined, true) && report(live),
    launch(candidate, purpose, now) {
      const deadlineAt = Math.min(now + settings.attemptTimeoutMs, limits.totalDeadlineAt);
      const live = new LiveAttempt(candidate, clock, now, { number: all.length + 1, purpose, deadlineAt });
      all.push(live);
      if (purpose === 'retry') load.retries += 1;
      let answer: Promise<T>;
      try {
        answer = Promise.resolve(call(live.attempt.model, live.attempt));
      } catch (error) {
        answer = Promise.reject(error);
      }
      answer.then(
        (value) =>
          isErrorAnswer(value)
            ? listener.onFailure(live, new AnswerError({ status: 200, body: value }))
            : listener.onAnswer(live, value),
        (error: unknown) => listener.onFailure(live, error),
      );
      void started.then(() => watch(live));
    },
    abandon(reason) {
      for (const live of all) stop(live, 'ignored', reason);
    },
    overtake() {
      for (const live of all) {
        if (live.settled || live.attempt.purpose === 'probe') continue;
        // Overtaken after its hedge delay: a hanging model must not hide behind the faster one.
        const outcome = live.overdue ? 'failure' : 'ignored';
        stop(live, outcome, new DOMException('Another model answered.', 'AbortError'));
      }
    },
    expire(timeout, verdict, totalMs) {
      for (const live of all.filter(({ settled }) => !settled)) {
        // Whoever had most of the time, or is late by its own measure, is to blame; a late starter is not.
        const blamed = live.overdue || clock.now() - live.startedAt >= totalMs / 2;
        end(live, blamed ? 'failure' : 'ignored', verdict);
        live.abort(timeout);
      }
    },
    isAnyUnderWay: () => all.some((live) => !live.settled),
    isAwaited: () => all.some((live) => !live.settled && live.attempt.purpose !== 'probe'),
  };
}
