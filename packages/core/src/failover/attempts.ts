import type { AttemptOutcome, Purpose, Verdict } from '../outcome.ts';
import type { Permit } from '../breaker/permit.ts';
import type { Link } from '../chain/chain.ts';
import { failureCounts } from '../chain/caller-guard.ts';
import { AnswerError } from './answer-error.ts';
import type { WalkRequest } from './walk-request.ts';
import { evidenceOf, isErrorAnswer, statusOf } from './evidence-of.ts';
import { CallView, LiveAttempt } from './live-attempt.ts';
import { attemptTimeMs } from './pace.ts';
import type { Call, WalkContext } from './walk-context.ts';
import { watchSoon } from './watch-attempts.ts';

const { then } = Promise.prototype;

/** The calls of one walk, from start to outcome, and the walk that decides what to make of them. */
export interface Attempts<M extends string, T = unknown> {
  readonly context: WalkContext<M>;
  readonly request: WalkRequest<M>;
  readonly call: Call<M, T>;
  /** Nobody waits for them any more. */
  readonly finished: boolean;
  all: readonly LiveAttempt<M>[];
  underWay: number;
  /** Deadlines count from the start of an attempt. */
  watching: boolean;
  /** The latest moment that a start or a timer has told of: the clock may have stepped back since. */
  reached: number;
  onAnswer(live: LiveAttempt<M>, value: T): void;
  onFailure(live: LiveAttempt<M>, error: unknown): void;
  /** Its hedge delay has passed and it is still under way. */
  onLate(live: LiveAttempt<M>): void;
  onDeadline(live: LiveAttempt<M>): void;
  /** What we have thrown ourselves: a promise that never settles would hide it. */
  onFault(fault: unknown): void;
}

/**
 * @param read just read from the clock
 * @returns false when nobody waits for it any more: whoever was told of what the breaker did may have ended the request
 */
export function launch<M extends string, T>(
  walk: Attempts<M, T>,
  link: Link<M>,
  permit: Permit | undefined,
  purpose: Purpose,
  read: number,
): boolean {
  if (walk.finished) return giveBack(link, permit);
  const now = Math.max(read, walk.reached);
  walk.reached = now;
  const view = new CallView(link.target.name, walk.all.length + 1, purpose, deadlineFrom(walk, now));
  const live = new LiveAttempt(link, permit, walk.context.clock, now, view);
  // Most requests have one attempt: an array that grows is made for more.
  walk.all = walk.all.length === 0 ? [live] : walk.all.concat(live);
  walk.underWay += 1;
  follow(walk, live, answerOf(walk, view));
  if (walk.watching) watchSoon(walk, live);
  return true;
}

/** Ends one: the breaker told, the event emitted. False when it had ended before. */
export function endAttempt<M extends string>(
  walk: Attempts<M>,
  live: LiveAttempt<M>,
  outcome: AttemptOutcome,
  verdict?: Verdict,
  status?: number,
): boolean {
  const counted = outcome === 'failure' ? outcomeOfFailure(walk, live) : outcome;
  if (!live.settle(counted, verdict, status)) return false;
  const { emit, isHeard } = walk.context;
  account(walk, live, counted, verdict);
  if (isHeard('attempt:end')) emit('attempt:end', live.record());
  return true;
}

/** Ends a failed one: classified, the breaker and the gates told. @returns what the failure means */
export function failAttempt<M extends string>(
  walk: Attempts<M>,
  live: LiveAttempt<M>,
  error: unknown,
): Verdict {
  const { classify, gate, emit } = walk.context;
  const evidence = evidenceOf(error, live.abortReason);
  const verdict = classify(evidence);
  endAttempt(walk, live, verdict.countsAsFailure ? 'failure' : 'ignored', verdict, statusOf(evidence));
  const { target, gateKeys } = live.link;
  // What a client's own key may do says nothing of others'.
  const ofClient = walk.request.options.clientsKey === true && target.apiKey === undefined;
  const forMs = ofClient ? undefined : gate.note(gateKeys, verdict);
  if (forMs !== undefined) emit('gate:closed', { model: target.name, kind: verdict.kind, forMs });
  return verdict;
}

/** Ends one whose answer is a stream: breaker and listeners are told when that has ended too. */
export function beginStream<M extends string>(walk: Attempts<M>, live: LiveAttempt<M>): boolean {
  const begun = live.settle('success', undefined, undefined, true);
  if (begun) account(walk, live, 'success');
  return begun;
}

/** Aborts all that are under way. Their breakers hear nothing of it. */
export function abandon<M extends string>(
  walk: Attempts<M>,
  reason: unknown = new DOMException('The request has ended.', 'AbortError'),
): void {
  for (const live of walk.all) stopOne(walk, live, 'ignored', reason);
}

/** One has answered: the others are aborted, but for a probe, whose outcome is what it was started for. */
export function overtake<M extends string>(walk: Attempts<M>): void {
  for (const live of walk.all) {
    if (live.settled || live.attempt.purpose === 'probe') continue;
    // Overtaken after its hedge delay: a hanging model must not hide behind the faster one.
    const outcome = live.overdue ? 'failure' : 'ignored';
    stopOne(walk, live, outcome, new DOMException('Another model answered.', 'AbortError'));
  }
}

/** The total deadline has passed: all are aborted, and those to blame have failed. */
export function expire<M extends string>(walk: Attempts<M>, timeout: DOMException, verdict: Verdict): void {
  for (const live of walk.all.filter(({ settled }) => !settled)) {
    // Whoever had most of the time, or is late by its own measure, is to blame; a late starter is not.
    const blamed = live.overdue || walk.context.clock.now() - live.startedAt >= walk.request.totalMs / 2;
    endAttempt(walk, live, blamed ? 'failure' : 'ignored', verdict);
    live.abort(timeout);
  }
}

export function isAnyUnderWay<M extends string>(walk: Attempts<M>): boolean {
  return walk.underWay > 0;
}

/** Somebody the user waits for is at work; a probe is not. */
export function isAwaited<M extends string>(walk: Attempts<M>): boolean {
  return walk.all.some((live) => !live.settled && live.attempt.purpose !== 'probe');
}

// One caller's failures again and again are no news of the model.
function outcomeOfFailure<M extends string>(walk: Attempts<M>, live: LiveAttempt<M>): AttemptOutcome {
  const repeated = !live.settled && !failureCounts(live.link, walk.request.options.caller);
  return repeated ? 'ignored' : 'failure';
}

function deadlineFrom<M extends string>(walk: Attempts<M>, now: number): number {
  const { totalDeadlineAt, isLast } = walk.request;
  const leftMs = totalDeadlineAt - now;
  const timeMs = attemptTimeMs(walk.context.settings, leftMs, isLast);
  // Not by way of a difference, which rounds.
  return timeMs === leftMs ? totalDeadlineAt : now + timeMs;
}

function answerOf<M extends string, T>(walk: Attempts<M, T>, view: CallView<M>): Promise<T> {
  const call = walk.call;
  try {
    return Promise.resolve(call(view.model, view));
  } catch (error) {
    return Promise.reject(error);
  }
}

// Apart from `launch`, as are its other parts: engines take quick calls together only while each is short.
function follow<M extends string, T>(walk: Attempts<M, T>, live: LiveAttempt<M>, answer: Promise<T>): void {
  // The one of the language: a promise may have another of its own.
  void then.call(
    answer,
    (value: T) => {
      try {
        if (isErrorAnswer(value)) walk.onFailure(live, new AnswerError({ status: 200, body: value }));
        else walk.onAnswer(live, value);
      } catch (fault) {
        walk.onFault(fault);
      }
    },
    (error: unknown) => {
      try {
        walk.onFailure(live, error);
      } catch (fault) {
        walk.onFault(fault);
      }
    },
  );
}

function account<M extends string>(
  walk: Attempts<M>,
  live: LiveAttempt<M>,
  outcome: AttemptOutcome,
  verdict?: Verdict,
): void {
  const { load, meter } = walk.context;
  walk.underWay -= 1;
  if (live.attempt.purpose === 'retry') load.retries -= 1;
  meter.attempted(live.link, outcome, verdict);
}

function stopOne<M extends string>(
  walk: Attempts<M>,
  live: LiveAttempt<M>,
  outcome: AttemptOutcome,
  reason: unknown,
): void {
  if (endAttempt(walk, live, outcome)) live.abort(reason);
}

function giveBack({ breaker }: Link, permit: Permit | undefined): false {
  if (permit !== undefined) breaker.settle(permit, 'ignored');
  return false;
}
