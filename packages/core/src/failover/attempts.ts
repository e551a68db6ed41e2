import type { Purpose } from '../outcome.ts';
import type { Permit } from '../breaker/permit.ts';
import type { Link } from '../chain/chain.ts';
import { AnswerError } from './answer-error.ts';
import type { WalkRequest } from './walk-request.ts';
import { isErrorAnswer } from './evidence-of.ts';
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

export function isAnyUnderWay<M extends string>(walk: Attempts<M>): boolean {
  return walk.underWay > 0;
}

/** Somebody the user waits for is at work; a probe is not. */
export function isAwaited<M extends string>(walk: Attempts<M>): boolean {
  return walk.all.some((live) => !live.settled && live.attempt.purpose !== 'probe');
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

function giveBack({ breaker }: Link, permit: Permit | undefined): false {
  if (permit !== undefined) breaker.settle(permit, 'ignored');
  return false;
}
